"""Tokens with which somebody acts for their subject (RFC 8693, claim "act")."""

import pytest

from tests.e2e.incidents import create
from tests.e2e.people import create_user
from tests.support.client import RestClient
from tests.support.identity_provider import NAME, IdentityProvider
from tests.support.stack import Stack, run
from tests.support.waiting import wait_until

SILENT = "https://silent.example"


@pytest.fixture(scope="module")
def provider():
    with IdentityProvider() as running:
        yield running


@pytest.fixture(scope="module")
def own_stack(provider):
    """A Steward that records actors of one issuer, and says nothing of them for the other."""
    issuers = ";".join(
        f"issuer={name} audience=steward algorithms=RS256 jwks={provider.url} tenants={more}"
        for name, more in ((NAME, "acme|globex actors=record"), (SILENT, "umbrella"))
    )
    settings = {"gateway": {"issuers": issuers, "issuer_ca_file": provider.certificate}}
    with Stack(notifications=0, catalogs=0, change_approvals=0, settings=settings) as running:
        yield running


@pytest.fixture
def as_alice(own_stack, provider):
    """Clients of users/alice of acme, with more claims in her token."""

    def client(**claims):
        token = provider.token(**{"tenant": "acme", **claims})
        return RestClient(own_stack.url, token)

    return client


def origins(api, name):
    """(actor, credential) of the events of a record, from the audit trail."""
    found = api.get("/v1/audit/events", {"filter": f'resource_name = "{name}"'}).ok()["events"]
    return [(each["event"]["actor"], each["event"]["origin"]["credential"]) for each in found]


def test_events_name_the_subject_and_who_acted(as_alice):
    nested = {"sub": "https://agent.example", "act": {"sub": "first"}}
    name = create(as_alice(act=nested))["name"]
    foreign = {"sub": "bot", "iss": "https://other.example"}
    as_alice(act=foreign).post(f"/v1/{name}:start").ok()
    as_alice().post(f"/v1/{name}:hold", {"holdReason": "AWAITING_VENDOR"}).ok()

    assert origins(as_alice(), name) == [
        ("users/alice", "token"),
        ("users/alice", "token;act=bot;iss=https://other.example"),
        ("users/alice", "token;act=https://agent.example"),
    ]
    # The history is for everybody who sees the ticket.
    history = as_alice().get(f"/v1/{name}/history").ok()["events"]
    assert all("origin" not in each for each in history)


def test_the_actor_has_the_rights_of_the_token_and_no_others(as_alice):
    act = {"sub": "users/root", "roles": ["tenant_admin"], "tenant": "globex"}
    requester = as_alice(act=act, roles=["requester"])

    ticket = create(requester)
    answer = requester.get("/v1/audit/events")

    assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")
    assert as_alice(tenant="globex").get(f"/v1/{ticket['name']}").status == 404


def test_a_subject_is_refused_whoever_acts(as_alice):
    admin = as_alice(sub="root")
    create_user(admin, "mallory")
    acting = as_alice(sub="mallory", act={"sub": "bot"})
    assert acting.get("/v1/tickets").status == 200

    admin.post("/v1/users/mallory:disable").ok()

    wait_until(lambda: acting.get("/v1/tickets").reason == "INVALID_TOKEN", what="the refusal")


@pytest.mark.parametrize(
    "act", ["bot", False, [], {}, {"sub": ""}, {"sub": 7}, {"sub": "a;b"}, {"sub": "x" * 129}]
)
def test_an_actor_without_a_name_is_refused(as_alice, act):
    answer = as_alice(act=act).get("/v1/tickets")

    assert (answer.status, answer.reason) == (401, "INVALID_TOKEN")
    assert "'act'" in answer.json["detail"]


def test_actors_are_refused_unless_the_operator_wants_them(own_stack, provider):
    whose = {"iss": SILENT, "tenant": "umbrella"}
    assert RestClient(own_stack.url, provider.token(**whose)).get("/v1/tickets").status == 200

    acting = RestClient(own_stack.url, provider.token(act={"sub": "bot"}, **whose))
    answer = acting.get("/v1/tickets")

    assert (answer.status, answer.reason) == (401, "INVALID_TOKEN")
    assert "acts for their subject" in answer.json["detail"]


def test_so_they_are_of_the_issuer_for_development(stack):
    words = ["--private", stack.keys / "issuer.pem", "--kid", "issuer", "--audience", "steward"]
    words += ["--issuer", "https://issuer.steward.localhost", "--tenant", stack.new_tenant()]
    words += ["--subject", "users/admin", "--role", "tenant_admin", "--actor", "bot"]
    token = run([stack.bin / "steward-issuer", "token", *words])

    answer = stack.client_with(token).get("/v1/tickets")

    assert (answer.status, answer.reason) == (401, "INVALID_TOKEN")
    assert "acts for their subject" in answer.json["detail"]

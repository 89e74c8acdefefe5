"""Working for another tenant: what access grants let in, for how long, and how far; and the glass
that is broken in an emergency."""

import grpc
import pytest

from tests.e2e.incidents import create
from tests.e2e.people import (
    after,
    create_account,
    create_group,
    create_key,
    create_user,
    give_access,
    join,
    substitute,
    the_user,
)
from tests.support.command_line import CommandLine
from tests.support.waiting import wait_until

TICKETS = "steward.ticket.v1.TicketService/ListTickets"


@pytest.fixture
def home(stack):
    """The provider's tenant, where users/bob works at groups/desk."""
    tenant = stack.new_tenant()
    admin = stack.client(tenant)
    bob = create_user(admin, "bob", roles=["tenant_admin"])["name"]
    join(admin, create_group(admin, "desk")["name"], bob).ok()
    return tenant


def guest(stack, home, tenant, user="bob"):
    """A client of a user of the provider, who may do everything at home, in the tenant."""
    client = stack.client(home, subject=f"users/{user}")
    client.headers["Steward-Tenant"] = tenant
    return client


@pytest.fixture
def bob(stack, home, tenant):
    return guest(stack, home, tenant)


def seen(client):
    answer = client.get("/v1/tickets")
    return answer.status, answer.reason


IN, OUT = (200, None), (403, "PERMISSION_DENIED")


def wait_for(client, expected, what, seconds=10):
    wait_until(lambda: seen(client) == expected, seconds, what)


def trail(api, text):
    """Events of the audit trail."""
    found = api.get("/v1/audit/events", {"filter": text}).ok()["events"]
    return [each["event"] for each in found]


def give(api, home, *roles, grantee="users/bob", **fields):
    return give_access(api, home, grantee, *roles, **fields).ok()


def test_an_agent_of_the_provider_works_on_a_ticket_of_the_customer(api, home, bob):
    ticket = create(api, requester=the_user(api, "rita"))["name"]
    assert seen(bob) == OUT
    granted = give(api, home, "agent", grantee="groups/desk")
    wait_for(bob, IN, "the grant")

    assert bob.post(f"/v1/{ticket}:start").ok()["state"] == "IN_PROGRESS"

    who = f"tenants/{home}/users/bob"
    history = api.get(f"/v1/{ticket}/history").ok()["events"]
    assert [event["actor"] for event in history] == ["users/admin", who]
    assert [event["resourceName"] for event in trail(api, f'actor = "{who}"')] == [ticket]
    assert (granted["state"], granted["creator"]) == ("ACTIVE", "users/admin")


def test_guests_may_do_what_they_were_given_and_nothing_that_they_may_at_home(api, home, bob):
    hidden = create(api, confidential=True)["name"]
    give(api, home, "agent")
    wait_for(bob, IN, "the grant")

    for path in ("/v1/serviceAccounts", "/v1/accessGrants", "/v1/audit/events"):
        assert bob.get(path).reason == "PERMISSION_DENIED"
    assert bob.get(f"/v1/{hidden}").status == 404
    made = give_access(bob, home, "users/bob", "tenant_admin")
    assert (made.status, made.reason) == OUT
    assert bob.post("/v1/users", {"userId": "mole", "displayName": "M"}).reason == OUT[1]


def test_an_administrator_from_elsewhere_hands_nothing_on(api, home, bob):
    give(api, home, "tenant_admin")
    wait_for(bob, IN, "the grant")

    assert bob.get("/v1/accessGrants").ok()["accessGrants"]
    for answer in (
        give_access(bob, home, "users/carol", "agent"),
        bob.post("/v1/accessGrants:breakGlass", {"reason": "Mine"}),
    ):
        assert (answer.status, answer.reason) == OUT


def test_what_guests_record_is_for_somebody_of_the_tenant(api, home, bob):
    give(api, home, "agent")
    wait_for(bob, IN, "the grant")
    body = {"kind": "INCIDENT", "title": "VPN down"}

    for own in ({}, {"requester": f"tenants/{home}/users/bob"}):
        refused = bob.post("/v1/tickets", {**body, **own})
        assert (refused.status, refused.reason) == (400, "INVALID_FIELD")
    made = bob.post("/v1/tickets", {**body, "requester": the_user(api, "rita")}).ok()

    assert made["creator"] == f"tenants/{home}/users/bob"
    assert api.patch(f"/v1/{made['name']}", {"title": "VPN in Oslo down"}).status == 200


def test_a_user_of_the_same_name_is_somebody_else(stack, tenant, api, home, bob):
    create_user(api, "bob")
    hidden = create(api, requester="users/bob", confidential=True)["name"]
    give(api, home, "requester")
    wait_for(bob, IN, "the grant")

    assert bob.get("/v1/tickets").ok()["tickets"] == []
    assert bob.get(f"/v1/{hidden}").status == 404
    own = stack.client(tenant, "requester", "users/bob")
    assert own.get(f"/v1/{hidden}").status == 200


MUTES = [{"eventClass": "TICKET", "channel": "MAIL"}]


def test_nothing_of_a_namesake_is_a_guests(api, home, bob):
    namesake = create_user(api, "bob")["name"]
    the_user(api, "rita")
    join(api, create_group(api, "desk")["name"], namesake).ok()
    give(api, home, "agent")
    wait_for(bob, IN, "the grant")

    preference = "/v1/notificationPreferences/bob"
    answers = [
        bob.get(preference),
        bob.patch(preference, {"mutes": MUTES}),
        substitute(bob, namesake, "users/rita"),
        bob.post("/v1/tickets:claimNext", {"assignmentGroup": "groups/desk"}),
    ]
    assert [each.reason for each in answers] == [
        "RESOURCE_NOT_FOUND",
        "RESOURCE_NOT_FOUND",
        "PERMISSION_DENIED",
        "NOT_A_MEMBER",
    ]
    assert bob.get("/v1/notifications").ok()["notifications"] == []


def test_a_grant_counts_from_its_beginning(api, home, bob):
    granted = give(api, home, "agent", startTime=after(seconds=10), expireTime=after(hours=1))
    assert granted["state"] == "PENDING"
    assert seen(bob) == OUT

    wait_for(bob, IN, "the beginning", 20)

    assert api.get(f"/v1/{granted['name']}").ok()["state"] == "ACTIVE"


def test_a_grant_ends_with_its_time(api, home, bob):
    granted = give(api, home, "agent", expireTime=after(seconds=15))
    wait_for(bob, IN, "the grant")

    wait_for(bob, OUT, "the end", 25)

    assert api.get(f"/v1/{granted['name']}").ok()["state"] == "EXPIRED"
    ended = api.get("/v1/accessGrants", {"filter": "state = EXPIRED"}).ok()["accessGrants"]
    assert [(each["name"], each["state"]) for each in ended] == [(granted["name"], "EXPIRED")]
    assert api.post(f"/v1/{granted['name']}:revoke").reason == "ILLEGAL_TRANSITION"


def test_what_is_revoked_ends_calls_and_streams(api, home, bob):
    granted = give(api, home, "agent")
    wait_for(bob, IN, "the grant")

    with bob.events(query={"from": "now"}) as stream:
        assert stream.status == 200
        assert api.post(f"/v1/{granted['name']}:revoke").ok()["state"] == "REVOKED"
        *_, last = stream

    assert (last.type, last.json["reason"]) == ("error", "PERMISSION_DENIED")
    wait_for(bob, OUT, "the revocation")


def test_who_is_locked_out_at_home_is_so_everywhere(stack, api, home, bob):
    give(api, home, "agent")
    wait_for(bob, IN, "the grant")

    admin = stack.client(home)
    # The last administrator cannot be locked out.
    create_user(admin, "ada", roles=["tenant_admin"])
    admin.post("/v1/users/bob:disable").ok()

    wait_for(bob, (401, "INVALID_TOKEN"), "the user to be locked out")


def test_who_leaves_the_group_leaves_its_grants(stack, api, home, bob):
    give(api, home, "agent", grantee="groups/desk")
    wait_for(bob, IN, "the grant")

    stack.client(home).delete("/v1/groups/desk/memberships/bob").ok()

    wait_for(bob, OUT, "the end of the membership")


def test_a_suspended_tenant_is_closed_to_guests_too(stack, tenant, api, home, bob):
    stack.client(home).post("/v1/users", {"userId": "eve", "displayName": "Eve"}).ok()
    eve = guest(stack, home, tenant, "eve")
    give(api, home, "agent")
    wait_for(bob, IN, "the grant")
    operator = stack.client("operator")
    body = {"tenantId": tenant, "displayName": "Acme"}
    path = f"/v1/{operator.post('/v1/tenants', body).ok()['name']}"

    operator.post(f"{path}:suspend", {"reason": "Contract ended"}).ok()

    wait_for(bob, (403, "TENANT_SUSPENDED"), "the suspension")
    assert seen(eve) == OUT


def test_nobody_learns_which_tenants_there_are(stack, api, home, bob):
    elsewhere = guest(stack, home, "no-such-tenant")

    answers = [client.get("/v1/tickets") for client in (bob, elsewhere)]

    assert [(each.status, each.reason) for each in answers] == [OUT, OUT]
    there, nowhere = (
        {key: value for key, value in each.json.items() if key not in ("requestId", "traceId")}
        for each in answers
    )
    assert there == nowhere
    # Neither do customers learn whom a provider has.
    for grantee in ("users/bob", "users/nobody", "groups/desk", "groups/nothing"):
        assert give_access(api, home, grantee, "agent").status == 200
    assert give_access(api, "no-such-tenant", "users/bob", "agent").status == 200


def test_the_own_tenant_needs_no_grant(stack, home):
    assert seen(guest(stack, home, home)) == IN


@pytest.mark.parametrize("value", ["", "Acme", "tenants/acme", "a b", "x" * 64])
def test_a_tenant_that_is_none_is_refused(stack, home, value):
    answer = guest(stack, home, value).get("/v1/tickets")

    assert (answer.status, answer.reason) == (400, "MALFORMED_REQUEST")


def test_keys_stay_in_their_tenant(stack, tenant, home):
    admin = stack.client(home)
    create_account(admin, "ci", roles=["agent"])
    key = stack.client_with(create_key(admin)["key"])

    assert seen(key) == IN
    key.headers["Steward-Tenant"] = home
    assert seen(key) == IN
    key.headers["Steward-Tenant"] = tenant
    assert seen(key) == OUT


def test_grpc_and_batches_take_it_too(stack, tenant, api, home, bob):
    create(api)
    give(api, home, "agent")
    wait_for(bob, IN, "the grant")

    with stack.grpc(home, subject="users/bob") as client:
        metadata = [("steward-tenant", tenant)]
        assert len(client.call(TICKETS, metadata=metadata).tickets) == 1
        assert len(client.call(TICKETS).tickets) == 0
        with pytest.raises(grpc.RpcError) as caught:
            client.call(TICKETS, metadata=metadata * 2)
        assert client.reason_of(caught.value) == "MALFORMED_REQUEST"
    parts = {"requests": [{"path": "/v1/tickets"}]}
    (part,) = bob.post("/v1/batch", parts).ok()["responses"]
    assert len(part["body"]["tickets"]) == 1


def test_the_command_line_works_in_another_tenant(stack, tenant, api, home, bob, tmp_path):
    ticket = create(api)["name"]
    give(api, home, "agent")
    wait_for(bob, IN, "the grant")
    ctl = CommandLine(stack, tmp_path, home, subject="users/bob")

    assert ctl.ok("tickets", "list", "-o", "name", "--tenant", tenant).split() == [ticket]
    assert ctl.json("tickets", "start", ticket, "--tenant", tenant)["state"] == "IN_PROGRESS"
    assert ctl.json("tickets", "list") == []
    assert ctl.run("tickets", "list", "--tenant", "no-such-tenant").status == 4


@pytest.mark.parametrize(
    "change, field",
    [
        ({"granteeTenant": None}, "granteeTenant"),
        ({"granteeTenant": "Globex"}, "granteeTenant"),
        ({"grantee": "serviceAccounts/ci"}, "grantee"),
        ({"grantee": "users/"}, "grantee"),
        ({"roles": []}, "roles"),
        ({"roles": ["wizard"]}, "roles[0]"),
        ({"roles": ["service"]}, "roles[0]"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"expireTime": None}, "expireTime"),
        ({"expireTime": "2020-01-01T00:00:00Z"}, "expireTime"),
        ({"expireTime": after(days=366)}, "expireTime"),
        ({"startTime": after(hours=2)}, "expireTime"),
    ],
)
def test_what_a_grant_cannot_be(api, change, field):
    answer = give_access(api, "globex", "users/bob", "agent", **change)

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert [violation["field"] for violation in answer.json["violations"]] == [field]


def test_no_grant_is_to_the_tenant_itself(api, tenant):
    answer = give_access(api, tenant, "users/bob", "agent")

    assert [violation["field"] for violation in answer.json["violations"]] == ["granteeTenant"]


def test_only_administrators_give_and_auditors_see(stack, tenant, api, home):
    granted = give(api, home, "agent")["name"]
    for role in ("agent", "requester", "provisioner", "integration"):
        client = stack.client(tenant, role, "users/mole")
        assert give_access(client, home, "users/bob", "agent").reason == "PERMISSION_DENIED"
        assert client.get(f"/v1/{granted}").status == 403
    auditor = stack.client(tenant, "auditor", "users/audrey")
    assert auditor.get(f"/v1/{granted}").status == 200
    assert auditor.post(f"/v1/{granted}:revoke").status == 403


def glasses_broken(stack):
    lines = stack.processes["directory-1"].metrics().splitlines()
    (line,) = [each for each in lines if each.startswith("steward_directory_glass_broken_total")]
    return int(line.split()[1])


def test_the_glass_is_broken_for_a_while(stack, tenant, api):
    firefighter = stack.client(tenant, "break_glass", "users/fred")

    def accounts():
        return firefighter.get("/v1/serviceAccounts").status

    assert accounts() == 403
    assert firefighter.get("/v1/tickets").status == 403
    before = glasses_broken(stack)

    body = {"reason": "Nobody answers", "expireTime": after(seconds=20)}
    broken = firefighter.post("/v1/accessGrants:breakGlass", body).ok()
    wait_until(lambda: accounts() == 200, what="the rights")

    assert (broken["grantee"], broken["granteeTenant"]) == ("users/fred", tenant)
    (event,) = trail(api, f'resource_name = "{broken["name"]}"')
    assert event["type"] == "dev.steward.directory.access_grant.glass_broken.v1"
    assert event["actor"] == "users/fred"
    assert glasses_broken(stack) == before + 1
    wait_until(lambda: accounts() == 403, timeout=30, what="their end")


def test_glass_needs_the_role_a_reason_and_a_short_time(stack, tenant):
    path = "/v1/accessGrants:breakGlass"
    firefighter = stack.client(tenant, "break_glass", "users/fred")
    agent = stack.client(tenant, "agent", "users/mole")
    assert agent.post(path, {"reason": "Mine"}).reason == "PERMISSION_DENIED"
    for body in ({}, {"reason": ""}, {"reason": "Fire", "expireTime": after(hours=5)}):
        assert firefighter.post(path, body).reason == "INVALID_FIELD"
    tried = firefighter.post(path, {"reason": "Fire", "validateOnly": True}).ok()
    assert tried["roles"] == ["tenant_admin"]
    assert firefighter.get("/v1/serviceAccounts").status == 403

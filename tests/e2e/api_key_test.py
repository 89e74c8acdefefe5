"""Service accounts and their keys through REST."""

import datetime
import re

import pytest

from tests.e2e.people import create_account
from tests.support.rpc import GrpcClient
from tests.support.waiting import wait_until

FORM = r"stw_live_([0-9A-Za-z]{12})_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}"


@pytest.fixture
def keys(api):
    """The path of the keys of an account."""
    return f"/v1/{create_account(api, 'ci', roles=['agent', 'auditor'])['name']}/apiKeys"


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_the_key_is_shown_once(api, keys):
    created = api.post(keys, {"displayName": "Deploy", "requestId": "key-1"}).ok()

    key_id = re.fullmatch(FORM, created["key"]).group(1)
    assert created["name"] == f"serviceAccounts/ci/apiKeys/{key_id}"
    assert (created["state"], created["creator"]) == ("ACTIVE", "users/admin")
    life = moment(created["expireTime"]) - moment(created["createTime"])
    assert life == datetime.timedelta(days=365)
    shown = {**created}
    del shown["key"]
    assert api.get(f"/v1/{created['name']}").ok() == shown
    assert api.get(keys).ok()["apiKeys"] == [shown]
    again = api.post(keys, {"displayName": "Deploy", "requestId": "key-1"}).ok()
    assert again == shown
    assert "key" not in api.post(keys, {"validateOnly": True}).ok()


def test_no_key_is_in_events_or_logs(stack, api, keys):
    secret = api.post(keys).ok()["key"].split("_")[3]

    with api.events(query={"from": "earliest"}) as stream:
        events = (message for message in stream if "event" in message.json)
        created = [next(events), next(events)][1]

    assert created.json["event"]["type"] == "dev.steward.directory.api_key.created.v1"
    assert secret not in created.data
    assert secret not in "".join(stack.log(name) for name in stack.processes)


def test_a_key_is_revoked_for_good(api, keys):
    path = f"/v1/{api.post(keys).ok()['name']}"

    assert api.post(f"{path}:revoke").ok()["state"] == "REVOKED"
    again = api.post(f"{path}:revoke")
    assert (again.status, again.reason) == (409, "ILLEGAL_TRANSITION")


def test_an_account_has_three_keys(api, keys):
    made = [api.post(keys).ok()["name"] for _ in range(3)]

    refused = api.post(keys)
    assert (refused.status, refused.reason) == (429, "QUOTA_EXCEEDED")
    api.post(f"/v1/{made[0]}:revoke").ok()
    assert api.post(keys).status == 200


@pytest.mark.parametrize(
    "body, field",
    [
        ({"roles": ["tenant_admin"]}, "roles[0]"),
        ({"roles": ["agent", "wizard"]}, "roles[1]"),
        ({"expireTime": "2020-01-01T00:00:00Z"}, "expireTime"),
        ({"expireTime": "2099-01-01T00:00:00Z"}, "expireTime"),
        ({"displayName": "x" * 256}, "displayName"),
        ({"allowedNetworks": ["192.0.2.0/24", "192.0.2.1/24"]}, "allowedNetworks[1]"),
        ({"allowedNetworks": ["example.com"]}, "allowedNetworks[0]"),
        ({"allowedNetworks": ["::"] * 21}, "allowedNetworks"),
    ],
)
def test_what_a_key_cannot_be(api, keys, body, field):
    answer = api.post(keys, body)

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert answer.json["violations"][0]["field"] == field


def test_a_disabled_account_gets_no_keys(api, keys):
    assert api.patch("/v1/serviceAccounts/ci", {"displayName": "CI"}).ok()["displayName"] == "CI"
    assert api.post("/v1/serviceAccounts/ci:disable").ok()["state"] == "DISABLED"

    assert api.post(keys).reason == "ILLEGAL_TRANSITION"
    api.post("/v1/serviceAccounts/ci:enable").ok()
    assert api.post(keys, {"roles": ["auditor"]}).ok()["roles"] == ["auditor"]


def test_accounts_of_others_are_not_there(stack, api, keys):
    name = api.post(keys).ok()["name"]
    intruder = stack.client(stack.new_tenant())

    for answer in (
        intruder.get(f"/v1/{name}"),
        intruder.post(f"/v1/{name}:revoke"),
        intruder.get(keys),
        intruder.post(keys),
        intruder.get("/v1/serviceAccounts/ci"),
    ):
        assert (answer.status, answer.reason) == (404, "RESOURCE_NOT_FOUND")
    assert api.get(f"/v1/{name}").ok()["state"] == "ACTIVE"


def refused(client):
    """Whether the credential of a client counts no longer."""
    answer = client.get("/v1/tickets")
    return (answer.status, answer.reason) == (401, "INVALID_TOKEN")


def new_ticket(client):
    body = {"kind": "INCIDENT", "title": "Disk full", "impact": "LOW", "urgency": "LOW"}
    return client.post("/v1/tickets", body)


def test_a_program_calls_with_its_key(stack, api, keys, tenant):
    key = api.post(keys, {"displayName": "Deploy"}).ok()["key"]
    client = stack.client_with(key)

    ticket = new_ticket(client).ok()

    assert ticket["creator"] == "serviceAccounts/ci"
    assert api.get(f"/v1/{ticket['name']}").ok() == ticket
    with GrpcClient(stack.grpc_target, key, stack.contract) as grpc_client:
        found = grpc_client.call(
            "steward.ticket.v1.TicketService/GetTicket", {"name": ticket["name"]}
        )
    assert found.title == "Disk full"
    lower_case = {"Authorization": f"bearer {key}"}
    assert stack.client_with(None).get("/v1/tickets", headers=lower_case).status == 200


def test_the_journal_tells_key_and_address(stack, api, keys, tenant):
    key = api.post(keys).ok()
    ticket = new_ticket(stack.client_with(key["key"])).ok()["name"]

    ((event,),) = stack.psql(
        "ticket",
        "SELECT event FROM journal WHERE tenant_id = %s AND resource = %s",
        (tenant, ticket),
    )

    origin = stack.contract.message("steward.event.v1.Event").FromString(event).origin
    assert (origin.credential, origin.client_address) == (key["name"], "127.0.0.1")


def test_a_program_changes_the_tickets_that_it_recorded(stack, api, keys):
    program = stack.client_with(api.post(keys, {"roles": ["agent"]}).ok()["key"])
    ticket = new_ticket(program).ok()

    assert ticket["requester"] == "serviceAccounts/ci"
    changed = program.patch(f"/v1/{ticket['name']}", {"title": "Mail down"}).ok()
    assert changed["title"] == "Mail down"


def test_a_key_has_some_of_the_roles_of_its_account(stack, api, keys):
    reader = stack.client_with(api.post(keys, {"roles": ["auditor"]}).ok()["key"])

    assert reader.get("/v1/tickets").status == 200
    denied = new_ticket(reader)
    assert (denied.status, denied.reason) == (403, "PERMISSION_DENIED")
    api.patch("/v1/serviceAccounts/ci", {"roles": ["agent"]}).ok()
    wait_until(lambda: reader.get("/v1/tickets").status == 403, what="the role to go")


def test_keys_overlap_while_they_are_rotated(stack, api, keys):
    old, new = api.post(keys).ok(), api.post(keys).ok()
    old_client, new_client = stack.client_with(old["key"]), stack.client_with(new["key"])
    assert old_client.get("/v1/tickets").status == new_client.get("/v1/tickets").status == 200

    api.post(f"/v1/{old['name']}:revoke").ok()

    wait_until(lambda: refused(old_client), what="the end of the old key")
    assert new_client.get("/v1/tickets").status == 200


def test_a_key_ends_with_its_time(stack, api, keys):
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
    client = stack.client_with(api.post(keys, {"expireTime": soon.isoformat()}).ok()["key"])

    wait_until(lambda: refused(client), what="the end of the key")


def test_keys_end_with_their_account(stack, api, keys):
    client = stack.client_with(api.post(keys).ok()["key"])
    assert client.get("/v1/tickets").status == 200

    api.post("/v1/serviceAccounts/ci:disable").ok()
    wait_until(lambda: refused(client), what="the end of the account")
    api.post("/v1/serviceAccounts/ci:enable").ok()
    wait_until(lambda: client.get("/v1/tickets").status == 200, what="the account")


def changed(text, at):
    """The text with another digit at that place."""
    return text[:at] + ("1" if text[at] == "0" else "0") + text[at + 1 :]


def test_what_is_no_key_looks_like_a_key_that_does_not_count(stack, api, keys):
    key = api.post(keys).ok()["key"]
    told = set()
    for credential in (
        changed(key, 12),
        changed(key, 30),
        changed(key, 71),
        key[:-1],
        key + "0",
        key.replace("live", "test"),
        "stw_live_",
    ):
        answer = stack.client_with(credential).get("/v1/tickets")
        assert (answer.status, answer.reason) == (401, "INVALID_TOKEN"), credential
        told.add(answer.json["detail"])
    assert len(told) == 1
    assert stack.client_with(key).get("/v1/tickets").status == 200


@pytest.mark.parametrize(
    "networks, status",
    [
        (["127.0.0.0/8"], 200),
        (["2001:db8::/32", "127.0.0.1"], 200),
        (["192.0.2.0/24"], 401),
        (["::/0"], 401),
    ],
)
def test_a_key_may_be_kept_to_networks(stack, api, keys, networks, status):
    """R43"""
    key = api.post(keys, {"allowedNetworks": networks}).ok()
    assert key["allowedNetworks"] == networks

    client = stack.client_with(key["key"])

    assert client.get("/v1/tickets").status == status
    # What a client says of itself does not count.
    spoofed = {"X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.7"}
    assert client.get("/v1/tickets", headers=spoofed).status == status


def test_when_a_key_was_used_is_shown_without_an_event(stack, api, keys):
    key = api.post(keys).ok()
    path = f"/v1/{key['name']}"
    assert "lastUseTime" not in api.get(path).ok()

    assert stack.client_with(key["key"]).get("/v1/tickets").status == 200

    shown = api.get(path).ok()
    assert shown["lastUseTime"].endswith(":00Z")
    assert shown["etag"] == key["etag"]
    used = api.get(keys, {"filter": 'last_use_time > "2020-01-01T00:00:00Z"'}).ok()["apiKeys"]
    assert used == [shown]


def test_a_key_in_a_url_is_refused_and_marked(stack, api, keys):
    key = api.post(keys).ok()
    text = key["key"]
    anybody = stack.client_with(None)

    for path in (
        f"/v1/tickets?access={text}",
        f"/v1/tickets/{text}",
        f"/healthz?{text.replace('_', '%5F')}",
        f"/nowhere/{text}",
    ):
        answer = anybody.get(path)
        assert (answer.status, answer.reason) == (400, "MALFORMED_REQUEST")
        assert text.split("_")[3] not in answer.body.decode()

    leaked = wait_until(
        lambda: (shown := api.get(f"/v1/{key['name']}").ok()).get("leakTime") and shown,
        what="the mark",
    )
    assert leaked["state"] == "ACTIVE"
    with api.events(query={"from": "earliest"}) as stream:
        types = (m.json["event"]["type"] for m in stream if "event" in m.json)
        seen = [next(types) for _ in range(3)]
    assert seen[2] == "dev.steward.directory.api_key.leaked.v1"
    assert text.split("_")[3] not in "".join(stack.log(name) for name in stack.processes)


def test_what_only_looks_like_a_key_in_a_url_marks_nothing(stack, api, keys):
    key = api.post(keys).ok()

    for text in (key["key"][:-1], changed(key["key"], 30), "stw_live_"):
        assert stack.client_with(None).get(f"/v1/tickets?x={text}").status == 400

    assert "leakTime" not in api.get(f"/v1/{key['name']}").ok()

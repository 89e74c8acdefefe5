"""Service accounts and their keys through REST."""

import datetime
import re

import pytest

from tests.e2e.people import create_account

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

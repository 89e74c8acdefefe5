"""Who is let in no longer: users that are disabled, tokens that are revoked, streams of both; and
who still is while the directory is away."""

import base64
import json

import pytest

from tests.e2e.people import create_account, create_key, create_user
from tests.support.stack import Stack
from tests.support.waiting import wait_until


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def status(client):
    return client.get("/v1/tickets").status


def is_refused(client):
    answer = client.get("/v1/tickets")
    return (answer.status, answer.reason) == (401, "INVALID_TOKEN")


@pytest.fixture
def alice(stack, api, tenant):
    """A client of a user that the directory knows."""
    create_user(api, "alice", roles=["agent"])
    return stack.client(tenant, "agent", "users/alice")


def test_the_token_of_a_disabled_user_does_not_count(api, alice):
    assert status(alice) == 200

    api.post("/v1/users/alice:disable").ok()
    wait_until(lambda: is_refused(alice), what="the user to be locked out")

    api.post("/v1/users/alice:enable").ok()
    wait_until(lambda: status(alice) == 200, what="the user to be let in")


def test_a_name_in_another_case_does_not_help(stack, api, alice, tenant):
    api.post("/v1/users/alice:disable").ok()
    shouting = stack.client(tenant, "agent", "users/ALICE")

    wait_until(lambda: is_refused(shouting), what="the user to be locked out")


def test_users_of_a_disabled_organization_are_locked_out(stack, api, tenant):
    body = {"organizationId": "emea", "displayName": "EMEA"}
    organization = api.post("/v1/organizations", body).ok()["name"]
    create_user(api, "bob", organization=organization)
    bob = stack.client(tenant, "agent", "users/bob")
    assert status(bob) == 200

    api.post(f"/v1/{organization}:disable").ok()

    wait_until(lambda: is_refused(bob), what="the users to be locked out")


def test_subjects_that_the_directory_does_not_know_are_the_issuers(stack, tenant):
    assert status(stack.client(tenant, "agent", "users/stranger")) == 200


def test_tokens_of_a_subject_that_the_directory_does_not_know_are_revoked(stack, api, tenant):
    stranger = stack.client(tenant, "agent", "users/stranger")
    path = "/v1/users/stranger"
    assert status(stranger) == 200
    assert api.post(f"{path}:revokeTokens").reason == "RESOURCE_NOT_FOUND"
    assert api.post(f"{path}:revokeTokens", {"allowMissing": True, "tokenId": "x"}).status == 400

    user = api.post(f"{path}:revokeTokens", {"allowMissing": True, "requestId": "once"}).ok()

    assert (user["state"], user["deprovisioned"]) == ("DISABLED", True)
    wait_until(lambda: is_refused(stranger), what="the stranger to be locked out")
    again = api.post(f"{path}:revokeTokens", {"allowMissing": True, "requestId": "once"}).ok()
    assert again == user
    about = {"filter": 'resource_name = "users/stranger"'}
    (event,) = api.get("/v1/audit/events", about).ok()["events"]
    assert event["event"]["type"] == "dev.steward.directory.user.created.v1"
    api.post(f"{path}:enable").ok()
    assert is_refused(stranger)


def test_roles_of_the_directory_are_added_to_those_of_the_token(stack, api, tenant):
    create_user(api, "carol", roles=["agent"])
    carol = stack.client(tenant, "requester", "users/carol")

    body = {"kind": "INCIDENT", "title": "VPN down", "impact": "LOW", "urgency": "LOW"}
    ticket = carol.post("/v1/tickets", body).ok()["name"]
    assert carol.post(f"/v1/{ticket}:start").status == 200

    api.patch("/v1/users/carol", {"roles": []}, query={"updateMask": "roles"}).ok()
    wait_until(
        lambda: carol.post(f"/v1/{ticket}:resolve").status == 403, what="the role to be taken"
    )


def test_one_token_is_revoked_by_its_id(stack, api, alice, tenant):
    token_id = claims(stack.token(tenant, "agent", "users/alice"))["jti"]
    other = stack.client(tenant, "auditor", "users/alice")

    user = api.post("/v1/users/alice:revokeTokens", {"tokenId": token_id}).ok()

    assert [each["tokenId"] for each in user["revokedTokens"]] == [token_id]
    wait_until(lambda: is_refused(alice), what="the token to be refused")
    assert status(other) == 200
    again = api.post("/v1/users/alice:revokeTokens", {"tokenId": token_id}).ok()
    assert again["etag"] == user["etag"]


def test_all_tokens_of_a_user_are_revoked(stack, api, alice, tenant):
    other = stack.client(tenant, "auditor", "users/alice")
    assert status(alice) == status(other) == 200

    user = api.post("/v1/users/alice:revokeTokens").ok()

    assert user["tokensRevokeTime"] and user["state"] == "ACTIVE"
    wait_until(lambda: is_refused(alice) and is_refused(other), what="the tokens to be refused")


def test_only_administrators_revoke_tokens(alice):
    denied = alice.post("/v1/users/alice:revokeTokens")

    assert (denied.status, denied.reason) == (403, "PERMISSION_DENIED")


def last_of(stream):
    return list(stream)[-1]


def test_a_stream_ends_with_the_right_to_watch(stack, api, alice):
    with alice.events(query={"from": "now"}) as stream:
        assert stream.status == 200
        api.post("/v1/users/alice:disable").ok()
        last = last_of(stream)

    assert (last.type, last.json["reason"]) == ("error", "INVALID_TOKEN")


def test_a_stream_of_a_key_ends_with_the_key(stack, api):
    create_account(api, "ci", roles=["agent"])
    key = create_key(api)

    with stack.client_with(key["key"]).events(query={"from": "now"}) as stream:
        assert stream.status == 200
        api.post(f"/v1/{key['name']}:revoke").ok()
        last = last_of(stream)

    assert (last.type, last.json["reason"]) == ("error", "INVALID_TOKEN")


def test_a_stream_ends_when_its_role_is_taken(stack, api, tenant):
    create_account(api, "ci", roles=["agent", "requester"])
    key = create_key(api)["key"]

    with stack.client_with(key).events(query={"from": "now"}) as stream:
        assert stream.status == 200
        api.patch("/v1/serviceAccounts/ci", {"roles": ["requester"]}).ok()
        last = last_of(stream)

    assert (last.type, last.json["reason"]) == ("error", "PERMISSION_DENIED")


def test_streams_over_grpc_end_too(stack, api, alice, tenant):
    with stack.grpc(tenant, "agent", "users/alice") as client:
        call = client.call("steward.event.v1.EventService/Watch", {"from": "now"}, timeout=60)
        next(call)
        api.post("/v1/users/alice:disable").ok()
        with pytest.raises(Exception) as caught:
            list(call)

    assert client.reason_of(caught.value) == "INVALID_TOKEN"


def test_calls_go_on_while_the_directory_is_away():
    with Stack(notifications=0) as stack:
        api = stack.client()
        create_user(api, "dave")
        create_account(api, "ci", roles=["agent"])
        used, unused = (stack.client_with(create_key(api)["key"]) for _ in range(2))
        known = stack.client(role="agent", subject="users/dave")
        assert status(used) == status(known) == 200

        stack.kill("directory-1")

        for _ in range(5):
            assert status(used) == status(known) == 200
        assert status(stack.client(role="agent", subject="users/stranger")) == 200
        refused = unused.get("/v1/tickets")
        assert (refused.status, refused.reason) == (503, "UNAVAILABLE")
        gateway = stack.processes["gateway-1"]
        assert 'steward_gateway_principals_total{answer="alone"}' in gateway.metrics()
        unused_yet = '\nsteward_gateway_principals_total{answer="old"} 0\n'
        wait_until(
            lambda: status(used) == 200 and unused_yet not in gateway.metrics(),
            what="an answer that is too old to be used otherwise",
        )
        assert "the directory cannot be asked who is calling" in gateway.log()

        stack.restart("directory-1")
        wait_until(lambda: status(unused) == 200, what="the key to be known")
        api.post("/v1/users/dave:disable").ok()
        wait_until(lambda: is_refused(known), what="the user to be locked out")


def test_an_empty_id_revokes_nothing(api):
    create_user(api, "zed")

    refused = api.post("/v1/users/zed:revokeTokens", {"tokenId": ""})

    assert (refused.status, refused.reason) == (400, "INVALID_FIELD")
    assert "tokensRevokeTime" not in api.get("/v1/users/zed").ok()

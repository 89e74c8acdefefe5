"""Who may act for whom, through REST."""

import pytest

from tests.e2e.people import create_user, substitute


@pytest.fixture(autouse=True)
def users(api):
    for user in ("alice", "bob", "carol"):
        create_user(api, user)


def client(stack, tenant, user, role="requester"):
    return stack.client(tenant, role=role, subject=f"users/{user}")


def names(answer):
    return [each["name"] for each in answer.ok().get("substitutes", [])]


@pytest.mark.parametrize("role", ["requester", "agent", "approver", "resolver"])
def test_users_keep_their_own_substitutes(stack, tenant, role):
    alice = client(stack, tenant, "alice", role)

    made = substitute(alice, "users/alice", "users/bob", reason="On leave").ok()

    path = f"/v1/{made['name']}"
    assert made["name"] == "users/alice/substitutes/bob"
    assert (made["user"], made["substitute"]) == ("users/alice", "users/bob")
    assert alice.get(path).ok() == made
    assert substitute(alice, "users/alice", "users/bob").reason == "RESOURCE_ALREADY_EXISTS"
    etag = f'"{made["etag"]}"'
    later = {"endTime": "2099-03-01T00:00:00Z"}
    assert alice.patch(path, later, headers={"If-Match": etag}).ok()["endTime"] == later["endTime"]
    assert alice.patch(path, later, headers={"If-Match": etag}).reason == "ETAG_MISMATCH"
    assert names(alice.get("/v1/users/alice/substitutes")) == [made["name"]]
    alice.delete(path).ok()
    assert alice.get(path).status == 404
    assert names(alice.get("/v1/users/alice/substitutes")) == []


def test_nobody_keeps_those_of_others(stack, tenant, api):
    made = substitute(api, "users/alice", "users/bob").ok()["name"]

    for user in ("bob", "carol"):
        other = client(stack, tenant, user)
        for answer in (
            other.patch(f"/v1/{made}", {"reason": "Mine"}),
            other.delete(f"/v1/{made}"),
        ):
            assert (answer.status, answer.reason) == (404, "RESOURCE_NOT_FOUND")
        for owner in ("alice", "nobody"):
            for answer in (
                substitute(other, f"users/{owner}", f"users/{user}"),
                other.get(f"/v1/users/{owner}/substitutes"),
            ):
                assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")
    assert client(stack, tenant, "carol").get(f"/v1/{made}").status == 404
    assert names(api.get("/v1/users/alice/substitutes")) == [made]


def test_users_see_whose_substitute_they_are(stack, tenant, api):
    for user, by in (("alice", "bob"), ("bob", "carol"), ("carol", "bob")):
        substitute(api, f"users/{user}", f"users/{by}").ok()
    bob, everybody = client(stack, tenant, "bob"), "/v1/users/-/substitutes"
    mine = {"filter": 'substitute = "users/bob"'}
    acting = ["users/alice/substitutes/bob", "users/carol/substitutes/bob"]

    assert names(bob.get(everybody, query=mine)) == acting
    assert names(bob.get(everybody)) == [acting[0], "users/bob/substitutes/carol", acting[1]]
    assert bob.get(f"/v1/{acting[0]}").ok()["user"] == "users/alice"
    alice = client(stack, tenant, "alice")
    assert names(alice.get(everybody)) == acting[:1]
    assert names(alice.get(everybody, query={"filter": 'user = "users/bob"'})) == []
    assert names(api.get(everybody, query=mine)) == acting
    assert client(stack, tenant, "bob", "integration").get(everybody).status == 403


def test_roles_without_it_make_no_substitutes(stack, tenant):
    for role in ("integration", "auditor"):
        refused = substitute(client(stack, tenant, "alice", role), "users/alice", "users/bob")
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize(
    "change, field",
    [
        ({"endTime": None}, "endTime"),
        ({"endTime": "2099-01-01T00:00:00Z"}, "endTime"),
        ({"endTime": "2100-06-01T00:00:00Z"}, "endTime"),
        ({"substitute": "users/alice"}, "substitute"),
        ({"substitute": "groups/network"}, "substitute"),
        ({"reason": "x" * 1025}, "reason"),
    ],
)
def test_what_a_substitute_cannot_be(api, change, field):
    times = {"startTime": "2099-01-01T00:00:00Z", "endTime": "2099-02-01T00:00:00Z"}
    body = {"substitute": "users/bob", **times, **change}
    answer = api.post("/v1/users/alice/substitutes", body)

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert [violation["field"] for violation in answer.json["violations"]] == [field]


def test_only_active_users_of_the_tenant_stand_in(stack, api):
    create_user(stack.client(stack.new_tenant()), "abroad")
    api.post("/v1/users/carol:disable").ok()

    for user, reason in [
        ("users/carol", "REFERENCE_DISABLED"),
        ("users/abroad", "REFERENCE_NOT_FOUND"),
        ("users/nobody", "REFERENCE_NOT_FOUND"),
    ]:
        answer = substitute(api, "users/alice", user)
        assert (answer.status, answer.reason) == (400, reason)
        assert answer.json["metadata"] == {"field": "substitute"}
    assert substitute(api, "users/nobody", "users/bob").status == 404


def test_changes_are_in_the_stream_of_their_user(stack, tenant, api):
    for user in ("carol", "alice"):
        substitute(api, f"users/{user}", "users/bob").ok()
    alice = client(stack, tenant, "alice", "agent")

    with alice.events(query={"from": "earliest"}) as stream:
        events = (message.json["event"] for message in stream if "event" in message.json)
        seen = next(each for each in events if ".substitute." in each["type"])

    assert seen["type"] == "dev.steward.directory.substitute.created.v1"
    assert seen["resourceName"] == "users/alice/substitutes/bob"

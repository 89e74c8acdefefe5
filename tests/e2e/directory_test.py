"""People, organizations and groups through REST."""

import pytest

from tests.e2e.people import create_group, create_user, join


def names(api, path, key, **query):
    return [each["name"] for each in api.get(path, query).ok().get(key, [])]


def test_a_user_goes_through_its_life(api):
    user = create_user(api, "alice@example.com", email="alice@example.com", roles=["agent"])
    path = f"/v1/{user['name']}"

    assert (user["name"], user["state"]) == ("users/alice@example.com", "ACTIVE")
    assert api.get(path).ok() == user
    assert api.get("/v1/users/alice%40example.com").ok() == user
    etag = f'"{user["etag"]}"'
    changed = api.patch(path, {"timeZone": "Europe/Oslo", "vip": True}, headers={"If-Match": etag})
    assert changed.ok()["timeZone"] == "Europe/Oslo" and changed.json["vip"] is True
    stale = api.patch(path, {"title": "CEO"}, headers={"If-Match": etag})
    assert (stale.status, stale.reason) == (412, "ETAG_MISMATCH")
    assert api.post(f"{path}:disable").ok()["state"] == "DISABLED"
    again = api.post(f"{path}:disable")
    assert (again.status, again.reason) == (409, "ILLEGAL_TRANSITION")
    assert again.json["metadata"]["allowed"] == "enable,update"
    assert api.post(f"{path}:enable").ok()["state"] == "ACTIVE"


def test_an_id_is_given_once_in_any_case(api):
    create_user(api, "alice")

    for user_id in ("alice", "Alice"):
        answer = api.post("/v1/users", {"userId": user_id, "displayName": "Other"})
        assert (answer.status, answer.reason) == (409, "RESOURCE_ALREADY_EXISTS")
    assert api.get("/v1/users/Alice").status == 404


def test_a_repeated_request_id_gives_the_same_user(api):
    first = create_user(api, "alice", requestId="hire-1")
    again = api.post(
        "/v1/users?userId=alice", {"displayName": "Alice"}, headers={"Idempotency-Key": "hire-1"}
    )

    assert again.ok() == first
    assert again.headers["idempotency-replayed"] == "true"


def test_validate_only_stores_no_user(api):
    body = {"userId": "alice", "displayName": "Alice", "validateOnly": True}
    preview = api.post("/v1/users", body)

    assert preview.ok()["state"] == "ACTIVE"
    assert preview.headers["steward-event-type"] == "dev.steward.directory.user.created.v1"
    assert api.get("/v1/users").ok() == {"users": []}


def test_users_are_found_by_filter(api):
    create_user(api, "alice", roles=["agent"], title="Network engineer")
    create_user(api, "bob", roles=["requester", "agent"], manager="users/alice")
    create_user(api, "carol", vip=True)
    api.post("/v1/users/bob:disable").ok()

    def found(expression, **query):
        return names(api, "/v1/users", "users", filter=expression, **query)

    assert names(api, "/v1/users", "users") == ["users/alice", "users/bob", "users/carol"]
    assert found("roles:agent") == ["users/alice", "users/bob"]
    assert found('state = DISABLED AND manager = "users/alice"') == ["users/bob"]
    assert found("vip = true") == ["users/carol"]
    assert found('title:"NETWORK"') == ["users/alice"]
    assert found("", orderBy="name desc") == ["users/carol", "users/bob", "users/alice"]
    assert api.get("/v1/users", {"filter": "phone_number = 1"}).reason == "INVALID_FILTER"


@pytest.mark.parametrize(
    "change, field",
    [
        ({"displayName": ""}, "displayName"),
        ({"userId": ""}, "userId"),
        ({"userId": "a b"}, "userId"),
        ({"userId": "../alice"}, "userId"),
        ({"userId": "x" * 121}, "userId"),
        ({"email": "nobody"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"locale": "german!"}, "locale"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"timeZone": "../../etc/passwd"}, "timeZone"),
        ({"manager": "alice"}, "manager"),
        ({"organization": "users/alice"}, "organization"),
        ({"roles": ["wizard"]}, "roles[0]"),
        ({"roles": ["agent", "service"]}, "roles[1]"),
    ],
)
def test_what_a_user_cannot_be(api, change, field):
    answer = api.post("/v1/users", {"userId": "alice", "displayName": "Alice", **change})

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert field in [violation["field"] for violation in answer.json["violations"]]
    assert api.get("/v1/users").ok() == {"users": []}


def test_nobody_stands_above_themself(api):
    for user_id, manager in [("alice", ""), ("bob", "users/alice"), ("carol", "users/bob")]:
        create_user(api, user_id, manager=manager)

    answer = api.patch("/v1/users/alice", {"manager": "users/carol"})

    assert (answer.status, answer.reason) == (400, "REFERENCE_CYCLE")
    assert answer.json["metadata"]["field"] == "manager"


def test_the_last_administrator_stays(api):
    create_user(api, "root", roles=["tenant_admin"])

    for answer in (
        api.post("/v1/users/root:disable"),
        api.patch("/v1/users/root", {"roles": []}, {"updateMask": "roles"}),
    ):
        assert (answer.status, answer.reason) == (409, "LAST_ADMINISTRATOR")
    create_user(api, "deputy", roles=["tenant_admin"])
    assert api.post("/v1/users/root:disable").status == 200


def test_the_last_administrator_stays_whatever_is_above(api):
    for organization, parent in [("global", ""), ("emea", "organizations/global"), ("apac", "")]:
        body = {"organizationId": organization, "displayName": organization, "parent": parent}
        api.post("/v1/organizations", body).ok()
    create_user(api, "root", roles=["tenant_admin"], organization="organizations/emea")

    for organization in ("emea", "global"):
        answer = api.post(f"/v1/organizations/{organization}:disable")
        assert (answer.status, answer.reason) == (409, "LAST_ADMINISTRATOR")
    create_user(api, "deputy", roles=["tenant_admin"], organization="organizations/apac")
    assert api.post("/v1/organizations/global:disable").status == 200
    assert api.post("/v1/organizations/apac:disable").reason == "LAST_ADMINISTRATOR"
    assert api.delete("/scim/v2/Users/deputy").status == 409


def test_organizations_form_a_tree(api):
    for organization, parent in [("global", ""), ("emea", "organizations/global")]:
        body = {"organizationId": organization, "displayName": organization, "parent": parent}
        api.post("/v1/organizations", body).ok()

    assert api.get("/v1/organizations/emea").ok()["parent"] == "organizations/global"
    circle = api.patch("/v1/organizations/global", {"parent": "organizations/emea"})
    assert circle.reason == "REFERENCE_CYCLE"
    below = names(
        api, "/v1/organizations", "organizations", filter='parent = "organizations/global"'
    )
    assert below == ["organizations/emea"]
    user = create_user(api, "alice", organization="organizations/emea")
    assert user["organization"] == "organizations/emea"
    assert api.post("/v1/organizations/emea:disable").ok()["state"] == "DISABLED"


def test_a_user_joins_and_leaves_a_group(api):
    create_user(api, "alice")
    group = create_group(api, "network", description="Cables", manager="users/alice")["name"]
    path = f"/v1/{group}/memberships"

    membership = join(api, group, "users/alice", role="LEAD").ok()
    assert membership["name"] == "groups/network/memberships/alice"
    assert membership["startTime"] == membership["createTime"] and "endTime" not in membership
    assert api.get(f"/v1/{membership['name']}").ok() == membership
    assert join(api, group, "users/alice").reason == "RESOURCE_ALREADY_EXISTS"
    assert names(api, path, "memberships", filter="role = LEAD") == [membership["name"]]
    early = api.patch(f"/v1/{membership['name']}", {"endTime": "2020-01-01T00:00:00Z"})
    assert (early.status, early.json["violations"][0]["field"]) == (400, "endTime")
    ended = api.patch(
        f"/v1/{membership['name']}",
        {"endTime": "2099-01-01T00:00:00Z"},
        headers={"If-Match": f'"{membership["etag"]}"'},
    )
    assert ended.ok()["endTime"] == "2099-01-01T00:00:00Z"
    assert api.delete(f"/v1/{membership['name']}").status == 200
    assert api.get(path).ok() == {"memberships": []}
    assert join(api, group, "users/alice").ok()["role"] == "MEMBER"


def test_references_lead_somewhere(stack, api):
    create_user(stack.client(stack.new_tenant()), "theirs")
    group = create_group(api, "network")["name"]

    for user in ("users/theirs", "users/nobody"):
        for answer, field in [
            (api.post("/v1/users", {"userId": "a", "displayName": "A", "manager": user}),
             "manager"),
            (api.patch(f"/v1/{group}", {"manager": user}), "manager"),
            (join(api, group, user), "user"),
        ]:
            assert (answer.status, answer.reason) == (400, "REFERENCE_NOT_FOUND")
            assert answer.json["metadata"] == {"field": field}


def test_what_is_set_is_in_use_and_stays_when_it_is_not(api):
    for user_id in ("boss", "old", "alice"):
        create_user(api, user_id, manager="users/boss" if user_id == "alice" else "")
    group = create_group(api, "network")["name"]
    for user_id in ("boss", "old"):
        api.post(f"/v1/users/{user_id}:disable").ok()

    for answer, field in [
        (api.patch(f"/v1/{group}", {"manager": "users/old"}), "manager"),
        (api.patch("/v1/users/alice", {"manager": "users/old"}), "manager"),
        (join(api, group, "users/old"), "user"),
    ]:
        assert (answer.status, answer.reason) == (400, "REFERENCE_DISABLED")
        assert answer.json["metadata"] == {"field": field}
    assert api.patch("/v1/users/alice", {"title": "CTO"}).ok()["manager"] == "users/boss"


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("GET", "/v1/users/alice", None),
        ("PATCH", "/v1/users/alice", {"title": "Mine"}),
        ("POST", "/v1/users/alice:disable", {}),
        ("GET", "/v1/groups/network", None),
        ("POST", "/v1/groups/network:disable", {}),
        ("GET", "/v1/groups/network/memberships", None),
        ("POST", "/v1/groups/network/memberships", {"user": "users/alice"}),
        ("GET", "/v1/groups/network/memberships/alice", None),
        ("DELETE", "/v1/groups/network/memberships/alice", None),
    ],
)
def test_a_foreign_directory_looks_like_an_empty_one(stack, api, method, path, body):
    create_user(api, "alice")
    join(api, create_group(api, "network")["name"], "users/alice").ok()

    answer = stack.client(stack.new_tenant()).send(method, path, body)

    assert (answer.status, answer.reason) == (404, "RESOURCE_NOT_FOUND")
    assert api.get("/v1/groups/network/memberships/alice").status == 200


def test_agents_and_requesters_look_but_do_not_touch(stack, tenant, api):
    create_user(api, "alice")

    for role in ("agent", "requester", "auditor"):
        reader = stack.client(tenant, role=role, subject="users/rita")
        assert reader.get("/v1/users/alice").status == 200
        assert names(reader, "/v1/users", "users") == ["users/alice"]
        for answer in (
            reader.post("/v1/users", {"userId": "mallory", "displayName": "M"}),
            reader.patch("/v1/users/alice", {"roles": ["tenant_admin"]}),
            reader.post("/v1/serviceAccounts", {"serviceAccountId": "m", "displayName": "M"}),
        ):
            assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")


def test_changes_are_in_the_stream(api):
    create_user(api, "alice")
    api.patch("/v1/users/alice", {"title": "Engineer"}).ok()

    with api.events(query={"from": "earliest"}) as stream:
        messages = (message.json["event"] for message in stream if "event" in message.json)
        created, updated = next(messages), next(messages)

    assert created["type"] == "dev.steward.directory.user.created.v1"
    assert created["resource"]["name"] == created["resourceName"] == "users/alice"
    assert updated["changes"] == [{"path": "title", "after": "Engineer"}]


def test_an_update_that_changes_nothing_makes_no_version(api):
    before = create_user(api, "alice", title="Engineer")

    for query, patch in [
        (None, {}),
        ({"updateMask": "title"}, {"title": "Engineer"}),
        ({"updateMask": "state"}, {"state": "DISABLED"}),
    ]:
        assert api.patch("/v1/users/alice", patch, query=query).ok() == before


def test_memberships_are_in_the_stream_of_who_may_get_them(stack, tenant, api):
    group, user = create_group(api, "network")["name"], create_user(api, "alice")["name"]
    membership = join(api, group, user).ok()["name"]
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    with agent.events(query={"from": "earliest"}) as stream:
        seen = set()
        for message in stream:
            seen.add(message.json.get("event", {}).get("resourceName"))
            if membership in seen:
                break

    assert {group, user, membership} <= seen

"""Groups and their members through SCIM, over the gateway."""

import pytest

from tests.e2e.people import create_group, create_user
from tests.e2e.scim import CORE, Scim, history, member_ids, refusal


@pytest.fixture
def scim(api):
    return Scim(api)


def test_a_group_goes_through_its_life(stack, tenant, scim, api):
    for name in ("alice", "bob", "carol"):
        scim.create_user(name).ok()
    created = scim.create_group("Network", ["bob", "alice"], externalId="G-1")
    path = "/Groups/Network"

    assert created.status == 201 and member_ids(created) == ["alice", "bob"]
    assert scim.get("/Users/alice").ok()["groups"] == [
        {"value": "Network", "$ref": "/scim/v2/Groups/Network", "display": "Network"}
    ]
    etag = created.headers["etag"]
    assert scim.send("GET", path, If_None_Match=etag).status == 304
    add = scim.patch(path, {"op": "add", "path": "members", "value": [{"value": "carol"}]})
    assert member_ids(add) == ["alice", "bob", "carol"] and add.headers["etag"] != etag
    stale = scim.patch(path, {"op": "remove", "path": "members"}, If_Match=etag)
    assert refusal(stale) == (412, None)
    gone = scim.patch(path, {"op": "remove", "path": 'members[value eq "bob"]'})
    assert member_ids(gone) == ["alice", "carol"]
    assert scim.patch(path, {"op": "remove", "path": 'members[value eq "bob"]'}).json == gone.json
    swap = {"displayName": "Net", "schemas": [CORE + "Group"], "members": [{"value": "bob"}]}
    assert member_ids(scim.send("PUT", path, swap)) == ["bob"]
    del swap["members"]
    assert member_ids(scim.send("PUT", path, {**swap, "displayName": "Nets"})) == ["bob"]
    assert history(stack, tenant, "groups/Network/memberships/bob") == [
        "membership.created", "membership.deleted", "membership.created"
    ]  # fmt: skip
    renames = ["group.created", "group.updated", "group.updated"]
    assert history(stack, tenant, "groups/Network") == renames
    assert scim.found("Groups", 'displayName eq "nets"') == ["Network"]
    assert scim.found("Groups", 'id eq "Network" and members eq "bob"') == ["Network"]
    assert scim.found("Groups", 'members[value eq "alice"]') == []
    listed = scim.get("/Groups", excludedAttributes="members").ok()["Resources"][0]
    assert "members" not in listed and "externalId" not in listed

    assert scim.send("DELETE", path).status == 204
    assert refusal(scim.get(path)) == (404, None)
    group = api.get("/v1/groups/Network").ok()
    assert (group["state"], group["deprovisioned"]) == ("DISABLED", True)
    assert "groups" not in scim.get("/Users/bob").ok()
    back = scim.create_group("Network", ["carol"])
    assert back.status == 201 and member_ids(back) == ["carol"]
    assert api.get("/v1/groups/Network").ok()["state"] == "ACTIVE"


def test_groups_may_have_one_name_twice(scim):
    first, second = scim.create_group("Support").ok(), scim.create_group("Support").ok()

    assert first["id"] == "Support" and second["id"] != "Support"
    assert sorted(scim.found("Groups", 'displayName eq "support"')) == sorted(
        [first["id"], second["id"]]
    )


def test_members_change_together_or_not_at_all(scim, api):
    scim.create_user("alice").ok()
    scim.create_group("network").ok()

    answer = scim.patch(
        "/Groups/network",
        {"op": "replace", "path": "displayName", "value": "New"},
        {"op": "add", "path": "members", "value": [{"value": "alice"}, {"value": "nobody"}]},
    )

    assert refusal(answer) == (400, "invalidValue")
    assert scim.get("/Groups/network").ok()["displayName"] == "network"
    assert api.get("/v1/groups/network/memberships").ok()["memberships"] == []


def test_a_large_group_changes_in_steps(stack, scim, tenant):
    stack.psql(
        "directory",
        "INSERT INTO directory_user (tenant_id, id, version, display_name, email, phone, title,"
        " locale, time_zone, manager, organization, location, roles, vip, external_id, state,"
        " create_time, update_time, body) SELECT %s, 'm' || lpad(i::text, 4, '0'), 1, 'M', '', '',"
        " '', '', '', '', '', '', '{}', false, '', 1, now(), now(), '\\x1201' || 'M'::bytea"
        " FROM generate_series(1, 1200) i",
        [tenant],
    )
    members = [f"m{number:04}" for number in range(1, 1201)]

    assert member_ids(scim.create_group("big", members)) == members
    fewer = scim.send(
        "PUT", "/Groups/big",
        {"schemas": [CORE + "Group"], "displayName": "big",
         "members": [{"value": each} for each in members[600:]]},
    )  # fmt: skip
    assert member_ids(fewer) == members[600:]
    assert scim.send("DELETE", "/Groups/big").status == 204
    assert scim.get("/Users/m0900").ok().get("groups") is None


def test_groups_of_the_directory_are_seen_by_scim(scim, api):
    create_user(api, "alice")
    create_group(api, "board", kind="BOARD")
    api.post("/v1/groups/board/memberships", {"user": "users/alice"}).ok()

    assert member_ids(scim.get("/Groups/board")) == ["alice"]
    ended = {"endTime": "2100-01-01T00:00:00Z"}
    api.patch("/v1/groups/board/memberships/alice", ended).ok()
    assert member_ids(scim.get("/Groups/board")) == ["alice"]
    add = {"op": "add", "path": "members", "value": [{"value": "alice"}]}
    again = scim.patch("/Groups/board", add)
    assert member_ids(again) == ["alice"]
    assert api.get("/v1/groups/board").ok()["kind"] == "BOARD"

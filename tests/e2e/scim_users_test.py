"""Users through SCIM, over the gateway."""

import pytest

from tests.e2e.people import create_user
from tests.e2e.scim import CORE, ENTERPRISE, Scim, history, member_ids, refusal, user


@pytest.fixture
def scim(api):
    return Scim(api)


def test_a_user_goes_through_its_life(stack, tenant, scim, api):
    created = scim.create_user(
        "Bjensen@example.com",
        externalId="701984",
        name={"formatted": "Ms. Barbara J Jensen III", "familyName": "Jensen", "givenName": "Babs"},
        emails=[
            {"value": "babs@home.example", "type": "home"},
            {"value": "bjensen@example.com", "type": "work", "primary": True},
        ],
        nickName="Babs",
        title="Tour Guide",
        timezone="America/Los_Angeles",
        password="t1meMa$heen",
        active=True,
    )

    body = created.ok()
    assert created.status == 201
    assert created.headers["location"] == "/scim/v2/Users/Bjensen@example.com"
    assert body["id"] == body["userName"] == "Bjensen@example.com"
    assert body["displayName"] == "Ms. Barbara J Jensen III"
    assert body["emails"] == [{"value": "bjensen@example.com", "type": "work", "primary": True}]
    assert "password" not in created.body.decode() and "nickName" not in body
    assert body["meta"]["version"] == created.headers["etag"]
    assert body["meta"]["location"] == created.headers["location"]
    path = "/Users/Bjensen@example.com"
    assert scim.get(path).ok() == body
    mine = api.get("/v1/users/Bjensen@example.com").ok()
    assert (mine["title"], mine["familyName"], mine["state"]) == ("Tour Guide", "Jensen", "ACTIVE")

    replaced = scim.send("PUT", path, user("bjensen@example.com", displayName="Babs")).ok()
    assert "title" not in replaced and "emails" not in replaced and "name" not in replaced
    assert replaced["active"] is True and replaced["userName"] == "bjensen@example.com"

    off = scim.patch(path, {"op": "replace", "path": "active", "value": False})
    assert off.ok()["active"] is False
    assert api.get("/v1/users/Bjensen@example.com").ok()["state"] == "DISABLED"
    assert scim.patch(path, {"op": "replace", "value": {"active": True}}).ok()["active"] is True

    deleted = scim.send("DELETE", path)
    assert (deleted.status, deleted.body) == (204, b"")
    assert refusal(scim.get(path)) == (404, None)
    assert refusal(scim.send("DELETE", path)) == (404, None)
    assert scim.get("/Users").ok()["totalResults"] == 0
    assert api.get("/v1/users/Bjensen@example.com").ok()["state"] == "DISABLED"

    again = scim.create_user("BJENSEN@example.com", displayName="Back")
    assert again.status == 201 and again.ok()["id"] == "Bjensen@example.com"
    assert api.get("/v1/users/Bjensen@example.com").ok()["state"] == "ACTIVE"
    assert history(stack, tenant, "users/Bjensen@example.com") == [
        "user.created", "user.updated", "user.disabled", "user.enabled", "user.disabled",
        "user.updated", "user.enabled",
    ]  # fmt: skip


def test_a_namesake_inherits_nothing(scim, api):
    scim.create_user("kari", externalId="1").ok()
    assert api.patch("/v1/users/kari", {"vip": True}).ok()["vip"]
    scim.send("DELETE", "/Users/kari")

    assert refusal(scim.create_user("kari", externalId="2")) == (409, "uniqueness")
    assert scim.create_user("kari", externalId="1").ok()["id"] == "kari"
    assert "vip" not in api.get("/v1/users/kari").ok()

    scim.send("DELETE", "/Users/kari")
    api.patch("/v1/users/kari", {"userName": "kari-1"}).ok()
    other = scim.create_user("kari", externalId="2").ok()
    assert other["userName"] == "kari" and other["id"] != "kari"


def test_what_changes_nothing_makes_no_event(stack, tenant, scim, api):
    create_user(api, "alice", email="alice@example.com", roles=["agent"])
    before = scim.get("/Users/alice").ok()

    same = scim.send("PUT", "/Users/alice", before).ok()
    patched = scim.patch(
        "/Users/alice",
        {"op": "replace", "path": "displayName", "value": "Alice"},
        {"op": "add", "path": "roles", "value": [{"value": "agent"}]},
    ).ok()

    assert before == same == patched
    assert history(stack, tenant, "users/alice") == ["user.created"]


def test_a_user_name_is_given_once_in_any_case(scim, api):
    scim.create_user("alice@example.com", displayName="Alice").ok()
    create_user(api, "bob")

    for name in ("ALICE@example.com", "Bob"):
        assert refusal(scim.create_user(name)) == (409, "uniqueness")
    rename = {"op": "replace", "path": "userName", "value": "Alice@Example.com"}
    assert refusal(scim.patch("/Users/bob", rename)) == (409, "uniqueness")
    taken = api.post("/v1/users", {"userId": "x", "displayName": "X", "userName": "BOB"})
    assert (taken.status, taken.reason) == (409, "RESOURCE_ALREADY_EXISTS")


def test_a_user_name_that_is_no_id_gets_one(scim):
    body = scim.create_user("Jörg Müller", displayName="Jörg").ok()

    assert body["userName"] == "Jörg Müller" and len(body["id"]) == 36
    assert scim.found("Users", 'userName eq "JÖRG müller"') == [body["id"]]


def test_etags_guard_changes(scim):
    first = scim.create_user("alice", title="One").headers["etag"]

    assert scim.send("GET", "/Users/alice", If_None_Match=first).status == 304
    title = {"op": "replace", "path": "title", "value": "Two"}
    changed = scim.patch("/Users/alice", title, If_Match=first)
    assert changed.ok()["title"] == "Two" and changed.headers["etag"] != first
    for stale in (
        scim.patch("/Users/alice", {**title, "value": "Three"}, If_Match=first),
        scim.send("PUT", "/Users/alice", user("alice"), If_Match=first),
        scim.send("DELETE", "/Users/alice", If_Match=first),
    ):
        assert refusal(stale) == (412, None)
    assert scim.send("GET", "/Users/alice", If_None_Match=first).ok()["title"] == "Two"
    assert scim.send("DELETE", "/Users/alice", If_Match=changed.headers["etag"]).status == 204


@pytest.mark.parametrize(
    "operation, refused",
    [
        ({"op": "jump"}, "invalidSyntax"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "replace", "path": "shoeSize", "value": 7}, "invalidPath"),
        ({"op": "replace", "path": "emails[", "value": 7}, "invalidPath"),
        ({"op": "replace", "path": 'emails[type eq "home"].value', "value": "x@y"}, "noTarget"),
        ({"op": "replace", "path": "id", "value": "bob"}, "mutability"),
        ({"op": "add", "path": "groups", "value": [{"value": "network"}]}, "mutability"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "replace", "path": "timezone", "value": "Mars/Olympus"}, "invalidValue"),
        ({"op": "remove", "path": "userName"}, "invalidValue"),
        ({"op": "add", "path": "roles", "value": [{"value": "wizard"}]}, "invalidValue"),
        ({"op": "add", "path": f"{ENTERPRISE}:manager", "value": "nobody"}, "invalidValue"),
    ],
)
def test_what_patch_refuses(scim, operation, refused):
    scim.create_user("alice", title="CEO").ok()

    fine = {"op": "replace", "path": "title", "value": "CTO"}
    assert refusal(scim.patch("/Users/alice", fine, operation)) == (400, refused)
    assert scim.get("/Users/alice").ok()["title"] == "CEO"


def test_patch_takes_what_identity_providers_send(scim):
    scim.create_user("boss").ok()
    scim.create_user("alice").ok()

    patched = scim.patch(
        "/Users/alice",
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "alice@example.com"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "boss"},
        {"op": "Add", "value": {"name.givenName": "Alice", "title": "CEO", "nickName": "Al",
                                f"{ENTERPRISE}:employeeNumber": "701984"}},
        {"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "Oslo"},
    ).ok()  # fmt: skip

    assert patched["active"] is False and patched["title"] == "CEO"
    assert patched["emails"][0]["value"] == "alice@example.com"
    assert patched["name"] == {"givenName": "Alice"}
    assert patched[ENTERPRISE]["manager"]["value"] == "boss"
    assert patched["schemas"] == [CORE + "User", ENTERPRISE]
    scim.create_group("network", ["alice", "boss"]).ok()
    left = scim.patch(
        "/Groups/network", {"op": "Remove", "path": "members", "value": [{"value": "alice"}]}
    )
    assert member_ids(left) == ["boss"]


def test_the_last_administrator_stays(scim, api):
    create_user(api, "root", roles=["tenant_admin"])

    for answer in (
        scim.send("DELETE", "/Users/root"),
        scim.patch("/Users/root", {"op": "replace", "path": "active", "value": False}),
        scim.patch("/Users/root", {"op": "remove", "path": "roles"}),
    ):
        assert refusal(answer)[0] == 409
    # A resource without roles says nothing of them.
    kept = scim.send("PUT", "/Users/root", user("root", displayName="Root")).ok()
    assert kept["roles"] == [{"value": "tenant_admin"}]


def test_who_comes_back_has_no_rights_left_over(stack, tenant, scim, api):
    create_user(api, "root", roles=["tenant_admin"])
    scim.create_user("alice", roles=[{"value": "tenant_admin"}], title="CEO").ok()
    scim.create_group("network", ["alice"]).ok()

    assert scim.send("DELETE", "/Users/alice").status == 204
    assert member_ids(scim.get("/Groups/network")) == []
    assert history(stack, tenant, "groups/network/memberships/alice")[-1] == "membership.deleted"
    back = scim.create_user("alice").ok()
    assert back["id"] == "alice" and "roles" not in back and "groups" not in back
    assert "title" not in back and back["active"] is True
    assert api.get("/v1/users/alice").ok()["roles"] == []

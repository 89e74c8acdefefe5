"""What SCIM says of itself, bulk, and who may do what."""

import json

import pytest

from tests.e2e.scim import CORE, ENTERPRISE, MESSAGE, Scim, member_ids, refusal, user


@pytest.fixture
def scim(api):
    return Scim(api)


def test_bulk_runs_operations_that_refer_to_each_other(scim):
    bulk = {
        "schemas": [MESSAGE + "BulkRequest"],
        "Operations": [
            {"method": "POST", "path": "/Groups", "bulkId": "g",
             "data": {"schemas": [CORE + "Group"], "displayName": "tour",
                      "members": [{"value": "bulkId:qwerty"}]}},
            {"method": "POST", "path": "/Users", "bulkId": "qwerty", "data": user("alice")},
            {"method": "POST", "path": "/Users", "bulkId": "b", "data": user("ALICE")},
            {"method": "PATCH", "path": "/Users/bulkId:qwerty",
             "data": {"schemas": [MESSAGE + "PatchOp"],
                      "Operations": [{"op": "add", "path": "title", "value": "Guide"}]}},
            {"method": "DELETE", "path": "/Users/nobody"},
            {"method": "DELETE", "path": "/Users/bulkId:unknown"},
        ],
    }  # fmt: skip

    done = scim.send("POST", "/Bulk", bulk).ok()["Operations"]

    assert [(each["method"], each.get("bulkId"), each["status"]) for each in done] == [
        ("POST", "g", "201"), ("POST", "qwerty", "201"), ("POST", "b", "409"),
        ("PATCH", None, "200"), ("DELETE", None, "404"), ("DELETE", None, "400"),
    ]  # fmt: skip
    assert done[4]["response"]["detail"].startswith("Operations[4]: ")
    assert member_ids(scim.get("/Groups/tour")) == ["alice"]
    assert scim.get("/Users/alice").ok()["title"] == "Guide"
    failed = next(each for each in done if each["status"] == "409")
    assert failed["response"]["scimType"] == "uniqueness"


def test_bulk_stops_after_so_many_errors_and_has_limits(scim):
    def bulk(count, **more):
        gone = {"method": "DELETE", "path": "/Users/nobody"}
        return {"schemas": [MESSAGE + "BulkRequest"], "Operations": [gone] * count, **more}

    assert len(scim.send("POST", "/Bulk", bulk(5, failOnErrors=2)).ok()["Operations"]) == 2
    assert len(scim.send("POST", "/Bulk", bulk(100)).ok()["Operations"]) == 100
    assert refusal(scim.send("POST", "/Bulk", bulk(101))) == (413, None)
    broken = bulk(2)
    broken["Operations"].append({"method": "GET", "path": "/Users/nobody"})
    refused = scim.send("POST", "/Bulk", broken)
    assert refusal(refused) == (400, "invalidSyntax")
    assert refused.json["detail"].startswith("Operations[2]: ")


def test_the_service_describes_itself(stack, tenant, scim):
    requester = Scim(stack.client(tenant, role="requester", subject="users/rita"))

    config = requester.get("/ServiceProviderConfig").ok()
    assert config["patch"]["supported"] and config["bulk"]["maxOperations"] == 100
    types = requester.get("/ResourceTypes").ok()
    assert [each["endpoint"] for each in types["Resources"]] == ["/Users", "/Groups"]
    assert requester.get("/ResourceTypes/User").ok() == types["Resources"][0]
    schemas = requester.get("/Schemas").ok()["Resources"]
    assert [each["id"] for each in schemas] == [CORE + "User", CORE + "Group", ENTERPRISE]
    for schema in schemas:
        assert requester.get(f"/Schemas/{schema['id']}").ok() == schema
        assert schema["meta"]["location"] == f"/scim/v2/Schemas/{schema['id']}"
    assert refusal(requester.get("/Schemas/urn:nothing")) == (404, None)
    assert refusal(requester.get("/Me")) == (501, None)


def test_roles_may_do_what_their_permissions_say(stack, tenant, scim):
    scim.create_user("alice").ok()
    requester = Scim(stack.client(tenant, role="requester", subject="users/rita"))
    provisioner = Scim(stack.client(tenant, role="provisioner", subject="users/idp"))

    assert requester.get("/Users/alice").ok()["id"] == "alice"
    bulk = {"schemas": [MESSAGE + "BulkRequest"], "Operations": []}
    title = {"op": "add", "path": "title", "value": "CEO"}
    for answer in (
        requester.create_user("bob"),
        requester.patch("/Users/alice", title),
        requester.send("DELETE", "/Users/alice"),
        requester.create_group("network"),
        requester.send("POST", "/Bulk", bulk),
    ):
        assert refusal(answer) == (403, None)
    assert provisioner.create_user("bob").status == 201
    assert member_ids(provisioner.create_group("network", ["bob"])) == ["bob"]
    assert provisioner.client.get("/v1/tickets").status == 403


def test_provisioners_give_and_take_no_roles(stack, tenant, scim):
    agent = [{"value": "agent"}]
    scim.create_user("alice", roles=agent).ok()
    provisioner = Scim(stack.client(tenant, role="provisioner", subject="users/idp"))

    for answer in (
        provisioner.create_user("bob", roles=[{"value": "tenant_admin"}]),
        provisioner.patch("/Users/alice", {"op": "remove", "path": "roles"}),
        provisioner.patch("/Users/alice", {"op": "add", "path": "roles", "value": "auditor"}),
        provisioner.send("PUT", "/Users/alice", user("alice", roles=[{"value": "auditor"}])),
        provisioner.client.patch("/v1/users/alice", {"roles": ["tenant_admin"]}),
    ):
        assert answer.status == 403
    title = {"op": "add", "path": "title", "value": "CEO"}
    assert provisioner.patch("/Users/alice", title).ok()["roles"] == agent
    same = provisioner.send("PUT", "/Users/alice", user("alice", roles=agent))
    assert same.ok()["roles"] == agent
    # Whom a provisioner brings back has no rights left, and is given none.
    assert provisioner.send("DELETE", "/Users/alice").status == 204
    assert provisioner.create_user("alice", roles=agent).status == 403
    assert "roles" not in provisioner.create_user("alice").ok()


def test_tenants_do_not_meet(stack, scim):
    scim.create_user("alice", externalId="7").ok()
    scim.create_group("network", ["alice"]).ok()
    other = Scim(stack.client(stack.new_tenant()))

    assert other.get("/Users").ok()["totalResults"] == 0
    assert other.found("Groups", 'members eq "alice"') == []
    for path in ("/Users/alice", "/Groups/network"):
        missing = other.get(path)
        assert refusal(missing) == (404, None)
    assert refusal(other.create_group("network", ["alice"])) == (400, "invalidValue")
    assert other.create_user("alice", externalId="7").status == 201


def test_bodies_are_of_the_media_types_of_scim(scim, api):
    text = json.dumps(user("alice")).encode()

    def post(data, content_type, accept=None):
        headers = {"Content-Type": content_type, "Accept": accept}
        return api.raw("POST", "/scim/v2/Users", data, headers)

    plain = post(text, "application/json", "application/json")
    assert plain.status == 201 and plain.headers["content-type"] == "application/json"
    assert refusal(post(text, "text/plain")) == (415, None)
    assert refusal(post(text, "application/scim+json", "text/html")) == (406, None)
    keyed = {"Content-Type": "application/scim+json", "Idempotency-Key": "k"}
    assert api.raw("POST", "/scim/v2/Users", text, keyed).status == 400
    for broken in (b"", b"[]", b"{", b'{"schemas":[]}', b'{"userName":"x","userName":"y"}'):
        assert refusal(post(broken, "application/scim+json")) == (400, "invalidSyntax"), broken
    assert refusal(scim.create_user("bob", active="maybe")) == (400, "invalidValue")
    assert refusal(scim.create_user("bob", USERNAME="carol")) == (400, "invalidSyntax")
    assert refusal(scim.get("/Users", shoe="7")) == (400, "invalidSyntax")
    anonymous = api.raw("GET", "/scim/v2/Users", headers={"Authorization": None})
    assert refusal(anonymous) == (401, None)
    assert anonymous.headers["www-authenticate"] == 'Bearer realm="steward"'

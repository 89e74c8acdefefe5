"""Callers ask what they may do with a record."""

import grpc
import pytest

from tests.e2e.incidents import create
from tests.e2e.people import create_user, the_user
from tests.e2e.records import MAKE


def test_permissions_can_be_asked_for(stack, tenant, api):
    name = create(api, requester=the_user(api, "rita"))["name"]
    rita = stack.client(tenant, role="requester", subject="users/rita")
    asked = ["tickets.update", "tickets.work", "tickets.classify"]

    def held(client):
        return client.post(f"/v1/{name}:testPermissions", {"permissions": asked}).ok()

    assert held(rita) == {"permissions": ["tickets.update"]}
    assert held(api) == {"permissions": asked}
    for wrong in ({}, {"permissions": ["tickets.fly"]}, {"permissions": ["users.get"]}):
        assert api.post(f"/v1/{name}:testPermissions", wrong).status == 400


@pytest.mark.parametrize("collection", [each for each in MAKE if each != "tenants"])
def test_permissions_can_be_asked_for_on_every_type(stack, tenant, api, collection):
    """Who may get it is told what they may do with it; who may not, nothing."""
    name = MAKE[collection](api)
    kind = collection.rpartition("/")[2]
    path = f"/v1/{name}:testPermissions"
    # Preferences are in no list.
    actions = ("get",) if kind == "notificationPreferences" else ("get", "list")
    asked = [f"{kind}.{action}" for action in actions]
    nobody = stack.client(tenant, role="nobody")
    foreign = stack.client(stack.new_tenant())

    assert api.post(path, {"permissions": asked}).ok() == {"permissions": asked}
    assert nobody.post(path, {"permissions": asked}).status == 403
    assert foreign.post(path, {"permissions": asked}).status == 404
    wrong = api.post(path, {"permissions": [f"{kind}.fly", f"{kind}.get", "things.get"]})
    assert (wrong.status, wrong.reason) == (400, "INVALID_FIELD")
    fields = [each["field"] for each in wrong.json["violations"]]
    assert fields == ["permissions[0]", "permissions[2]"]


def test_permissions_follow_the_record(stack, tenant, api):
    for user in ("rita", "ruth"):
        create_user(api, user)
    rita = stack.client(tenant, role="requester", subject="users/rita")
    asked = {"permissions": ["users.get", "users.readContact", "users.update"]}

    def held(name):
        return rita.post(f"/v1/users/{name}:testPermissions", asked).ok()["permissions"]

    assert held("rita") == ["users.get", "users.readContact"]
    assert held("ruth") == ["users.get"]
    with stack.grpc(tenant, "requester", "users/rita") as client:
        method = "steward.access.v1.PermissionService/TestPermissions"
        reply = client.call(method, {"name": "users/ruth", **asked})
        assert list(reply.permissions) == ["users.get"]
        for wrong in ("things/x", "users"):
            with pytest.raises(grpc.RpcError) as refused:
                client.call(method, {"name": wrong, **asked})
            assert client.reason_of(refused.value) == "INVALID_FIELD"

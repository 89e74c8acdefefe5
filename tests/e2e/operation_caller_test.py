"""Work that goes on ends when whoever asked for it may not act any more; what was done stays."""

import json

import pytest

from tests.e2e.incidents import DRAFT
from tests.e2e.people import create_account, create_key, create_user
from tests.support.identity import service_client
from tests.support.waiting import wait_until

COUNT = 5000
GET = "steward.operation.v1.OperationService/GetOperation"


def begin(client, count=COUNT, **fields):
    text = "\n".join(json.dumps({**DRAFT, **fields}) for _ in range(count))
    headers = {"Content-Type": "application/x-ndjson"}
    return client.raw("POST", "/v1/tickets:import", text.encode(), headers=headers)


def end_of(stack, tenant, name):
    """The operation, which nobody's credential is needed for to see."""
    with service_client(stack, "ticket-1", tenant) as client:

        def done():
            operation = client.call(GET, {"name": name})
            return operation if operation.done else None

        return client.contract.to_dict(wait_until(done, 60, "the end of the operation"))


def recorded(stack, tenant):
    return stack.psql("ticket", "SELECT count(*) FROM ticket WHERE tenant_id = %s", (tenant,))[0][0]


def user_with_role(stack, api, tenant, token_role="requester"):
    create_user(api, "ada", roles=["integration"])
    return stack.client(tenant, token_role, "users/ada")


def key_of_account(stack, api, _):
    create_account(api, "ci", roles=["integration"])
    return stack.client_with(create_key(api)["key"])


def revoke_key(stack, api, tenant):
    (key,) = api.get("/v1/serviceAccounts/ci/apiKeys").ok()["apiKeys"]
    api.post(f"/v1/{key['name']}:revoke", {}).ok()


def disable_account(stack, api, tenant):
    api.post("/v1/serviceAccounts/ci:disable", {}).ok()


def take_roles_of_account(stack, api, tenant):
    api.patch("/v1/serviceAccounts/ci", {"roles": ["agent"]}, query={"updateMask": "roles"}).ok()


def disable_user(stack, api, tenant):
    api.post("/v1/users/ada:disable", {}).ok()


def take_role(stack, api, tenant):
    api.patch("/v1/users/ada", {"roles": []}, query={"updateMask": "roles"}).ok()


def revoke_tokens(stack, api, tenant):
    api.post("/v1/users/ada:revokeTokens", {}).ok()


def suspend(stack, api, tenant):
    operator = stack.client("operator")
    body = {"tenantId": tenant, "displayName": "Acme", "region": "eu-central"}
    name = operator.post("/v1/tenants", body).ok()["name"]
    operator.post(f"/v1/{name}:suspend", {"reason": "Contract ended"}).ok()


@pytest.mark.parametrize(
    "caller, happens, reason",
    [
        (key_of_account, revoke_key, "CALLER_REFUSED"),
        (key_of_account, disable_account, "CALLER_REFUSED"),
        (key_of_account, take_roles_of_account, "PERMISSION_DENIED"),
        (user_with_role, disable_user, "CALLER_REFUSED"),
        (user_with_role, take_role, "PERMISSION_DENIED"),
        (user_with_role, revoke_tokens, "CALLER_REFUSED"),
        (user_with_role, suspend, "TENANT_SUSPENDED"),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_work_ends_with_the_right_to_do_it(stack, api, tenant, caller, happens, reason):
    client = caller(stack, api, tenant)
    name = begin(client).ok()["name"]
    wait_until(lambda: recorded(stack, tenant) > 0, what="the first ticket")

    happens(stack, api, tenant)

    ended = end_of(stack, tenant, name)
    assert (ended["state"], ended["error"]["reason"]) == ("FAILED", reason)
    assert 0 < ended["succeededCount"] < COUNT
    assert recorded(stack, tenant) == ended["succeededCount"]


def test_a_role_of_the_token_is_not_the_directorys_to_take(stack, api, tenant):
    client = user_with_role(stack, api, tenant, "integration")
    name = begin(client, 200).ok()["name"]

    take_role(stack, api, tenant)

    assert end_of(stack, tenant, name)["state"] == "SUCCEEDED"


def test_a_tenant_has_so_many_at_once(stack, api, tenant):
    names = [begin(api, count).ok()["name"] for count in [COUNT] + [1] * 19]

    refused = begin(api, 1)

    assert (refused.status, refused.reason) == (429, "TOO_MANY_OPERATIONS")
    assert refused.json["metadata"]["limit"] == "20"
    assert begin(stack.client(stack.new_tenant()), 1).status == 202
    api.post(f"/v1/{names[0]}:cancel", {}).ok()
    wait_until(lambda: begin(api, 1).status == 202, what="room for another")

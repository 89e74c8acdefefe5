"""The tenants of the installation, which the operator keeps, and what a suspended one may do."""

import grpc
import pytest

from tests.e2e.people import create_account, create_key, create_user
from tests.support.waiting import wait_until


@pytest.fixture
def operator(stack):
    """A client of the operator's administrator."""
    return stack.client("operator")


@pytest.fixture
def registered(operator, tenant):
    """The path of the test's own tenant."""
    body = {"tenantId": tenant, "displayName": "Acme", "region": "eu-central"}
    return f"/v1/{operator.post('/v1/tenants', body).ok()['name']}"


def suspend(operator, path):
    return operator.post(f"{path}:suspend", {"reason": "Contract ended"})


def refusal(client):
    answer = client.get("/v1/tickets")
    return answer.status, answer.reason


def test_a_tenant_goes_through_its_life(operator, registered, tenant):
    created = operator.get(registered).ok()
    assert (created["name"], created["state"]) == (f"tenants/{tenant}", "ACTIVE")
    again = operator.post("/v1/tenants", {"tenantId": tenant, "displayName": "Other"})
    assert (again.status, again.reason) == (409, "RESOURCE_ALREADY_EXISTS")

    assert operator.patch(registered, {"displayName": "Acme Ltd"}).ok()["displayName"] == "Acme Ltd"
    suspended = suspend(operator, registered).ok()
    assert (suspended["state"], suspended["suspendReason"]) == ("SUSPENDED", "Contract ended")
    assert suspend(operator, registered).reason == "ILLEGAL_TRANSITION"
    found = operator.get("/v1/tenants", {"filter": "state = SUSPENDED"}).ok()["tenants"]
    assert suspended in found
    resumed = operator.post(f"{registered}:resume").ok()
    assert resumed["state"] == "ACTIVE" and "suspendReason" not in resumed
    assert operator.delete(registered).status == 405


def test_callers_of_a_suspended_tenant_are_refused_until_it_is_resumed(
    stack, tenant, api, operator, registered
):
    create_user(api, "alice", roles=["agent"])
    create_account(api, "ci", roles=["agent"])
    callers = [
        api,
        stack.client(tenant, "agent", "users/alice"),
        stack.client_with(create_key(api)["key"]),
    ]
    other = stack.client(stack.new_tenant())
    assert [refusal(each) for each in callers] == [(200, None)] * 3

    suspend(operator, registered).ok()
    for caller in callers:
        wait_until(
            lambda c=caller: refusal(c) == (403, "TENANT_SUSPENDED"), what="the tenant's suspension"
        )
    assert refusal(other) == (200, None)
    assert refusal(operator) == (200, None)

    operator.post(f"{registered}:resume").ok()
    for caller in callers:
        wait_until(lambda c=caller: refusal(c) == (200, None), what="the tenant's return")


def test_webhooks_of_the_operator_hear_of_tenants(operator, receiver, tenant):
    webhook = operator.post("/v1/webhooks", {"url": receiver.url}).ok()["name"]
    operator.post("/v1/tenants", {"tenantId": tenant, "displayName": "Acme"}).ok()

    receiver.wait_for(1, lambda each: each.json["subject"] == f"tenants/{tenant}")

    operator.delete(f"/v1/{webhook}").ok()


def test_grpc_tells_it_too_and_streams_end(stack, tenant, api, operator, registered):
    with api.events(query={"from": "now"}) as stream:
        assert stream.status == 200
        suspend(operator, registered).ok()
        *_, last = stream
    assert (last.type, last.json["reason"]) == ("error", "TENANT_SUSPENDED")

    with stack.grpc(tenant) as client, pytest.raises(grpc.RpcError) as caught:
        client.call("steward.ticket.v1.TicketService/ListTickets")
    assert caught.value.code() == grpc.StatusCode.PERMISSION_DENIED
    assert client.reason_of(caught.value) == "TENANT_SUSPENDED"


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("GET", "/v1/tenants", None),
        ("GET", "/v1/tenants/operator", None),
        ("POST", "/v1/tenants", {"tenantId": "mine", "displayName": "Mine"}),
        ("POST", "/v1/tenants", {"tenantId": "NO!"}),
        ("PATCH", "/v1/tenants/operator", {"displayName": "Mine"}),
        ("POST", "/v1/tenants/operator:suspend", {"reason": "Mine"}),
        ("POST", "/v1/tenants/operator:suspend", {}),
        ("POST", "/v1/tenants/operator:resume", {}),
    ],
)
def test_no_other_tenant_keeps_tenants(api, method, path, body):
    answer = api.send(method, path, body)

    assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")


def test_the_operator_stays_in(operator):
    made = operator.post("/v1/tenants", {"tenantId": "operator", "displayName": "Operator"})
    assert made.status in (200, 409)

    answer = suspend(operator, "/v1/tenants/operator")

    assert (answer.status, answer.reason) == (409, "ILLEGAL_TRANSITION")
    assert answer.json["metadata"]["allowed"] == "update"


@pytest.mark.parametrize(
    "change, field",
    [
        ({"tenantId": "Acme"}, "tenantId"),
        ({"tenantId": "acme-"}, "tenantId"),
        ({"tenantId": "x" * 64}, "tenantId"),
        ({"displayName": ""}, "displayName"),
        ({"region": "x" * 64}, "region"),
    ],
)
def test_what_a_tenant_cannot_be(operator, change, field):
    answer = operator.post("/v1/tenants", {"tenantId": "acme", "displayName": "Acme", **change})

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert [violation["field"] for violation in answer.json["violations"]] == [field]


def test_a_suspension_needs_a_reason(operator, registered):
    answer = operator.post(f"{registered}:suspend", {})

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert operator.get(registered).ok()["state"] == "ACTIVE"

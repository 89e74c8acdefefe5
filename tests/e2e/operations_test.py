"""What operators and tools ask of the processes."""

import json
import urllib.request

import pytest

from tests.support.waiting import wait_until


def admin(stack, name, path):
    process = stack.processes[name]
    with urllib.request.urlopen(f"http://127.0.0.1:{process.admin_port}{path}", timeout=5) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize(
    "name",
    [
        "issuer-1", "directory-1", "ticket-1", "change-approval-1", "catalog-1", "notification-1",
        "gateway-1",
    ],
)
def test_health_readiness_and_metrics_on_every_process(stack, name):
    assert admin(stack, name, "/healthz")[0] == 200
    assert admin(stack, name, "/readyz")[0] == 200
    status, metrics = admin(stack, name, "/metrics")
    assert status == 200
    assert "steward_build_info" in metrics


def test_metrics_count_calls_without_naming_tenants(stack, api, tenant):
    api.get("/v1/tickets").ok()

    _, metrics = admin(stack, "ticket-1", "/metrics")

    assert 'steward_rpc_requests_total{' in metrics and 'method="ListTickets"' in metrics
    assert tenant not in metrics


def test_the_gateway_answers_health_on_its_public_port(api):
    assert api.raw("GET", "/healthz", headers={"Authorization": None}).status == 200
    assert api.raw("GET", "/readyz", headers={"Authorization": None}).status == 200


def test_openapi_describes_what_is_served(api):
    document = api.raw("GET", "/v1/openapi.json", headers={"Authorization": None}).ok()

    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    assert "/v1/tickets" in paths and "/v1/events:watch" in paths
    assert not [path for path in paths if "Journal" in path]


@pytest.mark.parametrize(
    "credential, why", [("Basic x", "scheme"), ("Bearer rubbish", "format"), (None, "signature")]
)
def test_the_log_says_why_a_token_is_not_valid(stack, tenant, api, credential, why):
    if credential is None:
        credential = f"Bearer {stack.token(tenant)[:-4]}AAAA"
    answer = api.get("/v1/tickets", headers={"Authorization": credential})
    request_id = answer.json["requestId"]

    def line():
        return [each for each in stack.log("gateway-1").splitlines() if request_id in each]

    (found,) = wait_until(line, what="the request to be logged")
    logged = json.loads(found)
    assert (logged["code"], logged["reason"]) == (401, "INVALID_TOKEN")
    assert logged["error"].endswith(f"[{why}]")
    assert why not in answer.body.decode()


def test_request_ids_and_traces_come_back(api, stack):
    answer = api.get("/v1/tickets", headers={"X-Request-Id": "abc-123"})
    made = api.get("/v1/tickets", headers={"X-Request-Id": "has space\t"})

    assert answer.headers["x-request-id"] == "abc-123"
    assert made.headers["x-request-id"] not in ("", "has space\t")
    wait_until(lambda: "abc-123" in stack.log("ticket-1"), what="the call to be logged")

"""Tenants do not see each other, and nobody gets in without a credential."""

import json

import pytest

from tests.e2e.incidents import create


def scrubbed(answer):
    body = json.loads(answer.body)
    for varying in ("requestId", "traceId"):
        body.pop(varying, None)
    return answer.status, body


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("GET", "/v1/tickets/{}", None),
        ("GET", "/v1/tickets/{}/history", None),
        ("PATCH", "/v1/tickets/{}", {"title": "Mine now"}),
        ("POST", "/v1/tickets/{}:start", {}),
        ("POST", "/v1/tickets/{}:cancel", {}),
    ],
)
def test_a_foreign_ticket_looks_like_a_missing_one(stack, api, method, path, body):
    for _ in range(3):
        last = create(api)["name"].removeprefix("tickets/")
    intruder = stack.client(stack.new_tenant())

    foreign = intruder.send(method, path.format(last), body)
    missing = stack.client(stack.new_tenant()).send(method, path.format(last), body)

    assert foreign.status == 404 and foreign.reason == "RESOURCE_NOT_FOUND"
    assert scrubbed(foreign) == scrubbed(missing)
    assert api.get(f"/v1/tickets/{last}").ok()["title"] == "VPN down"


def test_lists_hold_only_own_tickets(stack, api):
    create(api)

    assert stack.client(stack.new_tenant()).get("/v1/tickets").ok() == {}


def test_request_ids_of_tenants_do_not_meet(stack, api):
    other = stack.client(stack.new_tenant())
    create(api, requestId="same", title="Mine")

    assert create(other, requestId="same", title="Theirs")["title"] == "Theirs"


@pytest.mark.parametrize(
    "method, path",
    [("GET", "/v1/tickets"), ("POST", "/v1/tickets"), ("GET", "/v1/tickets/INC-1"),
     ("GET", "/v1/events:watch"), ("POST", "/v1/webhooks"), ("DELETE", "/v1/webhooks/WHK-1")],
)
def test_every_route_needs_a_token(stack, method, path):
    anonymous = stack.client("demo")
    answer = anonymous.raw(method, path, headers={"Authorization": None})

    assert (answer.status, answer.reason) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_forged_tokens_are_refused(stack, api):
    token = stack.token("demo")
    head, claims, signature = token.split(".")
    forged = [
        f"{head}.{claims}.{signature[:-4]}AAAA",
        f"{head}.{claims[:-2]}.{signature}",
        f"{head}.{claims}.",
        "eyJhbGciOiJub25lIn0.e30.",
        "rubbish",
    ]

    for each in forged:
        answer = api.raw("GET", "/v1/tickets", headers={"Authorization": f"Bearer {each}"})
        assert (answer.status, answer.reason) == (401, "INVALID_TOKEN")


def test_a_role_without_the_permission_is_refused_before_the_body_is_looked_at(stack):
    requester = stack.client("demo", role="requester", subject="users/rita")

    answer = requester.post("/v1/webhooks", {"url": "not even a url"})

    assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")
    assert answer.json["metadata"]["permission"] == "webhooks.create"


def test_identity_headers_of_clients_are_ignored(stack, api):
    headers = {"steward-identity-bin": "AAAA", "X-Tenant": "demo"}

    assert api.get("/v1/tickets", headers=headers).ok() == {}

"""Whoever tries credentials that are not valid is slowed down."""

import pytest

from tests.e2e.approval_test import ask
from tests.e2e.people import create_account, create_key, create_user
from tests.support.client import RestClient
from tests.support.link_tokens import make_token
from tests.support.links import read_link
from tests.support.stack import Stack
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def strict():
    """A Steward with the limit that operators get."""
    settings = {"gateway": {"authentication_failures_per_minute": "10"}}
    with Stack(notifications=0, settings=settings) as running:
        yield running


def test_a_hundred_guesses_are_stopped_after_ten(strict):
    guesses = [strict.client_with("x" * 40).get("/v1/tickets") for _ in range(100)]

    reasons = [answer.reason for answer in guesses]
    assert reasons[:10] == ["INVALID_TOKEN"] * 10
    assert set(reasons[10:]) == {"TOO_MANY_ATTEMPTS"}
    last = guesses[-1]
    assert last.status == 429
    assert 1 <= int(last.headers["retry-after"]) <= 900
    assert last.json["metadata"]["retry_after_seconds"] == last.headers["retry-after"]
    # A credential that is valid is no guess, wherever it comes from.
    assert strict.client().get("/v1/tickets").status == 200


def test_guesses_of_links_are_stopped_after_ten(strict):
    api, anybody = strict.client(), RestClient(strict.url)
    create_user(api, "mallory")
    stages = [{"title": "One", "rule": "ANY", "users": ["users/mallory"]}]
    approval = ask(api, requester="users/admin", stages=stages).ok()
    token = make_token(strict, "demo", approval, "users/mallory")

    guesses = [read_link(anybody, f"guess{number}") for number in range(20)]

    reasons = [answer.reason for answer in guesses]
    assert reasons[:10] == ["INVALID_LINK"] * 10
    assert set(reasons[10:]) == {"TOO_MANY_ATTEMPTS"}
    assert guesses[-1].status == 429 and int(guesses[-1].headers["retry-after"]) >= 1
    # A link that is valid is no guess, and neither is a token.
    assert read_link(anybody, token).ok()["state"] == "OPEN"
    assert api.get("/v1/approvals").status == 200


def test_a_token_that_was_revoked_is_slowed_down_with_its_owner_alone(strict):
    admin = strict.client()
    for user in ("rose", "rob"):
        create_user(admin, user)
    rose, rob = (strict.client(role="agent", subject=f"users/{user}") for user in ("rose", "rob"))
    for user in ("rose", "rob"):
        admin.post(f"/v1/users/{user}:revokeTokens").ok()

    reasons = []
    while "TOO_MANY_ATTEMPTS" not in reasons:
        reasons.append(rose.get("/v1/tickets").reason)

    assert reasons.count("INVALID_TOKEN") == 10
    wait_until(lambda: rob.get("/v1/tickets").status != 200, what="the revocation to be known")
    assert rob.get("/v1/tickets").reason == "INVALID_TOKEN"
    assert admin.get("/v1/tickets").status == 200


def test_guesses_of_a_key_are_counted_by_its_id(strict):
    api = strict.client()
    create_account(api, "ci", roles=["agent"])
    key, other = create_key(api), create_key(api)
    client = strict.client_with(key["key"])
    assert client.get("/v1/tickets").status == 200
    api.post(f"/v1/{key['name']}:revoke").ok()

    reasons = []
    while "TOO_MANY_ATTEMPTS" not in reasons:
        reasons.append(client.get("/v1/tickets").reason)

    assert reasons.count("INVALID_TOKEN") == 10
    assert strict.client_with(other["key"]).get("/v1/tickets").status == 200

"""Tenants do not see each other, and nobody gets in without a credential."""

from tests.e2e.incidents import create


def test_lists_hold_only_own_tickets(stack, api):
    create(api)

    assert stack.client(stack.new_tenant()).get("/v1/tickets").ok() == {"tickets": []}


def test_request_ids_of_tenants_do_not_meet(stack, api):
    other = stack.client(stack.new_tenant())
    create(api, requestId="same", title="Mine")

    assert create(other, requestId="same", title="Theirs")["title"] == "Theirs"


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

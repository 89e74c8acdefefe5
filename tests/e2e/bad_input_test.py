"""Bad input gets a clear error and loses nothing."""

import pytest

from tests.e2e.incidents import DRAFT, create

JSON = {"Content-Type": "application/json"}


def post(api, data, headers=None):
    return api.raw("POST", "/v1/tickets", data, {**JSON, **(headers or {})})


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "MALFORMED_REQUEST"),
        (b"{", "MALFORMED_REQUEST"),
        (b"[]", "MALFORMED_REQUEST"),
        (b"null", "MALFORMED_REQUEST"),
        (b"{'kind':'INCIDENT'}", "MALFORMED_REQUEST"),
        (b'{"title":"a"} x', "MALFORMED_REQUEST"),
        (b'{"title":"a",}', "MALFORMED_REQUEST"),
        (b'{"title":"a","title":"b"}', "DUPLICATE_FIELD"),
        (b'{"colour":"red"}', "UNKNOWN_FIELD"),
        (b'{"title":5}', "MALFORMED_REQUEST"),
        (b'{"impact":"ENORMOUS"}', "MALFORMED_REQUEST"),
        (b'{"impact":77}', "MALFORMED_REQUEST"),
        (b'{"validateOnly":"yes"}', "MALFORMED_REQUEST"),
        (b'{"title":"\xff\xfe"}', "MALFORMED_REQUEST"),
        (b'{"title":"\\ud800"}', "MALFORMED_REQUEST"),
        (b'{"title":"a\\u0000b"}', "MALFORMED_REQUEST"),
        (b'{"title":' + b"[" * 1000 + b"]" * 1000 + b"}", "MALFORMED_REQUEST"),
    ],
    ids=lambda value: value[:30] if isinstance(value, bytes) else value,
)
def test_a_body_that_is_not_the_message_is_refused(api, data, reason):
    answer = post(api, data)

    assert (answer.status, answer.reason) == (400, reason)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["requestId"]


def test_the_unknown_field_is_named(api):
    answer = post(api, b'{"colour":"red"}')

    assert answer.json["metadata"]["field"] == "colour"
    assert answer.json["detail"].startswith("colour: ")


@pytest.mark.parametrize(
    "change, field",
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"kind": None}, "kind"),
        ({"requester": "Alice"}, "requester"),
        ({"description": "x" * 65537}, "description"),
        ({"requestId": "has space"}, "requestId"),
    ],
)
def test_every_broken_rule_is_a_violation(api, change, field):
    answer = api.post("/v1/tickets", {**DRAFT, **change})

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert field in [violation["field"] for violation in answer.json["violations"]]
    assert answer.json["detail"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    "answer",
    [
        lambda api: api.post("/v1/tickets", {**DRAFT, "impact": "ENORMOUS"}),
        lambda api: api.post("/v1/tickets", {**DRAFT, "impact": 77}),
        lambda api: api.get("/v1/tickets", {"filter": "impact = ENORMOUS"}),
    ],
)
def test_the_values_of_an_enum_are_named(api, answer):
    problem = answer(api).json

    assert "one of HIGH, MEDIUM, LOW" in problem["detail"]
    assert "ENORMOUS" not in problem["detail"] and "UNSPECIFIED" not in problem["detail"]


def test_many_broken_items_are_one_clear_error(api):
    broken = [f"Not An Event Type {number}" for number in range(100)]
    answer = api.post("/v1/webhooks", {"url": "https://example.com/hook", "eventTypes": broken})

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert all("eventTypes[" in each["field"] for each in answer.json["violations"])
    assert api.get("/v1/webhooks").ok() == {"webhooks": []}


def test_a_long_title_of_emoji_counts_code_points(api):
    assert create(api, title="\N{FIRE}" * 255)["title"] == "\N{FIRE}" * 255
    assert api.post("/v1/tickets", {**DRAFT, "title": "\N{FIRE}" * 256}).status == 400


def test_output_only_fields_are_ignored(api):
    ticket = create(api, state="CLOSED", name="tickets/INC-77", priority="P5", etag="x")

    assert (ticket["state"], ticket["name"], ticket["priority"]) == ("NEW", "tickets/INC-1", "P1")


def test_too_large_a_body_is_refused(api):
    answer = post(api, b'{"title":"' + b"x" * (1 << 20) + b'"}')

    assert (answer.status, answer.reason) == (413, "BODY_TOO_LARGE")
    assert answer.json["metadata"] == {"limit": "1048576"}


def test_unknown_and_doubled_query_parameters_are_refused(api):
    assert api.get("/v1/tickets?colour=red").reason == "UNKNOWN_FIELD"
    assert api.get("/v1/tickets?pageSize=1&pageSize=2").reason == "DUPLICATE_FIELD"
    assert api.get("/v1/tickets?pageSize=many").reason == "MALFORMED_REQUEST"


def test_nothing_of_this_left_a_ticket(stack):
    api = stack.client(stack.new_tenant())
    for data in (b"{", b'{"title":"a","title":"b"}', b'{"kind":"INCIDENT"}'):
        assert post(api, data).status == 400

    assert api.get("/v1/tickets").ok() == {"tickets": []}
    assert create(api)["name"] == "tickets/INC-1"

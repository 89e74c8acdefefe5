"""Bad input gets a clear error and loses nothing."""

import pytest

from tests.e2e.incidents import DRAFT, create

JSON = {"Content-Type": "application/json"}


def post(api, data, headers=None):
    return api.raw("POST", "/v1/tickets", data, {**JSON, **(headers or {})})


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


def test_every_wrong_value_is_a_violation(api):
    wrong = {**DRAFT, "title": 5, "impact": "ENORMOUS", "confidential": "yes", "requester": ["a"]}
    answer = api.post("/v1/tickets", wrong)

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    fields = [violation["field"] for violation in answer.json["violations"]]
    assert fields == ["title", "impact", "confidential", "requester"]


def test_the_place_of_broken_json_is_told(api):
    answer = post(api, b'{\n  "title": "a",\n  "impact": HIGH\n}')

    assert (answer.status, answer.reason) == (400, "MALFORMED_REQUEST")
    place = {"field": "impact", "line": "3", "column": "13"}
    assert answer.json["metadata"] == place
    assert answer.json["detail"].endswith("at line 3, column 13.")


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


def test_unknown_and_doubled_query_parameters_are_refused(api):
    assert api.get("/v1/tickets?colour=red").reason == "UNKNOWN_FIELD"
    assert api.get("/v1/tickets?pageSize=1&pageSize=2").reason == "DUPLICATE_FIELD"
    assert api.get("/v1/tickets?pageSize=many").reason == "INVALID_FIELD"


def test_nothing_of_this_left_a_ticket(stack):
    api = stack.client(stack.new_tenant())
    for data in (b"{", b'{"title":"a","title":"b"}', b'{"kind":"INCIDENT"}'):
        assert post(api, data).status == 400

    assert api.get("/v1/tickets").ok() == {"tickets": []}
    assert create(api)["name"] == "tickets/INC-1"

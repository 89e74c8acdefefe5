"""The abuse cases of forms and of prices (J)."""

import pytest

from tests.e2e.cases import cases
from tests.e2e.offers import create_item, create_offering
from tests.e2e.orders import order
from tests.e2e.people import create_user
from tests.support.client import refused

FIELDS = [
    {"id": "constructor", "label": "Constructor", "type": "TEXT"},
    {"id": "model", "label": "Model", "type": "CHOICE", "required": True,
     "choices": [{"value": "air", "label": "Air"}, {"value": "pro", "label": "Pro"}]},
    {"id": "count", "label": "Count", "type": "INTEGER", "min": "1", "max": "9"},
    {"id": "slow", "label": "Slow", "type": "TEXT", "pattern": "(a+)+"},
]  # fmt: skip
ITEM = {"catalogItemId": "laptop", "displayName": "Laptop", "offering": "serviceOfferings/laptop"}


@pytest.fixture(scope="module")
def api(stack):
    """The client of a tenant with an item whose form has these fields."""
    client = stack.client(stack.new_tenant())
    create_user(client, "admin")
    client.item = create_item(client, "form", form={"fields": FIELDS})["name"]
    create_offering(client, "laptop")
    return client


def test_names_that_languages_know_are_data(api):
    """J26"""
    answers = {"model": "air", "constructor": "__proto__"}

    ordered = order(api, api.item, answers).ok()

    assert api.get(f"/v1/{ordered['name']}").ok()["answers"] == answers


@pytest.mark.parametrize(
    "answers, fields",
    cases(
        ("J26", {"model": "air", "__proto__": {"admin": True}}, ["answers.__proto__"]),
        ("J28", {}, ["answers.model"]),
        ("J28", {"model": "max"}, ["answers.model"]),
        ("J28", {"model": ["air"]}, ["answers.model"]),
        ("J28", {"model": {"value": "air"}}, ["answers.model"]),
        ("J28", {"model": "air", "count": "two"}, ["answers.count"]),
        ("J28", {"model": "air", "count": 0}, ["answers.count"]),
        ("J28", {"model": "air", "count": 1.5}, ["answers.count"]),
        ("J28", {"model": "air", "count": 1e300}, ["answers.count"]),
        ("J28", {"model": "air", "colour": "red"}, ["answers.colour"]),
        ("J28", {"count": True, "colour": "red"},
         ["answers.model", "answers.count", "answers.colour"]),
        ("J29", {"model": "air", "slow": "a" * 1000 + "!"}, ["answers.slow"]),
    ),
)
def test_answers_are_those_that_the_form_asks_for(api, answers, fields):
    answer = order(api, api.item, answers)

    assert refused(answer, 400, "INVALID_FIELD")
    assert sorted(each["field"] for each in answer.json["violations"]) == sorted(fields)


@pytest.mark.parametrize(
    "form, status, reason",
    cases(
        ("J29", {"$ref": "https://evil.example/form.json"}, 400, "UNKNOWN_FIELD"),
        ("J29", {"fields": [{**FIELDS[0], "$ref": "#"}]}, 400, "UNKNOWN_FIELD"),
        ("J29", {"fields": [{**FIELDS[0], "pattern": "(a"}]}, 400, "INVALID_FIELD"),
        ("J29", {"fields": [{**FIELDS[0], "pattern": "(a)\\1"}]}, 400, "INVALID_FIELD"),
        ("J29", {"fields": [{**FIELDS[0], "pattern": "((a{99}){99}){99}"}]}, 400, "INVALID_FIELD"),
        ("J29", {"fields": [{**FIELDS[0], "id": "__proto__"}]}, 400, "INVALID_FIELD"),
        ("J29", {"fields": [{**FIELDS[0], "help": "x" * (10 << 20)}]}, 413, "BODY_TOO_LARGE"),
    ),
)
def test_a_form_is_what_it_can_be(api, form, status, reason):
    assert refused(api.post("/v1/catalogItems", {**ITEM, "form": form}), status, reason)


def test_no_request_holds_an_any(stack):
    """J25"""
    waiting = [
        stack.contract.pool.FindMessageTypeByName(method.input_type.lstrip("."))
        for file in stack.contract.files.file
        if file.package.startswith("steward.")
        for service in file.service
        for method in service.method
    ]
    assert len(waiting) > 100
    seen = set()
    while waiting:
        message = waiting.pop()
        if message.full_name not in seen:
            seen.add(message.full_name)
            waiting += [each.message_type for each in message.fields if each.message_type]
    assert "google.protobuf.Any" not in seen
    assert "steward.ticket.v1.Ticket" in seen


@pytest.mark.parametrize("amount", cases(*[("J31", each) for each in (
    "-1", "-0", "1000000000000000000", "1e9", "01", "1.", ".5", "1.00001", "NaN", "Infinity", " 1",
)]))  # fmt: skip
def test_a_price_is_an_amount(api, amount):
    price = {"currencyCode": "EUR", "amount": amount}

    answer = api.post("/v1/catalogItems", {**ITEM, "price": price})

    assert refused(answer, 400, "INVALID_FIELD")
    assert [each["field"] for each in answer.json["violations"]] == ["price.amount"]


def test_a_price_is_counted_as_it_is_written(api):
    """J31: fractions of a cent, too."""
    price = {"currencyCode": "EUR", "amount": "999999999999999.1234"}

    assert create_item(api, "exact", price=price)["price"] == price


@pytest.mark.parametrize("duration", cases(*[("J38", each) for each in (
    "-86400s", "0s", "1s", "86400.5s", "315576000000s", "315576000001s", "P1D",
)]))  # fmt: skip
def test_a_subscription_lasts_a_day_to_a_century(api, duration):
    answer = api.post("/v1/catalogItems", {**ITEM, "subscription": {"duration": duration}})

    assert refused(answer, 400, "INVALID_FIELD")
    assert [each["field"] for each in answer.json["violations"]] == ["subscription.duration"]

"""Lists: filter, order, pages."""

import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import the_user


@pytest.fixture(scope="module")
def tickets(stack):
    """A tenant with a few tickets, and its client."""
    api = stack.client(stack.new_tenant())
    for number, (impact, title) in enumerate(
        [("HIGH", "VPN down"), ("LOW", "Mail slow"), ("MEDIUM", "vpn flaky"), ("LOW", "100% CPU")]
    ):
        name = create(api, impact=impact, urgency=impact, title=title)["name"]
        if number == 1:
            act(api, name, "assign", {"assignee": the_user(api, "bob")}).ok()
            act(api, name, "start").ok()
    return api


def titles(api, **query):
    return [each["title"] for each in api.get("/v1/tickets", query).ok().get("tickets", [])]


def test_newest_come_first(tickets):
    assert titles(tickets) == ["100% CPU", "vpn flaky", "Mail slow", "VPN down"]


@pytest.mark.parametrize(
    "expression, expected",
    [
        ("state = IN_PROGRESS", {"Mail slow"}),
        ("state != IN_PROGRESS AND impact = HIGH", {"VPN down"}),
        ('title:"vpn"', {"VPN down", "vpn flaky"}),
        ('title:"%"', {"100% CPU"}),
        ('title = "VPN*"', {"VPN down"}),
        ("NOT assignee:*", {"VPN down", "vpn flaky", "100% CPU"}),
        ("impact = HIGH OR impact = MEDIUM state = NEW", {"VPN down", "vpn flaky"}),
        ('assignee = "users/bob"', {"Mail slow"}),
        ("title = \"x' OR '1'='1\"", set()),
        ('create_time < "2020-01-01T00:00:00Z"', set()),
    ],
)
def test_filters(tickets, expression, expected):
    assert set(titles(tickets, filter=expression)) == expected


def test_order_by(tickets):
    by_priority = titles(tickets, orderBy="priority, title desc")

    assert by_priority == ["VPN down", "vpn flaky", "Mail slow", "100% CPU"]
    for bad in ("title; drop table ticket", "random()", "title,title", "colour"):
        assert tickets.get("/v1/tickets", {"orderBy": bad}).reason == "INVALID_FILTER"

"""The abuse cases of pages (P)."""

import base64

import pytest

from tests.e2e.cases import cases
from tests.e2e.incidents import create
from tests.e2e.people import create_group, create_user, join


@pytest.fixture(scope="module")
def tickets(stack):
    """The client of a tenant with six tickets, the page token after the first, and the tenant."""
    tenant = stack.new_tenant()
    api = stack.client(tenant)
    for number in range(6):
        create(api, title=f"Ticket {number}")
    api.tenant = tenant
    api.page_token = api.get("/v1/tickets", {"pageSize": 1}).ok()["nextPageToken"]
    return api


def refused(answer):
    return (answer.status, answer.reason) == (400, "INVALID_PAGE_TOKEN")


@pytest.mark.parametrize(
    "change",
    cases(
        ("P1", lambda token: "rubbish"),
        ("P1", lambda token: "AAAA"),
        ("P1", lambda token: "A" * 2048),
        ("P1", lambda token: base64.urlsafe_b64encode(b"\0" * 64).decode()),
        ("P1", lambda token: token[:-1]),
        ("P1", lambda token: token[1:]),
        ("P1", lambda token: token + "A"),
        ("P1", lambda token: token + "="),
        ("P1", lambda token: " " + token),
        ("P1", lambda token: token.swapcase()),
        ("P1", lambda token: "' OR 1=1 --"),
        ("P1", lambda token: "\N{FIRE}"),
    ),
)
def test_another_token_is_refused(tickets, change):
    assert refused(tickets.get("/v1/tickets", {"pageToken": change(tickets.page_token)}))


def test_every_flipped_bit_is_seen(tickets):
    """P1"""
    token = tickets.page_token
    octets = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for bit in range(0, len(octets) * 8, 7):
        flipped = bytearray(octets)
        flipped[bit // 8] ^= 1 << (bit % 8)
        forged = base64.urlsafe_b64encode(flipped).decode().rstrip("=")
        assert refused(tickets.get("/v1/tickets", {"pageToken": forged})), bit


def test_a_token_is_of_one_tenant_and_caller(stack, tickets):
    """P2"""
    others = [
        stack.client(stack.new_tenant()),
        stack.client(tickets.tenant, subject="users/other"),
    ]
    for other in others:
        assert refused(other.get("/v1/tickets", {"pageToken": tickets.page_token}))


@pytest.mark.parametrize(
    "path, query",
    cases(
        ("P3", "/v1/tickets", {"filter": "state = NEW"}),
        ("P3", "/v1/tickets", {"orderBy": "title"}),
        ("P6", "/v1/tickets/INC-1/history", {}),
        ("P6", "/v1/users", {}),
        ("P6", "/v1/webhooks", {}),
    ),
)
def test_a_token_is_of_one_list(tickets, path, query):
    assert refused(tickets.get(path, {**query, "pageToken": tickets.page_token}))


def test_a_history_token_is_of_one_ticket(api):
    """P6"""
    for number in range(2):
        name = create(api)["name"]
        api.patch(f"/v1/{name}", {"title": "Changed"}).ok()
    token = api.get("/v1/tickets/INC-1/history", {"pageSize": 1}).ok()["nextPageToken"]

    assert refused(api.get("/v1/tickets/INC-2/history", {"pageToken": token}))


def pages(api, sizes, between=lambda: None):
    """Titles of the pages of these sizes, one after the other; the last size is repeated."""
    seen, token = [], ""
    sizes = list(sizes)
    while True:
        size = sizes.pop(0) if len(sizes) > 1 else sizes[0]
        query = {"pageSize": size, "pageToken": token, "orderBy": "title"}
        page = api.get("/v1/tickets", query).ok()
        seen += [ticket["title"] for ticket in page["tickets"]]
        token = page.get("nextPageToken")
        if not token:
            return seen
        between()


@pytest.mark.parametrize("sizes", cases(("P4", [1, 2, 3]), ("P4", [1, 1000]), ("P4", [2])))
def test_the_page_size_may_change(tickets, sizes):
    assert pages(tickets, sizes) == [f"Ticket {number}" for number in range(6)]


def test_rows_that_come_between_pages_neither_hide_nor_repeat_others(api):
    """P7"""
    for letter in "bdfhj":
        create(api, title=letter)
    added = iter("aceg")

    seen = pages(api, [1], between=lambda: create(api, title=next(added)))

    assert [title for title in seen if title in "bdfhj"] == list("bdfhj")
    assert len(seen) == len(set(seen))


def test_rows_that_go_between_pages_take_no_others_along(api):
    """P7"""
    group = create_group(api, "desk")["name"]
    users = [create_user(api, name)["name"] for name in "abcdef"]
    for user in users:
        join(api, group, user).ok()
    path = f"/v1/{group}/memberships"
    seen, token = [], ""
    while token is not None:
        page = api.get(path, {"pageSize": 1, "pageToken": token, "orderBy": "user"}).ok()
        seen += [each["user"] for each in page["memberships"]]
        token = page.get("nextPageToken")
        # The row that the token stands behind goes away.
        if token:
            api.delete(f"/v1/{page['memberships'][0]['name']}").ok()

    assert seen == users


@pytest.mark.parametrize("name", cases(("P8", "skip"), ("P8", "offset"), ("P8", "page")))
def test_pages_are_not_counted(tickets, name):
    answer = tickets.get("/v1/tickets", {name: 10**18})

    assert (answer.status, answer.reason) == (400, "UNKNOWN_FIELD")


def test_an_empty_list_has_no_next_page(api):
    """P9"""
    answer = api.get("/v1/tickets", {"pageSize": 1})

    assert answer.ok() == {"tickets": []}
    assert "link" not in answer.headers

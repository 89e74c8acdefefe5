"""The abuse cases of pages (P)."""

import base64
import hashlib
import hmac
import time

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


class TokenMaker:
    """Page tokens of a list of tickets by title, made as the ticket service makes them."""

    def __init__(self, stack, tenant):
        self.key = (stack.keys / "page-token.key").read_bytes().rstrip(b"\n")
        method = "steward.ticket.v1.TicketService/ListTickets"
        self.scope = [tenant, "users/admin", method, "", "", "title"]

    def token(self, body):
        text = b""
        for part in [*(each.encode() for each in self.scope), body]:
            text += len(part).to_bytes(8, "big") + part
        mac = hmac.digest(self.key, text, hashlib.sha256)[:16]
        return base64.urlsafe_b64encode(body + mac).decode().rstrip("=")

    def dated(self, token, expiry):
        """The same token with another expiry, in seconds of the epoch."""
        body = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[:-16]
        assert self.token(body) == token
        return self.token(body[:1] + int(expiry).to_bytes(8, "big") + body[9:])


def test_a_token_that_is_too_old_says_so(stack, tickets):
    """P5"""
    query = {"orderBy": "title", "pageSize": 1}
    token = tickets.get("/v1/tickets", query).ok()["nextPageToken"]
    maker = TokenMaker(stack, tickets.tenant)

    def answered(page_token):
        return tickets.get("/v1/tickets", {**query, "pageToken": page_token})

    old = answered(maker.dated(token, time.time() - 60))
    young = answered(maker.dated(token, time.time() + 60))
    forged = answered(token[:-1])

    assert refused(old)
    assert old.json["metadata"] == {"expired": "true"}
    assert "24 hours" in old.json["detail"] and "first page" in old.json["detail"]
    assert young.ok()["tickets"]
    assert refused(forged) and not forged.json.get("metadata")


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

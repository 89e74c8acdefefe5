"""What operators may set: how patient the gateway is, and how much it takes at once."""

import os
import resource
import socket

import grpc
import pytest

from tests.e2e.calls import LIST, ask
from tests.e2e.incidents import DRAFT, create
from tests.support.raw_http import RawConnection, head
from tests.support.rpc import reason_of
from tests.support.stack import Stack
from tests.support.waiting import pause, wait_until

SETTINGS = {
    "http_header_timeout": "1s",
    "http_body_timeout": "1s",
    "http_idle_timeout": "1s",
    "http_requests_per_connection": "3",
    "http_connections": "8",
    "http_body_bytes": "2048",
    "batch_body_bytes": "8192",
    "etag_required": "careful",
    "watch_heartbeat": "200ms",
    "watch_max_age": "1s",
}
WATCH = "steward.event.v1.EventService/Watch"
UPDATE = "steward.ticket.v1.TicketService/UpdateTicket"
JSON = "Content-Type: application/json"
HEALTH = head("GET /healthz HTTP/1.1", "Host: x")


@pytest.fixture(scope="module")
def impatient():
    """A Steward that waits for nobody."""
    with Stack(notifications=0, settings={"gateway": SETTINGS}) as running:
        yield running


def trickle(connection, piece):
    """Sends a piece now and then until the server answers, and returns the answer."""
    for _ in range(100):
        connection.send(piece)
        pause(0.1)
        if connection.has_answer():
            break
    return connection.answer()


@pytest.mark.parametrize(
    "begun, piece",
    [
        (b"GET /healthz HTTP/1.1\r\n", b""),
        (b"GET /healthz HTTP/1.1\r\nX: ", b"x"),
    ],
)
def test_a_head_arrives_in_its_time(impatient, begun, piece):
    with RawConnection(impatient.url) as connection:
        refuses(trickle(connection.send(begun), piece))


@pytest.mark.parametrize(
    "framing, piece",
    [
        ("Content-Length: 2000", b""),
        ("Content-Length: 2000", b"x"),
        ("Transfer-Encoding: chunked", b""),
        ("Transfer-Encoding: chunked", b"1\r\nx\r\n"),
        ("Transfer-Encoding: chunked", b"0"),
    ],
)
def test_a_body_arrives_in_its_time(impatient, framing, piece):
    """R22"""
    token = f"Authorization: Bearer {impatient.token()}"
    begun = head("POST /v1/tickets HTTP/1.1", "Host: x", token, JSON, framing)
    with RawConnection(impatient.url) as connection:
        refuses(trickle(connection.send(begun), piece))


def test_a_body_keeps_its_pace(stack):
    """Long before its time is over."""
    token = f"Authorization: Bearer {stack.token()}"
    begun = head("POST /v1/tickets HTTP/1.1", "Host: x", token, JSON, "Content-Length: 100000")
    with RawConnection(stack.url) as connection:
        refuses(trickle(connection.send(begun), b"x"))


def refuses(answer):
    assert (answer.status, answer.reason) == (408, "DEADLINE_EXCEEDED")
    assert answer.headers["connection"] == "close"


def test_who_asks_for_nothing_is_not_kept(impatient):
    with RawConnection(impatient.url) as fresh, RawConnection(impatient.url) as used:
        assert used.send(HEALTH).answer().status == 200
        assert fresh.is_closed() and used.is_closed()


def test_a_connection_has_so_many_requests(impatient):
    with RawConnection(impatient.url) as connection:
        connection.send(*[HEALTH] * 5)
        answers = [connection.answer() for _ in range(3)]
        assert [each.headers.get("connection") for each in answers] == [None, None, "close"]
        assert connection.is_closed()


def test_a_body_has_the_size_that_operators_allow(impatient):
    api = impatient.client(impatient.new_tenant())

    assert create(api, description="x" * 1500)["description"] == "x" * 1500
    refused = api.post("/v1/tickets", {"title": "x" * 2048})
    assert (refused.status, refused.json["metadata"]) == (413, {"limit": "2048"})


def test_a_batch_may_be_larger(impatient):
    api = impatient.client(impatient.new_tenant())
    body = {**DRAFT, "description": "x" * 1500}
    parts = [{"method": "POST", "path": "/v1/tickets", "body": body}]

    answers = api.post("/v1/batch", {"requests": parts * 4}).ok()["responses"]
    assert [each["status"] for each in answers] == [200] * 4
    refused = api.post("/v1/batch", {"requests": parts * 6})
    assert (refused.status, refused.json["metadata"]) == (413, {"limit": "8192"})


def test_more_connections_than_allowed_are_closed(impatient):
    connections = [RawConnection(impatient.url) for _ in range(20)]
    try:
        served = [each.send(HEALTH).answer() is not None for each in connections]
        assert 1 <= sum(served) <= 8
    finally:
        for connection in connections:
            connection.close()
    wait_until(lambda: impatient.client().get("/healthz").status == 200, what="a free place")


def test_tenants_may_ask_for_the_etag_of_what_is_changed(impatient):
    """R35"""
    api = impatient.client("careful")
    ticket = create(api)
    path, body = f"/v1/{ticket['name']}", {"title": "Changed"}

    refused = api.patch(path, body)
    assert (refused.status, refused.reason) == (428, "ETAG_REQUIRED")
    over_grpc = impatient.grpc("careful")
    with pytest.raises(grpc.RpcError) as refused:
        over_grpc.call(UPDATE, {"ticket": {"name": ticket["name"], **body}})
    assert reason_of(refused.value, over_grpc.contract) == "ETAG_REQUIRED"
    assert api.get(path).ok() == ticket
    assert api.patch(path, body, headers={"If-Match": f'"{ticket["etag"]}"'}).status == 200


def test_a_stream_ends_at_its_age_and_goes_on_where_it_was(impatient):
    """G22"""
    api = impatient.client(impatient.new_tenant())
    create(api)

    with api.events(query={"from": "earliest"}) as stream:
        (first,) = stream
        assert stream.comments > 0
    create(api)
    with api.events(last_event_id=first.id) as stream:
        (second,) = stream

    names = [each.json["event"]["resourceName"] for each in (first, second)]
    assert names == ["tickets/INC-1", "tickets/INC-2"]


def test_a_cursor_moves_on_over_what_does_not_match(impatient):
    tenant = impatient.new_tenant()
    api = impatient.client(tenant)
    for _ in range(3):
        create(api)

    with impatient.grpc(tenant) as client:
        request = {"from": "earliest", "filter": 'actor = "users/nobody"'}
        bookmarks = list(client.call(WATCH, request))
        after = create(api)["name"]
        resumed = client.call(WATCH, {"from": bookmarks[-1].cursor})
        first = next(each for each in resumed if each.HasField("event"))
        resumed.cancel()

    assert not any(each.HasField("event") for each in bookmarks)
    assert first.event.resource_name == after


def test_a_gateway_without_descriptors_serves_again_when_it_has_some():
    """G16, at both ports."""
    with Stack(notifications=0) as running:
        gateway = running.processes["gateway-1"]
        used = len(os.listdir(f"/proc/{gateway.pid}/fd"))
        _, most = resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE, (used + 20, most))
        credential = ("authorization", f"Bearer {running.token()}")
        for target in (running.url.removeprefix("http://"), running.grpc_target):
            address = target.split(":")
            held = [socket.create_connection(address, timeout=20) for _ in range(150)]
            wait_until(lambda: len(os.listdir(f"/proc/{gateway.pid}/fd")) >= used + 20,
                       what="the last descriptor")
            for connection in held:
                connection.close()

            assert running.client().get("/v1/tickets").status == 200
            assert ask(running, LIST, b"", [credential])[0] == "OK"

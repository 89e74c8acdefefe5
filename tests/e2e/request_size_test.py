"""How large a request may be is what operators set."""

import grpc
import pytest

from tests.e2e.incidents import DRAFT
from tests.support.client import refused
from tests.support.raw_http import RawConnection, head
from tests.support.stack import Stack

SETTINGS = {
    "http_request_line_bytes": "1024",
    "http_header_bytes": "1024",
    "http_headers_bytes": "2048",
    "http_headers": "16",
    "json_depth": "8",
    "json_values": "100",
    "json_members": "100",
    "json_key_bytes": "64",
    "grpc_message_bytes": "2048",
    "grpc_metadata_bytes": "2048",
}
CREATE = "steward.ticket.v1.TicketService/CreateTicket"


@pytest.fixture(scope="module")
def narrow():
    with Stack(notifications=0, settings={"gateway": SETTINGS}) as running:
        yield running


def fields(count, size):
    return [f"X-{number:02}: {'x' * (size - 6)}" for number in range(count)]


@pytest.mark.parametrize(
    "line, more, status",
    [
        ("GET /healthz?x={} HTTP/1.1".format("x" * 900), [], 200),
        ("GET /healthz?x={} HTTP/1.1".format("x" * 1100), [], 414),
        ("GET /healthz HTTP/1.1", fields(1, 1000), 200),
        ("GET /healthz HTTP/1.1", fields(1, 1100), 431),
        ("GET /healthz HTTP/1.1", fields(2, 900), 200),
        ("GET /healthz HTTP/1.1", fields(3, 900), 431),
        ("GET /healthz HTTP/1.1", fields(15, 10), 200),
        ("GET /healthz HTTP/1.1", fields(16, 10), 431),
    ],
)
def test_heads(narrow, line, more, status):
    with RawConnection(narrow.url) as connection:
        answer = connection.send(head(line, "Host: x", *more)).answer()
    assert answer.status == status
    assert (answer.reason == "HEADERS_TOO_LARGE") == (status in (414, 431))


def nested(depth):
    """An object with `depth` objects in each other."""
    return {} if depth == 1 else {"a": nested(depth - 1)}


@pytest.mark.parametrize(
    "fits, too_much",
    [
        # The body is one more.
        (nested(7), nested(8)),
        ({"a": [1] * 90}, {"a": [1] * 101}),
        ({"k" * 64: 1}, {"k" * 65: 1}),
    ],
)
def test_bodies(narrow, fits, too_much):
    api = narrow.client(narrow.new_tenant())
    path = "/v1/catalogItems/ghost:evaluate"
    assert refused(api.post(path, {"answers": fits}), 404, "RESOURCE_NOT_FOUND")
    assert refused(api.post(path, {"answers": too_much}), 400, "MALFORMED_REQUEST")


def test_calls(narrow):
    client = narrow.grpc(narrow.new_tenant())
    ticket = {"ticket": {**DRAFT, "description": "x" * 1000}}
    assert client.call(CREATE, ticket).name
    with pytest.raises(grpc.RpcError) as error:
        client.call(CREATE, {"ticket": {**DRAFT, "description": "x" * 3000}})
    assert error.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert client.reason_of(error.value) == "BODY_TOO_LARGE"

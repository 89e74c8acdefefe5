"""How long the gRPC port waits: for messages, for those who are to take some, and for calls."""

import struct
import threading

import grpc
import pytest

from tests.e2e.calls import LIST, WATCH
from tests.support import http2
from tests.support.stack import Stack

IMPORT = "/steward.ticket.v1.TicketService/ImportTickets"
REFLECT = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
NO_WINDOW = struct.pack(">HI", http2.INITIAL_WINDOW_SIZE, 0)


@pytest.fixture(scope="module")
def hasty():
    patience = {"http_body_timeout": "500ms", "http_idle_timeout": "500ms"}
    with Stack(notifications=0, settings={"gateway": patience}) as running:
        yield running


@pytest.fixture
def credential(hasty):
    return ("authorization", f"Bearer {hasty.token(hasty.new_tenant())}")


def open_call(connection, path, credential, *pieces, ends=False):
    block = http2.call_fields(path, credential)
    connection.send(http2.frame(http2.HEADERS, block, http2.END_HEADERS, 1))
    for number, piece in enumerate(pieces, 1):
        last = http2.END_STREAM if ends and number == len(pieces) else 0
        connection.send(http2.frame(http2.DATA, piece, last, 1))


@pytest.mark.parametrize("path", [LIST, IMPORT, REFLECT])
def test_a_message_that_does_not_come_is_not_waited_for(hasty, credential, path):
    over = threading.Event()

    def nothing():
        over.wait(20)
        yield from ()

    with grpc.insecure_channel(hasty.grpc_target) as channel:
        with pytest.raises(grpc.RpcError) as refused:
            channel.stream_unary(path)(nothing(), timeout=20, metadata=[credential])
        over.set()
    assert refused.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    # The server's, and not the client's own.
    assert "grpc-status-details-bin" in dict(refused.value.trailing_metadata())


def test_an_upload_that_is_no_grpc_ends_at_once(hasty, credential):
    with http2.Http2Connection(hasty.grpc_target) as connection:
        open_call(connection, IMPORT, credential, http2.message(b""), b"\x02\0\0\0\0")

        assert any(
            kind == http2.HEADERS and flags & http2.END_STREAM
            for kind, flags, _, _ in connection.frames()
        )


@pytest.mark.parametrize("path, request_bytes", [(LIST, b""), (WATCH, b"\x0a\x03now")])
def test_who_takes_nothing_is_given_up(hasty, credential, path, request_bytes):
    """G23"""
    with http2.Http2Connection(hasty.grpc_target, NO_WINDOW) as connection:
        open_call(connection, path, credential, http2.message(request_bytes), ends=True)

        assert any(
            kind == http2.RST_STREAM and stream == 1
            for kind, _, stream, _ in connection.frames()
        )


def test_a_connection_without_calls_ends_in_good_order(hasty):
    with http2.Http2Connection(hasty.grpc_target) as connection:
        assert connection.going_away() == (0, b"")

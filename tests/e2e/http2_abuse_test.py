"""The abuse cases of gRPC (G) and REST (R) that are frames of HTTP/2.

A call hurts itself, or at worst its connection; others must not notice.
"""

import re
import struct

import grpc
import pytest

from tests.e2e.calls import LIST, WATCH, ask
from tests.e2e.cases import cases
from tests.e2e.incidents import create
from tests.support import http2
from tests.support.rpc import reason_of
from tests.support.waiting import wait_until

FROM_NOW = b"\x0a\x03now"


@pytest.fixture
def credential(stack, tenant):
    return ("authorization", f"Bearer {stack.token(tenant)}")


def listing(credential, *fields):
    """The fields of a call of ListTickets."""
    return http2.call_fields(LIST, credential, *fields)


LARGE = http2.field("x-large", "a" * 16000)


def large_metadata(connection, credential):
    block = listing(credential, ("x-large", "a" * 9000))
    connection.send(http2.frame(http2.HEADERS, block, http2.END_HEADERS, 1))


def metadata_that_is_not_base64(connection, credential):
    block = listing(credential, ("x-bin", "!!! not base64"))
    connection.send(http2.frame(http2.HEADERS, block, http2.END_HEADERS, 1))


def an_unknown_compression(connection, credential):
    block = listing(credential, ("grpc-encoding", "bogus"))
    connection.send(
        http2.frame(http2.HEADERS, block, http2.END_HEADERS, 1),
        http2.frame(http2.DATA, b"\1\0\0\0\4abcd", http2.END_STREAM, 1),
    )


def headers_without_end(connection, credential):
    connection.send(http2.frame(http2.HEADERS, listing(credential), 0, 1))
    one = http2.frame(http2.CONTINUATION, LARGE, 0, 1)
    for _ in range(1000):
        connection.send(one)


def calls_that_are_reset_at_once(connection, credential, count=5_000):
    block = listing(credential)
    flags = http2.END_HEADERS | http2.END_STREAM
    reset = struct.pack(">I", 8)
    for stream in range(1, 2 * count, 2):
        connection.send(
            http2.frame(http2.HEADERS, block, flags, stream),
            http2.frame(http2.RST_STREAM, reset, 0, stream),
        )


def more_streams_than_allowed(connection, credential):
    block = listing(credential)
    for stream in range(1, 1001, 2):
        connection.send(http2.frame(http2.HEADERS, block, http2.END_HEADERS, stream))


def settings_without_end(connection, _):
    connection.send(*[http2.frame(http2.SETTINGS) * 1000] * 50)


def frames_out_of_place(connection, credential):
    connection.send(
        http2.frame(http2.CONTINUATION, listing(credential), http2.END_HEADERS, 1),
        http2.frame(http2.DATA, b"x", 0, 0),
        http2.frame(http2.WINDOW_UPDATE, b"\0\0\0\0", 0, 1),
        http2.frame(99, b"x" * 16384, 255, 7),
    )


def frames_beyond_their_size(connection, _):
    connection.send(http2.frame(http2.DATA, b"x" * 100_000, 0, 1))


def no_http2(connection, _):
    connection.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 100)


def is_served(stack, credential):
    """Soon: while thousands of calls of the same tenant end, one more may be OVERLOADED."""
    return ask(stack, LIST, b"", [credential])[0] == "OK"


@pytest.mark.parametrize(
    "abuse",
    cases(
        ("G4", large_metadata),
        ("G5", metadata_that_is_not_base64),
        ("G7", headers_without_end),
        ("G15", an_unknown_compression),
        ("G18", frames_out_of_place),
        ("G18", frames_beyond_their_size),
        ("G18", no_http2),
        ("R28", calls_that_are_reset_at_once),
        ("R28", more_streams_than_allowed),
        ("R31", settings_without_end),
    ),
)
def test_others_are_served_whatever_one_connection_does(stack, credential, abuse):
    for acknowledges in (True, False):
        with http2.Http2Connection(stack.grpc_target, acknowledges=acknowledges) as connection:
            abuse(connection, credential)
            wait_until(lambda: is_served(stack, credential), what="an answer beside it")
        wait_until(lambda: is_served(stack, credential), what="an answer after it")


@pytest.mark.parametrize("agrees", cases(("R29", True), ("G7", False)))
def test_headers_end_at_their_limit(stack, credential, agrees):
    """Whether or not the client has agreed to the limit (SETTINGS ACK): long before 40 MB, which
    nobody keeps meanwhile."""
    gateway = stack.processes["gateway-1"]
    before = resident_megabytes(gateway)
    with http2.Http2Connection(stack.grpc_target, acknowledges=agrees) as connection:
        frames = connection.frames()
        # Its answer to our settings: it has seen them, and ours to its settings is on the way.
        next(each for each in frames if each[0] == http2.SETTINGS and each[1] & http2.ACK)
        connection.send(http2.frame(http2.HEADERS, listing(credential), 0, 1))
        one = http2.frame(http2.CONTINUATION, LARGE, 0, 1)
        assert not all(connection.send(one) for _ in range((40 << 20) // len(one)))
        assert resident_megabytes(gateway) < before + 10
    assert is_served(stack, credential)


def calls_counted(stack):
    """How many calls the gateway's gRPC port has taken in, finished or given up."""
    pattern = r'^steward_grpc_requests_total\{[^}]*\} (\d+)$'
    return sum(map(int, re.findall(pattern, stack.processes["gateway-1"].metrics(), re.MULTILINE)))


def test_twenty_thousand_calls_that_are_reset_are_not_looked_at(stack, credential):
    """R28"""
    before = calls_counted(stack)
    with http2.Http2Connection(stack.grpc_target) as connection:
        calls_that_are_reset_at_once(connection, credential, 20_000)

        assert connection.going_away() == (http2.ENHANCE_YOUR_CALM, b"too_many_resets")
    assert is_served(stack, credential)
    assert 0 < calls_counted(stack) - before < 2_000


def test_calls_whose_windows_overflow_are_reset_for_their_sender(stack, credential):
    """R28, by resets that the server is brought to send (CVE-2025-8671)."""
    before = calls_counted(stack)
    with http2.Http2Connection(stack.grpc_target) as connection:
        block, overflow = listing(credential), struct.pack(">I", (1 << 31) - 1)
        for stream in range(1, 20_000, 2):
            connection.send(
                http2.frame(http2.HEADERS, block, http2.END_HEADERS, stream),
                http2.frame(http2.WINDOW_UPDATE, overflow, 0, stream),
            )

        assert connection.going_away() == (http2.ENHANCE_YOUR_CALM, b"too_many_resets")
    assert is_served(stack, credential)
    assert 0 < calls_counted(stack) - before < 2_000


def test_a_flood_of_pings_ends_the_connection(stack):
    """R31, G17"""
    with http2.Http2Connection(stack.grpc_target) as connection:
        connection.send(*[http2.frame(http2.PING, b"12345678")] * 500)

        assert connection.going_away() == (http2.ENHANCE_YOUR_CALM, b"too_many_pings")


@pytest.mark.parametrize(
    "abuse",
    cases(("R31", settings_without_end), ("R28", calls_that_are_reset_at_once)),
)
def test_a_flood_ends_its_connection(stack, credential, abuse):
    with http2.Http2Connection(stack.grpc_target) as connection:
        abuse(connection, credential)

        assert any(kind == http2.GOAWAY for kind, _, _, _ in connection.frames())


def test_large_metadata_hurts_its_call_only(stack, credential, api):
    """G4: other streams of the connection go on, at eight times the limit, too."""
    alone = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(stack.grpc_target, options=alone) as channel:
        events = channel.unary_stream(WATCH)(FROM_NOW, timeout=30, metadata=[credential])
        next(events)
        for size in (9_000, 60_000):
            with pytest.raises(grpc.RpcError) as refused:
                large = ("x-large", "a" * size)
                channel.unary_unary(LIST)(b"", timeout=20, metadata=[credential, large])
            assert refused.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
            assert reason_of(refused.value, stack.contract) == "HEADERS_TOO_LARGE"
        create(api, title="after it")
        assert any(b"after it" in event for event in events)


def resident_megabytes(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        size = next(line for line in status if line.startswith("VmRSS"))
    return int(size.split()[1]) // 1024


def test_a_client_that_never_reads_fills_nothing(stack, credential, api):
    """G23: ten streams of two megabytes of events each, to clients that take nothing."""
    gateway = stack.processes["gateway-1"]
    closed_window = struct.pack(">HI", http2.INITIAL_WINDOW_SIZE, 0)
    block = http2.call_fields(WATCH, credential)
    connections = [http2.Http2Connection(stack.grpc_target, closed_window) for _ in range(10)]
    for connection in connections:
        connection.send(
            http2.frame(http2.HEADERS, block, http2.END_HEADERS, 1),
            http2.frame(http2.DATA, http2.message(FROM_NOW), http2.END_STREAM, 1),
        )
    before = resident_megabytes(gateway)
    for _ in range(40):
        create(api, description="x" * 50_000)

    with api.events(query={"from": "earliest"}) as stream:
        names = (m.json["event"]["resourceName"] for m in stream if "event" in m.json)
        assert "tickets/INC-40" in names
    assert resident_megabytes(gateway) < before + 20 + 10
    for connection in connections:
        connection.close()
    assert ask(stack, LIST, b"", [credential])[0] == "OK"

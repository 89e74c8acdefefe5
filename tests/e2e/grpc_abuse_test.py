"""The abuse cases of gRPC (G), and those of REST (R) that are about HTTP/2."""

import struct

import grpc
import pytest

from tests.e2e.cases import cases
from tests.e2e.incidents import create
from tests.support import http2
from tests.support.rpc import GrpcClient, reason_of

TICKETS = "steward.ticket.v1.TicketService"
LIST, CREATE, GET = (f"/{TICKETS}/{each}" for each in ("ListTickets", "CreateTicket", "GetTicket"))
WATCH = "/steward.event.v1.EventService/Watch"
FROM_NOW = b"\x0a\x03now"


@pytest.fixture
def credential(stack, tenant):
    return ("authorization", f"Bearer {stack.token(tenant)}")


def ask(stack, path, request=b"", metadata=(), **options):
    """Sends bytes over a connection of their own. Returns code, reason and response."""
    alone = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(stack.grpc_target, options=alone) as channel:
        try:
            answer = channel.unary_unary(path)(request, timeout=20, metadata=metadata, **options)
            return "OK", None, answer
        except grpc.RpcError as error:
            return error.code().name, reason_of(error, stack.contract), None


def encoded(number, octets):
    """A field of a message that holds bytes."""
    tag, size = number << 3 | 2, len(octets)
    return varint(tag) + varint(size) + octets


def varint(number):
    octets = bytearray()
    while number >= 0x80:
        octets.append(number % 0x80 + 0x80)
        number >>= 7
    return bytes(octets) + bytes([number])


def ticket(stack, **fields):
    """An encoded ticket."""
    draft = {"kind": "INCIDENT", "title": "VPN down", **fields}
    return stack.contract.build("steward.ticket.v1.Ticket", draft).SerializeToString()


def methods(stack, internal):
    """Names of the methods of the contract that are internal, or public."""
    return [
        f"{file.package}.{service.name}/{method.name}"
        for file in stack.contract.files.file
        if file.package.startswith("steward.")
        for service in file.service
        for method in service.method
        if stack.contract.option(method.options, "steward.options.v1.method").internal == internal
    ]


def codes(client, names):
    """What each method answers to an empty request; None is success."""
    found = {}
    for name in names:
        try:
            answer = client.call(name)
            if client.contract.method(name)[2]:
                next(iter(answer), None)
            found[name] = None
        except grpc.RpcError as error:
            found[name] = error.code()
    return found


def test_every_public_method_needs_a_token(stack):
    """G1"""
    names = methods(stack, internal=False)
    with GrpcClient(stack.grpc_target, None, stack.contract) as anonymous:
        found = codes(anonymous, names)

    assert len(names) > 20
    assert found == dict.fromkeys(names, grpc.StatusCode.UNAUTHENTICATED)


def test_no_internal_method_is_there_for_clients(stack):
    """G2"""
    names = methods(stack, internal=True)
    with stack.grpc(role="tenant_admin") as admin:
        found = codes(admin, names)

    assert "steward.event.v1.JournalService/ListEvents" in names
    assert found == dict.fromkeys(names, grpc.StatusCode.UNIMPLEMENTED)


@pytest.mark.parametrize(
    "path, known, code",
    cases(
        ("G2", "/nobody.Service/Nothing", False, "UNAUTHENTICATED"),
        ("G2", "/nobody.Service/Nothing", True, "UNIMPLEMENTED"),
        ("G2", f"/{TICKETS}/Nothing", True, "UNIMPLEMENTED"),
        ("G2", "/steward.event.v1.JournalService/ListEvents", True, "UNIMPLEMENTED"),
        ("G2", "/steward.event.v1.JournalService/ListEvents", False, "UNAUTHENTICATED"),
        ("G3", "/", True, "UNIMPLEMENTED"),
        ("G3", f"/{TICKETS}/ListTickets/x", True, "UNIMPLEMENTED"),
        ("G3", f"/{TICKETS}/listtickets", True, "UNIMPLEMENTED"),
        ("G3", f"/{TICKETS}/../x", True, "UNIMPLEMENTED"),
    ),
)
def test_only_methods_of_the_contract_are_there(stack, credential, path, known, code):
    assert ask(stack, path, metadata=[credential] if known else [])[0] == code


def test_a_call_has_one_credential(stack, credential):
    """G3"""
    assert ask(stack, LIST, metadata=[credential, credential])[0] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "metadata",
    cases(
        ("G6", ("steward-identity-bin", b"\0")),
        ("G6", ("x-tenant", "demo")),
        ("G6", ("steward-tenant-id", "demo")),
        ("G6", ("grpc-metadata-steward-identity-bin", b"\0")),
        ("G6", ("x-forwarded-for", "192.0.2.7")),
    ),
)
def test_what_the_client_says_of_itself_does_not_count(stack, credential, metadata):
    assert ask(stack, LIST, metadata=[credential, metadata]) == ("OK", None, b"")


@pytest.mark.parametrize(
    "request_bytes",
    cases(
        ("G8", b"\x0a\xff\xff"),
        ("G8", b"\x0c"),
        ("G8", b"\x0b"),
        ("G8", b"\x0b\x14"),
        ("G8", b"\x08" + b"\xff" * 10 + b"\x01"),
        ("G8", b"\x0a" + b"\xff" * 9 + b"\x01"),
        ("G8", b"\x00\x00"),
        ("G8", b"\x0e"),
        ("G8", b"\x0f"),
        ("G8", b"\x0b" * 100_000),
        ("G10", b"\x0a\x02\xff\xfe"),
        ("G10", b"\x0a\x02\xc0\xaf"),
        ("G10", b"\x0a\x03\xed\xa0\x80"),
    ),
)
def test_bytes_that_are_no_message_are_refused(stack, credential, request_bytes):
    code, reason, _ = ask(stack, GET, request_bytes, [credential])

    assert (code, reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    "size, options",
    cases(
        ("G9", 5 << 20, {}),
        ("G14", 5 << 20, {"compression": grpc.Compression.Gzip}),
        ("G14", 5 << 20, {"compression": grpc.Compression.Deflate}),
        ("G14", 64 << 20, {"compression": grpc.Compression.Gzip}),
    ),
)
def test_a_message_has_a_greatest_size(stack, credential, size, options):
    request = encoded(1000, b"\0" * size)

    assert ask(stack, LIST, request, [credential], **options)[0] == "RESOURCE_EXHAUSTED"
    assert ask(stack, LIST, b"", [credential])[0] == "OK"


def test_unknown_fields_are_not_kept(stack, credential, api):
    """G11"""
    request = encoded(1, ticket(stack) + encoded(1000, b"x" * (1 << 20)))

    code, _, created = ask(stack, CREATE, request, [credential])

    assert code == "OK" and len(created) < 1000
    assert len(ask(stack, GET, encoded(1, b"tickets/INC-1"), [credential])[2]) < 1000
    assert len(api.get("/v1/tickets/INC-1/history").body) < 5000


def test_a_call_has_one_message(stack, credential):
    """G12"""
    with grpc.insecure_channel(stack.grpc_target) as channel:
        with pytest.raises(grpc.RpcError) as caught:
            channel.stream_unary(LIST)(iter([]), timeout=20, metadata=[credential])

    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_call_that_is_cancelled_happens_whole_or_not_at_all(stack, credential, api):
    """G13: the request id settles which."""
    with grpc.insecure_channel(stack.grpc_target) as channel:
        for number in range(20):
            request = encoded(1, ticket(stack)) + encoded(2, b"once-%d" % number)
            channel.unary_unary(CREATE).future(request, timeout=20, metadata=[credential]).cancel()
            answer = channel.unary_unary(CREATE)(request, timeout=20, metadata=[credential])
            assert b"tickets/INC-%d" % (number + 1) in answer

    assert len(api.get("/v1/tickets").ok()["tickets"]) == 20


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


def calls_that_are_reset_at_once(connection, credential):
    block = listing(credential)
    flags = http2.END_HEADERS | http2.END_STREAM
    reset = struct.pack(">I", 8)
    for stream in range(1, 10_000, 2):
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
            assert ask(stack, LIST, b"", [credential])[0] == "OK"
        assert ask(stack, LIST, b"", [credential])[0] == "OK"


def test_headers_end_at_their_limit(stack, credential):
    """R29: once the client has agreed to the limit, the server closes."""
    with http2.Http2Connection(stack.grpc_target) as connection:
        frames = connection.frames()
        # Its answer to our settings: it has seen them, and ours to its settings is on the way.
        next(each for each in frames if each[0] == http2.SETTINGS and each[1] & http2.ACK)
        connection.send(http2.frame(http2.HEADERS, listing(credential), 0, 1))
        one = http2.frame(http2.CONTINUATION, LARGE, 0, 1)
        assert not all(connection.send(one) for _ in range(10_000))


def test_a_flood_of_pings_ends_the_connection(stack):
    """R31, G17"""
    with http2.Http2Connection(stack.grpc_target) as connection:
        connection.send(*[http2.frame(http2.PING, b"12345678")] * 500)

        assert connection.going_away() == (http2.ENHANCE_YOUR_CALM, b"too_many_pings")


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

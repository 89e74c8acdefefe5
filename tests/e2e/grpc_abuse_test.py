"""The abuse cases of gRPC (G) that a client of gRPC can send; for the others see
http2_abuse_test."""

import grpc
import pytest

from tests.e2e.calls import CREATE, GET, LIST, TICKETS, ask
from tests.e2e.cases import cases
from tests.support.rpc import GrpcClient


@pytest.fixture
def credential(stack, tenant):
    return ("authorization", f"Bearer {stack.token(tenant)}")


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


# What needs no credential is asked for another secret.
ANONYMOUS = {
    f"steward.approval.v1.DecisionLinkService/{verb}DecisionLink" for verb in ("Follow", "Read")
}


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


def test_every_public_method_needs_a_token_or_a_link(stack):
    """G1"""
    names = methods(stack, internal=False)
    with GrpcClient(stack.grpc_target, None, stack.contract) as anonymous:
        found = codes(anonymous, names)

    assert len(names) > 20
    asked = {found.pop(name) for name in ANONYMOUS}
    assert asked == {grpc.StatusCode.INVALID_ARGUMENT}
    assert set(found.values()) == {grpc.StatusCode.UNAUTHENTICATED}


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

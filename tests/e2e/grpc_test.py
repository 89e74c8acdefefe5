"""The same through gRPC, at the gateway's gRPC port."""

import grpc
import pytest

TICKETS = "steward.ticket.v1.TicketService"
DRAFT = {"ticket": {"kind": "INCIDENT", "title": "VPN down", "impact": "HIGH", "urgency": "HIGH"}}


@pytest.fixture
def client(stack, tenant):
    with stack.grpc(tenant) as running:
        yield running


def test_an_incident_walks_through_grpc(stack, tenant, client):
    ticket = client.call(f"{TICKETS}/CreateTicket", DRAFT)

    assert ticket.name == "tickets/INC-1"
    started = client.call(f"{TICKETS}/StartTicket", {"name": ticket.name, "etag": ticket.etag})
    assert started.State.Name(started.state) == "IN_PROGRESS"
    page = client.call(f"{TICKETS}/ListTickets", {"filter": "state = IN_PROGRESS"})
    assert [each.name for each in page.tickets] == [ticket.name]
    assert stack.client(tenant).get(f"/v1/{ticket.name}").ok()["state"] == "IN_PROGRESS"


@pytest.mark.parametrize(
    "method, request_fields, code, reason",
    [
        ("GetTicket", {"name": "tickets/INC-9"}, "NOT_FOUND", "RESOURCE_NOT_FOUND"),
        ("CreateTicket", {}, "INVALID_ARGUMENT", "INVALID_FIELD"),
        ("ListTickets", {"filter": "x = 1"}, "INVALID_ARGUMENT", "INVALID_FILTER"),
        ("ListTickets", {"pageToken": "x"}, "INVALID_ARGUMENT", "INVALID_PAGE_TOKEN"),
    ],
)
def test_errors_carry_reasons(client, method, request_fields, code, reason):
    with pytest.raises(grpc.RpcError) as caught:
        client.call(f"{TICKETS}/{method}", request_fields)

    assert caught.value.code() == getattr(grpc.StatusCode, code)
    assert client.reason_of(caught.value) == reason


def test_errors_name_fields_by_proto_paths(client):
    with pytest.raises(grpc.RpcError) as caught:
        client.call(f"{TICKETS}/CreateTicket", {"ticket": {"kind": "INCIDENT"}})

    assert caught.value.details() == "ticket.title: is required"


def test_answers_name_the_request_and_its_trace(client):
    trace = "0af7651916cd43dd8448eb211c80319c"
    sent = [("x-request-id", "mine-1"), ("traceparent", f"00-{trace}-b7ad6b7169203331-01")]
    watch = client.call("steward.event.v1.EventService/Watch", {"from": "now"}, metadata=sent)
    with pytest.raises(grpc.RpcError) as caught:
        client.call(f"{TICKETS}/GetTicket", {"name": "tickets/INC-9"}, metadata=sent)

    for answer in (watch, caught.value):
        told = dict(answer.initial_metadata())
        assert told["x-request-id"] == "mine-1"
        assert told["traceparent"].split("-")[1] == trace
    watch.cancel()


def test_a_stale_etag_is_aborted(client):
    name = client.call(f"{TICKETS}/CreateTicket", DRAFT).name
    with pytest.raises(grpc.RpcError) as caught:
        client.call(f"{TICKETS}/StartTicket", {"name": name, "etag": "1-00000000"})

    assert caught.value.code() == grpc.StatusCode.ABORTED
    assert client.reason_of(caught.value) == "ETAG_MISMATCH"


def reflect(stack, version, request):
    """Sends one request to server reflection and returns the raw answer."""
    channel = grpc.insecure_channel(stack.grpc_target)
    path = f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
    return next(iter(channel.stream_stream(path)(iter([request]), timeout=10)))


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
def test_reflection_lists_public_services(stack, version):
    answer = reflect(stack, version, b"\x3a\x01*")  # list_services

    assert TICKETS.encode() in answer
    assert b"steward.event.v1.EventService" in answer
    assert b"JournalService" not in answer


FILENAME, SYMBOL = b"\x1a", b"\x22"


def look_up(stack, kind, name):
    return reflect(stack, "v1alpha", kind + bytes([len(name)]) + name.encode())


@pytest.mark.parametrize(
    "symbol, content",
    [
        (TICKETS, b"CreateTicketRequest"),
        ("steward.ticket.v1.Ticket", b"IN_PROGRESS"),
        ("steward.error.v1.IllegalTransition", b"allowed_actions"),
        ("google.rpc.ErrorInfo", b"BadRequest"),
    ],
)
def test_reflection_gives_the_file_of_a_symbol(stack, symbol, content):
    assert content in look_up(stack, SYMBOL, symbol)


@pytest.mark.parametrize(
    "kind, name",
    [
        (SYMBOL, "steward.event.v1.JournalService"),
        (SYMBOL, "steward.event.v1.BatchListEventsRequest"),
        (FILENAME, "steward/event/v1/journal_service.proto"),
        (FILENAME, "steward/identity/v1/identity.proto"),
    ],
)
def test_reflection_hands_out_nothing_internal(stack, kind, name):
    assert b"Not found." in look_up(stack, kind, name)


def test_reflection_answers_one_question(stack):
    list_services = b"\x3a\x01*"

    assert len(reflect(stack, "v1", list_services * 100_000)) < 300_000 + 10_000


def test_health_is_told_of_the_gateway_and_of_what_it_serves(stack):
    """As grpc.health.v1 has it: SERVING is 1, SERVICE_UNKNOWN is 3."""

    def request(name):
        return b"\x0a" + bytes([len(name)]) + name.encode() if name else b""

    with grpc.insecure_channel(stack.grpc_target) as channel:
        check = channel.unary_unary("/grpc.health.v1.Health/Check")
        watch = channel.unary_stream("/grpc.health.v1.Health/Watch")
        for name in ("", TICKETS):
            assert check(request(name), timeout=20) == b"\x08\x01"
            watching = watch(request(name), timeout=20)
            assert next(watching) == b"\x08\x01"
            watching.cancel()
        with pytest.raises(grpc.RpcError) as unknown:
            check(request("steward.horse.v1.HorseService"), timeout=20)
        assert unknown.value.code() == grpc.StatusCode.NOT_FOUND
        watching = watch(request("steward.horse.v1.HorseService"), timeout=20)
        assert next(watching) == b"\x08\x03"
        watching.cancel()

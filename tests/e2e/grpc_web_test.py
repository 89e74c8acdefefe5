"""gRPC-Web: the methods of the gRPC port, called as browsers do."""

import base64
import http.client
import struct

from tests.e2e.incidents import create

TICKETS = "/steward.ticket.v1.TicketService/"
BINARY, TEXT = "application/grpc-web+proto", "application/grpc-web-text"


class Web:
    """Sends messages to one gateway with one token."""

    def __init__(self, stack, token):
        self.contract = stack.contract
        self.token = token
        self.address = stack.urls[0].removeprefix("http://")

    def open(self, method, fields, kind=BINARY, **headers):
        request, response, _ = self.contract.method(method.removeprefix("/"))
        message = self.contract.build(request.DESCRIPTOR.full_name, fields).SerializeToString()
        body = b"\0" + struct.pack(">I", len(message)) + message
        if kind == TEXT:
            body = base64.b64encode(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(self.address, timeout=20)
        all_headers = {"Content-Type": kind, "X-Grpc-Web": "1", **named}
        if self.token:
            all_headers["Authorization"] = f"Bearer {self.token}"
        connection.request("POST", method, body, all_headers)
        return connection.getresponse(), response

    def call(self, method, fields=None, kind=BINARY, **headers):
        """The messages and the trailers."""
        answer, response = self.open(method, fields or {}, kind, **headers)
        body = answer.read()
        assert answer.status == 200
        if kind == TEXT:
            body = decode_text(body)
        messages, trailers = read_frames(body)
        return [response.FromString(each) for each in messages], trailers


def decode_text(body):
    """Base64 of each frame, one after another, each with its own padding."""
    decoded = b""
    while body:
        end = body.find(b"=")
        end = len(body) if end < 0 else end + 1 + (body[end + 1 : end + 2] == b"=")
        decoded += base64.b64decode(body[:end])
        body = body[end:]
    return decoded


def read_frames(body):
    messages, trailers = [], None
    while body:
        flags, length = body[0], struct.unpack(">I", body[1:5])[0]
        content, body = body[5 : 5 + length], body[5 + length :]
        if flags & 0x80:
            lines = content.decode().strip().split("\r\n")
            trailers = dict(line.split(":", 1) for line in lines)
        else:
            messages.append(content)
    return messages, trailers


def reason_of(web, trailers):
    padded = trailers["grpc-status-details-bin"] + "=="
    status = web.contract.message("google.rpc.Status").FromString(base64.b64decode(padded))
    info = web.contract.message("google.rpc.ErrorInfo")
    return next(
        info.FromString(each.value).reason
        for each in status.details
        if each.type_url.endswith("ErrorInfo")
    )


def test_calls_in_both_forms(stack, tenant, api):
    web = Web(stack, stack.token(tenant, "tenant_admin", "users/admin"))
    name = create(api)["name"]
    for kind in (BINARY, TEXT):
        (ticket,), trailers = web.call(TICKETS + "GetTicket", {"name": name}, kind)
        assert ticket.name == name
        assert trailers["grpc-status"] == "0"


def test_answers_have_the_fields_that_are_named(stack, tenant, api):
    web = Web(stack, stack.token(tenant, "tenant_admin", "users/admin"))
    name = create(api)["name"]
    mask = {"x_goog_fieldmask": "name"}
    for method, fields in (("GetTicket", {"name": name}), ("ListTickets", {})):
        (answer,), _ = web.call(TICKETS + method, fields, **mask)
        (ticket,) = [answer] if method == "GetTicket" else answer.tickets
        assert [field.name for field, _ in ticket.ListFields()] == ["name"]
    _, trailers = web.call(TICKETS + "GetTicket", {"name": name}, x_goog_fieldmask="nme")
    assert (trailers["grpc-status"], reason_of(web, trailers)) == ("3", "UNKNOWN_FIELD")


def test_changes_and_their_repeats(stack, tenant):
    web = Web(stack, stack.token(tenant, "tenant_admin", "users/admin"))
    fields = {"ticket": {"kind": "INCIDENT", "title": "VPN"}, "requestId": "web-1"}
    (first,), _ = web.call(TICKETS + "CreateTicket", fields)
    (again,), trailers = web.call(TICKETS + "CreateTicket", fields)

    assert first == again
    assert trailers["steward-replayed"] == "true"


def test_errors_are_those_of_grpc(stack, tenant):
    web = Web(stack, stack.token(tenant, "tenant_admin", "users/admin"))
    for method, fields, headers, status, reason in [
        ("GetTicket", {"name": "tickets/INC-404"}, {}, "5", "RESOURCE_NOT_FOUND"),
        ("CreateTicket", {"ticket": {"kind": "INCIDENT"}}, {}, "3", "INVALID_FIELD"),
        ("GetTicket", {"name": "tickets/INC-1"}, {"grpc_timeout": "x"}, "3", "MALFORMED_REQUEST"),
        ("GetTicket", {"name": "tickets/INC-1"}, {"grpc_timeout": "0S"}, "4", "DEADLINE_EXCEEDED"),
    ]:
        messages, trailers = web.call(TICKETS + method, fields, **headers)
        assert messages == []
        assert (trailers["grpc-status"], reason_of(web, trailers)) == (status, reason), method


def test_who_is_not_known_learns_nothing(stack):
    stranger = Web(stack, None)
    _, trailers = stranger.call(TICKETS + "ListTickets")

    assert (trailers["grpc-status"], reason_of(stranger, trailers)) == ("16", "UNAUTHENTICATED")


def test_internal_and_unknown_methods_are_not_served(stack, tenant, api):
    web = Web(stack, stack.token(tenant, "tenant_admin", "users/admin"))
    for path in ("/steward.event.v1.JournalService/ListEvents", "/a.B/C"):
        answer = api.raw("POST", path, b"\0\0\0\0\0", {"Content-Type": BINARY})
        _, trailers = read_frames(answer.body)
        assert trailers["grpc-status"] == "12"
        assert reason_of(web, trailers) == "METHOD_NOT_IMPLEMENTED"


def test_frames_that_are_none_are_refused(stack, tenant, api):
    web = Web(stack, stack.token(tenant, "tenant_admin", "users/admin"))
    for body in (b"", b"\0\0\0\0\5abc", b"\0\0\0\0\0x", b"\x80\0\0\0\0"):
        answer = api.raw("POST", TICKETS + "ListTickets", body, {"Content-Type": BINARY})
        _, trailers = read_frames(answer.body)
        assert reason_of(web, trailers) == "MALFORMED_REQUEST", body


def test_a_stream_of_events(stack, tenant, api):
    web = Web(stack, stack.token(tenant, "tenant_admin", "users/admin"))
    name = create(api)["name"]
    answer, response = web.open("/steward.event.v1.EventService/Watch", {"from": "earliest"})
    with answer:
        seen = []
        while name not in seen:
            head = answer.read(5)
            message = response.FromString(answer.read(struct.unpack(">I", head[1:])[0]))
            seen.append(message.event.resource_name)

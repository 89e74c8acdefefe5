"""A method that should not be used any more says so at both doors; its descriptions say it, too."""

import grpc
import pytest
from google.protobuf import descriptor_pb2

from tests.support.rpc import Contract
from tests.support.stack import Stack, build_directory

SERVICE = "steward.ticket.v1.TicketService"
SINCE, SUNSET = "2027-01-01T00:00:00Z", "2027-07-01T00:00:00Z"
NOTICES = {
    "deprecation": "@1798761600",
    "sunset": "Thu, 01 Jul 2027 00:00:00 GMT",
    "link": '</docs>; rel="deprecation"; type="text/html"',
}


def with_deprecated(contract, name):
    """The contract, serialized, in which a method of tickets is deprecated."""
    files = descriptor_pb2.FileDescriptorSet.FromString(contract.files.SerializeToString())
    (method,) = (
        method
        for file in files.file
        for service in file.service
        if f"{file.package}.{service.name}" == SERVICE
        for method in service.method
        if method.name == name
    )
    options = contract.message("google.protobuf.MethodOptions")()
    options.ParseFromString(method.options.SerializeToString())
    rules = contract.pool.FindExtensionByName("steward.options.v1.method")
    options.Extensions[rules].deprecation.deprecate_time = SINCE
    options.Extensions[rules].deprecation.sunset_time = SUNSET
    options.deprecated = True
    method.options.ParseFromString(options.SerializeToString())
    return files.SerializeToString()


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """The gateway of a later release."""
    path = tmp_path_factory.mktemp("later") / "steward.descriptors"
    contract = Contract(build_directory() / "steward.descriptors")
    path.write_bytes(with_deprecated(contract, "GetTicket"))
    settings = {"gateway": {"descriptors": path}}
    with Stack(notifications=0, catalogs=0, change_approvals=0, settings=settings) as running:
        yield running


def notices(fields):
    return {name: value for name, value in fields if name in NOTICES}


def test_rest_tells_it_with_every_answer_of_the_method(later):
    api = later.client(later.new_tenant())
    draft = {"kind": "INCIDENT", "title": "VPN", "impact": "LOW", "urgency": "LOW"}
    name = api.post("/v1/tickets", draft).ok()["name"]
    parts = [{"path": f"/v1/{name}"}]

    assert notices(api.get(f"/v1/{name}").headers.items()) == NOTICES
    missing = api.get("/v1/tickets/INC-404")
    assert (missing.status, notices(missing.headers.items())) == (404, NOTICES)
    (part,) = api.post("/v1/batch", {"requests": parts}).ok()["responses"]
    told = [(name.lower(), value) for name, value in part["headers"].items()]
    assert (part["status"], notices(told)) == (200, NOTICES)
    assert notices(api.get("/v1/tickets").headers.items()) == {}


def answer_of(stack, method, name):
    """(code, notices) of a call over gRPC."""
    credential = ("authorization", f"Bearer {stack.token(stack.new_tenant())}")
    request = stack.contract.build(f"steward.ticket.v1.{method}Request", name)
    with grpc.insecure_channel(stack.grpc_target) as channel:
        call = channel.unary_unary(f"/{SERVICE}/{method}").with_call
        sent = request.SerializeToString()
        try:
            _, answer = call(sent, timeout=20, metadata=[credential])
        except grpc.RpcError as error:
            answer = error
        return answer.code().name, notices(answer.initial_metadata())


def test_grpc_tells_it_with_every_answer_of_the_method(later):
    missing = {"name": "tickets/INC-404"}

    assert answer_of(later, "GetTicket", missing) == ("NOT_FOUND", NOTICES)
    assert answer_of(later, "GetTicket", {"name": "x"}) == ("INVALID_ARGUMENT", NOTICES)
    assert answer_of(later, "StartTicket", missing) == ("NOT_FOUND", {})
    assert answer_of(later, "ListTickets", {}) == ("OK", {})


def test_the_descriptions_tell_it(later):
    api = later.client()
    operations = api.get("/v1/openapi.json").ok()["paths"]
    assert operations["/v1/tickets/{ticket}"]["get"]["deprecated"] is True
    assert "deprecated" not in operations["/v1/tickets"]["get"]

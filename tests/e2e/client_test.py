"""Clients in two languages take the README's tour over gRPC. They know only what outsiders have: an
address and either server reflection or the descriptor set that the gateway publishes."""

import grpc
import pytest

from tests.support.node import run_node
from tests.support.reflection import reflect
from tests.support.rpc import Contract, GrpcClient

TICKETS = "steward.ticket.v1.TicketService"
DIRECTORY = "steward.directory.v1"
INCIDENT = {
    "kind": "INCIDENT",
    "title": "VPN down",
    "description": "Nobody in Oslo can connect.",
    "impact": "HIGH",
    "urgency": "HIGH",
}
SOURCES = ["reflection", "published"]


@pytest.fixture(scope="module", params=SOURCES)
def contract(stack, request):
    if request.param == "reflection":
        return reflect(stack.grpc_target)
    return Contract(stack.client().get("/v1/descriptors.binpb").body)


def refusal(client, method, fields):
    """(code, reason) of a call that must be refused."""
    with pytest.raises(grpc.RpcError) as caught:
        client.call(method, fields)
    return caught.value.code().name, client.reason_of(caught.value)


@pytest.fixture
def connect(stack, tenant, contract):
    """Makes a client of a role in this test's tenant, or in another one."""

    def client(role="tenant_admin", subject="users/admin", of=tenant):
        return GrpcClient(stack.grpc_target, stack.token(of, role, subject), contract)

    return client


def test_python_takes_the_tour(stack, connect, contract):
    client = connect()
    draft = {"ticket": INCIDENT, "requestId": "my-first-incident"}
    ticket = client.call(f"{TICKETS}/CreateTicket", draft)
    assert contract.to_dict(ticket)["priority"] == "P1"
    assert client.call(f"{TICKETS}/CreateTicket", draft).name == ticket.name

    name = {"name": ticket.name}
    not_yet = refusal(client, f"{TICKETS}/CloseTicket", name)
    assert not_yet == ("FAILED_PRECONDITION", "ILLEGAL_TRANSITION")
    client.call(f"{TICKETS}/StartTicket", name)
    resolution = {"resolutionCode": "FIXED", "resolutionNotes": "Restarted the concentrator."}
    resolved = client.call(f"{TICKETS}/ResolveTicket", {**name, **resolution})
    assert contract.to_dict(resolved)["state"] == "RESOLVED"

    found = client.call(f"{TICKETS}/ListTickets", {
        "filter": 'priority = P1 AND title:"vpn"', "orderBy": "create_time desc"})
    assert [each.name for each in found.tickets] == [ticket.name]
    history = client.call(f"{TICKETS}/ListTicketHistory", name)
    assert len(contract.to_dict(history)["events"]) == 3

    etag = client.call(f"{TICKETS}/GetTicket", name).etag
    change = {**name, "title": "VPN in Oslo down", "etag": etag}
    tried = client.call(f"{TICKETS}/UpdateTicket", {
        "ticket": change, "updateMask": "title", "validateOnly": True})
    assert tried.title == "VPN in Oslo down"
    assert client.call(f"{TICKETS}/GetTicket", name).title == "VPN down"

    events = client.call("steward.event.v1.EventService/Watch", {"from": "earliest"})
    types = []
    for message in events:
        types.append(message.event.type.rpartition("ticket.")[2])
        if types[-1].startswith("resolved"):
            break
    events.cancel()
    assert [each for each in types if each] == ["created.v1", "started.v1", "resolved.v1"]

    stranger = connect(of=stack.new_tenant())
    assert refusal(stranger, f"{TICKETS}/GetTicket", name) == ("NOT_FOUND", "RESOURCE_NOT_FOUND")
    rita = connect("requester", "users/rita")
    denied = refusal(rita, f"{TICKETS}/StartTicket", name)
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")

    kari = {"displayName": "Kari Moe", "timeZone": "Europe/Oslo", "roles": ["requester"]}
    client.call(f"{DIRECTORY}.UserService/CreateUser", {"user": kari, "userId": "kari"})
    users = client.call(f"{DIRECTORY}.UserService/ListUsers", {"filter": "roles:requester"})
    assert [each.name for each in users.users] == ["users/kari"]
    trail = client.call("steward.audit.v1.AuditService/ListAuditEvents", {"pageSize": 5})
    assert len(trail.events) == 4


@pytest.mark.parametrize("source", SOURCES)
def test_node_takes_the_tour(stack, tenant, source):
    printed = run_node("tour.js", source, environment={
        "STEWARD_URL": stack.url,
        "STEWARD_GRPC": stack.grpc_target,
        "STEWARD_TOKEN": stack.token(tenant),
        "STEWARD_TOKEN_OTHER": stack.token(stack.new_tenant()),
        "STEWARD_TOKEN_REQUESTER": stack.token(tenant, "requester", "users/rita"),
    })

    assert printed.splitlines()[-1] == "The tour is over."

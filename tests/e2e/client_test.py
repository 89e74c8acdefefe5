"""Clients in two languages take the README's tour over gRPC, as outsiders would: by server
reflection and by the descriptor set that the gateway publishes. Here is the chapter of tickets in
Python, and the whole tour in JavaScript; the other chapters are client_*_test.py."""

import pytest

from tests.e2e.outsiders import SOURCES, verbs
from tests.support.node import run_node

TICKETS = "steward.ticket.v1.TicketService"
INCIDENT = {
    "kind": "INCIDENT",
    "title": "VPN down",
    "description": "Nobody in Oslo can connect.",
    "impact": "HIGH",
    "urgency": "HIGH",
}
ROLES = ("requester", "approver", "agent", "change_manager")


def test_tickets(stack, connect):
    client = connect()
    draft = {"ticket": INCIDENT, "requestId": "my-first-incident"}
    ticket = client.ask(f"{TICKETS}/CreateTicket", draft)
    assert (ticket["priority"], ticket["state"]) == ("P1", "NEW")
    assert client.ask(f"{TICKETS}/CreateTicket", draft) == ticket

    name = {"name": ticket["name"]}
    not_yet = client.refusal(f"{TICKETS}/CloseTicket", name)
    assert not_yet == ("FAILED_PRECONDITION", "ILLEGAL_TRANSITION")
    client.ask(f"{TICKETS}/StartTicket", name)
    resolution = {"resolutionCode": "FIXED", "resolutionNotes": "Restarted the concentrator."}
    resolved = client.ask(f"{TICKETS}/ResolveTicket", {**name, **resolution})
    assert resolved["state"] == "RESOLVED"

    found = client.ask(f"{TICKETS}/ListTickets", {
        "filter": 'priority = P1 AND title:"vpn"', "orderBy": "create_time desc"})
    assert found["tickets"] == [resolved]
    history = client.ask(f"{TICKETS}/ListTicketHistory", name)
    assert verbs(history) == ["created", "started", "resolved"]

    change = {**name, "title": "VPN in Oslo down", "etag": resolved["etag"]}
    update = {"ticket": change, "updateMask": "title"}
    tried = client.ask(f"{TICKETS}/UpdateTicket", {**update, "validateOnly": True})
    assert tried["title"] == "VPN in Oslo down"
    assert client.ask(f"{TICKETS}/GetTicket", name) == resolved
    stale = {**update, "ticket": {**change, "etag": ticket["etag"]}}
    assert client.refusal(f"{TICKETS}/UpdateTicket", stale) == ("ABORTED", "ETAG_MISMATCH")

    assert watched(client, "resolved") == ["created", "started", "resolved"]

    stranger = connect(of=stack.new_tenant())
    assert stranger.refusal(f"{TICKETS}/GetTicket", name) == ("NOT_FOUND", "RESOURCE_NOT_FOUND")
    rita = connect("requester", "rita")
    denied = rita.refusal(f"{TICKETS}/StartTicket", name)
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")


def watched(client, last):
    """What happened to tickets, up to the first event with that verb."""
    messages = client.call("steward.event.v1.EventService/Watch", {"from": "earliest"})
    seen = []
    for message in messages:
        if not message.event.type.startswith("dev.steward.ticket."):
            continue
        seen.append(message.event.type.split(".")[-2])
        if seen[-1] == last:
            break
    messages.cancel()
    return seen


@pytest.mark.parametrize("source", SOURCES)
def test_node_takes_the_tour(stack, tenant, source):
    tokens = {
        f"STEWARD_TOKEN_{role.upper()}": stack.token(tenant, role, f"users/{role}")
        for role in ROLES
    }
    printed = run_node("tour.js", source, environment={
        **tokens,
        "STEWARD_URL": stack.url,
        "STEWARD_GRPC": stack.grpc_target,
        "STEWARD_TOKEN": stack.token(tenant),
        "STEWARD_TOKEN_OTHER": stack.token(stack.new_tenant()),
    })

    chapters = ("tickets", "directory", "keys", "orders", "changes", "audit")
    assert printed.splitlines() == [*chapters, "The tour is over."]

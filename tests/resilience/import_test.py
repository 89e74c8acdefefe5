"""The service is killed in the middle of an import; then every ticket is there, once."""

import grpc

from tests.support.identity import service_client
from tests.support.stack import Stack
from tests.support.waiting import wait_until

TICKETS = 400
KILLS = 2
IMPORT = "steward.ticket.v1.TicketService/ImportTickets"
GET = "steward.operation.v1.OperationService/GetOperation"


def test_every_ticket_is_recorded_once_whoever_is_killed():
    with Stack(tickets=2, notifications=0, gateways=0, durable=True) as stack:
        lines = [{"ticket": {"kind": "INCIDENT", "title": f"Ticket {n}"}} for n in range(TICKETS)]
        with service_client(stack, "ticket-1", "demo") as client:
            name = client.upload(IMPORT, lines).name

        for kill in range(KILLS):
            wait_until(lambda k=kill: recorded(stack) > k * 150, 60, "some tickets")
            for process in ("ticket-1", "ticket-2"):
                stack.kill(process)
            for process in ("ticket-1", "ticket-2"):
                stack.restart(process)

        done = wait_until(lambda: ended(stack, name), 90, "the end of the import")
        assert (done.succeeded_count, done.failed_count) == (TICKETS, 0)
        assert done.State.Name(done.state) == "SUCCEEDED"
        check_tickets(stack)


def recorded(stack):
    return stack.psql("ticket", "SELECT count(*) FROM ticket")[0][0]


def ended(stack, name):
    """The operation, once it is done."""
    with service_client(stack, "ticket-1", "demo") as client:
        try:
            operation = client.call(GET, {"name": name})
        except grpc.RpcError:
            return None
        return operation if operation.done else None


def check_tickets(stack):
    """One ticket a line, numbered in their order without a gap, each named by its item."""
    titles = stack.psql("ticket", "SELECT id, title FROM ticket ORDER BY substr(id, 5)::int")
    assert titles == [(f"INC-{n + 1}", f"Ticket {n}") for n in range(TICKETS)]
    items = stack.psql("ticket", "SELECT line, resource FROM operation_item ORDER BY line")
    assert items == [(n, f"tickets/INC-{n}") for n in range(1, TICKETS + 1)]

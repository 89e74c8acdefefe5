"""Imports of tickets, and the operations that carry them out."""

import queue

import grpc
import pytest

from tests.support.identity import service_client
from tests.support.waiting import wait_until

IMPORT = "steward.ticket.v1.TicketService/ImportTickets"
OPERATIONS = "steward.operation.v1.OperationService"


def line(title, **fields):
    return {"ticket": {"kind": "INCIDENT", "title": title, **fields}}


@pytest.fixture
def importer(stack, tenant):
    """A client of the ticket service with the role of programs."""
    with service_client(stack, "ticket-1", tenant, "integration", "users/importer") as client:
        yield client


def refused(client, act):
    with pytest.raises(grpc.RpcError) as caught:
        act()
    return client.reason_of(caught.value)


def wait(client, operation):
    """The operation at its end."""

    def done():
        answer = client.call(f"{OPERATIONS}/WaitOperation", {"name": operation.name})
        return answer if answer.done else None

    return wait_until(done, 30, "the end of the operation")


def items(client, operation):
    return client.call(
        f"{OPERATIONS}/ListOperationItems", {"parent": operation.name, "pageSize": 1000}
    ).items


def test_tickets_are_recorded_in_their_order(importer, api):
    begun = importer.upload(IMPORT, [line(f"Ticket {n}") for n in range(120)])
    done = wait(importer, begun)

    assert (done.succeeded_count, done.failed_count) == (120, 0)
    names = [each.resource for each in items(importer, done)]
    assert names == [f"tickets/INC-{n}" for n in range(1, 121)]
    last = api.get("/v1/tickets/INC-120").ok()
    assert (last["title"], last["creator"]) == ("Ticket 119", "users/importer")


def test_a_refused_ticket_hinders_no_other(importer, api):
    lines = [
        {"validateOnly": True},
        line("good"),
        line(""),
        line("lost", requester="users/nobody"),
        line("good too"),
    ]
    checked = wait(importer, importer.upload(IMPORT, lines))
    done = wait(importer, importer.upload(IMPORT, lines[1:]))

    for each in (checked, done):
        assert (each.succeeded_count, each.failed_count) == (2, 2)
        found = items(importer, each)
        reasons = [importer.contract.to_dict(it).get("error", {}).get("reason") for it in found]
        assert reasons == [None, "INVALID_FIELD", "REFERENCE_NOT_FOUND", None]
        assert [violation.field for violation in found[1].error.violations] == ["title"]
    assert [it["title"] for it in api.get("/v1/tickets").ok()["tickets"]] == ["good too", "good"]


def test_a_repeated_import_is_the_same_operation(importer, api):
    lines = [{"requestId": "r1"}, line("once")]
    first = importer.upload(IMPORT, lines)
    again = importer.upload(IMPORT, lines)
    other = refused(importer, lambda: importer.upload(IMPORT, [*lines, line("more")]))

    assert again.name == first.name
    assert other == "IDEMPOTENCY_KEY_REUSED"
    wait(importer, first)
    assert len(api.get("/v1/tickets").ok()["tickets"]) == 1


def test_an_upload_that_breaks_off_leaves_nothing(stack, importer, tenant):
    requests = queue.Queue()
    for number in range(300):
        requests.put(line(f"Ticket {number}"))
    call = importer.start_upload(IMPORT, iter(requests.get, None))
    count = "SELECT count(*) FROM operation_item WHERE tenant_id = %s"

    def staged():
        return stack.psql("ticket", count, (tenant,))[0][0]

    wait_until(lambda: staged() > 0, what="the first tickets to arrive")

    call.cancel()
    requests.put(None)

    wait_until(lambda: staged() == 0, what="the tickets to be forgotten")
    assert not importer.call(f"{OPERATIONS}/ListOperations").operations


@pytest.mark.parametrize("role", ["agent", "requester", "auditor"])
def test_importing_takes_a_permission(stack, tenant, role):
    with service_client(stack, "ticket-1", tenant, role) as client:
        assert refused(client, lambda: client.upload(IMPORT, [line("x")])) == "PERMISSION_DENIED"


def test_an_upload_has_an_end(importer):
    too_many = refused(importer, lambda: importer.upload(IMPORT, [line("x")] * 10_001))
    too_large = refused(
        importer, lambda: importer.upload(IMPORT, [line("x", description="x" * 60_000)] * 500)
    )

    assert (too_many, too_large) == ("TOO_MANY_ITEMS", "BODY_TOO_LARGE")


def test_operations_of_others_do_not_exist(stack, importer, tenant):
    """P10"""
    operation = importer.upload(IMPORT, [line(f"Ticket {n}") for n in range(100)])
    name = {"name": operation.name}
    with service_client(stack, "ticket-1", tenant, "integration", "users/eve") as other:
        for method in ("GetOperation", "CancelOperation", "DeleteOperation", "WaitOperation"):
            assert refused(other, lambda m=method: other.call(f"{OPERATIONS}/{m}", name)) == (
                "RESOURCE_NOT_FOUND"
            )
    with service_client(stack, "ticket-1", tenant) as admin:
        assert admin.call(f"{OPERATIONS}/CancelOperation", name).name == operation.name

    assert wait(importer, operation).State.Name(wait(importer, operation).state) in (
        "CANCELLED",
        "SUCCEEDED",
    )


def test_operations_are_listed_page_by_page(api, importer):
    names = [importer.upload(IMPORT, [line(f"Ticket {n}")]).name for n in range(5)]

    seen, token = [], ""
    while token is not None:
        page = api.get("/v1/operations", {"pageSize": 2, "pageToken": token}).ok()
        seen += [each["name"] for each in page["operations"]]
        token = page.get("nextPageToken")

    assert seen == names[::-1]
    assert api.get("/v1/operations", {"pageToken": "rubbish"}).reason == "INVALID_PAGE_TOKEN"
    assert api.get("/v1/operations", {"orderBy": "state"}).reason == "INVALID_FILTER"


def test_an_operation_is_led_through_the_gateway(api, importer):
    name = importer.upload(IMPORT, [line("x"), line("")]).name
    wait_until(lambda: api.post(f"/v1/{name}:wait", {}).ok()["done"], what="the end")

    failed = api.get(f"/v1/{name}/items", {"filter": "state = FAILED"}).ok()["items"]
    assert [(it["line"], it["error"]["reason"]) for it in failed] == [(2, "INVALID_FIELD")]
    assert api.post(f"/v1/{name}:cancel", {}).ok()["state"] == "SUCCEEDED"
    assert api.delete(f"/v1/{name}").ok()["name"] == name
    assert api.get(f"/v1/{name}").reason == "RESOURCE_NOT_FOUND"
    assert api.get("/v1/operations/other-01kb4nzq6bd8n5w2xk3m7hrt0v").status == 404


def test_the_end_of_an_operation_is_an_event(api, importer):
    name = importer.upload(IMPORT, [line("x")]).name
    with api.events(query={"from": "earliest"}) as stream:
        events = (message.json["event"] for message in stream if "event" in message.json)
        of_it = (each["type"] for each in events if each["resourceName"] == name)
        seen = [next(of_it), next(of_it)]

    assert seen == ["dev.steward.operation.created.v1", "dev.steward.operation.done.v1"]

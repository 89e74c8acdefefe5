"""The README's tour over gRPC: a laptop is offered, ordered, approved and handed over."""

import pytest

from tests.e2e.outsiders import verbs
from tests.e2e.people import create_group, create_user, join
from tests.story.laptop import LAPTOP, OFFERING, SERVICE
from tests.support.waiting import wait_until

CATALOG = "steward.catalog.v1"
REQUESTS = f"{CATALOG}.RequestService"
TICKETS = "steward.ticket.v1.TicketService"
DECIDE = "steward.approval.v1.ApprovalService/DecideApproval"
AIR = {"model": "air", "cost_center": "CC-1234"}
PRO = {**AIR, "model": "pro"}


@pytest.fixture(autouse=True)
def people(api):
    """Rita, who orders; Mike, who leads her; finance; and one of each group that works on it."""
    create_user(api, "mike")
    create_user(api, "rita", manager="users/mike")
    for group, kind, member in (
        ("finance", "BOARD", "fay"),
        ("finance", "BOARD", "finn"),
        ("workplace", "ASSIGNMENT", "wes"),
        ("desk", "ASSIGNMENT", "dora"),
    ):
        create_user(api, member)
        if member != "finn":
            create_group(api, group, kind=kind)
        join(api, f"groups/{group}", f"users/{member}").ok()


def publish(client, kind, field, body):
    """Creates something of the catalog, as its examples over REST are written, and publishes it."""
    fields = {key: value for key, value in body.items() if key != f"{field}Id"}
    service = f"{CATALOG}.{kind}Service"
    made = client.ask(f"{service}/Create{kind}", {field: fields, f"{field}Id": body[f"{field}Id"]})
    assert made["state"] == "DRAFT"
    return client.ask(f"{service}/Publish{kind}", {"name": made["name"]})


def offer(client):
    publish(client, "CatalogService", "catalogService", SERVICE)
    publish(client, "ServiceOffering", "serviceOffering", OFFERING)
    item = publish(client, "CatalogItem", "catalogItem", {**LAPTOP, "catalogItemId": "laptop"})
    assert (item["name"], item["state"]) == ("catalogItems/laptop", "PUBLISHED")
    assert item["form"] == LAPTOP["form"]


def await_state(client, name, state):
    def read():
        found = client.ask(f"{REQUESTS}/GetRequest", {"name": name})
        return found if found["state"] == state else None

    return wait_until(read, what=f"{name} in {state}")


def work(client, group):
    """Takes the next ticket of a group's queue, once there is one, and resolves it."""
    claim = {"assignmentGroup": group}
    ticket = wait_until(
        lambda: client.ask(f"{TICKETS}/ClaimNextTicket", claim), what=f"a ticket for {group}"
    )
    assert ticket["kind"] == "TASK"
    client.ask(f"{TICKETS}/ResolveTicket", {
        "name": ticket["name"], "resolutionCode": "FIXED", "resolutionNotes": "Done."})
    return ticket


def test_a_laptop(stack, connect):
    offer(connect("catalog_manager", "cleo"))
    rita, mike = connect("requester", "rita"), connect("approver", "mike")

    def order(answers):
        return {"request": {"item": "catalogItems/laptop", "answers": answers}}

    would = rita.ask(f"{REQUESTS}/CreateRequest", {**order(PRO), "validateOnly": True})
    assert would["price"] == {"currencyCode": "EUR", "amount": "2100.00"}
    assert [stage["title"] for stage in would["stages"]] == ["Manager", "Finance"]
    incomplete = rita.refusal(f"{REQUESTS}/CreateRequest", order({"model": "air"}))
    assert incomplete == ("INVALID_ARGUMENT", "INVALID_FIELD")

    made = rita.ask(f"{REQUESTS}/CreateRequest", {**order(AIR), "requestId": "my-laptop"})
    name = made["name"]
    assert (name, made["state"]) == ("requests/REQ-1", "SUBMITTED")
    assert made["price"] == {"currencyCode": "EUR", "amount": "1500.00"}
    asked = await_state(rita, name, "AWAITING_APPROVAL")
    decision = {"name": asked["approval"], "decision": "APPROVE"}
    assert rita.refusal(DECIDE, decision) == ("PERMISSION_DENIED", "PERMISSION_DENIED")
    stranger = connect(of=stack.new_tenant())
    assert stranger.refusal(DECIDE, decision) == ("NOT_FOUND", "RESOURCE_NOT_FOUND")
    approval = mike.ask(DECIDE, decision)
    assert (approval["state"], approval["subject"]) == ("APPROVED", name)
    twice = mike.refusal(DECIDE, {**decision, "decision": "REJECT"})
    assert twice == ("FAILED_PRECONDITION", "ILLEGAL_TRANSITION")

    await_state(rita, name, "IN_FULFILMENT")
    tickets = [work(connect("agent", "wes"), "groups/workplace"),
               work(connect("agent", "dora"), "groups/desk")]
    assert [each["parent"] for each in tickets] == [name, name]
    done = await_state(rita, name, "FULFILLED")
    assert [task["ticket"] for task in done["tasks"]] == [each["name"] for each in tickets]
    left = rita.ask(f"{CATALOG}.SubscriptionService/GetSubscription", {
        "name": done["subscription"]})
    assert (left["state"], left["subscriber"]) == ("ACTIVE", "users/rita")
    history = rita.ask(f"{REQUESTS}/ListRequestHistory", {"name": name})
    assert verbs(history)[:3] == ["submitted", "approval_requested", "approved"]
    assert verbs(history)[-1] == "fulfilled"
    late = rita.refusal(f"{REQUESTS}/CancelRequest", {"name": name, "cancelReason": "Never mind."})
    assert late == ("FAILED_PRECONDITION", "ILLEGAL_TRANSITION")

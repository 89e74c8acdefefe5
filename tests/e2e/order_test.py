"""Ordering: a form, an approval, tasks that become tickets, and a subscription."""

import pytest

from tests.e2e.offers import create_configuration_item, create_item
from tests.e2e.orders import await_request
from tests.e2e.orders import order as order_item
from tests.e2e.people import create_account, create_group, create_key, create_user, join
from tests.story.laptop import LAPTOP as STORY_LAPTOP
from tests.support.client import refused
from tests.support.waiting import wait_until

# The one of the story, in an offering of its own.
LAPTOP = {name: value for name, value in STORY_LAPTOP.items() if name != "offering"}
PRO = {"model": "pro", "cost_center": "CC-1234"}
AIR = {"model": "air", "cost_center": "CC-1234"}


@pytest.fixture(autouse=True)
def catalog(api):
    """People, and a laptop that they can order."""
    create_user(api, "mike")
    create_user(api, "rita", manager="users/mike")
    create_user(api, "lone")
    for user in ("fay", "fred", "finn", "wes", "dora"):
        create_user(api, user)
    for group, kind, members in (
        ("finance", "BOARD", ("fay", "fred", "finn")),
        ("workplace", "ASSIGNMENT", ("wes",)),
        ("desk", "ASSIGNMENT", ("dora",)),
    ):
        name = create_group(api, group, kind=kind)["name"]
        for member in members:
            join(api, name, f"users/{member}").ok()
    create_item(api, "laptop", **LAPTOP)


@pytest.fixture
def client(stack, tenant):
    """Makes the client of somebody in a role."""
    return lambda role, user: stack.client(tenant, role=role, subject=f"users/{user}")


@pytest.fixture
def rita(client):
    return client("requester", "rita")


def order(client, answers, item="catalogItems/laptop", **fields):
    return order_item(client, item, answers, **fields)


def approve(client, approval, *users):
    for user in users:
        client("approver", user).post(f"/v1/{approval}:decide", {"decision": "APPROVE"}).ok()


def claim_and_resolve(client, user, group, timeout=10):
    """Takes the next ticket of the group's queue, once there is one, and resolves it."""
    agent = client("agent", user)

    def claim():
        claimed = agent.post("/v1/tickets:claimNext", {"assignmentGroup": group})
        return claimed.json if claimed.status == 200 else None

    ticket = wait_until(claim, timeout, f"a ticket for {group}")
    notes = {"resolutionCode": "FIXED", "resolutionNotes": "Done."}
    return agent.post(f"/v1/{ticket['name']}:resolve", notes).ok()


def test_a_laptop_is_ordered_approved_and_handed_over(client, api, rita):
    would = order(rita, PRO, validateOnly=True).ok()
    assert would["price"] == {"currencyCode": "EUR", "amount": "2100.00"}
    assert [stage["title"] for stage in would["stages"]] == ["Manager", "Finance"]
    assert rita.get("/v1/requests").ok().get("requests", []) == []

    made = order(rita, PRO).ok()
    assert (made["name"], made["state"]) == ("requests/REQ-1", "SUBMITTED")
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    approval = api.get(f"/v1/{asked['approval']}").ok()
    assert approval["subject"] == made["name"] and approval["requester"] == "users/rita"
    assert approval["title"] == "Laptop, 2100.00 EUR"
    assert approval["stages"][0]["users"] == ["users/mike"]

    approve(client, asked["approval"], "mike", "fay", "finn")
    await_request(rita, made, "IN_FULFILMENT")
    first = claim_and_resolve(client, "wes", "groups/workplace")
    assert (first["kind"], first["parent"]) == ("TASK", made["name"])
    assert "Laptop for users/rita (requests/REQ-1)" in first["description"]
    assert "- model: pro" in first["description"]
    # What is done for her is not hers to change.
    assert refused(rita.get(f"/v1/{first['name']}"), 404, "RESOURCE_NOT_FOUND")
    second = claim_and_resolve(client, "dora", "groups/desk")
    assert second["title"] == "Hand it over"

    done = await_request(rita, made, "FULFILLED")
    assert [task["state"] for task in done["tasks"]] == ["DONE", "DONE"]
    left = rita.get(f"/v1/{done['subscription']}").ok()
    assert (left["state"], left["subscriber"], left["request"]) == (
        "ACTIVE",
        "users/rita",
        made["name"],
    )
    assert refused(rita.post(f"/v1/{left['name']}:end", {}), 403, "PERMISSION_DENIED")
    assert api.post(f"/v1/{left['name']}:end", {}).ok()["state"] == "ENDED"
    assert refused(api.post(f"/v1/{left['name']}:end", {}), 409, "ILLEGAL_TRANSITION")


def test_a_cheap_one_needs_the_manager_only(client, rita):
    made = order(rita, AIR).ok()
    assert [stage["title"] for stage in made["stages"]] == ["Manager"]
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    reject = {"decision": "REJECT", "comment": "Yours is new."}
    client("approver", "mike").post(f"/v1/{asked['approval']}:decide", reject).ok()

    await_request(rita, made, "REJECTED")
    again = rita.post(f"/v1/{made['name']}:cancel", {"cancelReason": "never mind"})
    assert refused(again, 409, "ILLEGAL_TRANSITION")
    assert again.json["metadata"]["allowed"] == ""
    told = rita.get(f"/v1/{made['name']}/history").ok()["events"]
    assert [each["type"].split(".")[3] for each in told] == [
        "submitted",
        "approval_requested",
        "rejected",
    ]
    assert told[0]["actor"] == "users/rita" and told[-1]["actor"] == "services/catalog"
    first = rita.get(f"/v1/{asked['approval']}/history").ok()["events"][0]["resource"]
    assert first["stages"][0]["approvers"][0]["user"] == "users/mike"


def test_what_cannot_be_ordered_is_refused(client, api, rita, stack):
    def fields(answer):
        assert refused(answer, 400, "INVALID_FIELD"), answer.text
        return [violation["field"] for violation in answer.json["violations"]]

    assert fields(order(rita, {})) == ["answers.model", "answers.cost_center"]
    wrong = {"model": "mini", "cost_center": "12", "colour": "red"}
    assert fields(order(rita, wrong)) == ["answers.model", "answers.cost_center", "answers.colour"]
    assert fields(order(rita, {**PRO, "extra_memory": True})) == ["answers.reason"]
    # Nobody could approve it.
    assert fields(order(client("requester", "lone"), AIR)) == ["requester"]

    nothing = order(rita, AIR, item="catalogItems/phone")
    assert refused(nothing, 400, "REFERENCE_NOT_FOUND")
    other = stack.client(stack.new_tenant(), role="agent", subject="users/agnes")
    assert refused(order(other, AIR), 400, "REFERENCE_NOT_FOUND")
    for_another = order(client("requester", "lone"), AIR, requester="users/rita")
    assert refused(for_another, 403, "PERMISSION_DENIED")
    # A program says for whom, and nobody orders for somebody who is not known.
    create_account(api, "erp", roles=["integration"])
    program = stack.client_with(create_key(api, "erp")["key"])
    assert fields(order(program, AIR)) == ["requester"]
    order(program, AIR, requester="users/rita").ok()
    unknown = order(api, AIR, requester="users/nobody")
    assert refused(unknown, 400, "REFERENCE_NOT_FOUND")
    api.post("/v1/catalogItems/laptop:retire", {}).ok()
    assert order(rita, AIR).reason == "REFERENCE_NOT_FOUND"
    assert order(api, AIR, requester="users/rita").reason == "REFERENCE_DISABLED"


def test_what_is_ordered_may_be_about_a_configuration_item(api, rita):
    create_configuration_item(api, "printer-1", owner="users/mike")
    create_configuration_item(api, "printer-2")
    printer = {
        "id": "printer",
        "label": "Printer",
        "type": "REFERENCE",
        "reference": "configurationItems",
    }
    create_item(api, "toner", form={"fields": [printer]})
    for name in ("printer-1", "printer-2"):
        answers = {"printer": f"configurationItems/{name}"}
        assert order(rita, answers, item="catalogItems/toner").ok()["answers"] == answers
    api.post("/v1/configurationItems/printer-2:retire", {}).ok()
    for name in ("printer-2", "printer-3"):
        answers = {"printer": f"configurationItems/{name}"}
        answer = order(rita, answers, item="catalogItems/toner")
        assert refused(answer, 400, "INVALID_FIELD")
        assert [each["field"] for each in answer.json["violations"]] == ["answers.printer"]


def test_whoever_orders_or_gets_it_does_not_approve_it(client, api, rita):
    """Fay of finance orders for Rita."""
    fay = client("agent", "fay")
    made = order(fay, PRO, requester="users/rita").ok()
    asked = await_request(fay, made, "AWAITING_APPROVAL")
    approve(client, asked["approval"], "mike")
    finance = api.get(f"/v1/{asked['approval']}").ok()["stages"][1]
    assert sorted(each["user"] for each in finance["approvers"]) == ["users/finn", "users/fred"]
    for party in ("fay", "rita"):
        answer = client("approver", party).post(
            f"/v1/{asked['approval']}:decide", {"decision": "APPROVE"}
        )
        assert answer.status in (403, 404), answer.text
    approve(client, asked["approval"], "fred", "finn")
    await_request(fay, made, "IN_FULFILMENT")


def test_whoever_orders_for_those_they_lead_has_their_own_manager_approve(client, api):
    mike = client("agent", "mike")
    alone = order(mike, AIR, requester="users/rita")
    assert [each["field"] for each in alone.json["violations"]] == ["requester"]
    api.patch("/v1/users/mike", {"manager": "users/fay"}).ok()
    made = wait_until(
        lambda: (answer := order(mike, AIR, requester="users/rita")).status == 200 and answer.json,
        what="the manager to be known",
    )
    assert made["stages"][0]["users"] == ["users/fay"]


@pytest.mark.parametrize(
    "rule",
    [
        {"users": ["users/fay"]},
        {"users": ["users/fay"], "groups": ["groups/empty"]},
        {"groups": ["groups/finance"], "rule": "COUNT", "requiredCount": 3},
    ],
)
def test_what_nobody_could_approve_is_not_ordered(client, api, rule):
    create_group(api, "empty", kind="BOARD")
    create_item(api, "chair", approvalRules=[{"title": "Board", "rule": "ANY", **rule}])
    fay = client("agent", "fay")
    for mode in ({"validateOnly": True}, {}):
        answer = order(fay, {}, item="catalogItems/chair", requester="users/rita", **mode)
        assert refused(answer, 400, "INVALID_FIELD"), answer.text
        assert [each["field"] for each in answer.json["violations"]] == ["item"]
    assert api.get("/v1/requests").ok().get("requests", []) == []


def test_what_can_be_approved_no_more_says_what_to_do(stack, client, api, rita):
    stack.kill("change-approval-1")
    made = order(rita, AIR).ok()
    api.post("/v1/users/mike:disable", {}).ok()
    stack.restart("change-approval-1")

    problem = wait_until(
        lambda: rita.get(f"/v1/{made['name']}").ok().get("problem"), 30, "a problem"
    )
    assert "once that is mended" in problem and "cancel it" in problem
    api.post("/v1/users/mike:enable", {}).ok()
    found = await_request(rita, made, "AWAITING_APPROVAL", timeout=30)
    assert not found.get("problem")


def test_a_request_is_its_requesters(client, rita, stack):
    made = order(rita, AIR).ok()
    lone = client("requester", "lone")
    stranger = stack.client(stack.new_tenant())
    for path in (made["name"], f"{made['name']}/history"):
        for other in (lone, stranger):
            assert refused(other.get(f"/v1/{path}"), 404, "RESOURCE_NOT_FOUND")
    stale = {"cancelReason": "never mind", "etag": made["etag"]}
    await_request(rita, made, "AWAITING_APPROVAL")
    assert refused(rita.post(f"/v1/{made['name']}:cancel", stale), 409, "ETAG_MISMATCH")


def test_cancelling_takes_back_what_was_asked(client, api, rita):
    made = order(rita, AIR).ok()
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    # Nobody else withdraws what the catalog asked: the order would fail by it.
    for other in (api, client("agent", "wes")):
        answer = other.post(f"/v1/{asked['approval']}:cancel", {"cancelReason": "No."})
        assert refused(answer, 403, "PERMISSION_DENIED")
    rita.post(f"/v1/{made['name']}:cancel", {"cancelReason": "Mine came back."}).ok()
    wait_until(
        lambda: api.get(f"/v1/{asked['approval']}").ok()["state"] == "CANCELLED",
        what="the approval to be withdrawn",
    )

    made = order(rita, AIR).ok()
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    approve(client, asked["approval"], "mike")
    await_request(rita, made, "IN_FULFILMENT")
    parts = f"/v1/tickets?filter=parent%20%3D%20%22{made['name']}%22"
    (ticket,) = wait_until(lambda: api.get(parts).ok()["tickets"], what="its ticket")
    rita.post(f"/v1/{made['name']}:cancel", {"cancelReason": "Mine came back."}).ok()
    wait_until(
        lambda: api.get(f"/v1/{ticket['name']}").ok()["state"] == "CANCELLED",
        what="the ticket to be withdrawn",
    )


def test_a_cancelled_task_fails_the_request(client, api, rita):
    made = order(rita, AIR).ok()
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    approve(client, asked["approval"], "mike")
    parts = f"/v1/tickets?filter=parent%20%3D%20%22{made['name']}%22"
    (ticket,) = wait_until(lambda: api.get(parts).ok()["tickets"], what="its ticket")
    api.post(f"/v1/{ticket['name']}:cancel", {}).ok()

    await_request(rita, made, "FAILED")


def test_a_request_says_why_it_does_not_go_on(client, api, rita):
    made = order(rita, AIR).ok()
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    api.post("/v1/groups/workplace:disable", {}).ok()
    approve(client, asked["approval"], "mike")

    def blocked():
        found = rita.get(f"/v1/{made['name']}").ok()
        return found.get("problem")

    assert wait_until(blocked, what="a problem")
    api.post("/v1/groups/workplace:enable", {}).ok()
    claim_and_resolve(client, "wes", "groups/workplace")
    claim_and_resolve(client, "dora", "groups/desk")
    assert not await_request(rita, made, "FULFILLED").get("problem")


def test_it_gets_on_whoever_was_down(stack, client, rita):
    """Each service is killed once in the middle; nothing is lost and nothing happens twice. What a
    killed catalog had in hand is taken up when its lease has run out, after 10 s."""
    stack.kill("change-approval-1")
    made = order(rita, AIR).ok()
    stack.restart("change-approval-1")
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    stack.kill("catalog-1")
    approve(client, asked["approval"], "mike")
    stack.kill("ticket-1")
    stack.restart("catalog-1")
    stack.restart("ticket-1")
    claim_and_resolve(client, "wes", "groups/workplace", timeout=30)
    stack.kill("catalog-1")
    stack.restart("catalog-1")
    claim_and_resolve(client, "dora", "groups/desk", timeout=30)

    done = await_request(rita, made, "FULFILLED", timeout=30)
    tickets = client("agent", "wes").get("/v1/tickets").ok()["tickets"]
    assert len([each for each in tickets if each["parent"] == made["name"]]) == 2
    assert len({task["ticket"] for task in done["tasks"]}) == 2


def test_tickets_go_on_without_the_catalog(stack, client, api, rita):
    made = order(rita, AIR).ok()
    asked = await_request(rita, made, "AWAITING_APPROVAL")
    stack.kill("catalog-1")
    assert refused(order(rita, AIR), 503, "UNAVAILABLE")
    approve(client, asked["approval"], "mike")
    agent = client("agent", "wes")
    incident = {"kind": "INCIDENT", "title": "VPN down"}
    for _ in range(20):
        name = agent.post("/v1/tickets", incident).ok()["name"]
        agent.post(f"/v1/{name}:start", {}).ok()
        notes = {"resolutionCode": "FIXED", "resolutionNotes": "Restarted it."}
        assert agent.post(f"/v1/{name}:resolve", notes).ok()["state"] == "RESOLVED"
    stack.restart("catalog-1")

    await_request(rita, made, "IN_FULFILMENT", timeout=30)

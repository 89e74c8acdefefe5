"""Approvals: who is asked, who may decide, and what comes of it."""

import datetime

import pytest

from tests.e2e.people import create_group, create_user, join, substitute
from tests.support.client import refused
from tests.support.waiting import wait_until

DIGEST, OTHER_DIGEST = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def people(api):
    """Two managers, a board of three, and others."""
    for user in ("rita", "mike", "mona", "ben", "bea", "bob", "sam"):
        create_user(api, user)
    board = create_group(api, "board", kind="BOARD")["name"]
    for user in ("ben", "bea", "bob"):
        join(api, board, f"users/{user}").ok()


@pytest.fixture
def approver(stack, tenant):
    """Makes the client of somebody with the role approver."""
    return lambda user: stack.client(tenant, role="approver", subject=f"users/{user}")


@pytest.fixture
def agent(stack, tenant):
    return stack.client(tenant, role="agent", subject="users/agnes")


def ask(client, **fields):
    """Asks any of two managers, then two of the board of three; returns the answer."""
    draft = {
        "subject": "deployments/2041",
        "subjectDigest": DIGEST,
        "title": "New switches",
        "requester": "users/rita",
        "stages": [
            {"title": "Manager", "rule": "ANY", "users": ["users/mike", "users/mona"]},
            {"title": "Board", "rule": "COUNT", "requiredCount": 2, "groups": ["groups/board"]},
        ],
    }
    return client.post("/v1/approvals", {**draft, **fields})


def decide(client, approval, decision="APPROVE", **fields):
    return client.post(f"/v1/{approval['name']}:decide", {"decision": decision, **fields})


def act_for(api, user, by, **fields):
    """Lets somebody act for a user from an hour ago on."""
    began = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    ends = began + datetime.timedelta(days=7)
    times = {"startTime": began.isoformat(), "endTime": ends.isoformat()}
    return substitute(api, f"users/{user}", f"users/{by}", **{**times, **fields}).ok()


def stages(approval):
    return [stage["state"] for stage in approval["stages"]]


def events_until(client, approval, verb):
    """The events of an approval up to the first with that verb, as a watcher sees them."""
    seen = []
    with client.events(query={"from": "earliest"}) as stream:
        for message in stream:
            event = (message.json or {}).get("event", {})
            if event.get("resourceName") == approval["name"]:
                seen.append(event)
                if event["type"] == f"dev.steward.approval.{verb}.v1":
                    return seen
    return seen


def verbs_until(client, approval, verb):
    return [event["type"].split(".")[3] for event in events_until(client, approval, verb)]


def test_two_stages_lead_to_an_approval(approver, agent):
    asked = ask(agent).ok()
    assert asked["name"] == "approvals/APR-1" and asked["creator"] == "users/agnes"
    assert stages(asked) == ["OPEN", "WAITING"]
    board = [(each["user"], each["group"]) for each in asked["stages"][1]["approvers"]]
    assert board == [(f"users/{user}", "groups/board") for user in ("bea", "ben", "bob")]

    assert refused(decide(approver("ben"), asked), 403, "NOT_AN_APPROVER")
    first = decide(approver("mike"), asked, comment="Within the budget.").ok()
    assert stages(first) == ["APPROVED", "OPEN"]
    # One of two was enough.
    assert refused(decide(approver("mona"), asked), 403, "NOT_AN_APPROVER")
    assert stages(decide(approver("ben"), asked).ok()) == ["APPROVED", "OPEN"]
    assert refused(decide(approver("ben"), asked), 409, "ALREADY_DECIDED")
    done = decide(approver("bob"), asked).ok()
    assert done["state"] == "APPROVED" and stages(done) == ["APPROVED", "APPROVED"]
    # The third vote is not asked for any more.
    assert refused(decide(approver("bea"), asked), 409, "ILLEGAL_TRANSITION")
    assert approver("bea").get(f"/v1/{asked['name']}").ok() == done
    told = ["requested", "decided", "decided", "decided", "approved"]
    assert verbs_until(agent, asked, "approved") == told


def test_a_rejection_needs_a_reason_and_skips_the_rest(approver, agent):
    asked = ask(agent, stages=[
        {"title": "All", "rule": "ALL", "users": ["users/mike", "users/mona"]},
        {"title": "Half", "rule": "PERCENT", "requiredPercent": 50, "groups": ["groups/board"]},
    ]).ok()

    assert refused(decide(approver("mona"), asked, "REJECT"), 400, "INVALID_FIELD")
    rejected = decide(approver("mona"), asked, "REJECT", comment="Too dear.").ok()

    assert (rejected["state"], stages(rejected)) == ("REJECTED", ["REJECTED", "SKIPPED"])
    assert verbs_until(agent, asked, "rejected") == ["requested", "decided", "rejected"]


def test_a_substitute_decides_and_both_names_are_on_record(api, approver, agent):
    asked = ask(agent).ok()
    sam = approver("sam")
    assert refused(decide(sam, asked), 403, "NOT_AN_APPROVER")
    # No pause between the two services: whoever was just named is known.
    act_for(api, "mike", "sam")

    decided = decide(sam, asked, onBehalfOf="users/mike", comment="Mike is on leave.").ok()

    mike = decided["stages"][0]["approvers"][0]
    assert (mike["user"], mike["decidedBy"]) == ("users/mike", "users/sam")
    assert mike["decision"] == "APPROVE"


def test_one_person_decides_once_in_a_stage(api, approver, agent):
    asked = ask(agent, stages=[
        {"title": "All", "rule": "ALL", "users": ["users/mike", "users/mona", "users/ben"]},
    ]).ok()
    for user in ("mona", "ben"):
        act_for(api, user, "mike")
        act_for(api, user, "sam")

    decide(approver("mike"), asked).ok()
    again = decide(approver("mike"), asked, onBehalfOf="users/mona")
    assert refused(again, 409, "ALREADY_DECIDED")
    # Sam stands in for two, and has to say for whom.
    assert refused(decide(approver("sam"), asked), 400, "INVALID_FIELD")
    decide(approver("sam"), asked, onBehalfOf="users/mona").ok()
    assert refused(decide(approver("sam"), asked), 409, "ALREADY_DECIDED")
    assert decide(approver("ben"), asked).ok()["state"] == "APPROVED"


def test_the_requester_decides_for_nobody(api, approver, agent):
    asked = ask(agent, excluded=["users/ben"], stages=[
        {"title": "Any", "rule": "ANY", "users": ["users/rita", "users/mike", "users/ben"]},
    ]).ok()
    act_for(api, "mike", "rita")

    assert [each["user"] for each in asked["stages"][0]["approvers"]] == ["users/mike"]
    for user in ("rita", "ben"):
        assert refused(decide(approver(user), asked), 403, "SEPARATION_OF_DUTIES")
    for_mike = decide(approver("rita"), asked, onBehalfOf="users/mike")
    assert refused(for_mike, 403, "SEPARATION_OF_DUTIES")


def test_roles_without_it_do_not_decide(stack, tenant, agent):
    asked = ask(agent).ok()
    rita = stack.client(tenant, role="requester", subject="users/rita")
    mike = stack.client(tenant, role="requester", subject="users/mike")

    assert rita.get(f"/v1/{asked['name']}").ok() == asked
    assert mike.get(f"/v1/{asked['name']}").status == 404
    for client in (rita, mike, agent):
        assert refused(decide(client, asked), 403, "PERMISSION_DENIED")
    assert refused(ask(rita), 403, "PERMISSION_DENIED")
    assert [each["name"] for each in rita.get("/v1/approvals").ok()["approvals"]] == [asked["name"]]


def test_another_tenant_sees_nothing(stack, agent):
    asked = ask(agent).ok()
    foreign = stack.client(stack.new_tenant())

    assert refused(foreign.get(f"/v1/{asked['name']}"), 404, "RESOURCE_NOT_FOUND")
    assert refused(decide(foreign, asked), 404, "RESOURCE_NOT_FOUND")
    assert foreign.get("/v1/approvals").ok() == {"approvals": []}
    assert refused(ask(foreign), 400, "REFERENCE_NOT_FOUND")


def test_decisions_are_about_what_was_seen(stack, tenant, approver, agent):
    asked = ask(agent).ok()
    body = {"subjectDigest": OTHER_DIGEST, "title": "Newer switches"}
    path = f"/v1/{asked['name']}:restate"
    # Nobody else says what is to be approved.
    assert refused(approver("mike").post(path, body), 403, "PERMISSION_DENIED")
    other = stack.client(tenant, role="agent", subject="users/sam")
    assert refused(other.post(path, body), 403, "PERMISSION_DENIED")
    restated = agent.post(path, body).ok()
    assert (restated["subjectDigest"], restated["title"]) == (OTHER_DIGEST, "Newer switches")

    mike, path = approver("mike"), f"/v1/{asked['name']}:decide"
    stale = mike.post(path, {"decision": "APPROVE"}, headers={"If-Match": f'"{asked["etag"]}"'})
    assert refused(stale, 412, "ETAG_MISMATCH")
    assert refused(decide(mike, asked, subjectDigest=DIGEST), 409, "SUBJECT_CHANGED")
    first = decide(mike, asked, subjectDigest=OTHER_DIGEST, requestId="mike-1").ok()
    assert decide(mike, asked, subjectDigest=OTHER_DIGEST, requestId="mike-1").ok() == first


def test_restating_voids_the_second_stage_only(approver, agent):
    asked = ask(agent).ok()
    for user in ("mike", "ben", "bob"):
        done = decide(approver(user), asked).ok()
    assert done["state"] == "APPROVED"

    body = {"subjectDigest": OTHER_DIGEST, "fromStage": 1}
    restated = agent.post(f"/v1/{asked['name']}:restate", body).ok()

    assert restated["state"] == "PENDING" and stages(restated) == ["APPROVED", "OPEN"]
    assert restated["stages"][0] == done["stages"][0]
    assert not any(each.get("decision") for each in restated["stages"][1]["approvers"])
    for user in ("ben", "bea"):
        again = decide(approver(user), asked).ok()
    assert again["state"] == "APPROVED"


def test_what_is_not_decided_in_time_expires(approver, agent):
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
    asked = ask(agent, expireTime=soon.isoformat()).ok()
    mike, path = approver("mike"), f"/v1/{asked['name']}"

    # By the clock of the call, before anybody has noted it as well as afterwards.
    too_late = ("APPROVAL_EXPIRED", "ILLEGAL_TRANSITION")
    wait_until(
        lambda: decide(mike, asked, validateOnly=True).reason in too_late, what="the expiry"
    )
    wait_until(lambda: mike.get(path).ok()["state"] == "EXPIRED", 30, "the state EXPIRED")

    assert refused(decide(mike, asked), 409, "ILLEGAL_TRANSITION")
    assert stages(mike.get(path).ok()) == ["SKIPPED", "SKIPPED"]
    event = events_until(agent, asked, "expired")[-1]
    assert event["actor"] == "services/change-approval"


def test_it_can_be_withdrawn(approver, agent):
    asked = ask(agent).ok()
    path = f"/v1/{asked['name']}:cancel"

    assert refused(agent.post(path, {}), 400, "INVALID_FIELD")
    assert refused(approver("mike").post(path, {"cancelReason": "No."}), 403, "PERMISSION_DENIED")
    cancelled = agent.post(path, {"cancelReason": "Not needed."}).ok()

    assert (cancelled["state"], cancelled["cancelReason"]) == ("CANCELLED", "Not needed.")
    assert refused(agent.post(path, {"cancelReason": "Again."}), 409, "ILLEGAL_TRANSITION")
    assert verbs_until(agent, asked, "cancelled") == ["requested", "cancelled"]


def test_a_question_to_nobody_is_no_approval(agent):
    answer = ask(agent, stages=[])

    assert refused(answer, 400, "INVALID_FIELD") and answer.json["metadata"]["field"] == "stages"


@pytest.mark.parametrize("subject", ["changes/CHG-7", "requests/REQ-7"])
def test_what_steward_asks_about_nobody_else_does(agent, subject):
    answer = ask(agent, subject=subject)

    assert refused(answer, 400, "INVALID_FIELD") and answer.json["metadata"]["field"] == "subject"


@pytest.mark.parametrize(
    "stage, reason, field",
    [
        ({"rule": "ANY"}, "INVALID_FIELD", "stages[0].users"),
        ({"rule": "ANY", "users": ["users/rita"]}, "INVALID_FIELD", "stages[0].users"),
        ({"users": ["users/mike"]}, "INVALID_FIELD", "stages[0].rule"),
        (
            {"rule": "COUNT", "requiredCount": 4, "groups": ["groups/board"]},
            "INVALID_FIELD",
            "stages[0].requiredCount",
        ),
        (
            {"rule": "ALL", "requiredPercent": 50, "users": ["users/mike"]},
            "INVALID_FIELD",
            "stages[0].requiredPercent",
        ),
        (
            {"rule": "ANY", "users": ["users/nobody"]},
            "REFERENCE_NOT_FOUND",
            "stages[0].users[0]",
        ),
        (
            {"rule": "ANY", "groups": ["groups/nobody"]},
            "REFERENCE_NOT_FOUND",
            "stages[0].groups[0]",
        ),
    ],
)
def test_what_cannot_be_asked(agent, stage, reason, field):
    answer = ask(agent, stages=[{"title": "Wrong", **stage}])

    assert refused(answer, 400, reason)
    assert answer.json["metadata"]["field"] == field
    assert agent.get("/v1/approvals").ok() == {"approvals": []}

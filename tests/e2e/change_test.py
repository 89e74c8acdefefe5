"""Changes: from the plan to the review, with those who are asked and what is refused."""

import datetime

import pytest

from tests.e2e.offers import create_configuration_item
from tests.e2e.people import create_group, create_user, join
from tests.support.client import refused
from tests.support.waiting import wait_until


@pytest.fixture(autouse=True)
def people(api):
    """Somebody who wants it, one who does it, a technician, a board of three; and a switch."""
    create_configuration_item(api, "switch-1")
    for user in ("rita", "ivan", "tom", "ben", "bea", "bob"):
        create_user(api, user)
    board = create_group(api, "board", kind="BOARD")["name"]
    for user in ("ben", "bea", "bob"):
        join(api, board, f"users/{user}").ok()


@pytest.fixture
def manager(stack, tenant):
    return stack.client(tenant, role="change_manager", subject="users/maria")


@pytest.fixture
def agent(stack, tenant):
    return stack.client(tenant, role="agent", subject="users/agnes")


@pytest.fixture
def approver(stack, tenant):
    """Makes the client of somebody with the role approver."""
    return lambda user: stack.client(tenant, role="approver", subject=f"users/{user}")


def hours(count):
    """A time so many hours from now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(hours=count)).isoformat()


def window(start=-1, end=2):
    return {"plannedStartTime": hours(start), "plannedEndTime": hours(end)}


@pytest.fixture
def models(manager):
    """A normal, an emergency and a standard model."""
    stages = [
        {
            "title": "Technical",
            "rule": "ANY",
            "users": ["users/tom"],
            "fields": ["implementation_plan", "backout_plan"],
        },
        {
            "title": "Board",
            "rule": "COUNT",
            "requiredCount": 2,
            "groups": ["groups/board"],
            "fields": ["planned_start_time", "planned_end_time"],
        },
    ]
    for kind in ("NORMAL", "EMERGENCY", "STANDARD"):
        body = {"changeModelId": kind.lower(), "title": kind.title(), "kind": kind}
        if kind != "STANDARD":
            body["stages"] = stages
        assert manager.post("/v1/changeModels", body).ok()["state"] == "ENABLED"


def record(client, model="normal", **fields):
    """Records a change with all that it needs, and returns the answer."""
    draft = {
        "model": f"changeModels/{model}",
        "title": "New switches in Oslo",
        "implementationPlan": "Screw them in.",
        "backoutPlan": "Screw the old ones in.",
        "testPlan": "Ping them.",
        "configurationItems": ["configurationItems/switch-1"],
        "requester": "users/rita",
        "implementer": "users/ivan",
        **window(),
    }
    return client.post("/v1/changes", {**draft, **fields})


def act(client, change, action, **fields):
    return client.post(f"/v1/{change['name']}:{action}", fields)


def read(client, change):
    return client.get(f"/v1/{change['name']}").ok()


def decide(client, change, decision="APPROVE", **fields):
    return client.post(f"/v1/{change['approval']}:decide", {"decision": decision, **fields})


def approve(approver, change, users=("tom", "ben", "bea")):
    for user in users:
        decide(approver(user), change).ok()


def scheduled(agent, approver, **fields):
    change = record(agent, **fields).ok()
    act(agent, change, "assess").ok()
    asked = act(agent, change, "requestApproval").ok()
    approve(approver, asked)
    return read(agent, asked)


def verbs_until(client, change, verb):
    """What happened to a change, as a watcher sees it, up to the first event with that verb."""
    seen = []
    with client.events(query={"from": "earliest"}) as stream:
        for message in stream:
            event = (message.json or {}).get("event", {})
            if event.get("resourceName") != change["name"]:
                continue
            seen.append(event["type"].split(".")[3])
            if seen[-1] == verb:
                return seen
    return seen


def test_a_normal_change_fails_is_backed_out_and_opens_an_incident(
    models, manager, agent, approver
):
    change = record(agent, impact="HIGH").ok()
    assert (change["name"], change["state"], change["kind"]) == ("changes/CHG-1", "NEW", "NORMAL")
    assessed = act(agent, change, "assess").ok()
    # An impact that is high and no notice.
    assert assessed["state"] == "ASSESSMENT" and assessed["risk"]["level"] == "HIGH"
    assert [each["name"] for each in assessed["risk"]["factors"]] == ["HIGH_IMPACT", "SHORT_NOTICE"]

    asked = act(agent, change, "requestApproval").ok()
    assert (asked["state"], asked["approval"]) == ("AUTHORIZATION", "approvals/CHG-1-1")
    for user in ("rita", "ivan", "agnes"):
        assert refused(decide(approver(user), asked), 403, "SEPARATION_OF_DUTIES")
    approve(approver, asked, ("tom", "ben"))
    assert read(agent, change)["state"] == "AUTHORIZATION"
    approve(approver, asked, ("bea",))
    assert read(approver("bob"), change)["state"] == "SCHEDULED"

    assert act(agent, change, "start").ok()["state"] == "IMPLEMENTATION"
    assert refused(act(agent, change, "fail"), 400, "INVALID_FIELD")
    failed = act(agent, change, "fail", failureNotes="They do not boot.").ok()
    assert failed["state"] == "BACKOUT"
    assert act(agent, change, "backOut").ok()["backedOut"] is True
    review = {"closeCode": "SUCCESSFUL", "closeNotes": "Other firmware next time."}
    assert refused(act(agent, change, "close", **review), 403, "PERMISSION_DENIED")
    assert refused(act(manager, change, "close", **review), 400, "INVALID_FIELD")
    closed = act(manager, change, "close", **{**review, "closeCode": "UNSUCCESSFUL"}).ok()
    assert closed["state"] == "CLOSED"

    incident = wait_until(lambda: read(agent, change).get("incident"), what="the incident")
    ticket = agent.get(f"/v1/{incident}").ok()
    assert ticket["links"] == [{"type": "CAUSED_BY", "name": change["name"]}]
    assert ticket["requester"] == "users/ivan" and ticket["creator"] == "services/change-approval"
    told = verbs_until(agent, change, "incident_opened")
    expected = "created assessed approval_requested scheduled started failed backed_out"
    # The incident may be there before the review is over.
    assert told[:7] == expected.split() and set(told[7:]) <= {"closed", "incident_opened"}
    history = agent.get(f"/v1/{change['name']}/history", {"pageSize": 7}).ok()
    assert [each["type"].split(".")[3] for each in history["events"]] == expected.split()
    page = {"pageSize": 7, "pageToken": history["nextPageToken"]}
    rest = agent.get(f"/v1/{change['name']}/history", page).ok()
    assert [each["version"] for each in rest["events"]] == ["8", "9"]


def test_what_was_approved_is_asked_about_again_when_it_changes(models, agent, approver):
    change = scheduled(agent, approver)
    path = f"/v1/{change['name']}"
    before = agent.get(f"/v1/{change['approval']}").ok()
    assert agent.patch(path, {"justification": "They are slow."}).ok()["state"] == "SCHEDULED"

    moved = agent.patch(path, {"plannedEndTime": hours(5)}).ok()

    assert moved["state"] == "AUTHORIZATION" and moved["approval"] == change["approval"]
    approval = agent.get(f"/v1/{change['approval']}").ok()
    assert [each["state"] for each in approval["stages"]] == ["APPROVED", "OPEN"]
    assert approval["subjectDigest"] != before["subjectDigest"]
    lie = {"subjectDigest": before["subjectDigest"], "title": "Nothing to see"}
    false = agent.post(f"/v1/{change['approval']}:restate", lie)
    assert refused(false, 403, "PERMISSION_DENIED")
    stale = decide(approver("ben"), change, subjectDigest=before["subjectDigest"])
    assert refused(stale, 409, "SUBJECT_CHANGED")
    approve(approver, change, ("ben", "bob"))
    assert read(agent, change)["state"] == "SCHEDULED"
    taken = agent.patch(path, {"implementer": "users/bob"})
    assert refused(taken, 403, "SEPARATION_OF_DUTIES")
    # Somebody else carries it out: that is no decision of whoever says so.
    assert agent.patch(path, {"implementer": "users/rita"}).ok()["state"] == "SCHEDULED"
    told = agent.get(f"/v1/{change['approval']}/history").ok()["events"]
    assert told[-1]["type"] == "dev.steward.approval.restated.v1"
    assert {each["actor"] for each in told if each["type"].endswith(".approved.v1")} == {
        "users/bea",
        "users/bob",
    }


def test_a_change_that_is_rejected_is_planned_anew(models, agent, approver):
    change = record(agent).ok()
    act(agent, change, "assess").ok()
    asked = act(agent, change, "requestApproval").ok()
    decide(approver("tom"), asked, "REJECT", comment="Not on a Friday.").ok()
    assert read(agent, change)["state"] == "NEW"
    act(agent, change, "assess").ok()
    again = act(agent, change, "requestApproval").ok()
    assert again["approval"] == "approvals/CHG-1-2"
    cancelled = act(agent, change, "cancel", cancelReason="Not needed.").ok()
    assert cancelled["state"] == "CANCELLED"
    assert agent.get(f"/v1/{again['approval']}").ok()["state"] == "CANCELLED"
    assert refused(act(agent, change, "cancel", cancelReason="Again."), 409, "ILLEGAL_TRANSITION")


def test_nothing_is_begun_outside_its_window(models, agent, approver):
    change = scheduled(agent, approver, **window(start=1, end=2))
    answer = act(agent, change, "start")
    assert refused(answer, 409, "OUTSIDE_WINDOW")
    assert set(answer.json["metadata"]) >= {"opens", "closes"}


def test_a_standard_change_needs_no_approval(models, manager, agent, stack, tenant):
    template = {
        "changeTemplateId": "restart",
        "title": "Restart the proxy",
        "implementationPlan": "systemctl restart proxy",
        "impact": "LOW",
        "maxDuration": "7200s",
    }
    made = manager.post("/v1/changeTemplates", template).ok()
    path = f"/v1/{made['name']}"
    draft = {"model": "changeModels/standard", "template": made["name"], **window(-1, 0.5)}
    assert refused(agent.post("/v1/changes", draft), 400, "REFERENCE_DISABLED")
    assert refused(manager.post(f"{path}:approve"), 403, "SEPARATION_OF_DUTIES")
    other = stack.client(tenant, role="change_manager", subject="users/mona")
    assert other.post(f"{path}:approve").ok()["approver"] == "users/mona"
    assert refused(manager.patch(path, {"title": "Stop it"}), 409, "ILLEGAL_TRANSITION")

    change = agent.post("/v1/changes", draft).ok()

    assert (change["state"], change["title"]) == ("SCHEDULED", "Restart the proxy")
    assert change["risk"]["policyVersion"] == 1 and "approval" not in change
    own_way = agent.post("/v1/changes", {**draft, "implementationPlan": "My way."})
    assert refused(own_way, 400, "INVALID_FIELD")
    long = agent.post("/v1/changes", {**draft, **window(-1, 2)})
    assert refused(long, 400, "INVALID_FIELD")
    act(agent, change, "start").ok()
    act(agent, change, "complete").ok()
    review = {"closeCode": "SUCCESSFUL", "closeNotes": "Fine."}
    assert act(manager, change, "close", **review).ok()["state"] == "CLOSED"
    other.post(f"{path}:retire").ok()
    retired = agent.post("/v1/changes", draft)  # C1
    assert refused(retired, 400, "REFERENCE_DISABLED")
    assert retired.json["metadata"]["field"] == "template"


def test_an_emergency_change_is_approved_afterwards(models, manager, agent, approver):
    change = record(agent, "emergency", **window(5, 6)).ok()
    started = act(agent, change, "start").ok()
    assert (started["state"], started["approval"]) == ("IMPLEMENTATION", "approvals/CHG-1-1")
    act(agent, change, "complete").ok()
    review = {"closeCode": "SUCCESSFUL_WITH_ISSUES", "closeNotes": "It was late."}
    answer = act(manager, change, "close", **review)
    assert refused(answer, 409, "APPROVAL_REQUIRED")
    assert answer.json["metadata"]["approval"] == started["approval"]
    assert refused(act(agent, change, "requestApproval"), 409, "RESOURCE_ALREADY_EXISTS")
    approve(approver, started)
    assert act(manager, change, "close", **review).ok()["state"] == "CLOSED"


def test_an_emergency_waits_for_nobody(models, api, agent, approver):
    """Whoever would decide is away when it is begun."""
    change = record(agent, "emergency").ok()
    api.post("/v1/users/tom:disable").ok()
    wait_until(
        lambda: "approval" not in act(agent, change, "start", validateOnly=True).ok(),
        what="the change service to know that Tom is away",
    )
    started = act(agent, change, "start").ok()
    assert started["state"] == "IMPLEMENTATION" and not started.get("approval")
    assert ":requestApproval" in started["problem"]
    assert refused(act(agent, change, "requestApproval"), 400, "REFERENCE_DISABLED")
    api.post("/v1/users/tom:enable").ok()
    asked = wait_until(
        lambda: (found := read(agent, change)).get("approval") and found,
        timeout=60,
        what="the approval to be asked for",
    )
    assert asked["approval"] == "approvals/CHG-1-1" and not asked.get("problem")
    last = agent.get(f"/v1/{change['name']}/history").ok()["events"][-1]
    assert last["type"] == "dev.steward.change.approval_requested.v1"
    assert last["actor"] == "services/change-approval"
    assert refused(act(agent, change, "requestApproval"), 409, "RESOURCE_ALREADY_EXISTS")


def test_an_incident_goes_to_the_group_of_the_model(models, api, manager, agent):
    create_group(api, "network")
    patch = {"incidentGroup": "groups/network"}
    assert refused(
        manager.patch("/v1/changeModels/emergency", {"incidentGroup": "groups/board"}),
        400,
        "INVALID_FIELD",
    )
    manager.patch("/v1/changeModels/emergency", patch).ok()
    change = record(agent, "emergency").ok()
    act(agent, change, "start").ok()
    act(agent, change, "fail", failureNotes="They do not boot.").ok()
    act(agent, change, "backOut").ok()
    incident = wait_until(lambda: read(agent, change).get("incident"), what="the incident")
    wait_until(
        lambda: agent.get(f"/v1/{incident}").ok().get("assignmentGroup") == "groups/network",
        what="the incident in the queue of the group",
    )


def test_refusals_name_what_a_caller_may_do(models, agent, approver):
    change = record(agent).ok()
    act(agent, change, "assess").ok()
    asked = act(agent, change, "requestApproval").ok()
    early = act(agent, change, "start")
    assert refused(early, 409, "ILLEGAL_TRANSITION")
    assert early.json["metadata"]["allowed"] == "cancel,update"
    approve(approver, asked)
    late = act(agent, change, "complete")
    assert late.json["metadata"]["allowed"] == "cancel,start,update"


def test_models_name_whom_there_is(models, api, manager):
    def model(**stage):
        stages = [{"title": "Board", "rule": "ANY", **stage}]
        body = {"changeModelId": "other", "title": "Other", "kind": "NORMAL", "stages": stages}
        return manager.post("/v1/changeModels", body)

    assert refused(model(users=["users/nobody"]), 400, "REFERENCE_NOT_FOUND")
    answer = model(groups=["groups/nobody"])
    assert refused(answer, 400, "REFERENCE_NOT_FOUND")
    assert answer.json["metadata"]["field"] == "stages[0].groups[0]"
    model(users=["users/tom"]).ok()


def test_an_emergency_change_that_is_rejected_ends_unsuccessful(models, manager, agent, approver):
    change = record(agent, "emergency", implementer="").ok()
    started = act(agent, change, "start").ok()
    assert started["implementer"] == "users/agnes"
    act(agent, change, "complete").ok()
    decide(approver("tom"), started, "REJECT", comment="It could have waited.").ok()
    review = {"closeCode": "SUCCESSFUL", "closeNotes": "It works."}
    assert refused(act(manager, change, "close", **review), 409, "APPROVAL_REQUIRED")
    review["closeCode"] = "UNSUCCESSFUL"
    assert act(manager, change, "close", **review).ok()["state"] == "CLOSED"


def test_an_approver_does_not_carry_it_out(models, agent, approver, stack, tenant):
    change = scheduled(agent, approver, implementer="")
    tom = stack.client(tenant, role="agent", subject="users/tom")
    assert refused(act(tom, change, "start"), 403, "SEPARATION_OF_DUTIES")
    assert act(agent, change, "start").ok()["implementer"] == "users/agnes"


def test_what_does_not_fit_is_refused(models, manager, agent, stack, tenant):
    assert refused(record(agent, "nothing"), 400, "REFERENCE_NOT_FOUND")
    assert refused(record(agent, implementer="users/nobody"), 400, "REFERENCE_NOT_FOUND")
    assert refused(record(agent, **window(2, 1)), 400, "INVALID_FIELD")
    assert refused(record(agent, template="changeTemplates/x"), 400, "REFERENCE_NOT_FOUND")
    manager.post("/v1/changeModels/normal:disable").ok()
    assert refused(record(agent), 400, "REFERENCE_DISABLED")
    assert refused(manager.post("/v1/changeModels/normal:disable"), 409, "ILLEGAL_TRANSITION")
    manager.post("/v1/changeModels/normal:enable").ok()
    change = record(agent, backoutPlan="", impact="HIGH").ok()
    risky = act(agent, change, "assess")
    assert refused(risky, 400, "INVALID_FIELD")
    assert "HIGH_IMPACT 4 (impact HIGH)" in risky.json["violations"][0]["description"]
    assert refused(act(agent, change, "start"), 409, "ILLEGAL_TRANSITION")
    assert refused(act(agent, change, "assess", etag="stale"), 409, "ETAG_MISMATCH")
    rehearsed = agent.patch(f"/v1/{change['name']}", {"title": "x"}, query={"validateOnly": "true"})
    assert rehearsed.ok()["title"] == "x" and read(agent, change) == change
    rita = stack.client(tenant, role="requester", subject="users/rita")
    assert read(rita, change)["name"] == change["name"]
    assert refused(act(rita, change, "assess"), 403, "PERMISSION_DENIED")
    sam = stack.client(tenant, role="requester", subject="users/sam")
    for path in (change["name"], f"{change['name']}/history"):
        assert refused(sam.get(f"/v1/{path}"), 404, "RESOURCE_NOT_FOUND")
        assert rita.get(f"/v1/{path}").status == 200
    elsewhere = stack.client(stack.new_tenant())
    assert refused(elsewhere.get(f"/v1/{change['name']}"), 404, "RESOURCE_NOT_FOUND")


def test_changes_are_listed_by_what_they_are(models, agent):
    first, second = record(agent).ok(), record(agent, "emergency", **window(24, 25)).ok()

    def names(condition):
        answer = agent.get("/v1/changes", {"filter": condition}).ok()
        return [each["name"] for each in answer.get("changes", [])]

    assert names('kind = NORMAL AND requester = "users/rita"') == [first["name"]]
    assert names(f'planned_start_time > "{hours(1)}"') == [second["name"]]
    assert names("state = NEW") == [second["name"], first["name"]]

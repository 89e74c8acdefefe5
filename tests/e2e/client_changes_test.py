"""The README's tour over gRPC: a change from its draft to its end."""

from datetime import datetime, timedelta, timezone

from tests.e2e.outsiders import verbs
from tests.e2e.people import create_group, create_user, join

CHANGES = "steward.change.v1.ChangeService"
MODELS = "steward.change.v1.ChangeModelService"
DECIDE = "steward.approval.v1.ApprovalService/DecideApproval"
MODEL = {
    "title": "Network",
    "kind": "NORMAL",
    "stages": [
        {
            "title": "Technical",
            "rule": "ANY",
            "users": ["users/tom"],
            "fields": ["implementation_plan", "backout_plan"],
        },
        {
            "title": "Board",
            "rule": "ANY",
            "groups": ["groups/board"],
            "fields": ["planned_start_time", "planned_end_time"],
        },
    ],
}
DRAFT = {
    "model": "changeModels/network",
    "title": "New core switch",
    "implementationPlan": "Swap it.",
    "testPlan": "Ping it.",
    "backoutPlan": "Swap it back.",
}


def window(hours):
    """Two hours, so many hours from now."""
    start = datetime.now(timezone.utc) + timedelta(hours=hours)
    end = start + timedelta(hours=2)
    return {"plannedStartTime": start.isoformat(), "plannedEndTime": end.isoformat()}


def factors(change):
    return [each["name"] for each in change["risk"]["factors"]]


def test_a_change(api, connect):
    for user in ("agnes", "tom", "ben"):
        create_user(api, user)
    join(api, create_group(api, "board", kind="BOARD")["name"], "users/ben").ok()
    manager, agent = connect("change_manager", "maria"), connect("agent", "agnes")
    model = {"changeModel": MODEL, "changeModelId": "network"}
    denied = agent.refusal(f"{MODELS}/CreateChangeModel", model)
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")
    assert manager.ask(f"{MODELS}/CreateChangeModel", model)["state"] == "ENABLED"

    draft = {"change": {**DRAFT, **window(48)}, "requestId": "my-first-change"}
    made = agent.ask(f"{CHANGES}/CreateChange", draft)
    name = {"name": made["name"]}
    assert (made["name"], made["state"], made["kind"]) == ("changes/CHG-1", "NEW", "NORMAL")
    early = agent.refusal(f"{CHANGES}/StartChange", name)
    assert early == ("FAILED_PRECONDITION", "ILLEGAL_TRANSITION")
    assessed = agent.ask(f"{CHANGES}/AssessChange", name)
    assert (assessed["state"], assessed["risk"]["level"]) == ("ASSESSMENT", "LOW")
    assert factors(assessed) == ["MEDIUM_IMPACT"]
    asked = agent.ask(f"{CHANGES}/RequestChangeApproval", name)
    assert (asked["state"], asked["approval"]) == ("AUTHORIZATION", "approvals/CHG-1-1")

    decision = {"name": asked["approval"], "decision": "APPROVE"}
    tom, ben, own = (connect("approver", user) for user in ("tom", "ben", "agnes"))
    assert own.refusal(DECIDE, decision) == ("PERMISSION_DENIED", "SEPARATION_OF_DUTIES")
    assert ben.refusal(DECIDE, decision) == ("PERMISSION_DENIED", "NOT_AN_APPROVER")
    stages = [each["state"] for each in tom.ask(DECIDE, decision)["stages"]]
    assert stages == ["APPROVED", "OPEN"]
    assert ben.ask(DECIDE, decision)["state"] == "APPROVED"
    assert agent.ask(f"{CHANGES}/GetChange", name)["state"] == "SCHEDULED"

    closed_window = agent.refusal(f"{CHANGES}/StartChange", name)
    assert closed_window == ("FAILED_PRECONDITION", "OUTSIDE_WINDOW")
    moved = agent.ask(f"{CHANGES}/UpdateChange", {
        "change": {**name, **window(-1)}, "updateMask": "plannedStartTime,plannedEndTime"})
    # The board decides about the window.
    assert (moved["state"], moved["approval"]) == ("AUTHORIZATION", asked["approval"])
    assert factors(moved) == ["MEDIUM_IMPACT", "SHORT_NOTICE"]
    assert ben.ask(DECIDE, decision)["state"] == "APPROVED"

    started = agent.ask(f"{CHANGES}/StartChange", name)
    assert (started["state"], started["implementer"]) == ("IMPLEMENTATION", "users/agnes")
    assert agent.ask(f"{CHANGES}/CompleteChange", name)["state"] == "REVIEW"
    review = {**name, "closeCode": "SUCCESSFUL", "closeNotes": "It pings."}
    denied = agent.refusal(f"{CHANGES}/CloseChange", review)
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")
    unsaid = manager.refusal(f"{CHANGES}/CloseChange", name)
    assert unsaid == ("INVALID_ARGUMENT", "INVALID_FIELD")
    closed = manager.ask(f"{CHANGES}/CloseChange", review)
    assert (closed["state"], closed["closeCode"]) == ("CLOSED", "SUCCESSFUL")
    told = "created assessed approval_requested scheduled"
    history = agent.ask(f"{CHANGES}/ListChangeHistory", name)
    assert verbs(history)[:4] == told.split()
    assert verbs(history)[-3:] == ["started", "completed", "closed"]

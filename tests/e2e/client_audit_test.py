"""The README's tour over gRPC: who changed what, and that nothing of it was changed since."""

from tests.e2e.incidents import act, create
from tests.e2e.people import create_user

AUDIT = "steward.audit.v1.AuditService"
SERVICES = ["catalog", "change-approval", "directory", "notification", "ticket"]


def by_service(answer, members):
    return {each["service"]: each for each in answer[members]}


def test_the_audit_trail(stack, tenant, api, connect):
    create_user(api, "kari")
    name = create(api)["name"]
    act(api, name, "start").ok()
    auditor = connect("auditor", "ann")

    page = auditor.ask(f"{AUDIT}/ListAuditEvents", {"pageSize": 2})
    events = [each["event"] for each in page["events"]]
    assert [(each["actor"], each["type"]) for each in events] == [
        ("users/admin", "dev.steward.ticket.started.v1"),
        ("users/admin", "dev.steward.ticket.created.v1"),
    ]
    # What changed is of a type that the contract has.
    assert events[0]["resource"]["@type"].endswith("/steward.ticket.v1.Ticket")
    assert events[0]["resource"]["state"] == "IN_PROGRESS"
    rest = auditor.ask(f"{AUDIT}/ListAuditEvents", {
        "pageSize": 2, "pageToken": page["nextPageToken"]})
    assert [each["event"]["resourceName"] for each in rest["events"]] == ["users/kari"]

    heads = by_service(auditor.ask(f"{AUDIT}/GetAuditHeads"), "heads")
    verified = auditor.ask(f"{AUDIT}/VerifyAuditTrail")
    found = by_service(verified, "verifications")
    assert sorted(found) == SERVICES and "nextPageToken" not in verified
    assert [each for each in found.values() if "fault" in each] == []
    for service, sequence in (("ticket", "2"), ("directory", "1")):
        head = heads[service]
        assert found[service]["sequence"] == head["sequence"] == sequence
        assert found[service]["hash"] == head["hash"]
    agent = connect("agent", "bob")
    denied = agent.refusal(f"{AUDIT}/VerifyAuditTrail")
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")

    where = f"WHERE tenant_id = '{tenant}' AND resource = '{name}' AND version = 2 RETURNING 1"
    stack.psql("ticket", f"UPDATE journal SET actor = 'users/mallory' {where}")
    forged = by_service(auditor.ask(f"{AUDIT}/VerifyAuditTrail"), "verifications")
    fault = forged["ticket"]["fault"]
    assert (fault["kind"], fault["sequence"], fault["resourceName"]) == ("EVENT_DIFFERS", "2", name)
    assert "fault" not in forged["directory"]

"""The README's tour over gRPC: people, groups and an assignment; a program and its API key."""

from tests.e2e.outsiders import verbs
from tests.support.waiting import wait_until

DIRECTORY = "steward.directory.v1"
KEYS = f"{DIRECTORY}.ApiKeyService"
MEMBERSHIPS = f"{DIRECTORY}.MembershipService"
TICKETS = "steward.ticket.v1.TicketService"
INCIDENT = {"kind": "INCIDENT", "title": "VPN down", "impact": "HIGH", "urgency": "HIGH"}


def create_user(client, user_id, role):
    user = {"displayName": user_id.title(), "timeZone": "Europe/Oslo", "roles": [role]}
    return client.ask(f"{DIRECTORY}.UserService/CreateUser", {"user": user, "userId": user_id})


def names(answer, members):
    return [each["name"] for each in answer.get(members, [])]


def test_people_and_groups(connect):
    client, bob = connect(), connect("agent", "bob")
    kari = create_user(client, "kari", "requester")
    assert (kari["name"], kari["state"]) == ("users/kari", "ACTIVE")
    for user in ("bob", "carol"):
        create_user(client, user, "agent")
    agents = client.ask(f"{DIRECTORY}.UserService/ListUsers", {"filter": "roles:agent"})
    assert names(agents, "users") == ["users/bob", "users/carol"]
    again = {"user": {"displayName": "Kari"}, "userId": "kari"}
    twice = client.refusal(f"{DIRECTORY}.UserService/CreateUser", again)
    assert twice == ("ALREADY_EXISTS", "RESOURCE_ALREADY_EXISTS")

    group = {"displayName": "Network", "kind": "ASSIGNMENT", "manager": "users/bob"}
    made = client.ask(f"{DIRECTORY}.GroupService/CreateGroup", {
        "group": group, "groupId": "network"})
    assert made["name"] == "groups/network"
    client.ask(f"{MEMBERSHIPS}/CreateMembership", {
        "parent": made["name"], "membership": {"user": "users/bob", "role": "LEAD"}})
    listed = client.ask(f"{MEMBERSHIPS}/ListMemberships", {"parent": made["name"]})
    assert names(listed, "memberships") == ["groups/network/memberships/bob"]
    assert listed["memberships"][0]["role"] == "LEAD"

    ticket = client.ask(f"{TICKETS}/CreateTicket", {"ticket": INCIDENT})
    queue = {"name": ticket["name"], "assignmentGroup": made["name"]}
    for refused, reason in (
        ({"assignee": "users/carol"}, "NOT_A_MEMBER"),
        ({"assignee": "users/nobody"}, "REFERENCE_NOT_FOUND"),
        ({"assignmentGroup": "groups/ghosts"}, "REFERENCE_NOT_FOUND"),
    ):
        answer = client.refusal(f"{TICKETS}/AssignTicket", {**queue, **refused})
        assert answer == ("FAILED_PRECONDITION", reason)
    client.ask(f"{TICKETS}/AssignTicket", queue)
    claim = {"assignmentGroup": made["name"]}
    claimed = bob.ask(f"{TICKETS}/ClaimNextTicket", claim)
    assert (claimed["name"], claimed["assignee"]) == (ticket["name"], "users/bob")
    nothing = bob.refusal(f"{TICKETS}/ClaimNextTicket", claim)
    assert nothing == ("NOT_FOUND", "NOTHING_TO_CLAIM")
    history = bob.ask(f"{TICKETS}/ListTicketHistory", {"name": ticket["name"]})
    assert verbs(history) == ["created", "assigned", "assigned"]


def test_api_keys(connect, connect_with):
    client = connect()
    account = {"displayName": "Pipeline", "roles": ["integration"]}
    made = client.ask(f"{DIRECTORY}.ServiceAccountService/CreateServiceAccount", {
        "serviceAccount": account, "serviceAccountId": "ci"})
    draft = {"parent": made["name"], "apiKey": {"displayName": "Deploy"}, "requestId": "my-key"}
    created = client.ask(f"{KEYS}/CreateApiKey", draft)
    shown = {key: value for key, value in created.items() if key != "key"}
    assert client.ask(f"{KEYS}/CreateApiKey", draft) == shown
    assert client.ask(f"{KEYS}/GetApiKey", {"name": created["name"]}) == shown

    program = connect_with(created["key"])
    ticket = program.ask(f"{TICKETS}/CreateTicket", {"ticket": INCIDENT})
    assert ticket["creator"] == "serviceAccounts/ci"
    denied = program.refusal("steward.audit.v1.AuditService/ListAuditEvents")
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")

    revoked = client.ask(f"{KEYS}/RevokeApiKey", {"name": created["name"]})
    assert revoked["state"] == "REVOKED"
    again = client.refusal(f"{KEYS}/RevokeApiKey", {"name": created["name"]})
    assert again == ("FAILED_PRECONDITION", "ILLEGAL_TRANSITION")
    # The gateway asks the directory again within seconds.
    wait_until(
        lambda: program.refusal(f"{TICKETS}/ListTickets") == ("UNAUTHENTICATED", "INVALID_TOKEN"),
        what="the key to count no longer",
    )

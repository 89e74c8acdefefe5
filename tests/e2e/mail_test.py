"""People are told what happens: by mail and in their inbox, in their language, unless muted."""

import pytest

from tests.e2e.approval_test import ask, decide
from tests.e2e.incidents import RESOLUTION, act, create
from tests.e2e.people import create_group, create_user, join
from tests.support.mail_sink import MailSink
from tests.support.stack import Stack, free_ports
from tests.support.waiting import wait_until

ASSIGNED = "dev.steward.ticket.assigned.v1"


@pytest.fixture(scope="module")
def sink():
    with MailSink(next(free_ports())) as running:
        yield running


@pytest.fixture(scope="module")
def stack(sink):
    """A Steward that sends mails, and tries again soon."""
    settings = {
        "smtp_url": sink.url,
        "mail_from": "steward@example.com",
        "mail_public_url": "https://portal.example.com",
        "mail_retry_schedule": ";".join(["0s"] + ["200ms"] * 50),
    }
    with Stack(settings={"notification": settings}) as running:
        yield running


@pytest.fixture
def address(tenant):
    """The mail address of a user of this test alone."""
    return lambda user: f"{user}@{tenant}.example.com"


@pytest.fixture(autouse=True)
def people(api, address):
    for user in ("rita", "bob", "mike", "mona", "ben", "bea"):
        create_user(api, user, email=address(user))
    create_user(api, "agnes")


@pytest.fixture
def agent(stack, tenant):
    return stack.client(tenant, role="agent", subject="users/agnes")


@pytest.fixture
def requester(stack, tenant):
    """Makes the client of somebody with the role requester."""
    return lambda user: stack.client(tenant, role="requester", subject=f"users/{user}")


def told(client, condition, count=1, timeout=10):
    """The notifications that meet a filter, once there are so many."""
    query = {"filter": condition, "orderBy": "create_time"}
    found = []

    def listed():
        found[:] = client.get("/v1/notifications", query=query).ok().get("notifications", [])
        return len(found) >= count

    wait_until(listed, timeout, f"{count} notifications: {condition}")
    return found


def assign(agent, name, user="bob"):
    return act(agent, name, "assign", {"assignee": f"users/{user}"}).ok()


def test_who_is_assigned_is_told_by_mail_and_in_the_inbox(sink, api, agent, requester, address):
    name = create(api, requester="users/rita")["name"]
    assign(agent, name)

    (mail,) = sink.wait_for(address("bob"))

    (log,) = told(api, f'recipient = "users/bob" AND channel = MAIL AND resource = "{name}"')
    message = mail.message
    assert message["Message-ID"] == f"<{log['name'].rpartition('/')[2]}@example.com>"
    assert message["Subject"] == f"{name}: assigned to you: VPN down"
    assert message["From"] == "Steward <steward@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<ticket.notifications.example.com>"
    assert message.get_content_type() == "multipart/alternative"
    assert "Agnes assigned" in mail.text()
    assert f"https://portal.example.com/{name}" in mail.text()
    wait_until(lambda: api.get(f"/v1/{log['name']}").ok()["state"] == "SENT", what="the record")
    bob = requester("bob")
    (unread,) = told(bob, "channel = INBOX AND NOT read_time:*")
    assert (unread["subject"], unread["state"]) == (message["Subject"], "SENT")
    assert "readTime" in bob.post(f"/v1/{unread['name']}:markRead", {}).ok()
    assert bob.post("/v1/notifications:markAllRead", {}).ok().get("markedCount", "0") == "0"
    assert requester("rita").get(f"/v1/{unread['name']}").status == 404


def test_a_group_is_told_of_what_waits_and_not_of_what_somebody_took(sink, api, agent, address):
    group = create_group(api, "network")["name"]
    for user in ("ben", "bea", "agnes"):
        join(api, group, f"users/{user}").ok()
    name = create(api)["name"]
    act(agent, name, "assign", {"assignmentGroup": group}).ok()

    for user in ("ben", "bea"):
        (mail,) = sink.wait_for(address(user))
        assert mail.message["Subject"] == f"{name}: waits for {group}: VPN down"
    queued = 'rule = "notificationRules/ticket-queued" AND channel = INBOX'
    assert {(each["recipient"], each.get("reason")) for each in told(api, queued, 3)} == {
        ("users/ben", None),
        ("users/bea", None),
        ("users/agnes", "OWN_ACTION"),
    }

    act(agent, name, "assign", {"assignmentGroup": group, "assignee": "users/ben"}).ok()

    mail = sink.wait_for(address("ben"), 2)[1]
    assert mail.message["Subject"] == f"{name}: assigned to you: VPN down"
    assert len(told(api, queued, 3)) == 3
    assert len(sink.to(address("bea"))) == 1


def test_approvers_are_told_when_their_stage_opens(stack, tenant, sink, api, agent, address):
    board = create_group(api, "board", kind="BOARD")["name"]
    for user in ("ben", "bea"):
        join(api, board, f"users/{user}").ok()
    stages = [
        {"title": "Manager", "rule": "ANY", "users": ["users/mike", "users/mona"]},
        {"title": "Board", "rule": "ALL", "groups": [board]},
    ]
    approval = ask(agent, stages=stages).ok()

    (mail,) = sink.wait_for(address("mike"))
    sink.wait_for(address("mona"))
    assert "New switches" in mail.message["Subject"]
    assert not sink.to(address("ben"))
    (log,) = told(api, 'recipient = "users/mike" AND channel = MAIL')
    assert log["name"].rpartition("/")[2] in mail.message["Message-ID"]

    def approve(user):
        client = stack.client(tenant, role="approver", subject=f"users/{user}")
        return decide(client, approval).ok()

    approve("mike")
    sink.wait_for(address("ben"))
    sink.wait_for(address("bea"))
    approve("ben")
    approve("bea")
    (ended,) = sink.wait_for(address("rita"))
    assert "approved" in ended.message["Subject"]
    # Whoever was asked is not asked again because others decided.
    for user in ("mike", "mona", "ben", "bea"):
        assert len(sink.to(address(user))) == 1


def test_requesters_hear_of_public_comments_and_the_solution_only(
    sink, api, agent, requester, address
):
    name = create(api, requester="users/rita")["name"]
    for visibility, text in (("INTERNAL", "She is annoying."), ("PUBLIC", "Try again, please.")):
        agent.post(f"/v1/{name}/comments", {"visibility": visibility, "text": text}).ok()
    assign(agent, name)
    act(agent, name, "start").ok()
    act(agent, name, "resolve", RESOLUTION).ok()

    sink.wait_for(address("rita"), 2)

    mails = sorted(sink.to(address("rita")), key=lambda each: each.message["Subject"])
    assert [each.message["Subject"] for each in mails] == [
        f"New comment by Agnes on {name}",
        f"{name}: resolved: VPN down",
    ]
    assert "Try again" in mails[0].text()
    assert "annoying" not in str(told(requester("rita"), "recipient:*", 4))


def test_a_muted_class_is_not_told_and_the_log_says_so(sink, api, agent, requester, address):
    bob = requester("bob")
    mutes = [{"eventClass": "TICKET", "channel": "MAIL"}]
    bob.patch("/v1/notificationPreferences/bob", {"mutes": mutes}).ok()
    name = create(api, requester="users/rita")["name"]
    assign(agent, name)

    (log,) = told(bob, f'channel = MAIL AND resource = "{name}"')

    assert (log["state"], log["reason"]) == ("SUPPRESSED", "MUTED")
    told(bob, f'channel = INBOX AND state = SENT AND resource = "{name}"')
    assert not sink.to(address("bob"))
    for event_class in ("APPROVAL", "SECURITY"):
        mutes = [{"eventClass": event_class, "channel": "MAIL"}]
        refused = bob.patch("/v1/notificationPreferences/bob", {"mutes": mutes})
        assert (refused.status, refused.reason) == (400, "INVALID_FIELD")


def test_mails_wait_for_a_server_that_is_down_and_arrive_once(sink, api, agent, address):
    sink.stop()
    try:
        names = [create(api, requester="users/rita")["name"] for _ in range(5)]
        for name in names:
            assign(agent, name)
        condition = 'recipient = "users/bob" AND state = PENDING AND attempt_count > 0'
        waiting = told(api, condition, len(names))
        assert waiting[0]["lastError"] == "The mail server cannot be reached."
    finally:
        sink.start()

    told(api, 'recipient = "users/bob" AND channel = MAIL AND state = SENT', len(names))

    ids = [each.message["Message-ID"] for each in sink.to(address("bob"))]
    assert len(ids) == len(set(ids)) == len(names)


@pytest.mark.parametrize(
    "reason, changes, known",
    [
        (
            "INACTIVE",
            [("post", "users/bob:disable", {})],
            "SELECT 1 FROM contact WHERE tenant_id = %s AND NOT active",
        ),
        (
            "NO_ADDRESS",
            [("patch", "users/bob?updateMask=email", {"email": ""})],
            "SELECT 1 FROM contact WHERE tenant_id = %s AND name = 'users/bob' AND email = ''",
        ),
        (
            "NO_ACCESS",
            [
                ("post", "{ticket}:assign", {"assignee": "users/mike"}),
                ("patch", "{ticket}", {"confidential": True}),
            ],
            "SELECT 1 FROM hidden_record WHERE tenant_id = %s",
        ),
    ],
)
def test_a_mail_that_waited_is_judged_again(
    stack, tenant, sink, api, agent, address, reason, changes, known
):
    ticket = create(api, requester="users/rita")["name"]
    sink.stop()
    try:
        assign(agent, ticket)
        told(api, 'recipient = "users/bob" AND state = PENDING AND attempt_count > 0')
        for method, path, body in changes:
            getattr(api, method)(f"/v1/{path.format(ticket=ticket)}", body).ok()
        heard = lambda: stack.psql("notification", known, [tenant])
        wait_until(heard, what="the service to hear of it")
    finally:
        sink.start()

    (log,) = told(api, f'recipient = "users/bob" AND channel = MAIL AND reason = {reason}')

    assert log["state"] == "SUPPRESSED"
    assert not sink.to(address("bob"))


def test_what_the_server_will_never_take_is_not_tried_again(sink, api, agent, address):
    name = create(api, requester="users/rita")["name"]
    sink.answer("451 Try again later", "554 No")
    assign(agent, name)

    (log,) = told(api, 'recipient = "users/bob" AND state = FAILED')

    assert (log["attemptCount"], log["lastError"]) == (2, "The mail server answered 554.")
    assert not sink.to(address("bob"))


def test_nobody_writes_headers_of_their_own(sink, api, agent, address):
    title = "VPN =?utf-8?q?=0D=0ABcc:_all@example.com?= Störung <b>"
    name = create(api, requester="users/rita", title=title)["name"]
    assign(agent, name)

    (mail,) = sink.wait_for(address("bob"))

    assert mail.recipients == [address("bob")]
    assert mail.message["Bcc"] is None
    assert mail.message["Subject"] == f"{name}: assigned to you: {title}"
    body = {"displayName": "Split", "subject": "a\nBcc: all@example.com\n{{resource.title}}"}
    body.update(text="{{resource.title}}", html="<p>{{resource.title}}</p>")
    api.patch("/v1/notificationTemplates/ticket-assigned", body).ok()
    assign(agent, name, "mike")
    (mail,) = sink.wait_for(address("mike"))
    assert mail.message["Bcc"] is None
    assert mail.message["Subject"].startswith("a Bcc: all@example.com VPN")
    assert "&lt;b&gt;" in mail.text("html")


def test_everybody_is_told_in_their_language(sink, api, agent, address):
    create_user(api, "uwe", email=address("uwe"), locale="de-AT", timeZone="Europe/Vienna")
    name = create(api, requester="users/rita")["name"]
    assign(agent, name, "uwe")

    (mail,) = sink.wait_for(address("uwe"))

    assert mail.message["Subject"] == f"{name}: Ihnen zugewiesen: VPN down"
    assert "Priorität" in mail.text()


def test_rules_of_the_tenant_join_those_that_are_shipped(stack, tenant, sink, api, address):
    """P11: what is in use stays."""
    create_user(api, "nora", roles=["agent"])
    manager = stack.client(tenant, role="notification_manager", subject="users/nora")
    network = create_group(api, "network")["name"]
    for user in ("ben", "bea"):
        join(api, network, f"users/{user}").ok()
    template = {
        "notificationTemplateId": "p1",
        "displayName": "P1",
        "subject": "P1: {{resource.title}}",
        "text": "{{event.verb}} {{event.time}}",
    }
    rule = {
        "notificationRuleId": "p1-to-network",
        "displayName": "P1 to the network team",
        "eventTypes": ["dev.steward.ticket.created.v1"],
        "filter": "priority = P1",
        "recipients": [{"group": network}, {"field": "requester"}],
        "channels": ["MAIL"],
        "template": "notificationTemplates/p1",
        "eventClass": "TICKET",
    }
    refused = manager.post("/v1/notificationRules", rule)
    assert (refused.status, refused.reason) == (400, "REFERENCE_NOT_FOUND")
    manager.post("/v1/notificationTemplates", template).ok()
    assert manager.post("/v1/notificationRules", rule).ok()["state"] == "ENABLED"
    listed = manager.get("/v1/notificationRules").ok()["notificationRules"]
    assert {"notificationRules/p1-to-network", "notificationRules/ticket-assigned"} <= {
        each["name"] for each in listed
    }

    create(api, requester="users/rita", impact="LOW", urgency="LOW", title="Later")
    create(api, requester="users/rita", title="Now")

    for user in ("ben", "bea", "rita"):
        (mail,) = sink.wait_for(address(user))
        assert mail.message["Subject"] == "P1: Now"
    manager.post("/v1/notificationRules/p1-to-network:disable", {}).ok()
    used = manager.delete("/v1/notificationTemplates/p1")
    assert (used.status, used.reason) == (409, "RESOURCE_IN_USE")


def test_nobody_is_told_by_whom_may_not_read_it(stack, tenant, api):
    manager = stack.client(tenant, role="notification_manager", subject="users/nora")
    words = {"displayName": "Mine", "subject": "{{resource.title}}", "text": "{{link}}"}
    manager.post("/v1/notificationTemplates", {"notificationTemplateId": "mine", **words}).ok()
    rule = {
        "notificationRuleId": "mine",
        "displayName": "Mine",
        "eventTypes": ["dev.steward.ticket.created.v1"],
        "recipients": [{"user": "users/mona"}],
        "channels": ["INBOX"],
        "template": "notificationTemplates/mine",
        "eventClass": "TICKET",
    }

    for attempt in (
        lambda: manager.post("/v1/notificationRules", rule),
        lambda: manager.patch("/v1/notificationRules/ticket-assigned", {"displayName": "Mine"}),
        lambda: manager.patch("/v1/notificationTemplates/ticket-assigned", words),
    ):
        refused = attempt()
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
        assert "tickets.get" in refused.json["detail"]

    api.post("/v1/notificationRules", rule).ok()
    words["text"] = "{{resource.description}}"
    assert manager.patch("/v1/notificationTemplates/mine", words).status == 403
    manager.post("/v1/notificationRules/mine:disable", {}).ok()


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"filter": "prio = P1"}, "INVALID_FILTER"),
        ({"eventTypes": ["dev.steward.horse.created.v1"]}, "INVALID_FIELD"),
        ({"eventTypes": ["dev.steward.ticket.creeated.v1"]}, "INVALID_FIELD"),
        ({"recipients": [{"field": "boss"}]}, "INVALID_FIELD"),
        ({"recipients": [{}]}, "INVALID_FIELD"),
        ({"channels": ["MAIL", "MAIL"]}, "INVALID_FIELD"),
        ({"channels": []}, "INVALID_FIELD"),
    ],
)
def test_rules_that_are_not_understood_are_refused(api, change, reason):
    rule = {
        "notificationRuleId": "mine",
        "displayName": "Mine",
        "eventTypes": [ASSIGNED],
        "recipients": [{"field": "assignee"}],
        "channels": ["MAIL"],
        "template": "notificationTemplates/ticket-assigned",
        "eventClass": "TICKET",
    }
    refused = api.post("/v1/notificationRules", {**rule, **change})

    assert (refused.status, refused.reason) == (400, reason)


def test_confidential_tickets_are_told_to_their_owners_only(sink, api, agent, requester, address):
    rule = {
        "notificationRuleId": "ben-hears-all",
        "displayName": "Ben",
        "eventTypes": [ASSIGNED],
        "recipients": [{"user": "users/ben"}],
        "channels": ["MAIL"],
        "template": "notificationTemplates/ticket-assigned",
        "eventClass": "TICKET",
    }
    api.post("/v1/notificationRules", rule).ok()
    name = create(api, requester="users/rita", confidential=True)["name"]
    assign(api, name)

    sink.wait_for(address("bob"))

    (log,) = told(api, 'recipient = "users/ben"')
    assert (log["state"], log["reason"]) == ("SUPPRESSED", "NO_ACCESS")
    assert not requester("ben").get("/v1/notifications").ok().get("notifications")
    assert not sink.to(address("ben"))


def test_a_killed_worker_loses_no_mail_and_repeats_one_as_it_was(sink, address):
    settings = {
        "smtp_url": sink.url,
        "mail_from": "steward@example.com",
        "smtp_timeout": "1s",
        "mail_lease": "4s",
    }
    with Stack(settings={"notification": settings}) as stack:
        tenant = stack.new_tenant()
        api = stack.client(tenant)
        agent = stack.client(tenant, role="agent", subject="users/agnes")
        create_user(api, "bob", email=address("bob"))
        names = []
        for _ in range(4):
            for _ in range(10):
                names.append(create(api, requester="users/bob")["name"])
                assign(agent, names[-1])
            stack.kill("notification-1")
            stack.restart("notification-1")
        condition = 'recipient = "users/bob" AND channel = MAIL AND state = SENT'
        # Leases of the killed ones end first.
        log = told(api, condition, len(names), timeout=60)

        ids = [each.message["Message-ID"] for each in sink.to(address("bob"))]

        assert {each["name"].rpartition("/")[2] for each in log} == {
            each.strip("<>").partition("@")[0] for each in ids
        }
        assert len(log) == len(names)
        # A kill repeats the mail that each of two connections was about to note, at most.
        assert len(ids) - len(set(ids)) <= 4 * 2

"""Who was told of the story: everybody of what concerns them, once, and nobody of what they did."""

from tests.support.waiting import wait_until


def who_is_told(request, change):
    """(user, record, rule, how often) of all that somebody is told by mail and in their inbox."""
    prepare, hand_over = (task["ticket"] for task in request["tasks"])
    return [
        ("mike", request["approval"], "approval-requested", 1),
        ("mona", request["approval"], "approval-requested", 1),
        ("fay", request["approval"], "approval-requested", 1),
        ("rita", request["approval"], "approval-ended", 1),
        ("rita", request["name"], "request-fulfilled", 1),
        ("wes", prepare, "ticket-queued", 1),
        ("dora", hand_over, "ticket-queued", 1),
        ("dora", change["approval"], "approval-requested", 1),
        # The window moved, and what the board had approved counts no more.
        ("fay", change["approval"], "approval-requested", 2),
        ("finn", change["approval"], "approval-requested", 2),
        ("wes", change["approval"], "approval-ended", 2),
        ("wes", change["name"], "change-scheduled", 2),
        ("fred", change["name"], "change-scheduled", 2),
        ("fred", change["name"], "change-failed", 1),
        ("fred", change["name"], "change-backed-out", 1),
        ("wes", change["name"], "change-closed", 1),
        ("dora", change["incident"], "ticket-queued", 1),
    ]


# Mails that are not sent, by whom and by which rule.
MUTED = {("rita", "request-fulfilled")}


def who_did_it(request, change):
    """(user, record, rule) of what is not told to whom the rule names, as they did it."""
    prepare, hand_over = (task["ticket"] for task in request["tasks"])
    return [
        ("wes", prepare, "ticket-assigned"),
        ("dora", hand_over, "ticket-assigned"),
        ("wes", change["name"], "change-failed"),
        ("wes", change["name"], "change-backed-out"),
    ]


def tell_who_was_told(world, request, change):
    log = Log(world.client("tenant_admin", "admin"))
    told = who_is_told(request, change)
    for user, record, rule, count in told:
        mailed = ("SENT", None) if world.mails else None
        if world.mails and (user, rule) in MUTED:
            mailed = ("SUPPRESSED", "MUTED")
        log.await_outcomes(user, record, rule, count, mailed)
    for user, record, rule in who_did_it(request, change):
        log.await_outcomes(user, record, rule, 1, ("SUPPRESSED", "OWN_ACTION"), "OWN_ACTION")
    assert not log.of("wes", request["approval"])
    if world.mails:
        read_mails(world, told)
        world.tell("  Rita gets no mails about her request, and the log says that she muted them.")
    world.tell(f"{len(told)} times somebody is told what concerns them, once each time:")
    world.tell("  approvers, both teams, who wanted and who carries out a change, and the desk.")
    inbox = world.client("requester", "rita").get("/v1/notifications").ok()["notifications"]
    world.tell(f"Rita has {len(inbox)} notifications.")


def read_mails(world, told):
    """Whoever the log calls mailed has got mails about the record, and who muted them has none."""
    for user, record, rule, _ in told:
        about = [text for text in world.mails(user) if record in text]
        if (user, rule) in MUTED:
            # That her approval has ended she is told all the same: it is of another class.
            assert not [text for text in about if f"Your request {record}" in text], about
        else:
            assert about, (user, record, rule)


class Log:
    """The log of notifications, as administrators read it."""

    def __init__(self, admin):
        self._admin = admin

    def of(self, user, record, rule=None):
        condition = f'recipient = "users/{user}" AND resource = "{record}"'
        if rule:
            condition += f' AND rule = "notificationRules/{rule}"'
        query = {"filter": condition}
        return self._admin.get("/v1/notifications", query=query).ok().get("notifications", [])

    def await_outcomes(self, user, record, rule, count, mailed, inbox=None):
        """Waits until somebody was told so often of a record by a rule; `mailed` is the state and
        the reason of each mail, if mails are sent, and `inbox` why nothing is in the inbox."""
        entry = ("SUPPRESSED", inbox) if inbox else ("SENT", None)

        def is_so():
            outcomes = {"MAIL": [], "INBOX": []}
            for each in self.of(user, record, rule):
                outcomes[each["channel"]].append((each["state"], each.get("reason")))
            assert outcomes["INBOX"] == [entry] * count, outcomes
            assert mailed is None or outcomes["MAIL"] == [mailed] * count, outcomes
            return True

        wait_until(is_so, what=f"{user} to be told of {record} by {rule}")

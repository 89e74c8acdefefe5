"""Who is told what of the orders and changes, and how often it came."""

import collections

from tests.resilience.insistent import read_all


def ends_of(killed):
    """How often the notification service, or the database that it notes in, was ended."""
    return sum(name in ("notification-1", "postgres") for name in killed)


def copies_of(sink, user):
    """How often each mail came to a user, by the id of the notification."""
    mails = sink.to(f"{user}@example.com")
    ids = (mail.message["Message-ID"].strip("<>").partition("@")[0] for mail in mails)
    return collections.Counter(ids)


def expected_inboxes(play):
    """(record, what happened, who is told) of everything that somebody is told of."""
    for request in read_all(play.api, "requests"):
        yield request["name"], "fulfilled", "rita"
        for task in request["tasks"]:
            yield task["ticket"], "assigned", "wes"
    for change in read_all(play.api, "changes"):
        yield from told_of_change(change, play.changes)
    for approval in read_all(play.api, "approvals"):
        yield from told_of_approval(approval, approval["subject"] in play.changes.of("moved"))


def told_of_change(change, changes):
    name = change["name"]
    yield name, "closed", "wes"
    scheduled = changes.of("failed").count(name) + 2 * changes.of("moved").count(name)
    for _ in range(scheduled):
        yield name, "scheduled", "wes"
        yield name, "scheduled", "ingo"
    if change.get("incident"):
        yield name, "failed", "ingo"
        yield name, "backed_out", "ingo"
        yield change["incident"], "assigned", "olga"


def told_of_approval(approval, is_asked_again):
    """Where it is asked again, the board is, and whoever asked hears of both ends."""
    name, first, board = approval["name"], *approval["stages"]
    for _ in range(1 + is_asked_again):
        yield name, "approved", approval["requester"].split("/")[1]
    for each in first["approvers"]:
        yield name, "requested", each["user"].split("/")[1]
        if each["user"] == "users/mike":
            yield name, "requested", "mona"
    for each in board["approvers"]:
        user = each["user"].split("/")[1]
        yield name, "decided", user
        if is_asked_again:
            yield name, "restated", user

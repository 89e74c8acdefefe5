"""Orders and changes while everything is killed at random: each comes to its end, and nothing
happens twice.

The seed of a run is printed when it fails; STEWARD_CRASH_SEED repeats its plan.
"""

import collections
import datetime
import os
import time
import types

import pytest

from tests.e2e.offers import create_item
from tests.e2e.people import create_group, create_user, join, substitute
from tests.resilience.changes_play import ChangesPlay, create_model
from tests.resilience.faults import Faults
from tests.resilience.insistent import Crew, read_all
from tests.resilience.orders_play import ITEM, OrdersPlay
from tests.resilience.votes_play import BOARD, VotesPlay, third_of
from tests.support.mail_sink import MailSink
from tests.support.stack import Stack, free_ports
from tests.support.waiting import wait_until

ORDERS = 150
CHANGES = 12
SECONDS = 25
HEAL_SECONDS = 120
KILLED = (
    "catalog-1",
    "change-approval-1",
    "ticket-1",
    "directory-1",
    "notification-1",
    "gateway-1",
    "redis",
)
PEOPLE = ("mike", "mona", "wes", "dora", "ingo", "maria", *BOARD)


def populate(api):
    """Rita's manager is away; Mona stands in for him."""
    for user in PEOPLE:
        create_user(api, user, email=f"{user}@example.com")
    create_user(api, "rita", manager="users/mike", email="rita@example.com")
    now = datetime.datetime.now(datetime.timezone.utc)
    times = {
        "startTime": (now - datetime.timedelta(hours=1)).isoformat(),
        "endTime": (now + datetime.timedelta(days=1)).isoformat(),
    }
    substitute(api, "users/mike", "users/mona", **times).ok()
    for group, kind, members in (("team", "ASSIGNMENT", ["wes"]), ("finance", "BOARD", BOARD)):
        name = create_group(api, group, kind=kind)["name"]
        for user in members:
            join(api, name, f"users/{user}").ok()
    create_item(api, "laptop", **ITEM)
    create_model(api)


def states(api, collection):
    return collections.Counter(each["state"] for each in read_all(api, collection))


@pytest.fixture(scope="module")
def play():
    seed = int(os.environ.get("STEWARD_CRASH_SEED", "20261127"))
    with MailSink(next(free_ports())) as sink:
        mail = {
            "smtp_url": sink.url,
            "mail_from": "steward@example.com",
            "mail_retry_schedule": ";".join(["0s"] + ["500ms"] * 100),
        }
        with Stack(durable=True, settings={"notification": mail}) as stack:
            api = stack.client("demo")
            populate(api)
            crew = Crew(stack, "demo", time.monotonic() + SECONDS + HEAL_SECONDS)
            orders = OrdersPlay(crew, ORDERS, SECONDS)
            changes = ChangesPlay(crew, CHANGES, SECONDS)
            votes = VotesPlay(crew)
            faults = Faults(stack, seed, SECONDS, KILLED)

            def ended():
                return (
                    states(api, "requests") == {"FULFILLED": ORDERS}
                    and states(api, "changes") == {"CLOSED": CHANGES}
                    and len(orders.ordered) == ORDERS
                    and changes.done()
                    and len(votes.late) == ORDERS + CHANGES
                )

            try:
                faults.run()
                stack.wait_until_ready()
                wait_until(ended, HEAL_SECONDS, "the end of all orders and changes", interval=0.5)
            finally:
                crew.join()
                print(f"seed {seed}", *faults.log, *crew.faults, sep="\n")
                print(states(api, "requests"), states(api, "changes"), len(votes.late))
            yield types.SimpleNamespace(
                stack=stack,
                api=api,
                sink=sink,
                log=faults.log,
                crew=crew,
                orders=orders,
                changes=changes,
                votes=votes,
            )


def test_every_order_was_taken_once(play):
    assert play.crew.faults == []
    assert sum("killed" in line for line in play.log) >= 8
    assert {status for _, status, _ in play.orders.ordered} == {200}
    names = [name for _, _, name in play.orders.ordered]
    assert sorted(names) == sorted(each["name"] for each in read_all(play.api, "requests"))
    assert len(set(names)) == ORDERS


def test_every_request_has_one_approval_two_tickets_and_one_subscription(play):
    requests = {each["name"]: each for each in read_all(play.api, "requests")}
    approvals = collections.Counter(each["subject"] for each in read_all(play.api, "approvals"))
    tickets = collections.Counter(each.get("parent") for each in read_all(play.api, "tickets"))
    left = collections.Counter(each["request"] for each in read_all(play.api, "subscriptions"))
    changes = {name: 1 for name in play.changes.names.values()}
    assert approvals == {name: 1 for name in requests} | changes
    assert {name: count for name, count in tickets.items() if name} == {
        name: 2 for name in requests
    }
    assert left == {name: 1 for name in requests}
    for each in requests.values():
        assert [task["state"] for task in each["tasks"]] == ["DONE", "DONE"]


def test_every_change_opened_one_incident(play):
    changes = {each["name"]: each for each in read_all(play.api, "changes")}
    caused = collections.defaultdict(list)
    for ticket in read_all(play.api, "tickets"):
        for link in ticket.get("links", []):
            caused[link["name"]].append(ticket["name"])
    assert set(changes) == set(play.changes.names.values())
    assert caused == {name: [each["incident"]] for name, each in changes.items()}


def test_two_of_three_decided_and_the_third_was_too_late(play):
    assert play.votes.refused == []
    assert set(play.votes.late.values()) == {(409, "ILLEGAL_TRANSITION")}
    for approval in read_all(play.api, "approvals"):
        first, board = approval["stages"]
        (asked,) = first["approvers"]
        of_order = approval["subject"].startswith("requests/")
        whose = ("users/mike", "users/mona") if of_order else ("users/dora", "users/dora")
        assert (asked["user"], asked.get("decidedBy", asked["user"])) == whose
        missing = [each["user"] for each in board["approvers"] if not each.get("decision")]
        assert missing == [f"users/{third_of(approval)}"]


def test_every_vote_is_one_event(play):
    events = play.stack.psql(
        "change-approval",
        "SELECT resource, actor, count(*) FROM journal"
        " WHERE type = 'dev.steward.approval.decided.v1' GROUP BY 1, 2",
    )
    counted = {(name, actor.removeprefix("users/")): count for name, actor, count in events}
    assert counted == {vote: 1 for vote in play.votes.given}
    assert len(counted) == 3 * (ORDERS + CHANGES)


def test_offsets_are_dense_and_end_at_the_head(play):
    for service in ("directory", "ticket", "catalog", "change-approval"):
        offsets = collections.defaultdict(list)
        rows = play.stack.psql(service, "SELECT shard, epoch, event_offset FROM journal")
        for shard, epoch, offset in rows:
            offsets[shard, epoch].append(offset)
        heads = dict(play.stack.psql(service, "SELECT shard, head FROM stream"))
        for (shard, epoch), found in offsets.items():
            assert (epoch, sorted(found)) == (1, list(range(1, len(found) + 1)))
            assert heads[shard] == len(found)


def test_everybody_was_told_once(play):
    """A mail that was sent by a process that was killed before it noted so is sent again, under the
    same Message-ID, so that a mail program shows it once."""

    def of(user):
        mails = play.sink.to(f"{user}@example.com")
        return {each.message["Message-ID"] for each in mails}

    expected = {"mike": ORDERS, "mona": ORDERS, "dora": CHANGES}
    expected.update({user: ORDERS + CHANGES for user in BOARD})
    wait_until(
        lambda: {user: len(of(user)) for user in expected} == expected,
        HEAL_SECONDS,
        "mails of all approvals",
    )
    log = read_all(play.api, "notifications")
    told = collections.Counter(
        (each["recipient"], each["eventId"], each["channel"]) for each in log
    )
    assert set(told.values()) == {1}
    assert not [each for each in log if each["state"] == "FAILED"]
    parked = play.stack.psql("notification", "SELECT event_id FROM notice WHERE failure_count > 0")
    assert parked == []


def test_mails_and_inboxes_say_what_the_log_says(play):
    """No mail arrived that the log does not know, none is missing that it calls sent, and everybody
    has in their inbox what they were told, once."""
    wait_until(
        lambda: "PENDING" not in states(play.api, "notifications"), HEAL_SECONDS, "the last mails"
    )
    log = read_all(play.api, "notifications")
    sent = {each["name"].rpartition("/")[2] for each in log if channel_of(each) == "MAIL SENT"}
    mailed = set()
    for user in ("rita", *PEOPLE):
        for mail in play.sink.to(f"{user}@example.com"):
            mailed.add(mail.message["Message-ID"].strip("<>").partition("@")[0])
    assert mailed == sent
    inboxes = collections.Counter(
        (each["resource"], each["eventType"].split(".")[-2], each["recipient"].split("/")[1])
        for each in log
        if channel_of(each) == "INBOX SENT"
    )
    expected = collections.Counter(expected_inboxes(play))
    assert expected - inboxes == {}
    # A request whose step was refused while services came up says so, and goes on.
    assert {what for _, what, _ in inboxes - expected} <= {"blocked"}


def channel_of(notification):
    return f"{notification['channel']} {notification['state']}"


def expected_inboxes(play):
    """(record, what happened, who is told) of everything that somebody is told of."""
    for request in read_all(play.api, "requests"):
        yield request["name"], "fulfilled", "rita"
    for name in play.changes.names.values():
        yield name, "scheduled", "wes"
        yield name, "failed", "ingo"
        yield name, "backed_out", "ingo"
        yield name, "closed", "wes"
    for approval in read_all(play.api, "approvals"):
        yield approval["name"], "approved", approval["requester"].split("/")[1]
        first, board = approval["stages"]
        for each in first["approvers"]:
            yield approval["name"], "requested", each["user"].split("/")[1]
            if each["user"] == "users/mike":
                yield approval["name"], "requested", "mona"
        for each in board["approvers"]:
            yield approval["name"], "decided", each["user"].split("/")[1]

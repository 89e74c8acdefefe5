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
from tests.resilience.changes_play import ChangesPlay, create_models
from tests.resilience.faults import Faults
from tests.resilience.insistent import Crew, read_all
from tests.resilience.orders_play import ITEM, PRICE, OrdersPlay
from tests.resilience.told import copies_of, ends_of, expected_inboxes
from tests.resilience.votes_play import BOARD, BY_LINK, VotesPlay, third_of
from tests.support.mail_sink import MailSink
from tests.support.stack import Stack, free_ports
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import WebhookReceiver, is_signed

ORDERS = 200
# A quarter of each kind; those of a template are not approved, and one kind is approved twice.
CHANGES = 200
APPROVED, MOVED, FAILED = CHANGES // 4 * 3, CHANGES // 4, CHANGES // 4
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
PEOPLE = ("mike", "mona", "wes", "dora", "ingo", "maria", "olga", *BOARD)
# Mails that a process may have given to the server and not yet noted, and requests to a webhook.
MAILS_UNDER_WAY = 2
POSTS_UNDER_WAY = 10
NOTIFICATION = {
    "mail_from": "steward@example.com",
    "mail_public_url": "https://steward.example.com",
    "mail_retry_schedule": ";".join(["0s"] + ["500ms"] * 100),
    "smtp_connections": str(MAILS_UNDER_WAY),
    "smtp_timeout": "8s",
    "mail_lease": "32s",
    "webhook_retry_schedule": ";".join(["0s"] + ["500ms"] * 100),
    "webhook_timeout": "6s",
    "webhook_attempt_lease": "30s",
}
# What the play is about, and the webhook gets.
RECORDS = "^(requests|approvals|changes|tickets|subscriptions)/"


def populate(api, other):
    """Rita's manager is away; Mona stands in for him. Rita wants no mails about her requests."""
    for user in PEOPLE:
        create_user(api, user, email=f"{user}@example.com")
    create_user(api, "rita", manager="users/mike", email="rita@example.com")
    now = datetime.datetime.now(datetime.timezone.utc)
    times = {
        "startTime": (now - datetime.timedelta(hours=1)).isoformat(),
        "endTime": (now + datetime.timedelta(days=1)).isoformat(),
    }
    substitute(api, "users/mike", "users/mona", **times).ok()
    for group, kind, members in (
        ("team", "ASSIGNMENT", ["wes"]),
        ("desk", "ASSIGNMENT", ["olga"]),
        ("finance", "BOARD", BOARD),
    ):
        name = create_group(api, group, kind=kind)["name"]
        for user in members:
            join(api, name, f"users/{user}").ok()
    create_item(api, "laptop", **ITEM)
    create_models(api, other)
    mutes = {"mutes": [{"eventClass": "REQUEST", "channel": "MAIL"}]}
    preference = "/v1/notificationPreferences/rita"
    wait_until(lambda: api.patch(preference, mutes).status == 200, what="Rita to be known")


def states(api, collection):
    return collections.Counter(each["state"] for each in read_all(api, collection))


@pytest.fixture(scope="module")
def play():
    seed = int(os.environ.get("STEWARD_CRASH_SEED", "20261127"))
    with MailSink(next(free_ports())) as sink, WebhookReceiver() as receiver:
        settings = {"notification": {"smtp_url": sink.url, **NOTIFICATION}}
        with Stack(durable=True, settings=settings) as stack:
            api = stack.client("demo")
            populate(api, stack.client("demo", role="change_manager", subject="users/mona"))
            webhook = api.post("/v1/webhooks", {"url": receiver.url}).ok()
            crew = Crew(stack, "demo", time.monotonic() + SECONDS + HEAL_SECONDS)
            orders = OrdersPlay(crew, ORDERS, SECONDS)
            votes = VotesPlay(crew, lambda user: sink.to(f"{user}@example.com"))
            changes = ChangesPlay(crew, CHANGES, SECONDS, votes.late)
            faults = Faults(stack, seed, SECONDS, KILLED)

            def ended():
                return (
                    states(api, "requests") == {"FULFILLED": ORDERS}
                    and states(api, "changes") == {"CLOSED": CHANGES}
                    and len(orders.ordered) == ORDERS
                    and changes.done()
                    and len(votes.late) == ORDERS + APPROVED
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
                receiver=receiver,
                secret=webhook["secret"],
                killed=faults.killed,
                crew=crew,
                orders=orders,
                changes=changes,
                votes=votes,
            )


def test_every_order_was_taken_once(play):
    assert play.crew.faults == []
    assert set(play.killed) == {*KILLED, "postgres"}
    assert {status for _, status, _ in play.orders.ordered} == {200}
    names = [name for _, _, name in play.orders.ordered]
    assert sorted(names) == sorted(each["name"] for each in read_all(play.api, "requests"))
    assert len(set(names)) == ORDERS


def test_every_request_has_one_approval_two_tickets_and_one_subscription(play):
    requests = {each["name"]: each for each in read_all(play.api, "requests")}
    approvals = collections.Counter(each["subject"] for each in read_all(play.api, "approvals"))
    tickets = collections.Counter(each.get("parent") for each in read_all(play.api, "tickets"))
    left = collections.Counter(each["request"] for each in read_all(play.api, "subscriptions"))
    changes = {name: 1 for name in play.changes.of("failed", "moved", "emergency")}
    assert approvals == {name: 1 for name in requests} | changes
    assert {name: count for name, count in tickets.items() if name} == {
        name: 2 for name in requests
    }
    assert left == {name: 1 for name in requests}
    for each in requests.values():
        assert each["answers"]["reason"].startswith("Film number ")
        assert each["price"]["amount"] == PRICE
        assert [task["state"] for task in each["tasks"]] == ["DONE", "DONE"]


def test_every_change_that_failed_opened_one_incident(play):
    changes = {each["name"]: each for each in read_all(play.api, "changes")}
    caused = collections.defaultdict(list)
    for ticket in read_all(play.api, "tickets"):
        for link in ticket.get("links", []):
            caused[link["name"]].append(ticket["name"])
    assert set(changes) == set(play.changes.names.values())
    failed = play.changes.of("failed")
    assert len(failed) == FAILED
    assert caused == {name: [changes[name]["incident"]] for name in failed}
    codes = {name: each["closeCode"] for name, each in changes.items()}
    assert {name for name, code in codes.items() if code == "UNSUCCESSFUL"} == set(failed)


def test_every_window_that_moved_was_approved_again(play):
    rows = play.stack.psql(
        "change-approval",
        "SELECT resource, split_part(type, '.', 4), count(*) FROM journal"
        " WHERE resource LIKE 'approvals/%' AND resource NOT LIKE 'approvals/APR-%'"
        " GROUP BY 1, 2",
    )
    steps = {(name, step): count for name, step, count in rows}
    changes = {each["approval"]: each["name"] for each in approved_changes(play)}
    for approval, change in changes.items():
        again = int(change in play.changes.of("moved"))
        assert steps[approval, "approved"] == 1 + again
        assert steps.get((approval, "restated"), 0) == again


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
    """Of the board two vote again where the window moved."""
    events = play.stack.psql(
        "change-approval",
        "SELECT resource, actor, count(*) FROM journal"
        " WHERE type = 'dev.steward.approval.decided.v1' GROUP BY 1, 2",
    )
    counted = {(name, actor.removeprefix("users/")): count for name, actor, count in events}
    assert counted == dict(play.votes.given)
    again = {each["approval"] for each in approved_changes(play, "moved")}
    twice = {vote for vote, count in counted.items() if count == 2}
    assert twice == {vote for vote in counted if vote[0] in again and vote[1] in BOARD}
    assert set(counted.values()) == {1, 2}
    assert sum(counted.values()) == 3 * (ORDERS + APPROVED) + 2 * MOVED
    assert len({name for name, user in counted if user == BY_LINK}) > ORDERS // 2


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
    asked = ORDERS + APPROVED + MOVED
    expected = {"mike": ORDERS, "mona": ORDERS, "dora": APPROVED, "olga": FAILED}
    expected.update({user: asked for user in BOARD})
    wait_until(
        lambda: {user: len(copies_of(play.sink, user)) for user in expected} == expected,
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
    """No mail arrived that the log does not know, none is missing that it calls sent, none came
    more often than a process ended before it could note so, and everybody has in their inbox what
    they were told, once."""
    wait_until(
        lambda: "PENDING" not in states(play.api, "notifications"), HEAL_SECONDS, "the last mails"
    )
    log = read_all(play.api, "notifications")
    sent = {each["name"].rpartition("/")[2] for each in log if channel_of(each) == "MAIL SENT"}
    mailed = collections.Counter()
    for user in ("rita", *PEOPLE):
        mailed += copies_of(play.sink, user)
    assert set(mailed) == sent
    expect_few_copies(mailed, ends_of(play.killed), MAILS_UNDER_WAY)
    inboxes = collections.Counter(
        (each["resource"], each["eventType"].split(".")[-2], each["recipient"].split("/")[1])
        for each in log
        if channel_of(each) == "INBOX SENT"
    )
    expected = collections.Counter(expected_inboxes(play))
    assert expected - inboxes == {}
    # A request whose step was refused while services came up says so, and goes on.
    assert {what for _, what, _ in inboxes - expected} <= {"blocked"}


def test_who_muted_mails_got_none_and_the_log_says_so(play):
    muted = [each for each in read_all(play.api, "notifications") if each.get("reason") == "MUTED"]
    assert {(each["recipient"], channel_of(each)) for each in muted} == {
        ("users/rita", "MAIL SUPPRESSED")
    }
    fulfilled = [each for each in muted if each["eventType"].endswith("request.fulfilled.v1")]
    assert len({each["resource"] for each in fulfilled}) == len(fulfilled) == ORDERS
    about = [mail.text() for mail in play.sink.to("rita@example.com")]
    assert about and not [text for text in about if "is fulfilled" in text]


def test_the_webhook_got_every_event(play):
    """At least once, signed, and hardly more often."""
    written = {
        event
        for service in ("ticket", "catalog", "change-approval")
        for (event,) in play.stack.psql(
            service, "SELECT event_id::text FROM journal WHERE resource ~ %s", [RECORDS]
        )
    }
    wait_until(
        lambda: written <= {each.id for each in play.receiver.accepted},
        HEAL_SECONDS,
        "the last events at the webhook",
        interval=0.5,
    )
    posted = collections.Counter()
    for each in play.receiver.accepted:
        assert is_signed(each, play.secret)
        posted[each.id] += 1
    assert len(written) > 10 * ORDERS
    expect_few_copies(posted, ends_of(play.killed), POSTS_UNDER_WAY)


def expect_few_copies(counted, ends, under_way):
    """Whatever ended could have sent, and not noted, what was under way; nothing else is twice."""
    copies = sum(counted.values()) - len(counted)
    print(f"{copies} copies of {len(counted)}, {ends} ends")
    assert max(counted.values()) <= 1 + ends, counted.most_common(3)
    assert copies <= ends * under_way, counted.most_common(3)


def channel_of(notification):
    return f"{notification['channel']} {notification['state']}"


def approved_changes(play, *kinds):
    """The changes that were approved, as they stand."""
    names = play.changes.of(*(kinds or ("failed", "moved", "emergency")))
    return [each for each in read_all(play.api, "changes") if each["name"] in names]

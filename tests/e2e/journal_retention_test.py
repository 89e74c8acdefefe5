"""Events end where an operator says so (journal_retention), and everybody is told."""

import re

import pytest

from tests.e2e.audit_test import events, verify
from tests.e2e.incidents import act, create
from tests.e2e.watch_test import take
from tests.support.stack import Stack
from tests.support.waiting import wait_until

# What there is becomes 15 days old. It is sealed anew, as its times are part of the chain.
AGE = """
BEGIN;
UPDATE journal SET time = time - interval '15 days';
DELETE FROM signed_head;
DELETE FROM seal;
UPDATE sealing SET epoch = 0, event_offset = 0;
COMMIT
"""


@pytest.fixture(scope="module")
def stack():
    settings = {"journal_retention": "336h", "retention_interval": "1s"}
    with Stack(notifications=0, tickets=2, settings={"ticket": settings}) as running:
        yield running


def cursors(api):
    """Of each event that is kept, oldest first."""
    with api.events(query={"from": "earliest"}) as stream:
        return [message.id for message in take(stream, 3)]


def deleted(stack):
    found = 0.0
    for name in ("ticket-1", "ticket-2"):
        text = stack.processes[name].metrics()
        found += float(re.search(r'deleted_total{table="journal"} (\S+)', text).group(1))
    return found


@pytest.fixture(scope="module")
def trimmed(stack):
    """A tenant whose first three tickets have lost their events, and a fourth that has not; the
    cursors that were good before."""
    tenant = stack.new_tenant()
    api = stack.client(tenant)
    names = [create(api, title=f"Ticket {number}")["name"] for number in range(3)]
    before = cursors(api)
    stack.psql("ticket", AGE)
    names.append(create(api, title="Ticket 3")["name"])
    count = "SELECT count(*) FROM journal WHERE tenant_id = %s"
    wait_until(lambda: stack.psql("ticket", count, [tenant]) == [(1,)], what="the end of events")
    return api, names, before


def test_a_watch_below_is_told_and_one_at_the_edge_goes_on(trimmed):
    api, names, before = trimmed
    with api.events(query={"from": before[1]}) as stream:
        (message,) = list(stream)
    assert message.type == "error"
    assert message.json["reason"] == "OFFSET_TRIMMED"

    with api.events(query={"from": before[2]}) as stream:
        (message,) = take(stream, 1)
    assert message.json["event"]["resourceName"] == names[3]


def test_a_newcomer_sees_what_is_kept(stack, trimmed):
    api, names, _ = trimmed
    with api.events(query={"from": "earliest"}) as stream:
        (message,) = take(stream, 1)
    assert message.json["event"]["resourceName"] == names[3]
    assert deleted(stack) == 3


def test_records_stay_and_their_history_begins_later(trimmed):
    api, names, _ = trimmed
    assert api.get(f"/v1/{names[0]}").ok()["title"] == "Ticket 0"
    assert api.get(f"/v1/{names[0]}/history").ok() == {"events": []}

    act(api, names[0], "start").ok()

    (event,) = api.get(f"/v1/{names[0]}/history").ok()["events"]
    assert (event["version"], event["type"]) == ("2", "dev.steward.ticket.started.v1")
    assert "events" in api.get(f"/v1/{names[3]}/history").ok()


def test_the_trail_verifies_from_what_is_kept(trimmed):
    api, names, _ = trimmed
    shown = [each["event"]["resourceName"] for each in events(api)]
    assert names[3] in shown
    assert names[1] not in shown

    found = verify(api)["ticket"]
    assert "fault" not in found
    # The first that is kept, or the next where one seal is over it and those before.
    assert int(found["firstSequence"]) in (4, 5)

"""Kill everything at random while clients write; then nothing is lost, doubled or out of step.

The seed of a run is printed when it fails; STEWARD_CRASH_SEED repeats its plan.
"""

import collections
import os
import time

import pytest

from tests.e2e.people import the_user
from tests.resilience.faults import Faults
from tests.resilience.watching import Watcher
from tests.resilience.workload import Client
from tests.support.stack import Stack
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import WebhookReceiver, is_signed

SECONDS = 20
CLIENTS = 8
HEAL_SECONDS = 60
# By the consumer that all events come to.
CONSUMED = "consumed_event WHERE consumer = 'webhook'"
TENANTS = ("demo", "other", "third")
QUICK_RETRIES = {
    "notification": {
        "webhook_retry_schedule": ";".join(["0s"] + ["500ms"] * 60),
        "webhook_timeout": "1s",
        "webhook_attempt_lease": "5s",
    }
}


class Run:
    """What is left after the storm."""

    def __init__(self, seed):
        self.seed = seed
        self.clients = []
        self.faults = None
        self.events = {}
        self.secrets = {}
        self.watchers = {}

    def acknowledged(self):
        return [each for client in self.clients for each in client.acknowledged]


@pytest.fixture(scope="module")
def storm():
    run = Run(int(os.environ.get("STEWARD_CRASH_SEED", "20261122")))
    with WebhookReceiver() as receiver, Stack(
        tickets=2, durable=True, settings=QUICK_RETRIES
    ) as stack:
        for tenant in TENANTS:
            webhook = stack.client(tenant).post("/v1/webhooks", {"url": receiver.url}).ok()
            run.secrets[tenant] = webhook["secret"]
            the_user(stack.client(tenant), "bob")
        begin = time.monotonic()
        ends = begin + SECONDS, begin + SECONDS + HEAL_SECONDS
        run.clients = [
            Client(number, run.seed, stack, TENANTS, *ends) for number in range(CLIENTS)
        ]
        for number, tenant in enumerate(TENANTS):
            # One of them never ends its stream by itself.
            run.watchers[tenant] = Watcher(stack.client(tenant), cut_after=number * 25)
        for thread in [*run.clients, *run.watchers.values()]:
            thread.start()
        run.faults = Faults(stack, run.seed, SECONDS)
        try:
            run.faults.run()
        finally:
            print(f"seed {run.seed}", *run.faults.log, sep="\n")
            for client in run.clients:
                client.join()
        stack.wait_until_ready()
        settle(stack, receiver)
        run.stack, run.receiver = stack, receiver
        yield run
        for watcher in run.watchers.values():
            watcher.stop()


def journal(stack, columns):
    """Rows of all the journals that webhooks follow."""
    return [
        row
        for service in ("directory", "ticket")
        for row in stack.psql(service, f"SELECT {columns} FROM journal")
    ]


def settle(stack, receiver):
    """Waits until every event has been consumed and every delivery made."""

    def quiet():
        written = len(journal(stack, "event_id"))
        consumed = stack.psql("notification", f"SELECT count(*) FROM {CONSUMED}")[0][0]
        open_work = stack.psql(
            "notification", "SELECT count(*) FROM delivery WHERE state <> 2"
        )[0][0]
        return written == consumed and open_work == 0

    wait_until(quiet, HEAL_SECONDS, "all events to be delivered", interval=0.2)


def test_the_storm_was_one(storm):
    assert len(storm.acknowledged()) > 200
    assert set(storm.faults.killed) == {*Faults.NAMES, "postgres"}


def test_every_request_was_decided(storm):
    assert [each for client in storm.clients for each in client.undecided] == []
    assert [each for client in storm.clients for each in client.refused] == []


def history(storm, tenant):
    """All events of a tenant's tickets: (name, etag) → resource, read through the API."""
    api = storm.stack.client(tenant)
    found = {}
    names, token = [], ""
    while True:
        page = api.get("/v1/tickets", {"pageSize": 1000, "pageToken": token}).ok()
        names += [ticket["name"] for ticket in page.get("tickets", [])]
        token = page.get("nextPageToken", "")
        if not token:
            break
    for name in names:
        for event in api.get(f"/v1/{name}/history", {"pageSize": 1000}).ok()["events"]:
            resource = {k: v for k, v in event["resource"].items() if k != "@type"}
            found[name, resource["etag"]] = resource
    return found


def users(storm, tenant):
    """All users of a tenant, who do not change here: (name, etag) → resource."""
    found, token = {}, ""
    while True:
        query = {"pageSize": 1000, "pageToken": token}
        page = storm.stack.client(tenant).get("/v1/users", query).ok()
        found |= {(user["name"], user["etag"]): user for user in page["users"]}
        token = page.get("nextPageToken", "")
        if not token:
            return found


def test_every_acknowledged_write_is_there_with_its_content(storm):
    for tenant in TENANTS:
        events = history(storm, tenant)
        own = [each.answer for each in storm.acknowledged() if each.tenant == tenant]
        events |= users(storm, tenant)
        missing = [each for each in own if events.get((each["name"], each["etag"])) != each]
        assert missing == []


def test_no_request_id_took_effect_twice(storm):
    # Every request was decided, so there are exactly as many effects as acknowledgements.
    effects = len(journal(storm.stack, "event_id")) - len(TENANTS)
    requests = sum(
        storm.stack.psql(service, "SELECT count(*) FROM request")[0][0]
        for service in ("directory", "ticket")
    ) - len(TENANTS)
    doubled = storm.stack.psql(
        "ticket",
        "SELECT tenant_id, title FROM ticket GROUP BY 1, 2 HAVING count(*) > 1",
    )

    assert effects == requests == len(storm.acknowledged())
    assert doubled == []


def test_ticket_numbers_have_no_gap(storm):
    numbers = collections.defaultdict(list)
    for tenant, name in storm.stack.psql("ticket", "SELECT tenant_id, id FROM ticket"):
        numbers[tenant].append(int(name.removeprefix("INC-")))

    assert set(numbers) == set(TENANTS)
    for found in numbers.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def test_offsets_are_dense_and_end_at_the_head(storm):
    offsets = collections.defaultdict(list)
    for shard, epoch, offset in storm.stack.psql(
        "ticket", "SELECT shard, epoch, event_offset FROM journal"
    ):
        offsets[shard, epoch].append(offset)
    heads = dict(storm.stack.psql("ticket", "SELECT shard, head FROM stream"))

    assert {epoch for _, epoch in offsets} == {1}
    for (shard, _), found in offsets.items():
        assert sorted(found) == list(range(1, len(found) + 1))
        assert heads[shard] == len(found)


def test_versions_have_no_hole_and_follow_the_offsets(storm):
    versions = collections.defaultdict(list)
    for tenant, resource, version in storm.stack.psql(
        "ticket", "SELECT tenant_id, resource, version FROM journal ORDER BY shard, event_offset"
    ):
        versions[tenant, resource].append(version)
    rows = {
        (tenant, f"tickets/{name}"): version
        for tenant, name, version in storm.stack.psql(
            "ticket", "SELECT tenant_id, id, version FROM ticket"
        )
    }

    assert rows.keys() == versions.keys()
    for key, found in versions.items():
        assert found == list(range(1, rows[key] + 1))


def test_every_event_reached_the_webhook_receiver(storm):
    accepted = {delivery.id: delivery for delivery in storm.receiver.accepted}
    written = journal(storm.stack, "event_id::text, tenant_id")

    assert {event for event, _ in written} == set(accepted)
    for event, tenant in written:
        assert is_signed(accepted[event], storm.secrets[tenant])


def test_the_consumer_applied_every_event_exactly_once(storm):
    written = {row[0] for row in journal(storm.stack, "event_id::text")}
    consumed = storm.stack.psql("notification", f"SELECT event_id FROM {CONSUMED}")
    queued = storm.stack.psql("notification", "SELECT event_id FROM delivery")
    applied = storm.stack.psql(
        "notification",
        "SELECT sum(applied_count)::bigint FROM consumer_position WHERE consumer = 'webhook'",
    )[0][0]
    parked = storm.stack.psql("notification", "SELECT count(*) FROM parked_event")[0][0]

    assert sorted(row[0] for row in consumed) == sorted(written)
    assert sorted(row[0] for row in queued) == sorted(written)
    assert (applied, parked) == (len(written), 0)


def test_watchers_saw_every_event_once_and_in_order(storm):
    for tenant, watcher in storm.watchers.items():
        written = {
            event: (resource, version)
            for event, resource, version, of in journal(
                storm.stack, "event_id::text, resource, version, tenant_id"
            )
            if of == tenant
        }
        wait_until(
            lambda: written.keys() <= {event["id"] for event in list(watcher.events)},
            HEAL_SECONDS,
            "a watcher to see all events",
        )
        seen = [
            (event["resourceName"], int(event["version"]))
            for event in watcher.events
            if event["id"] in written
        ]

        assert sorted(seen) == sorted(written.values())
        by_resource = collections.defaultdict(list)
        for resource, version in seen:
            by_resource[resource].append(version)
        assert all(versions == sorted(versions) for versions in by_resource.values())
        assert watcher.streams > (1 if watcher.cut_after else 0)


def test_the_ticket_service_knows_every_user(storm):
    users = storm.stack.psql(
        "directory", "SELECT tenant_id, 'users/' || id, version FROM directory_user"
    )
    known = storm.stack.psql("ticket", "SELECT tenant_id, name, version FROM known_user")

    assert sorted(known) == sorted(users)
    assert len(users) >= len(TENANTS)


def test_the_hash_chains_verify_and_hold_every_event(storm):
    for tenant in TENANTS:
        api = storm.stack.client(tenant)
        heads = {each["service"]: each for each in api.get("/v1/audit/heads").ok()["heads"]}
        found = api.post("/v1/audit:verify", {}).ok()
        written = storm.stack.psql(
            "ticket", "SELECT count(*) FROM journal WHERE tenant_id = %s", [tenant]
        )[0][0]

        assert "nextPageToken" not in found or not found["nextPageToken"]
        assert [each for each in found["verifications"] if "fault" in each] == []
        assert int(heads["ticket"]["sequence"]) == written
        ends = {each["service"]: each["hash"] for each in found["verifications"]}
        assert ends == {service: head["hash"] for service, head in heads.items()}

"""What Redis may say, lose or be without hurting anybody: it holds no truth. The ids name the
case."""

import contextlib
import os
import re
import signal

import pytest

from tests.e2e.incidents import create
from tests.e2e.limits_test import quota_of
from tests.support.redis_wire import WrongPeer, ask
from tests.support.stack import SERVICES, Stack, run_script
from tests.support.waiting import wait_until

CHANNEL = "steward:doorbell"
SHARDS = range(8)
LIMIT = 30
# Of them alone: who is no such tenant has no limit that is reached.
COUNTED = tuple(f"counted-{number}" for number in range(8))
# Two gateways share a limit, and one of them is here: what it grants alone is half.
GATEWAY = {
    "rate_limits": ";".join(f"tenant={name} class=read caller={LIMIT}" for name in COUNTED),
    "limit_replicas": "2",
    # Only the doorbell tells watchers.
    "watch_poll": "1h",
}


@pytest.fixture(scope="module")
def rung():
    """A Steward whose watchers hear of news by Redis alone."""
    with Stack(settings={"gateway": GATEWAY}) as running:
        yield running


@pytest.fixture(scope="module")
def tenants():
    """Names of tenants that have a limit, each once."""
    return iter(COUNTED)


def ring(stack, *texts):
    """Rings the doorbell; how many heard each."""
    answers = ask(stack.redis, *(("PUBLISH", CHANNEL, text) for text in texts))
    return {int(answer.removeprefix(":")) for answer in answers}


def asked_for_events(stack):
    """How often a ticket process was asked for its events."""
    pattern = r'steward_rpc_requests_total\{.*method="(?:Batch)?ListEvents".*\} (\d+)'
    return sum(map(int, re.findall(pattern, stack.processes["ticket-1"].metrics())))


def false_rings(stack):
    """How often notification was told of events of tickets that there are not."""
    pattern = r'steward_consumer_false_rings_total\{producer="ticket"\} (\d+)'
    return int(re.search(pattern, stack.processes["notification-1"].metrics())[1])


def sees_what_happens(api, stream, title):
    """Creates a ticket and waits for its event, which comes once."""
    name = create(api, title=title)["name"]
    for message in stream:
        event = message.json.get("event")
        if event and event["type"] == "dev.steward.ticket.created.v1":
            return event["resourceName"] == name
    return False


@pytest.mark.parametrize(
    "case, epochs, offset",
    [("D1", (1,), 10**18), ("D2", (1,), 1), ("D2", (0, 2, -1, 2**62), 3)],
    ids=["beyond the head", "below the head", "of other epochs"],
)
def test_forged_rings_change_nothing(rung, receiver, case, epochs, offset):
    api = rung.client(rung.new_tenant())
    api.post("/v1/webhooks", {"url": receiver.url}).ok()
    before = false_rings(rung)
    with api.events(query={"from": "now"}) as stream:
        assert sees_what_happens(api, stream, "Before")
        heard = ring(rung, *(f"{service} {shard} {epoch} {offset}" for service in SERVICES
                             for shard in SHARDS for epoch in epochs))
        assert min(heard) > 0
        assert sees_what_happens(api, stream, "After")

    received = receiver.wait_for(2)
    assert sorted(each.json["data"]["title"] for each in received) == ["After", "Before"]
    assert len(receiver.deliveries) == 2
    if (max(epochs), offset) > (1, 1000):
        wait_until(lambda: false_rings(rung) > before, what="the rings to be counted")
    log = rung.log("ticket-1") + rung.log("notification-1")
    assert '"level":"error"' not in log


def test_a_flood_of_rings_is_one_loop_of_questions(rung):
    """D5"""
    flood = [f"ticket {number % len(SHARDS)} 1 {10**18 + number}" for number in range(100_000)]
    before = asked_for_events(rung)

    assert min(ring(rung, *flood)) > 0
    api = rung.client(rung.new_tenant())
    with api.events(query={"from": "now"}) as stream:
        assert sees_what_happens(api, stream, "After the flood")

    # Rings that come while a question is under way are one more.
    assert 0 < asked_for_events(rung) - before < len(flood) / 10


def admitted(api, count=2 * LIMIT):
    """How many of so many reads are let through; the others are told to wait."""
    statuses = [api.get("/v1/tickets").status for _ in range(count)]
    assert set(statuses) <= {200, 429}
    return statuses.count(200)


def counts_its_part(count):
    """Whether it is half of the limit, more or less: some comes back with time."""
    return LIMIT / 3 <= count <= LIMIT * 2 / 3


def left(api):
    return quota_of(api)["READ", "CALLER"]


def test_what_redis_forgets_gives_limits_back_and_loses_no_event(rung, tenants):
    """D4"""
    api = rung.client(next(tenants))
    with api.events(query={"from": "now"}) as stream:
        assert sees_what_happens(api, stream, "Before")
        assert admitted(api) < 2 * LIMIT
        assert left(api) < LIMIT / 2

        assert ask(rung.redis, ("FLUSHALL",)) == ["+OK"]

        wait_until(lambda: left(api) > LIMIT / 2, what="the limit to be whole again")
        assert sees_what_happens(api, stream, "After")


@contextlib.contextmanager
def full(stack):
    """Redis has no memory left: what would write is refused."""
    assert ask(stack.redis, ("CONFIG", "SET", "maxmemory", "1")) == ["+OK"]
    try:
        assert ask(stack.redis, ("SET", "x", "y"))[0].startswith("-OOM")
        yield
    finally:
        assert ask(stack.redis, ("CONFIG", "SET", "maxmemory", "0")) == ["+OK"]


@contextlib.contextmanager
def stopped(stack):
    """Redis keeps its connections and answers nothing."""
    pid = int(run_script("redis.sh", "pid", stack.directory / "redis"))
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("case, fault", [("D10", full), ("D11", stopped)])
def test_limits_hold_while_redis_does_not_count(rung, tenants, case, fault):
    api, later = rung.client(next(tenants)), rung.client(next(tenants))
    with fault(rung):
        assert counts_its_part(admitted(api))
        create(api, title=case)
    wait_until(lambda: left(later) > LIMIT / 2, what="the limit of both gateways")


@pytest.fixture(scope="module")
def peer():
    with WrongPeer(b"-ERR\r\n") as running:
        yield running


@pytest.fixture(scope="module")
def misled(peer):
    """A Steward whose Redis is none."""
    redis = {"redis": peer.address}
    with Stack(settings={"notification": redis, "gateway": {**redis, **GATEWAY}}) as running:
        yield running


@pytest.mark.parametrize(
    "tenant, saying",
    [
        ("counted-0", (b"*2147483648\r\n",)),
        ("counted-1", (b"*2147483647\r\n",)),
        ("counted-2", (b"*1\r\n" * 8 + b"*100000000\r\n",)),
        ("counted-3", (b"$2147483647\r\n", b"x" * 65536)),
        ("counted-4", (b"+", b"x" * 65536)),
        ("counted-5", (b"+", b"x", 0.005)),
    ],
    ids=["2^31 elements", "2^31 - 1", "nested", "a text of 2 GiB", "a line", "a slow line"],
)
def test_answers_that_no_redis_gives_end_the_connection(misled, peer, receiver, tenant, saying):
    """D7"""
    peer.say(*saying)
    before = peer.asked
    wait_until(lambda: peer.asked > before + 4, what="connections to be made")
    api = misled.client(tenant)
    api.post("/v1/webhooks", {"url": receiver.url}).ok()

    # Counted alone, and told by asking.
    assert counts_its_part(admitted(api))
    title = create(api)["title"]
    assert receiver.wait_for(1)[0].json["data"]["title"] == title

    before = peer.asked
    wait_until(lambda: peer.asked > before + 4, what="connections to be made again")
    assert max(peer.taken) < 16 << 20
    assert all(misled.processes[name].is_ready() for name in ("notification-1", "gateway-1"))

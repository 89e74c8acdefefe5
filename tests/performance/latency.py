"""From commit to effect: consumers and watchers, at a ninth of what pgbench writes.

The clock is PostgreSQL's own note of when each transaction was committed
(track_commit_timestamp); producer and consumer have their databases in one cluster.
"""

import re
import threading
import time

from tests.performance import goals, runs
from tests.support.waiting import wait_until

# Of 1,000 events a second on a machine whose pgbench wrote 8,700 tickets and events.
SHARE = 1000 / 8700
EVENT_ID = re.compile(r'"id":\s*"([0-9a-f]{8}-[0-9a-f-]{27})"')
COMMITTED = (
    "SELECT event_id::text, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM "
)


class Watcher(threading.Thread):
    """Follows the events of one tenant through the gateway and notes when each arrived."""

    def __init__(self, lab, tenant):
        super().__init__(daemon=True)
        self.arrivals = {}
        self.error = None
        self._stream = lab.client(tenant, subject="users/bench").events(query={"from": "now"})
        assert self._stream.status == 200, f"events:watch answered {self._stream.status}"

    def run(self):
        try:
            for message in self._stream:
                found = EVENT_ID.search(message.data)
                if found:
                    self.arrivals[found[1]] = time.time()
        except (OSError, ValueError, AttributeError) as error:
            # Closing the stream ends the reading in one of these ways.
            self.error = error

    def close(self):
        self._stream.close()


def quantile(values, share):
    values = sorted(values)
    return values[int(share * (len(values) - 1))]


def events(plan):
    lab = plan.lab
    # The first tickets of all tenants, and what pgbench writes.
    runs.grpc(lab, "create", 1)
    lab.start_consumers()
    bare = []

    def pgbench():
        bare.append(plan.pgbench.run("create.pgbench", plan.seconds / 2))
        return bare[-1]

    done = plan.interleave(
        {"create pgbench": pgbench, "create grpc, a ninth": lambda: one_round(plan, bare[-1])}
    )
    assert len(done) == 2, "no round was measured"
    for key, values in plan.latencies.items():
        median = sorted(values)[len(values) // 2]
        (plan.ratios if key in goals.GOALS else plan.notes)[key] = median


def one_round(plan, bare):
    lab = plan.lab
    watcher = Watcher(lab, "bench-0")
    watcher.start()
    begin = lab.sql("ticket", "SELECT clock_timestamp()")[0][0]
    rate = round(SHARE * bare.throughput)
    try:
        run = runs.grpc(lab, "create", plan.seconds + 1, rate=rate, warm_up=1)
        if run.throughput < 0.9 * rate:
            raise runs.RunFailed(f"only {run.throughput:.0f} events a second")
        committed = dict(lab.sql("ticket", COMMITTED + "journal WHERE time >= %s", [begin]))
        consumed = wait_until(lambda: effects(lab, committed), 20, "the effects of all events")
        wait_until(lambda: len(watcher.arrivals) >= len(of_tenant(lab, begin)), 20, "all events")
    finally:
        watcher.close()
    # The first second is for everybody to wake up.
    first = min(committed.values()) + 1
    kept = {each for each, at in committed.items() if at >= first}
    effect = [1e3 * (consumed[each] - committed[each]) for each in kept]
    watch = [1e3 * (at - committed[e]) for e, at in watcher.arrivals.items() if e in kept]
    note(plan, bare, effect, watch)
    return run


def effects(lab, committed):
    """When the effect of each event was committed; None while some are missing."""
    found = dict(lab.sql("notification", COMMITTED + "consumed_event WHERE consumer = 'webhook'"))
    return found if committed.keys() <= found.keys() else None


def of_tenant(lab, begin):
    statement = "SELECT event_id FROM journal WHERE tenant_id = 'bench-0' AND time >= %s"
    return lab.sql("ticket", statement, [begin])


def note(plan, bare, effect, watch):
    assert effect and watch, "no event was followed"
    measured = {
        "event_vs_pgbench_p50": quantile(effect, 0.50) / bare.p50_ms,
        "event_p50_ms": quantile(effect, 0.50),
        "event_p99_ms": quantile(effect, 0.99),
        "watch_p50_ms": quantile(watch, 0.50),
        "watch_p99_ms": quantile(watch, 0.99),
    }
    for key, value in measured.items():
        plan.latencies.setdefault(key, []).append(value)
    plan.say("  " + "  ".join(f"{key} {value:.2f}" for key, value in measured.items()))

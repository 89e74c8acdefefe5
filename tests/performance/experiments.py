"""What is measured, in the order in which it is."""

import dataclasses
import statistics
import typing

from tests.performance import credentials, footprint, latency, notices, orders, runs

SERVICE = frozenset({"ticket"})
# The gateway is ready only with all services behind it.
DOOR = frozenset({"directory", "ticket", "notification", "gateway"})


@dataclasses.dataclass(frozen=True)
class Experiment:
    """`kinds`: the processes that it needs."""

    run: typing.Callable
    kinds: frozenset


def create(plan):
    lab, seconds = plan.lab, plan.seconds
    # The first tickets of all tenants, and what pgbench writes.
    runs.grpc(lab, "create", 1)
    with_consumer = None
    if lab.counts["notification"]:
        lab.start_consumers()
        with_consumer = plan.interleave(
            {"create grpc, consumer on": lambda: runs.grpc(lab, "create", seconds)}
        ).get("create grpc, consumer on")
        lab.stop_consumers()
    done = plan.interleave(
        {
            "create pgbench": lambda: plan.pgbench.run("create.pgbench", seconds),
            "create grpc": lambda: runs.grpc(lab, "create", seconds),
            "create rest": lambda: runs.rest(lab, "create", seconds),
            "create pgbench, equal work": lambda: plan.pgbench.run(
                "create_equal_work.pgbench", seconds
            ),
            "create grpc, one tenant": lambda: runs.grpc(lab, "create", seconds, tenants=1),
        }
    )
    grpc, rest, bare = (done.get(f"create {each}") for each in ("grpc", "rest", "pgbench"))
    plan.ratio("create_grpc_vs_pgbench", grpc, bare)
    plan.ratio("create_rest_vs_pgbench", rest, bare)
    plan.ratio(
        "create_grpc_vs_pgbench_equal_work", grpc, done.get("create pgbench, equal work")
    )
    plan.notes["batches of spans"] = lab.spans.requests
    plan.ratio("create_one_tenant_vs_ten", done.get("create grpc, one tenant"), grpc)
    plan.gateway_cpu("gateway_cpu_vs_pgbench_create", rest, bare)
    if with_consumer and bare:
        plan.notes["create_grpc_vs_pgbench_with_consumer"] = (
            with_consumer.median.throughput / bare.median.throughput
        )


def overload(plan):
    """Three times as many requests as can be done, whatever becomes of them."""
    lab, seconds = plan.lab, plan.seconds
    lab.stop_consumers()
    runs.grpc(lab, "create", 1)
    peaks, resident = [], []

    def peak():
        peaks.append(runs.rest(lab, "create", seconds))
        resident.append(lab.resident_mb())
        return peaks[-1]

    def flood():
        return runs.rest(
            lab, "create", seconds, rate=3 * peaks[-1].throughput, outstanding=2000
        )

    done = plan.interleave({"peak": peak, "three times the peak": flood})
    over = done.get("three times the peak")
    plan.ratio("overload_goodput_vs_peak", over, done.get("peak"))
    if over:
        plan.notes["overload_shed_per_s"] = over.median.shed
        plan.notes["overload_p99_ms"] = over.median.p99_ms
        plan.ratios["overload_memory_mb"] = lab.resident_mb() - resident[0]


def replicas(plan):
    lab = plan.lab
    lab.stop_consumers()
    lab.add_replica()
    try:
        both = [lab.ticket_address(0), lab.ticket_address(1)]
        done = plan.interleave(
            {
                "create, one replica": lambda: runs.grpc(lab, "create", plan.seconds),
                "create, two replicas": lambda: runs.grpc(lab, "create", plan.seconds, both),
            }
        )
    finally:
        lab.remove_replica()
    plan.ratio(
        "create_two_replicas_vs_one",
        done.get("create, two replicas"),
        done.get("create, one replica"),
    )


def slow_disk(plan):
    lab, seconds = plan.lab, plan.seconds
    lab.stop_consumers()
    runs.grpc(lab, "create", 1)
    lab.restart_postgres(slow_disk=True)
    try:
        done = plan.interleave(
            {
                "slow disk pgbench, 64": lambda: plan.pgbench.run("create.pgbench", seconds, 64),
                "slow disk grpc, 256": lambda: runs.grpc(
                    lab, "create", seconds, outstanding=256, channels=4
                ),
            }
        )
    finally:
        lab.restart_postgres()
    plan.ratio(
        "create_slow_disk_vs_pgbench",
        done.get("slow disk grpc, 256"),
        done.get("slow disk pgbench, 64"),
    )


def update(plan):
    lab, seconds = plan.lab, plan.seconds
    lab.stop_consumers()
    runs.grpc(lab, "create", 1)
    plan.pgbench.prepare_updates()
    done = plan.interleave(
        {
            "update pgbench": lambda: plan.pgbench.run("update.pgbench", seconds),
            "update grpc": lambda: runs.grpc(lab, "update", seconds),
            "update rest": lambda: runs.rest(lab, "update", seconds),
        }
    )
    plan.ratio("update_grpc_vs_pgbench", done.get("update grpc"), done.get("update pgbench"))


def load(plan):
    """The tickets that reads need."""
    plan.lab.stop_consumers()
    if plan.tickets_loaded:
        return
    runs.grpc(plan.lab, "create", 1)
    spent = plan.lab.load_tickets(plan.loaded, plan.ids[0], runs.TITLE)
    plan.tickets_loaded = True
    plan.say(f"  {plan.loaded:,} tickets loaded in {spent:.0f} s")


def get(plan):
    load(plan)
    lab, seconds = plan.lab, plan.seconds
    ids = {"id_first": plan.ids[0], "id_count": plan.ids[1]}
    done = plan.interleave(
        {
            "get pgbench": lambda: plan.pgbench.run("get.pgbench", seconds, database="ticket"),
            "get grpc": lambda: runs.grpc(lab, "get", seconds, **ids),
            "get rest": lambda: runs.rest(lab, "get", seconds, **ids),
        }
    )
    grpc, rest, bare = (done.get(f"get {each}") for each in ("grpc", "rest", "pgbench"))
    plan.ratio("get_grpc_vs_pgbench", grpc, bare)
    plan.ratio("get_rest_vs_pgbench", rest, bare)
    plan.gateway_cpu("gateway_cpu_vs_pgbench_get", rest, bare)


def door(plan):
    """What the gateway adds when nobody else is there."""
    load(plan)
    alone = {"id_first": plan.ids[0], "id_count": plan.ids[1], "outstanding": 1, "channels": 1}
    seconds = max(2, plan.seconds / 2)
    done = plan.interleave(
        {
            "get grpc, one at a time": lambda: runs.grpc(plan.lab, "get", seconds, **alone),
            "get rest, one at a time": lambda: runs.rest(plan.lab, "get", seconds, **alone),
        }
    )
    if len(done) == 2:
        grpc, rest = done.values()
        plan.ratios["gateway_added_p50_ms"] = statistics.median(
            mine.p50_ms - theirs.p50_ms for mine, theirs in zip(rest.runs, grpc.runs)
        )


def list_tickets(plan):
    load(plan)
    lab, seconds = plan.lab, plan.seconds
    done = plan.interleave(
        {
            "list pgbench": lambda: plan.pgbench.run("list.pgbench", seconds, database="ticket"),
            "list grpc": lambda: runs.grpc(lab, "list", seconds),
            "list rest": lambda: runs.rest(lab, "list", seconds),
        }
    )
    plan.ratio("list_grpc_vs_pgbench", done.get("list grpc"), done.get("list pgbench"))


def rls(plan):
    load(plan)

    def run(script, user):
        return plan.pgbench.run(script, plan.seconds // 2, database="ticket", user=user)

    # They differ by less than the machine does from one round to the next.
    done = plan.interleave(
        {
            "16 gets, no rls": lambda: run("get_batch.pgbench", "postgres"),
            "16 gets, rls": lambda: run("get_batch_rls.pgbench", "steward_ticket_app"),
        },
        times=3,
    )
    plan.ratio("rls_vs_off", done.get("16 gets, rls"), done.get("16 gets, no rls"))


ALL = {
    "idle": Experiment(footprint.idle, frozenset()),
    "events": Experiment(latency.events, DOOR),
    "json": Experiment(footprint.json_conversion, frozenset()),
    "tokens": Experiment(footprint.authentication, frozenset()),
    "create": Experiment(create, DOOR),
    "overload": Experiment(overload, DOOR),
    "replicas": Experiment(replicas, SERVICE),
    "slow_disk": Experiment(slow_disk, SERVICE),
    "update": Experiment(update, DOOR),
    "get": Experiment(get, DOOR),
    "door": Experiment(door, DOOR),
    "credentials": Experiment(credentials.credentials, frozenset()),
    "list": Experiment(list_tickets, DOOR),
    "rls": Experiment(rls, SERVICE),
    "orders": Experiment(orders.orders, frozenset()),
    "notices": Experiment(notices.notices, frozenset()),
    "build": Experiment(footprint.build, frozenset()),
}

"""The ratios that are gates, and how a report shows them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Goal:
    """`gate` must hold; `goal` is where we are going."""

    what: str
    gate: float
    goal: float
    lower_is_better: bool = False

    def reaches(self, value, limit):
        return value <= limit if self.lower_is_better else value >= limit

    def verdict(self, value):
        if self.reaches(value, self.goal):
            return "goal reached"
        return "gate holds" if self.reaches(value, self.gate) else "GATE MISSED"


def _below(what, gate, goal):
    return Goal(what, gate, goal, lower_is_better=True)


GOALS = {
    "create_grpc_vs_pgbench": Goal("create over gRPC / pgbench", 0.90, 1.50),
    "create_rest_vs_pgbench": Goal("create over REST / pgbench", 0.65, 1.20),
    "create_grpc_vs_pgbench_equal_work": Goal(
        "create over gRPC / pgbench with head, counter and request row", 1.40, 2.50
    ),
    "create_one_tenant_vs_ten": Goal("one hot tenant / ten tenants", 0.80, 0.95),
    "create_two_replicas_vs_one": Goal("two replicas / one", 0.70, 0.95),
    "create_slow_disk_vs_pgbench": Goal(
        "+2 ms per fdatasync: 256 outstanding / pgbench with 64 clients", 0.90, 2.00
    ),
    "overload_goodput_vs_peak": Goal("three times the peak offered / peak", 0.80, 0.95),
    "overload_memory_mb": _below("memory that three times the peak adds, MB", 150, 50),
    "update_grpc_vs_pgbench": Goal("guarded transition / pgbench read + CTE", 0.80, 1.20),
    "get_grpc_vs_pgbench": Goal("point read over gRPC / pgbench", 0.38, 0.60),
    "get_rest_vs_pgbench": Goal("point read over REST / pgbench", 0.25, 0.40),
    "list_grpc_vs_pgbench": Goal("50 rows by keyset over gRPC / pgbench", 0.55, 0.75),
    "gateway_cpu_vs_pgbench_create": _below(
        "gateway CPU a create / CPU of pgbench and its PostgreSQL", 0.38, 0.25
    ),
    "gateway_cpu_vs_pgbench_get": _below("the same of a point read", 1.30, 0.85),
    "gateway_added_p50_ms": _below("REST - gRPC, one call at a time, ms", 0.25, 0.10),
    "json_vs_protobuf": Goal("JSON: protobuf's time / ours, slower way", 4, 8),
    "token_new_vs_bare": Goal("new access token: its bare signature / ours", 0.75, 0.85),
    "token_known_vs_bare": Goal("known access token: its bare signature / ours", 25, 50),
    "event_vs_pgbench_p50": _below(
        "commit -> consumer's effect / pgbench's transaction, p50", 3.75, 1.25
    ),
    "event_p99_ms": _below("commit -> consumer's effect committed, p99 ms", 15, 5),
    "watch_p99_ms": _below("commit -> SSE client, p99 ms", 20, 5),
    "rls_vs_off": Goal("keyed reads with row-level security / without", 0.88, 0.95),
    "idle_rss_mb": _below("memory of all our processes, idle, MB", 200, 120),
    "ready_s": _below("slowest process, start -> ready, s", 2, 1),
    "build_s_per_60_tu": _below("clean release build of 60 files, s", 220, 170),
}

KINDS = ("client", "gateway", "ticket", "directory", "notification", "postgres", "redis")


def print_table(table):
    """The runs: throughput, latency and CPU."""
    print("\nThe median of the rounds. From client to redis: CPU microseconds a request.")
    print("group: changes that the journal committed in one transaction, on average.\n")
    head = "".join(f"{kind[:8]:>9}" for kind in KINDS)
    print(f"{'':26}{'per s':>9}{'p50 ms':>9}{'p99 ms':>9}{head}{'group':>7}")
    for row in table:
        cpu = "".join(
            f"{row['cpu_us'][kind]:9.1f}" if kind in row["cpu_us"] else f"{'-':>9}"
            for kind in KINDS
        )
        times = f"{row['p50_ms']:9.2f}{row['p99_ms']:9.2f}"
        group = f"{row['journal_group']:7.1f}" if row["journal_group"] else f"{'-':>7}"
        print(f"{row['name']:26}{row['throughput']:9,.0f}{times}{cpu}{group}")


def print_ratios(ratios):
    """All gates, those that were not measured too."""
    print(f"\n{'':36}{'measured':>9}{'gate':>8}{'goal':>8}")
    for key, goal in GOALS.items():
        sign = "<=" if goal.lower_is_better else ">="
        limits = f"{sign + format(goal.gate, 'g'):>8}{sign + format(goal.goal, 'g'):>8}"
        value = ratios.get(key)
        shown = f"{'-':>9}" if value is None else f"{value:9.2f}"
        verdict = "not measured" if value is None else goal.verdict(value)
        print(f"{key:36}{shown}{limits}  {verdict:14}{goal.what}")


def missed(ratios, expected=()):
    """Keys of the gates that do not hold, or were expected and not measured."""
    return [
        key
        for key, goal in GOALS.items()
        if (key in ratios and not goal.reaches(ratios[key], goal.gate))
        or (key in expected and key not in ratios)
    ]

"""Measures Steward against what its machine can do. scripts/bench runs it; see its --help."""

import argparse
import json
import os
import signal
import sys
import traceback

from tests.performance import experiments, goals, machine
from tests.performance.lab import Lab
from tests.performance.plan import Plan
from tests.support.stack import ROOT, build_directory


def parse_arguments():
    parser = argparse.ArgumentParser(prog="bench", usage="see scripts/bench --help")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", choices=list(experiments.ALL), default=[])
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--check-gates", action="store_true")
    parser.add_argument("--output", default=str(ROOT / "bench.json"))
    return parser.parse_args()


class OutOfTime(BaseException):
    """Not an Exception: nothing that retries may swallow it."""


def stop_in_time(seconds):
    """Ends the run in order when it is told to, and stops measuring when it takes too long."""

    def end(number, _):
        if number == signal.SIGALRM:
            raise OutOfTime
        raise SystemExit(130)

    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    signal.alarm(seconds)


def chosen(arguments):
    names = arguments.only or [name for name in experiments.ALL if name != "build"]
    if arguments.build and "build" not in names:
        names.append("build")
    return names


def expected(arguments):
    """Keys of the gates that a whole run measures."""
    if arguments.only:
        return ()
    return [key for key in goals.GOALS if arguments.build or not key.startswith("build_")]


def measure(plan, names):
    """Runs the experiments one after the other; one that fails does not stop the others."""
    for name in experiments.ALL:
        if name not in names:
            continue
        plan.say(f"{name}:")
        try:
            experiments.ALL[name].run(plan)
        except OutOfTime:
            plan.fail(name, "the run took too long; nothing was measured from here on")
            return
        except Exception as error:  # the report says which, and the others still run
            plan.fail(name, error)
            if os.environ.get("STEWARD_BENCH_TRACE"):
                traceback.print_exc()


def run(arguments):
    """Returns the plan with its results."""
    names = chosen(arguments)
    wanted = set().union(*(experiments.ALL[name].kinds for name in names))
    kinds = {kind for kind in wanted if (build_directory() / f"bin/steward-{kind}").exists()}
    if not wanted:
        plan = Plan(None, arguments.quick)
        measure(plan, names)
        return plan
    lab = Lab(kinds, "256MB" if arguments.quick else "1GB").start()
    try:
        plan = Plan(lab, arguments.quick)
        for kind in sorted(wanted - kinds):
            plan.fail(kind, "steward-" + kind + " is not built; what needs it is left out")
        plan.machine["fdatasync_us"] = round(machine.fdatasync_us(lab.directory))
        measure(plan, names)
        signal.alarm(0)
        faults = lab.faults()
        for fault in faults:
            plan.fail("process", fault)
        if faults:
            plan.say(lab.log_tails(5))
    finally:
        lab.stop()
    return plan


def write(plan, path):
    measured = {key: goals.GOALS[key] for key in plan.ratios if key in goals.GOALS}
    document = {
        "ratios": plan.ratios,
        "gates": {
            key: {
                "gate": goal.gate,
                "goal": goal.goal,
                "lower_is_better": goal.lower_is_better,
                "holds": goal.reaches(plan.ratios[key], goal.gate),
                "goal_reached": goal.reaches(plan.ratios[key], goal.goal),
            }
            for key, goal in measured.items()
        },
        "notes": plan.notes,
        "failures": plan.failures,
        "table": plan.table,
        "machine": plan.machine,
        "build": machine.describe_build(ROOT, build_directory()),
        "quick": plan.quick,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.write("\n")


def main():
    arguments = parse_arguments()
    stop_in_time(400 if arguments.quick else 1500)
    plan = run(arguments)
    write(plan, arguments.output)
    goals.print_table(plan.table)
    goals.print_ratios(plan.ratios)
    missed = goals.missed(plan.ratios, expected(arguments))
    print()
    for key, value in plan.notes.items():
        print(f"note: {key} = {value:.2f}")
    for failure in plan.failures:
        print(f"failed: {failure}")
    if missed:
        print(f"gates missed: {', '.join(missed)}")
    print(f"written: {arguments.output}")
    return 1 if plan.failures or (missed and arguments.check_gates) else 0


if __name__ == "__main__":
    sys.exit(main())

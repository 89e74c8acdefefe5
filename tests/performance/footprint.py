"""Memory, start-up time, JSON conversion and build time."""

import json
import os
import re
import subprocess
import tempfile
import time

from tests.performance import machine
from tests.support.stack import ROOT, Stack, build_directory
from tests.support.waiting import wait_until

BINARIES = ("steward-ticket", "steward-notification", "steward-gateway", "steward-issuer")


def idle(plan):
    """Of one process of each kind, as they were started: memory, and what each takes to start."""
    with Stack(durable=True) as stack:
        memory = settled_memory(stack)
        shares = {name: machine.pss_mb(stack.processes[name].pid) for name in memory}
        times = {name: start_time(stack, name) for name in memory}
    for name, value in memory.items():
        plan.say(f"  {name:26}{value:8.1f} MB  ready in {times[name]:.2f} s")
        plan.notes[f"idle_rss_mb {name}"] = value
        plan.notes[f"idle_pss_mb {name}"] = shares[name]
        plan.notes[f"ready_s {name}"] = times[name]
    plan.ratios["idle_rss_mb"] = sum(memory.values())
    # What libraries take of the machine, once for all.
    plan.notes["idle_pss_mb"] = sum(shares.values())
    plan.ratios["ready_s"] = max(times.values())


def start_time(stack, name):
    """Seconds from the start of a process until it is ready."""
    stack.kill(name)
    begin = time.monotonic()
    stack.restart(name)
    return time.monotonic() - begin


def settled_memory(stack):
    """Resident memory by process, once it has hardly changed for a second: allocators go on to
    touch a page now and then."""
    seen = [{}]

    def settled():
        running = [each for each in stack.processes.values() if each.is_running()]
        seen.append({each.name: machine.rss_mb(each.pid) for each in running})
        before, now = seen[-2:]
        return before.keys() == now.keys() and all(
            abs(now[name] - before[name]) < 0.1 for name in now
        )

    wait_until(settled, 20, "memory to settle", interval=1)
    return seen[-1]


def json_conversion(plan):
    command = [build_directory() / "bin/json_benchmark", "--summary"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    times = json.loads(done.stdout)
    plan.ratios["json_vs_protobuf"] = min(
        times[f"{way}_protobuf_us"] / times[f"{way}_ours_us"] for way in ("parse", "print")
    )
    plan.notes |= {f"json {name}": value for name, value in times.items()}


def authentication(plan):
    """What an access token costs, against its bare signature: at first, and from then on; and an
    API key, against a bare digest and lookup."""
    command = [build_directory() / "bin/bench-token-cost"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    costs = [each for each in found.values() if "new" in each]
    plan.ratios["token_new_vs_bare"] = min(each["bare"] / each["new"] for each in costs)
    plan.ratios["token_known_vs_bare"] = min(each["bare"] / each["known"] for each in costs)
    plan.ratios["key_known_vs_bare"] = found["key"]["bare"] / found["key"]["known"]
    plan.notes |= {
        f"token {name} {kind} us": cost
        for name, each in found.items()
        for kind, cost in each.items()
    }


def build(plan):
    """A build from nothing, without the compiler cache."""
    environment = {**os.environ, "CCACHE_DISABLE": "1"}
    with tempfile.TemporaryDirectory(prefix="steward-build-") as directory:
        configure = ["cmake", "-S", ROOT, "-B", directory, "-G", "Ninja"]
        subprocess.run(
            [*configure, "-DCMAKE_BUILD_TYPE=Release"],
            check=True,
            capture_output=True,
            timeout=120,
        )
        begin = time.monotonic()
        done = subprocess.run(
            ["ninja", "-C", directory, "-j", str(os.cpu_count()), *BINARIES],
            check=True,
            capture_output=True,
            text=True,
            env=environment,
            timeout=1200,
        )
        spent = time.monotonic() - begin
    files = len(re.findall(r"Building CXX object", done.stdout))
    plan.say(f"  {files} files in {spent:.0f} s")
    plan.ratios["build_s_per_60_tu"] = spent * 60 / files
    plan.notes |= {"build files": files, "build seconds": spent}

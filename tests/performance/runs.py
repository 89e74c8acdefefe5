"""One run of a load client or of pgbench, and what it used."""

import dataclasses
import glob
import json
import os
import re
import resource
import subprocess
import tempfile
import threading

from tests.performance.lab import SQL

TITLE = "VPN is down for the whole sales team on floor 4"
PGBENCH = "/usr/lib/postgresql/15/bin/pgbench"


@dataclasses.dataclass(frozen=True)
class Run:
    """Throughput a second, milliseconds, and CPU microseconds of each kind of process a request.
    `group`: changes that the journal committed in one transaction, on average; None for pgbench.
    `shed`: calls a second that were refused because there was too much to do."""

    throughput: float
    p50_ms: float
    p99_ms: float
    cpu_us: dict
    group: float | None = None
    shed: float = 0.0


class RunFailed(Exception):
    """A run that has no result, and why."""


def grpc(lab, operation, seconds, targets=None, **options):
    """Calls the ticket service directly, with identities as the gateway signs them."""
    words = {
        "op": operation,
        "seconds": seconds,
        "targets": ",".join(targets or [lab.ticket_address()]),
        "identity-key": lab.gateway_key,
        **options,
    }
    return _load(lab, "bench-grpc-load", words)


def rest(lab, operation, seconds, **options):
    """The same through the gateway."""
    words = {
        "op": operation,
        "seconds": seconds,
        "targets": lab.http_address,
        "tokens": lab.tokens_file,
        **options,
    }
    return _load(lab, "bench-rest-load", words)


def _load(lab, program, words):
    command = [lab.bin / program]
    for name, value in words.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    before = lab.journal_counts()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    guard = threading.Timer(words["seconds"] + 60, process.kill)
    guard.start()
    try:
        used, report = [], {}
        for line in process.stdout:
            if line.startswith("{"):
                report = json.loads(line)
            else:
                used.append(lab.cpu_us())
        errors = process.stderr.read().strip()
    finally:
        guard.cancel()
        process.kill()
        process.wait()
    if report.get("failures", 1) or len(used) != 2 or not report.get("ops"):
        why = report.get("first_failure") or errors or "no result"
        raise RunFailed(f"{program} {words['op']}: {report.get('failures', 0)} failures: {why}")
    count = report["ops"]
    cpu = {kind: (used[1][kind] - used[0][kind]) / count for kind in used[0]}
    return Run(
        count / report["seconds"],
        report["p50_ms"],
        report["p99_ms"],
        {"client": report["client_cpu_us"] / count, **cpu},
        _group(before, lab.journal_counts()),
        report.get("shed", 0) / report["seconds"],
    )


def _group(before, after):
    changes, groups = (now - then for now, then in zip(after, before))
    return changes / groups if groups else None


class Pgbench:
    """Runs the scripts of sql/ in prepared mode, with what the service writes."""

    def __init__(self, lab, ids):
        self.lab = lab
        self.ids = ids
        self._runs = 0

    def run(self, script, seconds, clients=8, database="bench", user="postgres"):
        body, event = self.lab.sample()
        self._runs += 1
        variables = {
            # Where this run begins to count.
            "n": self._runs * 10_000_000,
            "title": TITLE,
            "body": rf"\x{body.hex()}",
            "event": rf"\x{event.hex()}",
            "id_first": self.ids[0],
            "id_last": self.ids[0] + self.ids[1] - 1,
        }
        with tempfile.TemporaryDirectory(prefix="steward-pgbench-") as logs:
            command = [PGBENCH, "--no-vacuum", "--protocol=prepared", f"--client={clients}"]
            command += ["--jobs=2", f"--time={max(1, round(seconds))}", f"--file={SQL / script}"]
            command += ["--log", "--sampling-rate=0.1", f"--log-prefix={logs}/log"]
            command += [f"--define={name}={value}" for name, value in variables.items()]
            command.append(self.lab.database(database, user))
            before, client_before = self.lab.cpu_us(), _children_us()
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                timeout=seconds + 60,
                env={**os.environ, "LC_ALL": "C"},
            )
            client, after = _children_us() - client_before, self.lab.cpu_us()
            return self._read(script, done, logs, client, before, after)

    def _read(self, script, done, logs, client, before, after):
        throughput = re.search(r"tps = ([0-9.]+)", done.stdout)
        count = re.search(r"transactions actually processed: (\d+)", done.stdout)
        failed = re.search(r"failed transactions: ([1-9]\d*)", done.stdout)
        if done.returncode or failed or not throughput or not int(count[1]):
            raise RunFailed(f"pgbench {script}: {done.stderr.strip()[-400:] or done.stdout}")
        times = sorted(
            int(line.split()[2]) / 1000 for path in glob.glob(f"{logs}/*") for line in open(path)
        )
        cpu = {kind: (after[kind] - before[kind]) / int(count[1]) for kind in before}
        return Run(
            float(throughput[1]),
            times[len(times) // 2],
            times[int(len(times) * 0.99)],
            {"client": client / int(count[1]), **cpu},
        )

    def prepare_updates(self, clients=64, tickets=16):
        """Makes the tickets that update.pgbench changes."""
        self.lab.sql(
            "bench",
            "INSERT INTO ticket SELECT 'bench-' || tenant, 'INC-U' || (client * 100 + n), 1, 1, 2,"
            " 2, 1, 2, 0, 0, 0, %s, 'users/alice', '', '', 'users/bench', now(), now(), NULL, NULL,"
            " %s FROM generate_series(0, 9) tenant, generate_series(0, %s) client,"
            " generate_series(0, %s) n",
            [TITLE, self.lab.sample()[0], clients - 1, tickets - 1],
        )


def _children_us():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1e6

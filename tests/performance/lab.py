"""A Steward to measure: durable PostgreSQL, Redis, real processes, and a second database with the
same schema for pgbench."""

import os
import pathlib
import shutil
import subprocess
import time

from tests.e2e.people import create_user
from tests.performance import machine
from tests.support.process import Process
from tests.performance.trace_sink import TraceSink
from tests.support.stack import Stack, free_ports, run_script

TENANTS = 10
SUBJECT = "users/bench"
# Of 16 MB each: what the creates of a run write.
WAL_SEGMENTS = 200
TRACED = ("directory", "ticket", "notification", "gateway")
SQL = pathlib.Path(__file__).with_name("sql")


class Lab(Stack):
    """A stack whose processes are read from /proc. Its database for pgbench is steward_bench."""

    def __init__(self, kinds, shared_buffers, wal_segments=WAL_SEGMENTS):
        self.spans = TraceSink()
        super().__init__(
            directories=int("directory" in kinds),
            tickets=1,
            change_approvals=0,
            catalogs=0,
            notifications=int("notification" in kinds),
            gateways=int("gateway" in kinds),
            durable=True,
            settings=dict.fromkeys(TRACED, self.spans.settings),
        )
        self.wal_segments = wal_segments
        self._engine_pids = {}
        self._sample = None
        self._postgres_settings = {
            "shared_buffers": shared_buffers,
            "max_wal_size": "8GB",
            "min_wal_size": f"{max(wal_segments * 16, 80)}MB",
            "checkpoint_timeout": "30min",
            # When a transaction was committed is what event latencies are made from.
            "track_commit_timestamp": "on",
        }

    def start(self):
        super().start()
        try:
            if self.counts["gateway"]:
                self._create_people()
                tokens = [self.token(f"bench-{n}", subject=SUBJECT) for n in range(TENANTS)]
                self.tokens_file.write_text("".join(token + "\n" for token in tokens))
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        super().stop()
        self.spans.close()

    def _create_people(self):
        """Who calls, in each tenant: the directory answers for them with what a user has."""
        for number in range(TENANTS if self.counts["directory"] else 0):
            create_user(self.client(f"bench-{number}"), SUBJECT.removeprefix("users/"))

    # What load clients need

    @property
    def tokens_file(self):
        return self.directory / "tokens"

    @property
    def gateway_key(self):
        """The private key of the identities that services trust for every subject."""
        return self.keys / "gateway.pem"

    def ticket_address(self, number=0):
        """host:port of a replica of the ticket service."""
        return f"127.0.0.1:{self._ports['ticket'][number]['grpc']}"

    @property
    def http_address(self):
        assert self.counts["gateway"], "there is no gateway in this run"
        return self.url.removeprefix("http://")

    # Processes

    def add_replica(self):
        """Starts a second ticket service that the gateway does not know."""
        ports = free_ports()
        own = {kind: next(ports) for kind in ("grpc", "admin")}
        self._ports["ticket"].append(own)
        name = "ticket-2"
        self._configure(name, "ticket", own)
        command = [self.bin / "steward-ticket", "--config", self._config(name)]
        self.processes[name] = Process(
            name, command, self.directory, own["admin"], self.environment
        )
        self.processes[name].start()
        self.processes[name].wait_until_ready()

    def remove_replica(self):
        self.kill("ticket-2")
        del self.processes["ticket-2"]
        self._ports["ticket"].pop()

    def stop_consumers(self):
        """Events wait in the journal until start_consumers: what is measured is not slowed by
        consumers that catch up with what was measured before it."""
        for name in self.names("notification"):
            if self.processes[name].is_running():
                self.kill(name)

    def start_consumers(self):
        for name in self.names("notification"):
            if not self.processes[name].is_running():
                self.restart(name)

    def running(self):
        return [process for process in self.processes.values() if process.is_running()]

    def cpu_us(self):
        """CPU time used so far, by kind of process."""
        used = {kind: 0.0 for kind, count in self.counts.items() if count}
        for process in self.running():
            used[process.name.rpartition("-")[0]] += machine.cpu_us(process.pid)
        used["postgres"] = machine.tree_cpu_us(self._engine_pid("postgres"))
        used["redis"] = machine.tree_cpu_us(self._engine_pid("redis"))
        return used

    def resident_mb(self):
        """Memory of our processes."""
        return sum(machine.rss_mb(process.pid) for process in self.running())

    def journal_counts(self):
        """(changes, groups) that the ticket services have committed."""
        names = ("steward_journal_changes_total", "steward_journal_groups_total")
        counts = dict.fromkeys(names, 0.0)
        for process in self.running():
            if process.name.startswith("ticket-"):
                for line in process.metrics().splitlines():
                    if line.startswith(names):
                        counts[line.partition(" ")[0].partition("{")[0]] += float(line.split()[-1])
        return tuple(counts.values())

    def _engine_pid(self, name):
        # Asking costs processor time that would be measured.
        if name not in self._engine_pids:
            pid = run_script(f"{name}.sh", "pid", self.directory / name)
            self._engine_pids[name] = int(pid)
        return self._engine_pids[name]

    # PostgreSQL

    def restart_postgres(self, slow_disk=False, **settings):
        """Changes settings; with `slow_disk`, each fdatasync takes 2 ms longer. Restarts whoever
        was connected."""
        self._postgres_settings.update(settings)
        names = [each.name for each in self.running() if not each.name.startswith("gateway-")]
        for name in names:
            self.kill(name)
        self._restart_engine(slow_disk)
        for name in names:
            self.restart(name)

    def _restart_engine(self, slow_disk=False):
        for name, value in self._postgres_settings.items():
            self.sql("postgres", f"ALTER SYSTEM SET {name} = '{value}'")
        self.stop_postgres()
        self._engine_pids.clear()
        if not slow_disk:
            self.start_postgres()
            return
        # In a directory that PostgreSQL's own user can enter.
        shim = pathlib.Path(shutil.copy(self.bin / "bench-slow-disk.so", self.directory))
        os.chmod(shim, 0o755)
        os.environ["LD_PRELOAD"] = str(shim)
        try:
            self.start_postgres()
        finally:
            del os.environ["LD_PRELOAD"]
        maps = pathlib.Path(f"/proc/{self._engine_pid('postgres')}/maps").read_text()
        assert shim.name in maps, "PostgreSQL did not load bench-slow-disk.so"

    def database(self, name, user="postgres"):
        """Conninfo of "ticket", "notification", "bench" or "postgres"."""
        prefix = "" if name == "postgres" else "steward_"
        return f"{self.postgres} dbname={prefix}{name} user={user}"

    def sql(self, database, statement, parameters=None):
        import psycopg

        with psycopg.connect(self.database(database), autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def sample(self):
        """(body, event) of a ticket that the service made: everybody writes as much."""
        if self._sample is None:
            rows = self.sql(
                "ticket",
                "SELECT t.body, j.event FROM ticket t JOIN journal j ON j.tenant_id = t.tenant_id"
                " AND j.resource = 'tickets/' || t.id AND j.version = 1 LIMIT 1",
            )
            assert rows, "the service has made no ticket yet"
            self._sample = rows[0]
        return self._sample

    def load_tickets(self, total, first, title):
        """Puts tickets of ten tenants into the database of the service."""
        begin = time.monotonic()
        statement = (SQL / "load_tickets.sql").read_text()
        values = {
            "first": first,
            "count": total // TENANTS,
            "title": title,
            "body": self.sample()[0],
        }
        self.sql("ticket", statement, values)
        for database in ("ticket", "bench"):
            self.sql(database, "VACUUM (ANALYZE)")
        self.sql("postgres", "CHECKPOINT")
        return time.monotonic() - begin

    # How it is put together

    def _start_engines(self):
        super()._start_engines()
        self._restart_engine()
        self._recycle_wal()
        self.sql("postgres", "CREATE DATABASE steward_bench OWNER steward_owner")

    def _recycle_wal(self):
        """Segments that a checkpoint left to be used again, as a server has them that runs for a
        while: a new one is filled with zeros while everybody waits."""
        import psycopg

        with psycopg.connect(self.database("postgres"), autocommit=True) as connection:
            for _ in range(self.wal_segments):
                connection.execute("SELECT pg_logical_emit_message(false, 'bench', 'full')")
                connection.execute("SELECT pg_switch_wal()")
            connection.execute("CHECKPOINT")

    def _migrate(self):
        super()._migrate()
        environment = {
            **os.environ,
            "STEWARD_CONFIG_MIGRATE_DATABASE": self.database("bench", "steward_owner"),
            "STEWARD_CONFIG_APPLICATION_ROLE": "steward_ticket_app",
        }
        command = [self.bin / "steward-ticket", "migrate", "--config", self._config("ticket-1")]
        subprocess.run(command, env=environment, check=True, stdin=subprocess.DEVNULL, timeout=60)

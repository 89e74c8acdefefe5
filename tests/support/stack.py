"""A whole Steward for a test: real processes, and a PostgreSQL and a Redis of its own."""

import functools
import itertools
import os
import pathlib
import random
import shutil
import socket
import subprocess
import tempfile

from tests.support.client import RestClient
from tests.support.process import Process
from tests.support.rpc import Contract, GrpcClient
from tests.support.waiting import wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ("directory", "ticket", "change-approval", "catalog", "notification")


def build_directory():
    """The build whose binaries are tested."""
    return ROOT / os.environ.get("STEWARD_BUILD_DIR", "build/release")


class Stack:
    """Processes are named issuer-1, directory-1, ticket-1, change-approval-1, catalog-1,
    notification-1, gateway-1 and so on; the issuer is there when a gateway is.

    `settings` adds configuration keys: {"gateway": {"key": "value"}}; the elements of a list are
    separated by semicolons. With `durable`, PostgreSQL survives stop_postgres("immediate") as it
    would in production (fsync on). With `tls`, processes call each other with certificates and
    clients come by TLS.
    """

    def __init__(
        self,
        directories=1,
        tickets=1,
        change_approvals=1,
        catalogs=1,
        notifications=1,
        gateways=1,
        durable=False,
        tls=False,
        settings=None,
        environment=None,
    ):
        self.counts = {
            "issuer": min(gateways, 1),
            "directory": directories,
            "ticket": tickets,
            "change-approval": change_approvals,
            "catalog": catalogs,
            "notification": notifications,
            "gateway": gateways,
        }
        self.durable = durable
        self.tls = tls
        self.settings = settings or {}
        self.environment = {**os.environ, **(environment or {})}
        self.build = build_directory()
        self.bin = self.build / "bin"
        self.directory = None
        self.processes = {}
        self._names = itertools.count(1)

    # Life

    def start(self):
        missing = [each for each in self._binaries() if not each.exists()]
        assert not missing, f"not built: {', '.join(map(str, missing))}"
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="steward-stack-"))
        # PostgreSQL runs as another user than root and must get through to its own directory.
        self.directory.chmod(0o711)
        for name in ("run", "log", "config"):
            (self.directory / name).mkdir(mode=0o700)
        try:
            self._start_engines()
            run_script("instance.sh", "keys", self.keys, self.bin)
            if self.tls:
                self.make_certificates()
            self._prepare_processes()
            self._migrate()
            for process in self.processes.values():
                process.start()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        """Stops everything that still runs and removes it. STEWARD_KEEP_STACK=1 keeps the logs."""
        for process in reversed(self.processes.values()):
            if process.is_running():
                process.kill()
        for script in ("postgres.sh", "redis.sh"):
            run_script(script, "remove", self.directory / script.removesuffix(".sh"))
        if os.environ.get("STEWARD_KEEP_STACK"):
            print(f"logs: {self.directory / 'log'}")
        else:
            shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        faults = self.faults()
        logs = self.log_tails() if faults or kind else ""
        self.stop()
        if kind:
            # The test has failed already; its report should show what the processes said.
            print("\n".join([*faults, logs]))
        else:
            assert not faults, "\n".join([*faults, logs])

    def faults(self):
        """Processes that ended though nobody asked them to."""
        return [fault for each in self.processes.values() if (fault := each.fault())]

    def log_tails(self, lines=15):
        return "\n".join(
            f"--- {each.name}\n{each.log_tail(lines)}" for each in self.processes.values()
        )

    # Processes

    def kill(self, name):
        """SIGKILL; returns when the process is gone."""
        self.processes[name].kill()

    def terminate(self, name):
        """SIGTERM, as an orderly shutdown; returns the exit status."""
        return self.processes[name].terminate()

    def restart(self, name, wait=True):
        """Starts a process again, after killing it when it still runs."""
        process = self.processes[name]
        if process.is_running():
            process.kill()
        process.start()
        if wait:
            process.wait_until_ready()

    def log(self, name):
        return self.processes[name].log()

    def names(self, kind):
        """Names of the processes of a kind, such as "ticket"."""
        return [name for name in self.processes if name.rpartition("-")[0] == kind]

    def grpc_address(self, name):
        """(host, port) of the gRPC server of a process."""
        kind, _, number = name.rpartition("-")
        return "127.0.0.1", self._ports[kind][int(number) - 1]["grpc"]

    def wait_until_ready(self, timeout=60.0):
        for process in self.processes.values():
            process.wait_until_ready(timeout)
        for url in self.urls:
            client = RestClient(url, timeout=2, ca=self.ca)
            wait_until(lambda c=client: c.get("/readyz").status == 200, timeout, f"{url}/readyz")

    # Engines

    def stop_postgres(self, mode="fast"):
        """Stops PostgreSQL; mode "immediate" is a crash."""
        run_script("postgres.sh", "stop", self.directory / "postgres", mode)

    def start_postgres(self):
        run_script("postgres.sh", "start", self.directory / "postgres", *self._durability())

    def kill_redis(self):
        """SIGKILL; everything in Redis is lost."""
        pid = int(run_script("redis.sh", "pid", self.directory / "redis"))
        os.kill(pid, 9)
        wait_until(lambda: not pathlib.Path(f"/proc/{pid}/exe").exists(), what="the end of Redis")

    def start_redis(self):
        run_script("redis.sh", "start", self.directory / "redis")

    def conninfo(self, service, user="postgres"):
        """Conninfo of a service's database, such as "ticket"."""
        return f"{self.postgres} dbname=steward_{service.replace('-', '_')} user={user}"

    def psql(self, service, statement, parameters=None):
        """Runs a statement as superuser in a service's database; returns its rows, if any."""
        import psycopg

        with psycopg.connect(self.conninfo(service), autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    # Clients

    @property
    def urls(self):
        """Base URLs of the gateways."""
        scheme = "https" if self.tls else "http"
        return [f"{scheme}://127.0.0.1:{ports['http']}" for ports in self._ports["gateway"]]

    @property
    def url(self):
        return self.urls[0]

    @property
    def grpc_target(self):
        """host:port of the first gateway's gRPC server."""
        return f"127.0.0.1:{self._ports['gateway'][0]['grpc']}"

    @functools.lru_cache(maxsize=None)
    def token(self, tenant="demo", role="tenant_admin", subject="users/admin"):
        """A token that is valid for 24 hours."""
        return run_script("instance.sh", "token", self.keys, self.bin, tenant, subject, role)

    def client(self, tenant="demo", role="tenant_admin", subject="users/admin", gateway=0):
        """A REST client with a token."""
        return self.client_with(self.token(tenant, role, subject), gateway)

    def client_with(self, credential, gateway=0):
        """A REST client with any credential, such as an API key."""
        return RestClient(self.urls[gateway], credential, ca=self.ca)

    def grpc(self, tenant="demo", role="tenant_admin", subject="users/admin"):
        """A gRPC client with a token."""
        token = self.token(tenant, role, subject)
        return GrpcClient(self.grpc_target, token, self.contract, ca=self.ca)

    def new_tenant(self):
        """The name of a tenant that nobody has used in this stack."""
        return f"tenant-{next(self._names)}"

    @functools.cached_property
    def contract(self):
        """The descriptor set of the build."""
        return Contract(self.build / "steward.descriptors")

    @property
    def keys(self):
        """Directory of the keys."""
        return self.directory / "keys"

    @property
    def certificates(self):
        """Directory of the certificates."""
        return self.directory / "certificates"

    @property
    def ca(self):
        """File of the authority that clients trust, or None without TLS."""
        return self.certificates / "ca.pem" if self.tls else None

    def make_certificates(self, *words):
        """Makes new certificates for all processes, or the first ones; they stay up."""
        run([ROOT / "scripts/certificates", self.certificates, *words])

    # How it is put together

    def _binaries(self):
        names = {"issuer", *(kind for kind, count in self.counts.items() if count)}
        binaries = [self.bin / f"steward-{name}" for name in sorted(names)]
        return [*binaries, self.build / "steward.descriptors"]

    def _durability(self):
        return ("--durable",) if self.durable else ()

    def _start_engines(self):
        # Cleans up after a test run that was killed.
        subprocess.Popen(
            ["bash", ROOT / "scripts/lib/instance.sh", "reap", self.directory, str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        postgres, redis = self.directory / "postgres", self.directory / "redis"
        run_script("postgres.sh", "start", postgres, *self._durability())
        run_script("redis.sh", "start", redis)
        self.postgres = run_script("postgres.sh", "url", postgres)
        self.redis = run_script("redis.sh", "url", redis)
        run_script("instance.sh", "databases", self.postgres)

    def _prepare_processes(self):
        ports = free_ports()
        kinds = ("grpc", "admin", "http")
        self._ports = {
            kind: [{each: next(ports) for each in kinds} for _ in range(count)]
            for kind, count in self.counts.items()
        }
        for kind, replicas in self._ports.items():
            for number, own in enumerate(replicas, start=1):
                name = f"{kind}-{number}"
                command = self._command(name, kind, own)
                self.processes[name] = Process(
                    name, command, self.directory, own["admin"], self.environment
                )

    def _command(self, name, kind, ports):
        binary = self.bin / f"steward-{kind}"
        if kind != "issuer":
            self._configure(name, kind, ports)
            return [binary, "--config", self._config(name)]
        address = f"127.0.0.1:{ports['admin']}"
        words = ["--listen", address, "--jwks", self.keys / "issuer.jwks"]
        return [binary, "serve", *words, "--issuer", run_script("instance.sh", "issuer-name")]

    def _config(self, name):
        return self.directory / "config" / f"{name}.yaml"

    def _configure(self, name, kind, ports):
        settings = {
            "grpc_listen": f"127.0.0.1:{ports['grpc']}",
            "admin_listen": f"127.0.0.1:{ports['admin']}",
            "redis": self.redis,
            "redis_prefix": "steward",
        }
        if kind == "gateway":
            addresses = (
                f"{each}={'|'.join(self._addresses(each))}"
                for each in SERVICES
                if self.counts[each]
            )
            settings["services"] = ";".join(addresses)
            settings["http_listen"] = f"127.0.0.1:{ports['http']}"
            settings["descriptors"] = self.build / "steward.descriptors"
            address = f"127.0.0.1:{self._ports['issuer'][0]['admin']}"
            settings["issuers"] = run_script("instance.sh", "issuer", address)
            settings["issuer_allow_http"] = "true"
            # All tests come from one address.
            settings["authentication_failures_per_minute"] = "1000000"
            # Counted as always, and never reached.
            for whose in ("caller", "tenant"):
                settings[f"requests_per_minute_{whose}"] = "1000000000"
        else:
            role = f"steward_{kind.replace('-', '_')}"
            settings["database"] = self.conninfo(kind, f"{role}_app")
            settings["jobs_database"] = self.conninfo(kind, f"{role}_jobs")
        if kind in ("ticket", "change-approval", "catalog", "notification"):
            settings["directory_service"] = self._target("directory")
        if kind in ("change-approval", "catalog", "notification"):
            settings["ticket_service"] = self._target("ticket")
        if kind in ("catalog", "notification"):
            settings["change_approval_service"] = self._target("change-approval")
        if kind in ("change-approval", "notification"):
            settings["catalog_service"] = self._target("catalog")
        if kind == "notification":
            settings["webhook_allow_private_networks"] = "true"
            settings["webhook_allow_http"] = "true"
        if self.tls:
            lines = run_script("instance.sh", "tls", self.certificates, kind).splitlines()
            settings.update(line.split("=", 1) for line in lines)
        settings.update(self.settings.get(kind, {}))
        pairs = (f"{key}={value}" for key, value in settings.items())
        run_script("instance.sh", "config", self.keys, self._config(name), kind, *pairs)

    def _target(self, kind):
        """All replicas; without any, an address that nobody listens on."""
        return "|".join(self._addresses(kind) or ["127.0.0.1:1"])

    def _addresses(self, kind):
        return [f"127.0.0.1:{ports['grpc']}" for ports in self._ports[kind]]

    def _migrate(self):
        for service in SERVICES:
            if self.counts[service]:
                config = self._config(f"{service}-1")
                run_script("instance.sh", "migrate", self.bin, config, service, self.postgres)


def run_script(name, *words):
    """Runs scripts/lib/<name> and returns what it prints."""
    return run(["bash", ROOT / "scripts/lib" / name, *words])


def run(command):
    """Runs a command that must succeed and returns what it prints."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{' '.join(words[:3])}: {done.stderr or done.stdout}"
    return done.stdout.strip()


def free_ports():
    """Yields ports that nobody listens on, below those that the kernel gives to connections: what a
    process was told to listen on is still free when it is started again."""
    candidates = random.SystemRandom().sample(range(20000, 32000), 4000)
    for port in candidates:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port

"""The pods of overlays/local, run by podman on this machine's network instead of a cluster's."""

import concurrent.futures
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

from tests.deploy.engines import Engines
from tests.deploy.kustomize import render
from tests.deploy.overlays import KUBERNETES, ROOT, program
from tests.deploy.pod import Pod
from tests.support.process import Process
from tests.support.stack import build_directory, free_ports, run, run_script

IMAGE = os.environ.get("STEWARD_IMAGE")
BIN = build_directory() / "bin"


class Pods:
    """Migrations that ran, and a process of each kind that serves; with `tls`, the component of
    that name is there too. Only addresses are not those of the manifests, as all pods have one.
    `settings` adds configuration keys by process: {"notification": {"key": "value"}}."""

    def __init__(self, tls, settings=None):
        self._tls = tls
        self._settings = settings or {}

    def __enter__(self):
        with contextlib.ExitStack() as ends:
            self.directory = pathlib.Path(tempfile.mkdtemp(prefix="steward-pods-"))
            ends.callback(shutil.rmtree, self.directory, ignore_errors=True)
            # PostgreSQL and the containers run as other users.
            self.directory.chmod(0o711)
            for name in ("log", "run"):
                (self.directory / name).mkdir()
            self._render()
            ports = free_ports()
            self.engines = Engines(self.directory, self.secrets, ports)
            ends.callback(self.engines.remove)
            self.engines.start()
            self.pods = self._of_kind("Deployment")
            self.ports = {
                pod.name: {kind: next(ports) for kind in ("grpc", "admin", "http")}
                for pod in self.pods
            }
            self.migrate()
            self.processes = {pod.name: self._start(pod, ends) for pod in self.pods}
            for process in self.processes.values():
                process.wait_until_ready(60)
            self._ends = ends.pop_all()
        return self

    def __exit__(self, *_):
        self._ends.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.ports['gateway']['http']}"

    def token(self, tenant, subject, role):
        return run_script("instance.sh", "token", self.secrets, BIN, tenant, subject, role)

    def migrate(self):
        """Runs all migrations, as the jobs of a release do."""
        for pod in self._of_kind("Job"):
            run(self._command(pod, f"{self.directory.name}-{pod.name}-migration"))

    def terminate(self):
        """SIGTERM to all at once; returns the exit status of each."""
        with concurrent.futures.ThreadPoolExecutor(len(self.processes)) as threads:
            return list(threads.map(lambda each: each.terminate(45), self.processes.values()))

    # How it is put together

    def _render(self):
        tree = self.directory / "kubernetes"
        shutil.copytree(KUBERNETES, tree, ignore=shutil.ignore_patterns("secrets"))
        self.secrets = tree / "overlays/local/secrets"
        run([ROOT / "scripts/development-secrets", "--into", self.secrets, "--bin", BIN])
        overlay = tree / "overlays/local"
        if self._tls:
            path = overlay / "kustomization.yaml"
            entry = "  - ../../components/single\n"
            added = path.read_text().replace(entry, f"{entry}  - ../../components/tls\n")
            path.write_text(added)
        self.objects = render(overlay)
        if self._tls:
            self._make_certificates()

    def _make_certificates(self):
        """The Secrets that cert-manager makes in a cluster."""
        directory = self.directory / "certificates"
        run([ROOT / "scripts/certificates", directory, "--namespace", "steward"])
        files = {"tls.crt": "{}.pem", "tls.key": "{}.key", "ca.crt": "ca.pem"}
        for pod in self._of_kind("Deployment"):
            self.objects.append(
                {
                    "kind": "Secret",
                    "metadata": {"name": f"steward-{pod.name}-tls"},
                    "data": {
                        key: (directory / name.format(pod.name)).read_text()
                        for key, name in files.items()
                    },
                }
            )

    def _of_kind(self, kind):
        workloads = (each for each in self.objects if each["kind"] == kind and program(each))
        return [Pod(self.objects, each) for each in workloads]

    def _start(self, pod, ends):
        container = f"{self.directory.name}-{pod.name}"
        admin = self.ports[pod.name]["admin"]
        command = self._command(pod, container)
        process = Process(pod.name, command, self.directory, admin, os.environ)
        remove = ["podman", "rm", "--force", "--ignore", "--time", "0", container]
        ends.callback(subprocess.run, remove, capture_output=True)
        process.start()
        return process

    def _command(self, pod, container):
        volumes = self.directory / "volumes"
        return pod.command(IMAGE, container, volumes, self._addresses(pod))

    def _addresses(self, pod):
        """What a cluster's names stand for, and where the pod itself is."""
        own = {key: f"127.0.0.1:{port}" for key, port in self.ports[pod.name].items()}
        settings = {key: own[key.removesuffix("_listen")] for key in pod.config if "_listen" in key}
        settings["redis"] = f"127.0.0.1:{self.engines.redis_port}"
        for key in pod.config:
            if key.endswith("_service"):
                settings[key] = self._grpc(key.removesuffix("_service").replace("_", "-"))
        if "services" in pod.config:
            names = [each.partition("=")[0] for each in pod.config["services"]]
            settings["services"] = ",".join(f"{name}={self._grpc(name)}" for name in names)
        settings.update(self._settings.get(pod.name, {}))
        environment = {f"STEWARD_CONFIG_{key.upper()}": value for key, value in settings.items()}
        postgres = {"PGHOST": "127.0.0.1", "PGPORT": self.engines.postgres_port}
        return {**environment, **(postgres if "database" in pod.config else {})}

    def _grpc(self, name):
        return f"127.0.0.1:{self.ports[name]['grpc']}"

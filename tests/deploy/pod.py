"""A pod of a rendered overlay as a command of podman."""

import os

from tests.deploy.overlays import config_in, program

# Fewer than podman asks for by itself, which not every machine grants.
LIMITS = ["--ulimit", "nofile=16384:16384", "--ulimit", "nproc=4096:4096"]


class Pod:
    """Files, secrets, environment, user and rights are those of the manifest."""

    def __init__(self, objects, workload):
        self.name = program(workload).removeprefix("steward-")
        self.config = config_in([each for each in objects if each["kind"] == "ConfigMap"], workload)
        self._title = workload["metadata"]["name"]
        self._spec = workload["spec"]["template"]["spec"]
        (self._container,) = self._spec["containers"]
        self._data = {
            (each["kind"], each["metadata"]["name"]): each["data"]
            for each in objects
            if "data" in each
        }

    @property
    def probes(self):
        """Kind, such as "grpc", and what it asks, of each probe."""
        kinds = ("startupProbe", "livenessProbe", "readinessProbe")
        for probe in (self._container[kind] for kind in kinds):
            yield from ((kind, probe[kind]) for kind in ("grpc", "httpGet") if kind in probe)

    def command(self, image, container, directory, environment):
        """Runs it on this machine's network; `environment` is over that of the manifest. What it
        mounts is written below `directory`."""
        context, own = self._spec["securityContext"], self._container["securityContext"]
        user = f"{context['runAsUser']}:{context['runAsGroup']}"
        words = ["podman", "--runtime", "runc", "run", "--rm", "--name", container, *LIMITS]
        words += ["--network", "host", "--user", user, "--security-opt", "no-new-privileges"]
        words += [f"--cap-drop={each}" for each in own["capabilities"]["drop"]]
        if own["readOnlyRootFilesystem"]:
            words += ["--read-only", "--read-only-tmpfs=false"]
        for mount in self._container["volumeMounts"]:
            place = directory / self._title / mount["name"]
            self._write(mount["name"], place)
            words += ["--volume", f"{place}:{mount['mountPath']}:ro"]
        for key, value in {**self._environment(), **environment}.items():
            words += ["--env", f"{key}={value}"]
        return [*words, image, *self._container["command"], *self._container["args"]]

    def _write(self, name, place):
        """As a kubelet does: the files are root's, and secrets readable by the pod's group."""
        volume = next(each for each in self._spec["volumes"] if each["name"] == name)
        if "secret" in volume:
            data, mode = self._data["Secret", volume["secret"]["secretName"]], 0o440
        else:
            data, mode = self._data["ConfigMap", volume["configMap"]["name"]], 0o644
        place.mkdir(parents=True, exist_ok=True)
        for key, value in data.items():
            (place / key).write_text(value)
            os.chown(place / key, 0, self._spec["securityContext"]["fsGroup"])
            (place / key).chmod(mode)

    def _environment(self):
        found = {}
        for source in self._container["envFrom"]:
            found.update(self._data["ConfigMap", source["configMapRef"]["name"]])
        for each in self._container.get("env", []):
            if "value" in each:
                found[each["name"]] = each["value"]
                continue
            secret = each["valueFrom"]["secretKeyRef"]
            found[each["name"]] = self._data["Secret", secret["name"]][secret["key"]]
        return found

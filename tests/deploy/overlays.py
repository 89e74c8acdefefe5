"""The overlays of deploy/kubernetes, rendered."""

import functools
import pathlib
import re
import shutil
import tempfile

import yaml

from tests.deploy.kustomize import render

ROOT = pathlib.Path(__file__).resolve().parents[2]
KUBERNETES = ROOT / "deploy/kubernetes"
OVERLAYS = sorted(path.parent.name for path in KUBERNETES.glob("overlays/*/kustomization.yaml"))


@functools.lru_cache(maxsize=None)
def tree():
    """A copy of deploy/kubernetes in which the secrets are there that a script would make."""
    # It ends with the process.
    holder = tempfile.TemporaryDirectory(prefix="steward-deploy-")
    tree.holder = holder
    copy = pathlib.Path(holder.name) / "kubernetes"
    shutil.copytree(KUBERNETES, copy, ignore=shutil.ignore_patterns("secrets"))
    for path in copy.rglob("kustomization.yaml"):
        for name in set(re.findall(r"\bsecrets/[\w-]+\.\w+", path.read_text())):
            (path.parent / name).parent.mkdir(exist_ok=True)
            (path.parent / name).write_text("made for a test\n")
    return copy


@functools.lru_cache(maxsize=None)
def objects(overlay):
    """All objects of an overlay."""
    return render(tree() / "overlays" / overlay)


def of_kind(overlay, *kinds):
    return [each for each in objects(overlay) if each["kind"] in kinds]


def workloads(overlay):
    """What makes pods."""
    return of_kind(overlay, "Deployment", "StatefulSet", "Job")


def our_workloads(overlay):
    """Those whose pods run a program of Steward."""
    return [each for each in workloads(overlay) if program(each)]


def program(workload):
    """steward-ticket and the like; None for a workload of somebody else."""
    command = workload["spec"]["template"]["spec"]["containers"][0].get("command", [""])
    return command[0] if command[0].startswith("steward-") else None


def title(each):
    return f"{each['kind']} {each['metadata']['name']}"


def config_of(overlay, workload):
    """What the program of a workload reads: its file, with the environment over it."""
    return config_in(of_kind(overlay, "ConfigMap"), workload)


def config_in(maps, workload):
    data = {each["metadata"]["name"]: each["data"] for each in maps}
    pod = workload["spec"]["template"]["spec"]
    file = next(each["configMap"]["name"] for each in pod["volumes"] if each["name"] == "config")
    environment = {}
    for source in pod["containers"][0].get("envFrom", []):
        environment.update(data.get(source["configMapRef"]["name"], {}))
    for variable in pod["containers"][0].get("env", []):
        source = variable.get("valueFrom", {}).get("configMapKeyRef")
        value = data[source["name"]][source["key"]] if source else variable.get("value")
        environment[variable["name"]] = value
    prefix = "STEWARD_CONFIG_"
    over = {key: value for key, value in environment.items() if key.startswith(prefix)}
    over = {key.removeprefix(prefix).lower(): value for key, value in over.items()}
    return {**yaml.safe_load(data[file]["config.yaml"]), **over}

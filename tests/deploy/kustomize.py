"""Renders a kustomization: as much of kustomize as deploy/kubernetes uses.

Debian 12 has no kustomize that knows components. Where kubectl has one, render_test.py compares. A
field that is not known here is an error, so that nothing is left out of a test silently.
"""

import hashlib
import json
import re

import yaml

from tests.deploy.patch import merge
from tests.deploy.references import containers_of, references

FIELDS = set(
    "apiVersion kind namespace nameSuffix resources components configMapGenerator secretGenerator"
    " patches labels images".split()
)
# Marks what gets a hash in the last step.
GENERATED = "generated"


def render(directory):
    """The objects of a kustomization, with the names that they have in a cluster."""
    objects = accumulate(directory, [])
    for each in objects:
        if each.pop(GENERATED, False):
            content = json.dumps(each["data"], sort_keys=True).encode()
            rename(objects, each, f"-{hashlib.sha256(content).hexdigest()[:10]}")
    return objects


def accumulate(directory, before):
    """The objects before, changed by the kustomization of a directory, and its own."""
    kustomization = yaml.safe_load((directory / "kustomization.yaml").read_text())
    unknown = set(kustomization) - FIELDS
    assert not unknown, f"{directory}: {unknown} -> teach tests/deploy/kustomize.py"
    objects = list(before)
    for entry in kustomization.get("resources", []):
        path = directory / entry
        objects += accumulate(path, []) if path.is_dir() else read(path)
    for entry in kustomization.get("components", []):
        objects = accumulate(directory / entry, objects)
    for kind in ("ConfigMap", "Secret"):
        for entry in kustomization.get(f"{kind[0].lower()}{kind[1:]}Generator", []):
            objects.append(generate(kind, entry, directory))
    for entry in kustomization.get("patches", []):
        objects = patch(objects, entry, directory)
    return transform(objects, kustomization)


def read(path):
    # Through JSON: an anchor would make two places one, and a change of one a change of both.
    return json.loads(json.dumps(list(yaml.safe_load_all(path.read_text()))))


def generate(kind, entry, directory):
    assert set(entry) <= {"name", "files", "literals", "envs"}
    data = {}
    for line in entry.get("files", []):
        key, _, name = line.rpartition("=")
        path = directory / name
        data[key or path.name] = path.read_text()
    lines = list(entry.get("literals", []))
    for name in entry.get("envs", []):
        lines += (directory / name).read_text().splitlines()
    data.update(line.split("=", 1) for line in lines)
    return {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": entry["name"]},
        "data": data,
        GENERATED: True,
    }


def patch(objects, entry, directory):
    assert set(entry) <= {"path", "patch", "target"}
    text = entry["patch"] if "patch" in entry else (directory / entry["path"]).read_text()
    change = yaml.safe_load(text)
    target = entry.get("target") or {
        "kind": change["kind"],
        "name": change["metadata"]["name"],
    }
    chosen = [each for each in objects if is_target(each, target)]
    assert chosen or "target" in entry, f"{directory}: nothing is patched by {entry}"
    if change.get("$patch") == "delete":
        return [each for each in objects if each not in chosen]
    change = {key: value for key, value in change.items() if key not in ("kind", "metadata")}
    for each in chosen:
        merge(each, {**change, "apiVersion": each["apiVersion"]})
    return objects


def is_target(each, target):
    assert set(target) <= {"kind", "name", "labelSelector"}
    metadata = each["metadata"]
    if each["kind"] != target["kind"] or metadata["name"] != target.get("name", metadata["name"]):
        return False
    key, values = labels_wanted(target.get("labelSelector"))
    return key is None or metadata.get("labels", {}).get(key) in values


def labels_wanted(selector):
    """(key, values) of "key=value" and "key in (a, b)"."""
    if selector is None:
        return None, ()
    key, value, values = re.fullmatch(r"(\S+?)(?:=(\S+)| in \((.*)\))", selector).groups()
    return key, [value] if value else [each.strip() for each in values.split(",")]


def transform(objects, kustomization):
    for each in objects:
        if "namespace" in kustomization and each["kind"] != "Namespace":
            each["metadata"]["namespace"] = kustomization["namespace"]
    if "nameSuffix" in kustomization:
        for each in objects:
            rename(objects, each, kustomization["nameSuffix"])
    for entry in kustomization.get("labels", []):
        for each in objects:
            label(each, entry)
    for entry in kustomization.get("images", []):
        for each in objects:
            set_image(each, entry)
    return objects


def rename(objects, renamed, suffix):
    """Gives one object another name, and all who name it."""
    old = renamed["metadata"]["name"]
    for each in objects:
        for kind, holder, key in references(each):
            if kind == renamed["kind"] and holder[key] == old:
                holder[key] = old + suffix
    renamed["metadata"]["name"] = old + suffix


def label(each, entry):
    assert set(entry) <= {"pairs", "includeSelectors", "includeTemplates"}
    pairs = entry["pairs"]
    places = [each["metadata"].setdefault("labels", {})]
    spec = each.get("spec", {})
    if entry.get("includeSelectors") or entry.get("includeTemplates"):
        if "template" in spec:
            places.append(spec["template"].setdefault("metadata", {}).setdefault("labels", {}))
        for claim in spec.get("volumeClaimTemplates", []):
            places.append(claim["metadata"].setdefault("labels", {}))
    if entry.get("includeSelectors"):
        places += selectors(each)
    for place in places:
        place.update(pairs)


def selectors(each):
    """The places where an object says which pods are its own."""
    spec = each.get("spec", {})
    if each["kind"] == "Service":
        yield spec.setdefault("selector", {})
    elif each["kind"] in ("Deployment", "StatefulSet", "PodDisruptionBudget"):
        yield spec["selector"]["matchLabels"]
    for spread in spec.get("template", {}).get("spec", {}).get("topologySpreadConstraints", []):
        yield spread["labelSelector"]["matchLabels"]


def set_image(each, entry):
    assert set(entry) <= {"name", "newName", "newTag", "digest"}
    for container in containers_of(each):
        name, version = re.fullmatch(r"([^:@]+)(.*)", container["image"]).groups()
        if name == entry["name"]:
            version = f":{entry['newTag']}" if "newTag" in entry else version
            version = f"@{entry['digest']}" if "digest" in entry else version
            container["image"] = entry.get("newName", name) + version

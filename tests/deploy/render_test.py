"""The renderer of these tests renders as kustomize does."""

import functools
import json
import re
import shutil
import subprocess

import pytest
import yaml

from tests.deploy.overlays import OVERLAYS, objects, title, tree
from tests.deploy.patch import KEYS


def knows_components():
    if not shutil.which("kubectl"):
        return False
    words = ["kubectl", "version", "--client", "--output=json"]
    done = subprocess.run(words, capture_output=True, text=True)
    version = json.loads(done.stdout or "{}").get("kustomizeVersion", "v0")
    return int(re.match(r"v(\d+)", version).group(1)) >= 5


def plain(value, key=""):
    """Without what differs and means nothing: the order of merged lists, hashes, line ends."""
    if isinstance(value, dict):
        return {name: plain(each, name) for name, each in value.items()}
    if isinstance(value, list):
        elements = [plain(each) for each in value]
        text = functools.partial(json.dumps, sort_keys=True)
        return sorted(elements, key=text) if key in KEYS else elements
    return re.sub(r"(?<=[a-z])-[0-9a-z]{10}$", "-HASH", value) if isinstance(value, str) else value


def by_title(rendered):
    found = {title(each): each for each in map(plain, rendered)}
    # Secrets are encoded there, and have a type.
    return {name: each for name, each in found.items() if each["kind"] != "Secret"}


@pytest.mark.skipif(not knows_components(), reason="kubectl has no kustomize 5")
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_overlay_is_what_kubectl_makes_of_it(overlay):
    words = ["kubectl", "kustomize", tree() / "overlays" / overlay]
    done = subprocess.run(words, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    theirs, ours = by_title(yaml.safe_load_all(done.stdout)), by_title(objects(overlay))
    assert sorted(theirs) == sorted(ours)
    for name, each in ours.items():
        assert each == theirs[name]

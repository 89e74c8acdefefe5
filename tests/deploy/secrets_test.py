"""scripts/development-secrets makes what overlays/local reads."""

import re
import stat
import subprocess

import pytest

from tests.deploy.overlays import KUBERNETES, ROOT
from tests.support.stack import build_directory

BIN = build_directory() / "bin"


def make(directory, *words):
    script = ROOT / "scripts/development-secrets"
    command = [script, "--into", directory, "--bin", BIN, *words]
    subprocess.run(command, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.mark.skipif(not (BIN / "steward-issuer").exists(), reason="nothing is built")
def test_every_secret_is_made_once_and_for_its_owner_only(tmp_path):
    overlay = (KUBERNETES / "overlays/local/kustomization.yaml").read_text()
    named = set(re.findall(r"\bsecrets/([\w-]+\.\w+)", overlay))

    first = make(tmp_path / "secrets")
    second = make(tmp_path / "secrets")
    third = make(tmp_path / "secrets", "--fresh")

    assert named <= set(first)
    assert all(first.values())
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "secrets").iterdir()}
    assert modes == {0o600}
    assert second == first
    assert all(third[name] != first[name] for name in named)

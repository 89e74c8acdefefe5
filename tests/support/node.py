"""Programs in JavaScript that tests run, with packages from npm (tests/node)."""

import os
import shutil
import subprocess

import pytest

from tests.support.stack import ROOT

PACKAGES = ROOT / "build/node/node_modules"


def run_node(script, *words, environment=None):
    """What tests/node/<script> prints; its failure is the test's. Skips where npm's packages are
    not installed."""
    if shutil.which("node") is None or not PACKAGES.exists():
        pytest.skip("tests/node is not installed: scripts/lib/node.sh install")
    done = subprocess.run(
        ["node", ROOT / "tests/node" / script, *map(str, words)],
        env={**os.environ, "NODE_PATH": str(PACKAGES), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{script}:\n{done.stdout}{done.stderr}"
    return done.stdout

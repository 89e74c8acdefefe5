"""Programs in JavaScript that tests run, with packages from npm (tests/node)."""

import os
import shutil
import subprocess

import pytest

from tests.support.stack import ROOT

PACKAGES = ROOT / "build/node/node_modules"
# Why they are not there: scripts/lib/node.sh writes it.
MISSING = ROOT / "build/node.missing"


def run_node(script, *words, environment=None):
    """What tests/node/<script> prints; its failure is the test's. Skips where npm's packages are
    not installed."""
    if shutil.which("node") is None or not PACKAGES.exists():
        why = MISSING.read_text().strip() if MISSING.exists() else "scripts/lib/node.sh was not run"
        pytest.skip(f"tests/node is not installed: {why}")
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

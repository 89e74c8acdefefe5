"""scripts/lib/node.sh, in a tree of its own, with an npm that reaches its registry or does not."""

import os
import shutil
import subprocess

import pytest

from tests.support.stack import ROOT


@pytest.fixture
def install(tmp_path):
    tree = tmp_path / "tree"
    shutil.copytree(ROOT / "scripts/lib", tree / "scripts/lib")
    (tree / "tests/node").mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "tests/node" / name, tree / "tests/node")
    (tmp_path / "bin").mkdir()

    def run(npm):
        program = tmp_path / "bin/npm"
        program.write_text(f"#!/bin/sh\n{npm}\n")
        program.chmod(0o755)
        path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", tree / "scripts/lib/node.sh", "install"],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return tree / "build", done

    return run


def test_says_why_until_it_works(install):
    build, failed = install("echo ENOTFOUND >&2; exit 1")

    assert failed.returncode == 1
    why = (build / "node.missing").read_text()
    assert why.startswith("the packages of tests/node could not be had from npm")
    assert why.strip() in failed.stderr
    assert "ENOTFOUND" in (build / "node.log").read_text()
    assert not (build / "node").exists()

    build, done = install("exit 0")
    assert done.returncode == 0, done.stderr
    assert not (build / "node.missing").exists()
    assert (build / "node/installed.json").exists()

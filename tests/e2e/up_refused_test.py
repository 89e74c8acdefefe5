"""What ./scripts/up says where it cannot work, and that it leaves nothing half started."""

import contextlib
import os
import shutil
import socket

import pytest

from tests.e2e.installation import pids, place, run
from tests.support.stack import build_directory, free_ports

KINDS = ("HTTP", "GRPC")


@pytest.fixture
def state():
    with place() as directory:
        yield directory


def up(state, **more):
    return run("up", state, "--detach", "--build-type", build_directory().name, **more)


def assert_refused(done, state):
    """Nothing runs, and nothing says that something does."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Steward is up" not in done.stdout
    assert pids(state) == set()
    assert list((state / "run").glob("*.pid")) == []
    assert not (state / "env").exists()


@contextlib.contextmanager
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_port_that_is_taken_is_named_with_what_changes_it(state, kind):
    with listener() as port:
        done = up(state, **{f"STEWARD_{kind}_PORT": str(port)})

    assert_refused(done, state)
    assert f"port {port} is taken by python3 (pid {os.getpid()})" in done.stderr
    assert f"STEWARD_{kind}_PORT=" in done.stderr
    assert not (state / "postgres").exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["http", "0", "65536"])
def test_what_is_no_port_is_named(state, kind, value):
    done = up(state, **{f"STEWARD_{kind}_PORT": value})

    assert_refused(done, state)
    assert f"STEWARD_{kind}_PORT is" in done.stderr


def test_one_port_for_both_is_refused(state):
    port = str(next(free_ports()))
    done = up(state, STEWARD_HTTP_PORT=port, STEWARD_GRPC_PORT=port)

    assert_refused(done, state)
    assert "choose two ports" in done.stderr


@pytest.fixture
def small_disk(state):
    """What runs a command where the directory of the installation is a disk of 24 MiB."""
    state.mkdir()
    mount = f'mount -t tmpfs -o size=24m,mode=0755 steward {state} && exec "$@"'
    # A namespace of its own: nobody else sees the disk, and it goes with the command.
    return ["unshare", "--mount", "sh", "-c", mount, "sh"]


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="a small disk takes root to make")


@needs_root
def test_too_little_room_is_said_before_anything_is_made(state, small_disk):
    done = up(state, before=small_disk)

    assert_refused(done, state)
    assert f"MiB are free on the disk of {state}" in done.stderr
    assert "2048 MiB are needed" in done.stderr


@needs_root
def test_a_disk_that_fills_is_named_and_nothing_is_left_running(state, small_disk):
    done = up(state, before=small_disk, STEWARD_DISK_NEEDED_MIB="1")

    assert_refused(done, state)
    assert "No space left on device" in done.stderr
    assert "nothing was left running" in done.stderr


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@needs_root
def test_a_package_that_cannot_be_had_is_named(state, tmp_path):
    real = shutil.which("dpkg-query")
    program(tmp_path, "dpkg-query", f'{real} "$@" | grep -v "^jq "')
    program(tmp_path, "apt-get", 'echo "E: Unable to locate package jq" >&2; exit 100')

    done = up(state, PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert_refused(done, state)
    assert "E: Unable to locate package jq" in done.stderr
    assert "these Debian packages could not be installed: jq" in done.stderr
    assert "apt-get install jq" in done.stderr
    assert not (state / "postgres").exists()

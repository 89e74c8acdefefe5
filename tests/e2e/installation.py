"""An installation of ./scripts/up of a test's own."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from tests.support.stack import ROOT, free_ports


@contextlib.contextmanager
def place():
    """A directory for an installation, which is stopped at the end."""
    # Not in the directory of pytest: PostgreSQL's own user cannot enter it.
    directory = pathlib.Path(tempfile.mkdtemp(prefix="steward-up-"))
    directory.chmod(0o755)
    try:
        yield directory / "state"
    finally:
        run("down", directory / "state")
        shutil.rmtree(directory)


def run(script, state, *words, before=(), **environment):
    """Of scripts; `before` stands in front of the command."""
    environment = {**os.environ, "STEWARD_STATE_DIR": str(state)} | environment
    if script == "up":
        ports = free_ports()
        for kind in ("HTTP", "GRPC"):
            environment.setdefault(f"STEWARD_{kind}_PORT", str(next(ports)))
    return subprocess.run(
        [*before, ROOT / "scripts" / script, *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
    )


def assignments(state):
    return dict(re.findall(r"^(\w+)='(.*)'$", (state / "env").read_text(), re.MULTILINE))


def pids(state):
    """Of all processes that serve from the directory or are recorded in it."""
    found = {int(file.read_text().split()[0]) for file in (state / "run").glob("*.pid")}
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if f"{state}/" in entry.read_text().replace("\0", " "):
                found.add(int(entry.parent.name))
    return {pid for pid in found if is_alive(pid)}


def is_alive(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"

"""stewardctl as a user runs it."""

import contextlib
import dataclasses
import json
import os
import pty
import subprocess
import threading

from tests.support.stack import build_directory

BINARY = build_directory() / "bin" / "stewardctl"


@dataclasses.dataclass(frozen=True)
class Done:
    """What a command line came to."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class CommandLine:
    """Runs commands against a stack as one caller, with a configuration directory of its own."""

    def __init__(self, stack, home, tenant, role="tenant_admin", subject="users/admin"):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("STEWARD_")}
        self.environment = {
            **kept,
            "XDG_CONFIG_HOME": str(home),
            "STEWARD_GRPC": stack.grpc_target,
            "STEWARD_TOKEN": stack.token(tenant, role, subject),
        }

    def run(self, *words, stdin="", environment=None):
        done = subprocess.run(
            [BINARY, *map(str, words)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env={**self.environment, **(environment or {})},
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def ok(self, *words, **more):
        """What it prints; it must succeed."""
        done = self.run(*words, **more)
        assert done.status == 0, f"{words}: {done.status}\n{done.err}{done.out}"
        return done.out

    def json(self, *words, **more):
        return json.loads(self.ok(*words, "-o", "json", **more))

    def at_terminal(self, *words, streams=("stdout", "stderr"), environment=None):
        """Runs it with these of its outputs at a terminal; `out` is what that shows."""
        master, slave = pty.openpty()
        outputs = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(
            [BINARY, *map(str, words)],
            stdin=subprocess.DEVNULL,
            env={**self.environment, **(environment or {})},
            **outputs | dict.fromkeys(streams, slave),
        )
        os.close(slave)
        watchdog = threading.Timer(120, process.kill)
        watchdog.start()
        shown = bytearray()
        # A terminal that nobody has open any more cannot be read.
        with contextlib.suppress(OSError):
            while chunk := os.read(master, 4096):
                shown.extend(chunk)
        watchdog.cancel()
        os.close(master)
        return Done(process.wait(), shown.decode(), "")

    def start(self, *words):
        """A command that runs on; the caller ends it."""
        return subprocess.Popen(
            [BINARY, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

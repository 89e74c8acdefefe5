"""The command line against a Steward whose doors speak TLS."""

import os

import pytest

from tests.support.command_line import CommandLine
from tests.support.stack import Stack


@pytest.fixture(scope="module")
def guarded():
    with Stack(tls=True) as running:
        yield running


def test_a_context_keeps_whom_it_trusts(guarded, tmp_path):
    ctl = CommandLine(guarded, tmp_path, guarded.new_tenant())
    token = ctl.environment["STEWARD_TOKEN"]
    bare = {"STEWARD_GRPC": "", "STEWARD_TOKEN": ""}
    server = f"https://{guarded.grpc_target}"
    relative = os.path.relpath(guarded.ca)

    assert ctl.run("login", "--server", server, stdin=token, environment=bare).status == 6
    ctl.ok("login", "--server", server, "--ca-file", relative, stdin=token, environment=bare)
    # The kept path leads there from every directory.
    assert f'"caFile": "{guarded.ca}"' in (tmp_path / "steward" / "config.json").read_text()
    ctl.ok("tickets", "list", environment=bare)
    assert ctl.run("tickets", "list", "--ca-file", "/dev/null", environment=bare).status != 0

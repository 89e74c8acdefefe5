"""The command line against a Steward whose doors speak TLS."""

import http.server
import os
import threading

import pytest

from tests.support.command_line import CommandLine
from tests.support.stack import Stack


@pytest.fixture(scope="module")
def guarded():
    with Stack(tls=True) as running:
        yield running


@pytest.fixture
def plain_server():
    """Address of a server that speaks HTTP, and no TLS."""
    handler = http.server.BaseHTTPRequestHandler
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


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
    done = ctl.run("tickets", "list", "--ca-file", "/dev/null", environment=bare)
    assert done.status == 1 and "holds no certificate" in done.err


def test_whom_to_trust_says_that_it_is_tls(guarded, tmp_path):
    ctl = CommandLine(guarded, tmp_path, guarded.new_tenant())
    token = ctl.environment["STEWARD_TOKEN"]
    bare = {"STEWARD_GRPC": "", "STEWARD_TOKEN": ""}

    ctl.ok("tickets", "list", "--ca-file", guarded.ca)
    ctl.ok("tickets", "list", environment={"STEWARD_CA_FILE": str(guarded.ca)})
    login = ("login", "--server", guarded.grpc_target, "--ca-file", guarded.ca)
    ctl.ok(*login, stdin=token, environment=bare)
    ctl.ok("tickets", "list", environment=bare)
    ctl.ok("tickets", "list", "--server", guarded.grpc_target, environment=bare)


def test_faults_of_tls_say_what_to_do(guarded, plain_server, tmp_path):
    ctl = CommandLine(guarded, tmp_path, guarded.new_tenant())
    port = guarded.grpc_target.rpartition(":")[2]
    trusted = ("--ca-file", guarded.ca)
    cases = [
        ((f"https://127.0.0.1:{port}",), "--ca-file"),
        ((f"https://0.0.0.0:{port}", *trusted), "other names"),
        ((plain_server, *trusted), f"write http://{plain_server}"),
        ((f"http://127.0.0.1:{port}",), "If it speaks TLS"),
    ]
    for (server, *more), text in cases:
        done = ctl.run("tickets", "list", "--server", server, *more)
        assert done.status == 6 and text in done.err, done.err
        # Not a line of the library.
        assert all(line.startswith(("error: ", "  ")) for line in done.err.splitlines()), done.err
        assert text == "If it speaks TLS" or "Try again" not in done.err

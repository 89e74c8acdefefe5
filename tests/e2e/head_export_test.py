"""Heads that left the database: who owns it can write a trail anew that fits in itself, and that is
found by what was kept elsewhere."""

import concurrent.futures
import contextlib
import json
import os
import subprocess

import pytest

from tests.e2e.audit_test import length, run, verify
from tests.e2e.incidents import create
from tests.support.client import refused
from tests.support.command_line import CommandLine
from tests.support.stack import Stack
from tests.support.waiting import wait_until

# As the owner of the tables: another actor in the first event, the chain as if it had always been
# so, and no signature of what was before.
REWRITE = """
UPDATE journal SET actor = 'users/mallory' WHERE tenant_id = %(tenant)s AND event_offset = (
  SELECT min(event_offset) FROM journal WHERE tenant_id = %(tenant)s);
DELETE FROM signed_head WHERE tenant_id = %(tenant)s;
DELETE FROM seal WHERE tenant_id = %(tenant)s;
WITH leaf AS (
  SELECT epoch, event_offset, row_number() OVER place AS sequence,
         audit_leaf(tenant_id, resource, version, event_id, type, time, actor, event) AS leaf
  FROM journal WHERE tenant_id = %(tenant)s WINDOW place AS (ORDER BY epoch, event_offset))
INSERT INTO seal (tenant_id, sequence, epoch, event_offset, hash, leaves)
SELECT %(tenant)s, max(sequence), max(epoch), max(event_offset),
       audit_fold(decode(repeat('00', 32), 'hex'), leaf ORDER BY sequence),
       string_agg(substr(leaf, 1, 8), ''::bytea ORDER BY sequence)
FROM leaf
"""


@pytest.fixture(scope="module")
def heads(tmp_path_factory):
    return tmp_path_factory.mktemp("heads")


@pytest.fixture(scope="module")
def own_stack(heads):
    exports = {"head_export_directory": str(heads)}
    settings = {"ticket": exports, "directory": exports}
    with Stack(change_approvals=0, catalogs=0, notifications=0, settings=settings) as running:
        yield running


def exported(heads, service, tenant):
    lines = (heads / f"{service}.jsonl").read_text().splitlines()
    return [head for head in map(json.loads, lines) if head["tenant"] == tenant]


def rewrite(stack, tenant):
    for statement in REWRITE.split(";\n"):
        stack.psql("ticket", statement, {"tenant": tenant})


def test_a_trail_that_its_owner_wrote_anew_is_found(own_stack, heads, tmp_path):
    tenant = own_stack.new_tenant()
    api, keys = own_stack.client(tenant), own_stack.keys / "identity.jwks"
    for number in range(3):
        create(api, title=f"Ticket {number}")
    asked = {head["service"]: head for head in api.get("/v1/audit/heads").ok()["heads"]}
    # What was signed because somebody asked is there as well.
    assert exported(heads, "ticket", tenant) == [asked["ticket"]]
    # Once, however often.
    again = {head["service"]: head for head in api.get("/v1/audit/heads").ok()["heads"]}
    assert again["ticket"] == asked["ticket"]
    assert exported(heads, "ticket", tenant) == [asked["ticket"]]
    create(api, title="Later")
    words = ("check", "trail", "--keys", keys)
    run(tmp_path, own_stack, tenant, "export", "trail")
    kept = heads / "ticket.jsonl"
    good = run(tmp_path, own_stack, tenant, *words, "--heads", kept)
    assert (good.returncode, good.stdout.count("\n")) == (0, 1), good.stdout + good.stderr
    assert "ticket: 4 events as signed at" in good.stdout

    rewrite(own_stack, tenant)

    # It fits in itself, also for Steward, which signs it.
    assert "fault" not in verify(api)["ticket"]
    run(tmp_path, own_stack, tenant, "export", "trail")
    assert run(tmp_path, own_stack, tenant, *words).returncode == 0
    found = run(tmp_path, own_stack, tenant, *words, "--heads", kept)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "ticket: the first 3 events are not those that were signed" in found.stdout


def test_heads_are_appended_when_a_service_ends(own_stack, heads):
    tenant = own_stack.new_tenant()
    create(own_stack.client(tenant))
    sealed = "SELECT count(*) FROM seal WHERE tenant_id = %s"
    wait_until(lambda: own_stack.psql("ticket", sealed, [tenant]) == [(1,)], what="the seal")
    before = (heads / "ticket.jsonl").read_text() if (heads / "ticket.jsonl").exists() else ""

    own_stack.terminate("ticket-1")
    own_stack.restart("ticket-1")

    assert [length(head) for head in exported(heads, "ticket", tenant)] == [1]
    assert (heads / "ticket.jsonl").read_text().startswith(before)


def test_a_line_that_was_cut_off_hides_no_other(own_stack, heads, tmp_path):
    tenant = own_stack.new_tenant()
    api = own_stack.client(tenant)
    create(api)
    kept = tmp_path / "kept.jsonl"
    api.get("/v1/audit/heads").ok()
    kept.write_text('{"service":"tick\n' + (heads / "ticket.jsonl").read_text())
    run(tmp_path, own_stack, tenant, "export", "trail")

    words = ("check", "trail", "--keys", own_stack.keys / "identity.jwks", "--heads", kept)
    done = run(tmp_path, own_stack, tenant, *words)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "ticket: 1 events as signed at" in done.stdout
    assert "kept.jsonl:1: a line that was cut off" in done.stderr


def test_heads_that_the_command_line_kept_prove_as_much(own_stack, tmp_path):
    tenant = own_stack.new_tenant()
    ctl = CommandLine(own_stack, tmp_path / "config", tenant)
    kept = tmp_path / "kept.jsonl"
    words = ("check", "trail", "--keys", own_stack.keys / "identity.jwks", "--heads", kept)
    for _ in range(2):
        create(own_stack.client(tenant))
        with kept.open("a") as file:
            file.write(ctl.ok("audit", "heads", "-o", "jsonl"))
    run(tmp_path, own_stack, tenant, "export", "trail")
    done = run(tmp_path, own_stack, tenant, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ticket: 2 events as signed at" in done.stdout

    rewrite(own_stack, tenant)

    run(tmp_path, own_stack, tenant, "export", "trail")
    found = run(tmp_path, own_stack, tenant, *words)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "ticket: the first 1 events are not those that were signed" in found.stdout


@contextlib.contextmanager
def hanging(path):
    """In the place of a file a pipe that is full and that nobody reads: writing to it hangs."""
    path.rename(path.with_suffix(".kept"))
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(pipe, bytes(4096))
    try:
        yield
    finally:
        path.with_suffix(".kept").rename(path)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.read(pipe, 4096)
        os.close(pipe)


def test_a_file_system_that_hangs_holds_up_who_asks_for_heads_and_nobody_else(own_stack, heads):
    tenant = own_stack.new_tenant()
    api = own_stack.client(tenant)
    create(api)
    api.get("/v1/audit/heads").ok()
    create(api)

    with (
        hanging(heads / "ticket.jsonl"),
        concurrent.futures.ThreadPoolExecutor() as threads,
    ):
        asked = threads.submit(api.get, "/v1/audit/heads")
        answered = 0
        while not asked.done():
            assert len(api.get("/v1/tickets").ok()["tickets"]) == 2
            answered += 1
        assert refused(asked.result(), 503, "UNAVAILABLE"), asked.result()
        assert answered > 1

    assert {length(head) for head in api.get("/v1/audit/heads").ok()["heads"]} >= {2}
    assert length(exported(heads, "ticket", tenant)[-1]) == 2


def test_a_service_that_cannot_append_does_not_start(own_stack, heads):
    words = [*own_stack.processes["ticket-1"].command, f"--head_export_directory={heads / 'none'}"]

    done = subprocess.run(words, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert "none/ticket.jsonl cannot be opened" in done.stdout + done.stderr

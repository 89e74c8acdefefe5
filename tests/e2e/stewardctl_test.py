"""The command line against a running Steward."""

import json
import re
import stat
import subprocess

import pytest

from tests.support.command_line import BINARY, CommandLine
from tests.support.stack import ROOT
from tests.support.webhook_receiver import is_signed

INCIDENT = ("tickets", "create", "--kind", "incident", "--impact", "high")


@pytest.fixture
def ctl(stack, tenant, tmp_path):
    return CommandLine(stack, tmp_path / "config", tenant)


def create(ctl, title="VPN down"):
    return ctl.json(*INCIDENT, "--title", title)["name"]


def test_a_ticket_goes_through_its_life(ctl):
    name = create(ctl)
    number = name.removeprefix("tickets/")

    assert ctl.json("tickets", "start", number)["state"] == "IN_PROGRESS"
    assert ctl.json("ticket", "update", name, "--set", "title=Fixed")["title"] == "Fixed"
    resolved = ctl.json(
        "tickets", "resolve", name, "--resolution-code", "fixed", "--resolution-notes", "Done."
    )
    assert resolved["state"] == "RESOLVED"
    assert "state: RESOLVED" in ctl.ok("tickets", "get", name)
    assert len(ctl.json("tickets", "history", name)) == 4


def test_lists_come_in_every_form_and_over_pages(ctl):
    names = [create(ctl, f"Ticket {number}") for number in range(5)]

    assert ctl.ok("tickets", "list", "-o", "name").split() == names[::-1]
    assert len(ctl.json("tickets", "list", "--page-size", "2")) == 5
    assert len(ctl.json("tickets", "list", "--limit", "3")) == 3
    lines = ctl.ok("tickets", "list", "-o", "jsonl", "--order-by", "create_time").splitlines()
    assert [json.loads(line)["name"] for line in lines] == names
    table = ctl.ok("tickets", "list").splitlines()
    assert table[0].split()[:3] == ["NAME", "PRIORITY", "STATE"] and len(table) == 6
    assert len(table[0]) < len(ctl.ok("tickets", "list", "-o", "wide").splitlines()[0])
    assert ctl.ok("tickets", "list", "-o", "yaml").count("\n---\n") == 4
    assert ctl.json("tickets", "list", "--filter", "state = CLOSED") == []


def test_a_path_picks_from_what_is_printed(ctl):
    names = [create(ctl, f"Ticket {number}") for number in range(3)]

    def path(*words):
        return ctl.ok("tickets", *words[:-1], "-o", f"jsonpath={words[-1]}")

    assert path("get", names[0], "{.title}") == "Ticket 0\n"
    assert path("list", "{.name}").split() == names[::-1]
    assert json.loads(path("get", names[0], "{}")) == ctl.json("tickets", "get", names[0])
    assert path("get", names[0], "{.assignee}") == "\n"
    about = '[{"path": "/v1/about"}]'
    assert ctl.ok("batch", "create", "--requests", about, "-o=jsonpath=.status") == "200\n"
    wrong = ctl.run("tickets", "list", "-o", "jsonpath={.name")
    assert wrong.status == 2 and "brace" in wrong.err


def test_any_request_is_sent_as_it_is(ctl, tmp_path):
    name = create(ctl)
    etag = ctl.json("tickets", "get", name)["etag"]
    draft = tmp_path / "draft.yaml"
    draft.write_text("kind: INCIDENT\ntitle: By hand\nimpact: LOW\nurgency: LOW\n")

    assert json.loads(ctl.ok("api", "GET", f"/v1/{name}"))["title"] == "VPN down"
    assert ctl.ok("api", "get", "/v1/tickets?pageSize=1", "-o", "jsonpath={.tickets[0].name}") == (
        f"{name}\n"
    )
    made = json.loads(ctl.ok("api", "POST", "/v1/tickets", "-f", draft))
    assert made["title"] == "By hand"
    again = ctl.ok("api", "POST", "/v1/tickets", "-f", "-", stdin=draft.read_text())
    assert json.loads(again)["name"] != made["name"]
    patch = ("api", "PATCH", f"/v1/{name}?updateMask=title", "-f", "-")
    header = ("--header", f'If-Match: "{etag}"')
    assert ctl.run(*patch, *header, stdin='{"title": "New"}').status == 0
    stale = ctl.run(*patch, *header, stdin='{"title": "Newer"}')
    assert (stale.status, "ETAG" in stale.err) == (5, True)
    assert ctl.run("api", "GET", "/v1/tickets/INC-999").status == 3
    assert ctl.run("api", "GET", "/v1/tickets", "-o", "table").status == 2
    for words in (("GET",), ("GET", "v1/tickets"), ("GET", "/v1/tickets", "more")):
        assert ctl.run("api", *words).status == 2


def test_exit_statuses_tell_what_went_wrong(ctl, stack, tenant, tmp_path):
    name = create(ctl)
    requester = CommandLine(stack, tmp_path, tenant, "requester", "users/rita")
    unreachable = {"STEWARD_GRPC": "127.0.0.1:1"}

    assert ctl.run("tickets", "list", "--filter", "bogus = 1").status == 1
    assert ctl.run("tickets", "lst").status == 2
    assert ctl.run("tickets", "get", "INC-999").status == 3
    assert requester.run("webhooks", "list").status == 4
    assert ctl.run("tickets", "list", environment={"STEWARD_TOKEN": "rubbish"}).status == 4
    assert ctl.run("tickets", "close", name).status == 5
    assert ctl.run("tickets", "start", name, "--etag", "1-old").status == 5
    assert ctl.run("tickets", "list", environment=unreachable).status == 6


def test_wrong_usage_is_told_before_anything_is_sent(ctl):
    nowhere = {"STEWARD_GRPC": "127.0.0.1:1"}
    cases = {
        ("tickets", "create"): "--kind, --title",
        (*INCIDENT[:2], "--kind", "incident"): "--title",
        ("tickets", "resolve", "INC-1"): "--resolution-code, --resolution-notes",
        (*INCIDENT, "--title", "x", "--confidential=perhaps"): "--confidential is true or false",
        ("tickets", "list", "-o", "jsn"): "did you mean 'json'?",
        ("events", "watch", "--type", "dev.steward.tickets.*"): "dev.steward.ticket.*",
        ("tickets", "watch", "--type", "ticket.craeted"): "no such type",
        ("listen", "--forward-to", "http://127.0.0.1:1", "--types", "x.*"): "no such type",
        ("config", "use-contxt"): "did you mean 'use-context'?",
    }
    for words, text in cases.items():
        done = ctl.run(*words, environment=nowhere)
        assert (done.status, text in done.err) == (2, True), (words, done.err)


def test_several_are_done_even_where_one_fails(ctl):
    first, second = create(ctl), create(ctl, "Second")
    done = ctl.run("tickets", "start", first, "INC-999", second, "-o", "name")

    assert done.status == 3
    assert done.out.split() == [first, second]
    assert "RESOURCE_NOT_FOUND: tickets/INC-999: " in done.err and "2 of 3 were done" in done.err
    mixed = ctl.run("tickets", "start", first, "INC-999", "-o", "json")
    assert mixed.status == 1 and mixed.json == []
    reasons = [json.loads(line)["error"]["reason"] for line in mixed.err.splitlines()[:2]]
    assert reasons == ["ILLEGAL_TRANSITION", "RESOURCE_NOT_FOUND"]


def test_objects_of_a_file_are_created_one_by_one(ctl):
    users = "userId: kari\ndisplayName: Kari\n---\nuserId: '?'\ndisplayName: No\n"
    users += "---\nuserId: rosa\ndisplayName: Rosa\n"
    done = ctl.run("users", "create", "-f", "-", "-o", "name", stdin=users)

    assert done.status == 1 and done.out.split() == ["users/kari", "users/rosa"]
    assert "- line 4: " in done.err and "2 of 3 were done" in done.err
    assert ctl.run("users", "create", "kari", "-f", "-", stdin=users).status == 2


def test_a_batch_fails_with_its_requests(ctl):
    name = create(ctl)
    batch = {"requests": [{"path": f"/v1/{name}"}, {"path": "/v1/tickets/INC-999"}]}
    done = ctl.run("batch", "create", "-f", "-", "-o", "json", stdin=json.dumps(batch))

    assert done.status == 3 and [each["status"] for each in done.json] == [200, 404]
    assert "requests[1]: " in done.err and "1 of 2 were done" in done.err
    batch["requests"].pop()
    ctl.ok("batch", "create", "-f", "-", stdin=json.dumps(batch))


def test_the_version_and_the_place_of_the_configuration_are_told(ctl, tmp_path):
    own, server = ctl.ok("--version").splitlines()
    assert own.startswith("stewardctl ") and server == own.replace("stewardctl", "server")
    alone = {"STEWARD_GRPC": "", "STEWARD_TOKEN": ""}
    assert ctl.run("version", environment=alone).out == f"{own}\n"
    away = ctl.run("version", environment={"STEWARD_GRPC": "127.0.0.1:1"})
    assert away.out == f"{own}\n" and "cannot be reached" in away.err
    path = tmp_path / "config" / "steward" / "config.json"
    assert f"file: {path} (not there)" in ctl.ok("config")
    assert json.loads(ctl.ok("tickets", "list", "-ojson")) == []


def test_failures_say_what_is_allowed_and_how_to_repeat(ctl):
    name = create(ctl)

    done = ctl.run("tickets", "close", name)
    assert done.out == "" and "ILLEGAL_TRANSITION" in done.err
    assert "allowed: assign, cancel" in done.err and "request id: " in done.err
    error = json.loads(ctl.run("tickets", "close", name, "-o", "json").err)["error"]
    assert error["reason"] == "ILLEGAL_TRANSITION" and error["requestId"] and error["callId"]
    meant = ctl.run("tikets", "list").err
    assert "did you mean 'tickets'?" in meant


def test_a_request_id_is_safe_to_repeat_and_validation_changes_nothing(ctl):
    words = (*INCIDENT, "--title", "Once", "--request-id", "the-first")

    assert ctl.json(*words)["name"] == ctl.json(*words)["name"]
    ctl.ok(*INCIDENT, "--title", "Never", "--validate-only")
    assert len(ctl.json("tickets", "list")) == 1


def test_what_may_have_happened_is_repeated_by_its_request_id(stack, ctl):
    stack.terminate("ticket-1")
    done = ctl.run(*INCIDENT, "--title", "Once")
    stack.restart("ticket-1")
    stack.wait_until_ready()

    assert done.status == 6
    again = re.search(r"--request-id ([0-9a-f-]{36})", done.err).group(1)
    for _ in range(2):
        ctl.ok(*INCIDENT, "--title", "Once", "--request-id", again)
    assert len(ctl.json("tickets", "list")) == 1


def test_files_are_json_and_yaml_and_come_back_as_they_are_printed(ctl):
    user = "userId: kari\ndisplayName: Kari Moe\nroles: [requester]\n"
    ctl.ok("users", "create", "-f", "-", stdin=user)

    shown = ctl.ok("users", "get", "kari")
    changed = ctl.json("users", "update", "-f", "-", stdin=shown.replace("Kari Moe", "Kari Vik"))
    assert changed["displayName"] == "Kari Vik" and changed["roles"] == ["requester"]
    group = json.dumps({"groupId": "net", "displayName": "Net", "kind": "ASSIGNMENT"})
    ctl.ok("groups", "create", "-f", "-", stdin=group)
    ctl.ok("memberships", "create", "net", "--user", "users/kari", "--role", "lead")
    assert ctl.ok("memberships", "list", "net", "-o", "name") == "groups/net/memberships/kari\n"
    ctl.ok("memberships", "delete", "net/kari")


def test_texts_cannot_control_the_terminal(ctl):
    ctl.ok("users", "create", "--user-id", "eve", "--display-name", "\x1b[2Jgone")

    listed = ctl.ok("users", "list")
    assert "gone" in listed and "\x1b" not in listed


def test_a_killed_watcher_goes_on_where_it_was(ctl, tmp_path):
    names = [create(ctl, f"Ticket {number}") for number in range(4)]
    words = ("events", "watch", "--from", "earliest", "-o", "name")
    words += ("--cursor-file", str(tmp_path / "cursor"))

    seen = []
    for _ in names:
        with ctl.start(*words) as watcher:
            # What was printed last may come again: its place was perhaps not kept yet.
            line = next(line for line in watcher.stdout if line.strip() not in seen[-1:])
            seen.append(line.strip())
            watcher.kill()
            seen += watcher.stdout.read().split()
        if len(seen) >= len(names):
            break
    assert list(dict.fromkeys(seen)) == names and len(set(seen)) == len(seen)


def test_nouns_are_watched_alone(ctl):
    with ctl.start("groups", "watch", "--from", "earliest", "-o", "name") as watcher:
        create(ctl)
        ctl.ok("groups", "create", "net", "--display-name", "Net", "--kind", "assignment")
        assert watcher.stdout.readline() == "groups/net\n"
        watcher.kill()


def test_a_watch_is_filtered_by_the_gateway(stack, ctl):
    first = create(ctl)
    filtered = ("--from", "earliest", "-o", "name", "--filter", f'resource_name != "{first}"')
    with ctl.start("tickets", "watch", *filtered) as nouns, \
            ctl.start("events", "watch", *filtered) as everything:
        second = create(ctl, "The other one")
        for watcher in (nouns, everything):
            assert watcher.stdout.readline().strip() == second
        # What is connected again has the same filter.
        stack.terminate("gateway-1")
        stack.restart("gateway-1")
        ctl.ok("tickets", "start", first)
        third = create(ctl, "After the restart")
        for watcher in (nouns, everything):
            assert watcher.stdout.readline().strip() == third
            watcher.kill()

    wrong = ctl.run("events", "watch", "--filter", 'bogus = "1"')
    assert (wrong.status, "INVALID_FILTER" in wrong.err) == (1, True)
    assert ctl.run("events", "replay", "--filter", "version = 1").status == 2


def test_a_watch_outlives_the_gateway(stack, ctl):
    with ctl.start("tickets", "watch", "--from", "earliest", "-o", "name") as watcher:
        first = create(ctl)
        assert watcher.stdout.readline().strip() == first
        stack.terminate("gateway-1")
        stack.restart("gateway-1")
        second = create(ctl, "After the restart")
        assert watcher.stdout.readline().strip() == second
        watcher.kill()


def test_a_replay_prints_what_is_kept_and_ends(ctl):
    names = [create(ctl, f"Ticket {number}") for number in range(2)]

    assert ctl.ok("events", "replay", "-o", "name").split() == names


def test_the_audit_trail_is_verified_and_its_faults_are_told(stack, ctl, tenant):
    create(ctl)

    assert "ticket: intact up to event 1" in ctl.ok("audit", "verify")
    assert len(ctl.json("audit", "heads")) == 5
    assert ctl.json("audit", "events")[0]["event"]["type"] == "dev.steward.ticket.created.v1"
    forge = "UPDATE journal SET actor = 'users/mallory' WHERE tenant_id = %s"
    stack.psql("ticket", forge, (tenant,))
    done = ctl.run("audit", "verify")
    assert done.status == 1 and "ticket: EVENT_DIFFERS at event 1" in done.out


def test_login_keeps_a_context_that_only_its_owner_reads(stack, ctl, tmp_path):
    bare = {"STEWARD_GRPC": "", "STEWARD_TOKEN": ""}
    token = ctl.environment["STEWARD_TOKEN"]
    server = ("--server", stack.grpc_target)
    assert ctl.run("tickets", "list", environment=bare).status == 2

    assert ctl.run("login", *server, stdin="rubbish\n", environment=bare).status == 4
    ctl.ok("login", *server, stdin=f"{token}\n", environment=bare)
    assert ctl.run("tickets", "list", environment=bare).status == 0
    kept = tmp_path / "config" / "steward" / "config.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "* default" in ctl.ok("config", "get-contexts")
    assert token not in ctl.ok("config", "get-contexts")
    ctl.ok("logout", environment=bare)
    assert ctl.run("tickets", "list", environment=bare).status == 2
    secret = tmp_path / "token"
    secret.write_text(token)
    secret.chmod(0o600)
    ctl.ok("login", *server, "--context", "b", "--token-file", secret, environment=bare)
    secret.chmod(0o644)
    done = ctl.run("tickets", "list", *server, "--token-file", secret, environment=bare)
    assert done.status == 1 and token not in done.err
    ctl.ok("logout", "--context", "b")
    assert token not in kept.read_text()


def test_the_credential_of_a_context_is_for_its_server_only(stack, ctl, tmp_path):
    bare = {"STEWARD_GRPC": "", "STEWARD_TOKEN": ""}
    token = ctl.environment["STEWARD_TOKEN"]
    port = stack.grpc_target.rpartition(":")[2]
    other = f"localhost:{port}"
    ctl.ok("login", "--server", stack.grpc_target, stdin=token, environment=bare)

    ctl.ok("tickets", "list", "--server", f"http://{stack.grpc_target}/", environment=bare)
    named = ("--context", "default", "--server", other)
    for words, environment in (
        (("--server", other), bare),
        ((), {**bare, "STEWARD_GRPC": other}),
        (named, bare),
    ):
        done = ctl.run("tickets", "list", *words, environment=environment)
        assert done.status == 4 and "Not logged in to this server" in done.err
    ctl.ok("tickets", "list", "--server", other, "--token-file", "-", stdin=token, environment=bare)
    ctl.ok("tickets", "list", *named, environment={**bare, "STEWARD_TOKEN": token})


def test_credentials_leave_this_machine_over_tls_only(stack, ctl):
    # No address of this machine as far as anybody can tell by it, but it leads here.
    plain = {"STEWARD_GRPC": "http://" + stack.grpc_target.replace("127.0.0.1", "0.0.0.0")}
    done = ctl.run("tickets", "list", environment=plain)

    assert done.status == 2 and "--plaintext" in done.err
    ctl.ok("tickets", "list", "--plaintext", environment=plain)


def test_commands_explain_and_complete_themselves(ctl):
    assert "resolve" in ctl.ok("tickets", "--help")
    assert "--resolution-code" in ctl.ok("help", "tickets", "resolve")
    assert "Derived from impact and urgency" in ctl.ok("explain", "ticket.priority")
    assert "AWAITING_VENDOR" in ctl.ok("explain", "ticket.holdReason")
    assert "read it again" in ctl.ok("explain", "ETAG_MISMATCH")
    assert ctl.ok("__complete", "tick") == "tickets\n"
    assert "HIGH\n" in ctl.ok("__complete", "tickets", "create", "--impact", "")
    for shell in ("bash", "zsh", "fish"):
        assert "__complete" in ctl.ok("completion", shell)
    script = f"PATH={BINARY.parent}:$PATH; . <(stewardctl completion bash); " + (
        "COMP_WORDS=(stewardctl tickets reso); COMP_CWORD=2; _stewardctl; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["resolve"]


def test_a_reader_that_has_enough_is_no_failure(ctl):
    create(ctl)
    with ctl.start("events", "watch", "--from", "earliest", "-o", "name") as watcher:
        watcher.stdout.readline()
        watcher.stdout.close()
        create(ctl, "Nobody reads this")
        watcher.wait(timeout=30)
        assert watcher.stderr.read() == ""


def test_the_guide_does_what_it_says(stack, ctl, tmp_path):
    guide = (ROOT / "docs/guides/using-stewardctl.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    # The first block is for the environment of ./scripts/up.
    script = "set -euo pipefail\n" + "\n".join(blocks[1:])
    environment = {**ctl.environment, "PATH": f"{BINARY.parent}:{ctl.environment['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True
    )

    assert len(blocks) > 5
    assert done.returncode == 0, done.stderr + done.stdout
    assert "2 applied" in done.stdout and "0 to create, 0 to change, 2 as they are" in done.stdout


def test_listen_posts_events_as_webhooks_do(ctl, receiver):
    receiver.fail(503)
    with ctl.start("listen", "--forward-to", receiver.url, "--types", "*.created.v1") as listener:
        secret = listener.stderr.readline().removeprefix("Secret of the signatures: ").strip()
        assert listener.stderr.readline() == "Ready.\n"
        name = create(ctl)
        ctl.ok("tickets", "start", name)
        ctl.ok("tickets", "create", "--kind", "incident", "--title", "Hidden", "--confidential")
        second = create(ctl, "Second")
        deliveries = receiver.wait_for(3)
        assert listener.stdout.readline().startswith("503  dev.steward.ticket.created.v1")
        assert listener.stdout.readline().startswith("204  dev.steward.ticket.created.v1")
        listener.kill()

    assert [each.json["subject"] for each in deliveries] == [name, name, second]
    assert deliveries[0].id == deliveries[1].id
    assert all(is_signed(each, secret) for each in deliveries)
    assert deliveries[0].json["data"]["title"] == "VPN down"

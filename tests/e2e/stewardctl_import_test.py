"""Imports at the command line: one request for a file, and waiting for what comes of it."""

import json
import signal

import pytest

from tests.support.command_line import CommandLine
from tests.support.waiting import wait_until

GOOD = {"kind": "INCIDENT", "title": "VPN down"}


@pytest.fixture
def ctl(stack, tenant, tmp_path):
    return CommandLine(stack, tmp_path / "config", tenant)


@pytest.fixture
def file(tmp_path):
    """Writes lines to a file and returns its path."""

    def write(*lines):
        path = tmp_path / "tickets.ndjson"
        path.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
        return path

    return write


def titles(api):
    return [each["title"] for each in api.get("/v1/tickets", {"pageSize": 1000}).ok()["tickets"]]


def operations(api):
    return api.get("/v1/operations").ok()["operations"]


def test_a_file_is_one_operation(ctl, api, file):
    path = file(*({**GOOD, "title": f"No. {number}"} for number in range(300)))

    begun = ctl.json("tickets", "import", "-f", path)
    done = ctl.json("operations", "wait", begun["name"])

    assert begun["itemCount"] == 300 and [begun["name"]] == [it["name"] for it in operations(api)]
    assert (done["state"], done["succeededCount"]) == ("SUCCEEDED", 300)
    assert len(titles(api)) == 300


def test_standard_input_is_sent_as_well(ctl, api):
    text = f"\n{json.dumps(GOOD)}\n\n{json.dumps(GOOD)}"
    done = ctl.json("tickets", "import", "-f", "-", "--wait", stdin=text)
    assert done["succeededCount"] == 2


def test_a_trial_records_nothing_and_a_repeat_nothing_twice(ctl, api, file):
    path = file(GOOD, GOOD)
    ctl.ok("tickets", "import", "-f", path, "--validate-only", "--wait")
    assert titles(api) == []

    first, again = (
        ctl.json("tickets", "import", "-f", path, "--request-id", "once", "--wait")
        for _ in range(2)
    )
    assert first["name"] == again["name"] and len(titles(api)) == 2


def test_what_is_refused_is_told_by_item(ctl, file):
    path = file(GOOD, {"kind": "INCIDENT"}, *[{**GOOD, "requester": "users/nobody"}] * 30)

    done = ctl.run("tickets", "import", "-f", path, "--wait", "-o", "name")

    assert done.status == 1 and done.out.startswith("operations/ticket-")
    assert "INVALID_FIELD: item 2: title: " in done.err
    assert "REFERENCE_NOT_FOUND: item 3: " in done.err
    assert done.err.count("error: ") == 20 and "11 more were refused" in done.err
    assert done.err.endswith("1 of 32 were done.\n")
    assert "\r" not in done.err and "[=" not in done.err
    told = ctl.run("tickets", "import", "-f", path, "--wait", "-o", "json").err.splitlines()
    failed = json.loads(told[0])
    assert failed["error"]["violations"][0]["field"] == "title"


@pytest.mark.parametrize(
    "line, text",
    [("[]", "line 2: "), ('{"titel": "x"}', "line 2: "), ('{"title": ', "line 2: ")],
    ids=["no object", "unknown field", "cut off"],
)
def test_a_line_that_is_none_leaves_nothing(ctl, api, tmp_path, line, text):
    path = tmp_path / "bad.ndjson"
    path.write_text(f"{json.dumps(GOOD)}\n{line}\n")

    done = ctl.run("tickets", "import", "-f", path)

    assert done.status == 2 and text in done.err
    assert operations(api) == []


def test_fields_stand_in_the_lines(ctl, file):
    done = ctl.run("tickets", "import", "-f", file(GOOD), "--title", "x")
    assert done.status == 2 and "in its line" in done.err
    assert ctl.run("tickets", "import", "-f", "/nowhere").status == 1


def test_a_ticket_can_be_imported_by_flags(ctl, api):
    ctl.ok("tickets", "import", "--kind", "incident", "--title", "One", "--wait")
    assert titles(api) == ["One"]


def test_a_cancelled_operation_is_a_failure(ctl, api, file):
    begun = ctl.json("tickets", "import", "-f", file(*[GOOD] * 5000))
    ctl.ok("operations", "cancel", begun["name"])

    done = ctl.run("operations", "wait", begun["name"])

    assert done.status == 1 and "It was cancelled." in done.err


def test_who_interrupts_is_told_how_to_go_on(ctl, api, file):
    waiting = ctl.start("tickets", "import", "-f", str(file(*[GOOD] * 5000)), "--wait")
    (operation,) = wait_until(lambda: operations(api), what="the operation")
    # Interrupted while it is sending, nothing is left; from here on it waits.
    wait_until(lambda: titles(api), what="the first ticket")

    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=30)

    assert waiting.returncode == -signal.SIGINT and out == ""
    identifier = operation["name"].removeprefix("operations/")
    assert f"stewardctl operations wait {identifier}\n" in err
    assert f"stewardctl operations cancel {identifier}\n" in err
    assert ctl.run("operations", "cancel", identifier).status == 0


def test_a_terminal_shows_a_bar(ctl, file):
    words = ("tickets", "import", "-f", file(*[GOOD] * 3000), "--wait", "-o", "name")
    done = ctl.at_terminal(*words, streams=["stderr"])

    assert done.status == 0
    assert " of 3000" in done.out and "[" in done.out

"""The reference says what is there."""

import json
import re
import subprocess

import pytest

from tests.tidy.source import ROOT, expect_none, files, text

FILTERS = "docs/reference/filters.md"


def columns():
    """Fields that lists can filter by, by collection: "tickets", "apikeys"."""
    found = {}
    for path in files(".cc", under=("services",)):
        for table in re.findall(r"Column kColumns\[\] = \{\n(.*?)\n\};", text(path), re.S):
            name = re.search(r'\{"name",\s*"(.*?)"', table).group(1)
            collection = re.findall(r"(\w+)/'", name)[-1].lower()
            found[collection] = set(re.findall(r'^    \{"(\w+)"', table, re.M))
    return found


def documented():
    """The same as the reference has it."""
    section = text(FILTERS).split("\n## Fields\n")[1].split("\n## ")[0]
    items = re.findall(r"^- \*\*(.+?)\*\*: ((?:.|\n  )*)", section, re.M)
    return {
        title.replace(" ", "").lower(): set(re.findall(r"`(\w+)`", body.partition(";")[0]))
        for title, body in items
    }


def test_the_reference_has_the_fields_of_every_list():
    known = documented()
    expect_none(
        f"{FILTERS}: {collection}: {sorted(fields ^ known.get(collection, set()))} -> name them as"
        " the columns do"
        for collection, fields in columns().items()
        if fields != known.get(collection)
    )


TICKETS = "docs/reference/tickets.md"


def snake(name):
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: "_" + found.group(1).lower(), name)


def actions_of(kind, service="ticket"):
    """(states it starts from, state it leads to, fields it needs) of each action but the update."""
    document = json.loads(text(f"services/{service}/lifecycles/{kind}.json"))
    return {
        each["action"]: (
            set(each["from"]),
            each.get("to", "the same"),
            set(each.get("requiredFields", [])),
        )
        for each in document["transitions"]
        if each["action"] != "update"
    }


def actions_in_the_reference(page=TICKETS):
    rows = re.findall(r"^\| `:(\w+)` \| (.*?) \| (.*?) \| (.*?) \|", text(page), re.M)
    return {
        action: (
            set(re.findall(r"\w+", start)),
            end.strip("`"),
            set(map(snake, re.findall(r"`(\w+)`", needs))),
        )
        for action, start, end, needs in rows
    }


def test_the_reference_has_the_actions_of_every_ticket():
    known = actions_in_the_reference()
    # What is assigned to is a matter of the request.
    known["assign"] = (*known["assign"][:2], set())
    for kind in ("incident", "request"):
        assert actions_of(kind) == known, f"{TICKETS}: {kind}"
    # As the text below the table has it.
    without = {name: known[name] for name in ("assign", "start", "resolve", "cancel")}
    assert actions_of("task") == {
        name: (start - {"ON_HOLD"}, end, needs) for name, (start, end, needs) in without.items()
    }


CHANGES = "docs/reference/changes.md"
# What a decision on the approval does is no action of a client.
BY_APPROVAL = {"schedule", "reject", "reauthorize"}


def test_the_reference_has_the_actions_of_every_change():
    known = actions_in_the_reference(CHANGES)
    normal = actions_of("normal", "change_approval")
    assert {name: normal[name] for name in normal.keys() - BY_APPROVAL} == known
    # As the text below the table has them.
    late = ("start", "complete", "fail", "backOut", "close")
    standard = {name: known[name] for name in late}
    standard["cancel"] = ({"SCHEDULED"}, *known["cancel"][1:])
    assert actions_of("standard", "change_approval") == standard
    emergency = {
        **standard,
        "start": ({"NEW"}, "IMPLEMENTATION", set()),
        "requestApproval": ({"IMPLEMENTATION", "BACKOUT", "REVIEW"}, "the same", set()),
        "cancel": ({"NEW"}, *known["cancel"][1:]),
    }
    assert actions_of("emergency", "change_approval") == emergency


def test_the_reference_has_the_policy_of_risks():
    policy = json.loads(text("services/change_approval/policies/risk.json"))
    rows = re.findall(r"^\| `([A-Z_]+)` \| .* \| (\d+) \|$", text(CHANGES), re.M)
    assert rows == [(each["name"], str(each["score"])) for each in policy["factors"]]


CASES = "tests/cases.md"


def cases_and_their_tests():
    """(file, name of a test in it) that the table of cases names."""
    for row in re.findall(r"^\| [A-Z]\d.*\| (.*?) \|$", text(CASES), re.M):
        file = None
        for path, name in re.findall(r"`([\w/.]+)`|(\w+)", row):
            file = path or file
            if name:
                yield file, name


def test_cases_name_tests_that_are_there():
    named = list(cases_and_their_tests())
    assert len(named) > 30
    expect_none(
        f"{CASES}: {file}: {name} -> the name of a test"
        for file, name in named
        if not re.search(rf"(def |TEST(_F|_P)?\(\w+, ){name}\b", text(file))
    )


def made_by(block):
    """Names of the files that a block of a guide makes where it is run."""
    block = re.sub(r"\$\([^)]*\)", "x", block)
    written = re.findall(r"(?:^|[^<>&|0-9-])>\s?([a-z][\w.-]*)", block)
    return written + re.findall(r"(?:verify-audit export|--cursor-file) ([\w.-]+)", block)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the tree is none of git")
def test_what_the_guides_make_is_no_part_of_the_tree():
    pages = [path for path in files(".md", under=("docs",)) if path.parts[1] == "guides"]
    blocks = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
    found = [block for path in pages for block in blocks.findall(text(path))]
    names = {name for block in found for name in made_by(block)}
    assert "team.yaml" in names
    expect_none(
        f"docs/guides: {name} -> a line in .gitignore"
        for name in sorted(names)
        if subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT).returncode != 0
    )


ORDERING = "docs/reference/ordering.md"


def test_the_reference_has_the_states_and_events_of_requests():
    document = json.loads(text("services/catalog/lifecycles/request.json"))
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", text(ORDERING), re.M)
    told = {state for row in rows for state in re.findall(r"[A-Z_]+", row)}
    assert {each["name"] for each in document["states"]} <= told
    events = re.search(r"`dev\.steward\.request\.\{(.*?)\}\.v1`", text(ORDERING)).group(1)
    verbs = {each["eventType"].split(".")[3] for each in document["transitions"]}
    assert set(events.split(",")) == verbs | {"submitted", "updated"}

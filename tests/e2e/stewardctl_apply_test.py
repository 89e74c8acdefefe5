"""`stewardctl apply`: Steward becomes what files say."""

import pytest

from tests.support.command_line import CommandLine

# Out of order on purpose: the membership needs the group and the user, the group its manager.
TEAM = """\
type: steward.dev/Membership
name: groups/network/memberships/kari
user: users/kari
role: LEAD
---
type: steward.dev/Group
name: groups/network
displayName: Network
kind: ASSIGNMENT
manager: users/kari
---
type: steward.dev/User
name: users/kari
displayName: Kari Moe
roles: [agent]
"""


@pytest.fixture
def ctl(stack, tenant, tmp_path):
    return CommandLine(stack, tmp_path / "config", tenant)


def test_files_are_applied_in_order_and_a_second_time_change_nothing(ctl):
    first = ctl.ok("apply", "-f", "-", "--yes", stdin=TEAM)
    again = ctl.ok("apply", "-f", "-", stdin=TEAM)

    assert "3 to create" in first and "3 applied" in first
    assert again == "0 to create, 0 to change, 3 as they are\n"
    assert ctl.json("memberships", "get", "network/kari")["role"] == "LEAD"


def test_only_what_the_documents_name_is_changed(ctl):
    ctl.ok("apply", "-f", "-", "--yes", stdin=TEAM)
    ctl.ok("users", "update", "kari", "--email", "kari@example.com", "--set", "title=Engineer")
    changed = TEAM.replace("Kari Moe", "Kari Vik")

    shown = ctl.ok("diff", "-f", "-", stdin=changed)
    assert '- display_name: "Kari Moe"' in shown and '+ display_name: "Kari Vik"' in shown
    assert ctl.json("users", "get", "kari")["displayName"] == "Kari Moe"
    ctl.ok("apply", "-f", "-", "--yes", stdin=changed)
    user = ctl.json("users", "get", "kari")
    assert user["displayName"] == "Kari Vik" and user["email"] == "kari@example.com"


def test_a_difference_is_told_to_scripts(ctl):
    words = ("diff", "-f", "-", "--exit-code")
    done = ctl.run(*words, "-o", "json", stdin=TEAM)
    assert done.status == 1 and done.err == ""
    assert {each["action"] for each in done.json} == {"CREATE"}

    ctl.ok("apply", "-f", "-", "--yes", stdin=TEAM)
    ctl.ok(*words, stdin=TEAM)
    # What only the server sets is no difference, whatever a document says of it.
    ctl.ok(*words, stdin=f"{TEAM}state: DISABLED\ncreateTime: '2020-01-31T08:00:00Z'\n")
    done = ctl.run(*words, "-o", "json", stdin=TEAM.replace("Kari Moe", "Kari Vik"))
    change = {"field": "displayName", "before": "Kari Moe", "after": "Kari Vik"}
    assert done.status == 1 and done.json[0]["changes"] == [change]
    assert ctl.run("diff", "-f", "-", stdin=TEAM.replace("Kari Moe", "Kari Vik")).status == 0


def test_dry_runs_and_pipes_change_nothing(ctl):
    assert "3 to create" in ctl.ok("apply", "-f", "-", "--dry-run=client", stdin=TEAM)
    assert "3 to create" in ctl.ok("apply", "-f", "-", "--dry-run=server", stdin=TEAM)
    done = ctl.run("apply", "-f", "-", stdin=TEAM)
    assert done.status == 2 and "--yes" in done.err
    assert ctl.json("users", "list") == []


@pytest.mark.parametrize(
    "document, status, text",
    [
        ("name: users/x\n", 2, "'type' is missing"),
        ("type: steward.dev/Usr\nname: users/x\n", 2, "did you mean 'steward.dev/User'?"),
        ("type: steward.dev/User\nname: groups/x\n", 2, "users/{id}"),
        ("type: steward.dev/User\nname: users/x\ndisplayNam: X\n", 2, "line"),
        ("type: steward.dev/User\nname: users/x\n", 1, "display_name"),
        ("type: steward.dev/User\nname: users/x\ndisplayName: X\nemail: no\n", 1, "email"),
        ("type: steward.dev/Webhook\nname: webhooks/WHK-9\nurl: https://a.example\n", 2, "otherwise"),
        ("type: steward.dev/Delivery\nname: x\n", 2, "type"),
        (TEAM, 2, "twice"),
    ],
)
def test_a_fault_in_one_document_stops_before_anything_is_changed(ctl, document, status, text):
    done = ctl.run("apply", "-f", "-", "--yes", stdin=f"{TEAM}---\n{document}")

    assert (done.status, text in done.err) == (status, True), done.err
    assert ctl.json("users", "list") == []


def test_directories_of_yaml_and_json_are_applied(ctl, tmp_path):
    (tmp_path / "a.yaml").write_text(TEAM)
    (tmp_path / "b.json").write_text(
        '{"type": "steward.dev/Location", "name": "locations/oslo", "displayName": "Oslo"}'
    )
    (tmp_path / "notes.txt").write_text("not for apply")

    assert "4 applied" in ctl.ok("apply", "-f", tmp_path, "--yes")
    assert ctl.json("locations", "get", "oslo")["displayName"] == "Oslo"

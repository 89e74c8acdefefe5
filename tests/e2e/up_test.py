"""What ./scripts/up promises: everything runs, and .steward/env lets one in."""

import datetime
import os
import re
import subprocess

import pytest

from tests.e2e.installation import assignments, place, run
from tests.e2e.orders import await_request
from tests.support.client import RestClient
from tests.support.stack import ROOT, build_directory
from tests.support.waiting import wait_until

ROLES = ["AGENT", "REQUESTER", "APPROVER", "AUDITOR"]
JSON_HEADER = 'json="Content-Type: application/json"'


@pytest.fixture
def state():
    with place() as directory:
        yield directory


def order_a_laptop(values):
    """What the demo tenant offers is ordered, approved and handed over, and a change is raised, all
    with the tokens of the environment."""

    def client(role):
        return RestClient(values["STEWARD_URL"], values[f"STEWARD_TOKEN_{role}"])

    requester, approver = client("REQUESTER"), client("APPROVER")
    evaluated = requester.post("/v1/catalogItems/laptop:evaluate", {"answers": {"model": "pro"}})
    assert evaluated.ok()["price"]["amount"] == "2100.00"
    draft = {"item": "catalogItems/laptop", "answers": {"model": "standard", "extra_memory": False}}
    made = requester.post("/v1/requests", draft).ok()
    asked = await_request(requester, made, "AWAITING_APPROVAL")
    approver.post(f"/v1/{asked['approval']}:decide", {"decision": "APPROVE"}).ok()
    await_request(requester, made, "IN_FULFILMENT")

    agent = client("AGENT")
    now = datetime.datetime.now(datetime.timezone.utc)
    window = {
        "plannedStartTime": now.isoformat(),
        "plannedEndTime": (now + datetime.timedelta(hours=1)).isoformat(),
    }
    plans = {"implementationPlan": "Swap.", "testPlan": "Ping.", "backoutPlan": "Swap back."}
    body = {"model": "changeModels/network", "title": "New switches", **plans}
    change = agent.post("/v1/changes", {**body, **window}).ok()
    agent.post(f"/v1/{change['name']}:assess", {}).ok()
    asked = agent.post(f"/v1/{change['name']}:requestApproval", {}).ok()
    approver.post(f"/v1/{asked['approval']}:decide", {"decision": "APPROVE"}).ok()
    body = {"model": "changeModels/routine", "template": "changeTemplates/restart-proxy"}
    standard = agent.post("/v1/changes", {**body, **window}).ok()
    assert standard["state"] == "SCHEDULED"


def take_the_tour(state, values):
    """Types what the README says, after its block that starts everything."""
    text = (ROOT / "README.md").read_text()
    tour = text[text.index("## Five minutes with curl") : text.index("./scripts/demo")]
    blocks = re.findall(r"^```sh\n(.*?)^```$", tour, re.MULTILINE | re.DOTALL)[1:]
    script = "\n".join(['auth="Authorization: Bearer $STEWARD_TOKEN"', JSON_HEADER, *blocks])
    script = script.replace(".steward/", f"{state}/")
    script = script.replace("build/release", str(build_directory()))
    # Nobody is there to end it.
    script = re.sub(r"(curl -sN .*?) +#.*", r"timeout 2 \1 || true", script)
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=ROOT,
        env={**os.environ, **values},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return len(blocks), done.stdout


def expect_mails_to_wait(admin, state):
    """While nobody takes them: each with the reason, and without an error in the log."""
    query = {"filter": "channel = MAIL AND state = PENDING AND attempt_count > 0"}
    waiting = wait_until(
        lambda: admin.get("/v1/notifications", query=query).ok().get("notifications"),
        what="mails that were tried",
    )
    assert all(each["lastError"] and each["nextAttemptTime"] for each in waiting)
    log = (state / "log" / "notification.log").read_text().splitlines()
    assert not [line for line in log if '"level":"error"' in line]


def play_without_mails(state, directory):
    """On a machine that lacks the server for them."""
    (directory / "aiosmtpd.py").write_text("raise ImportError('not here')")
    played = run("demo", state, PYTHONPATH=str(directory))
    assert played.returncode == 0, played.stdout + played.stderr
    assert "python3-aiosmtpd is missing" in played.stdout
    assert "by the link" not in played.stdout and "The mails that were sent" not in played.stdout
    assert "is fulfilled and leaves subscriptions/REQ-1" in played.stdout


def test_up_runs_everything_and_lets_one_in(state, tmp_path):
    build = build_directory().name
    done = run("up", state, "--detach", "--build-type", build)

    assert done.returncode == 0, done.stdout + done.stderr
    values = assignments(state)
    assert values["STEWARD_URL"] in done.stdout
    admin = RestClient(values["STEWARD_URL"], values["STEWARD_TOKEN"])
    assert admin.get("/v1/tickets/INC-1").status == 200
    assert len(admin.get("/v1/users").ok()["users"]) > 1
    other = RestClient(values["STEWARD_URL"], values["STEWARD_TOKEN_OTHER"])
    assert other.get("/v1/tickets/INC-1").status == 404
    operator = RestClient(values["STEWARD_URL"], values["STEWARD_TOKEN_OPERATOR"])
    assert operator.get("/v1/tenants").status == 200
    assert admin.get("/v1/tenants").status == 403
    for role in ROLES:
        client = RestClient(values["STEWARD_URL"], values[f"STEWARD_TOKEN_{role}"])
        assert client.get("/v1/tickets").status == 200
    program = RestClient(values["STEWARD_URL"], values["STEWARD_API_KEY"])
    assert program.get("/v1/tickets").status == 200
    assert (state / "keys" / "demo.key").stat().st_mode & 0o077 == 0
    issuer = RestClient(values["STEWARD_ISSUER"])
    assert issuer.get("/.well-known/jwks.json").ok()["keys"]

    order_a_laptop(values)
    blocks, said = take_the_tour(state, values)
    assert blocks > 8
    for answer in (
        '"priority":"P1"',
        "ILLEGAL_TRANSITION",
        '"state":"RESOLVED"',
        "VPN in Oslo down",
        "dev.steward.ticket.resolved.v1",
        "RESOURCE_NOT_FOUND",
        "PERMISSION_DENIED",
        "Kari Moe",
        "urn:ietf:params:scim:api:messages:2.0:ListResponse",
        '"verifications":',
        '"subject":"requests/REQ-',
        '"policyVersion":1',
        '"subject":"changes/CHG-',
    ):
        assert answer in said.replace('": "', '":"'), answer

    again = run("up", state, "--detach", "--build-type", build)
    assert again.returncode == 0, again.stdout + again.stderr
    assert values["STEWARD_URL"] in again.stdout
    assert assignments(state)["STEWARD_API_KEY"] == values["STEWARD_API_KEY"]

    expect_mails_to_wait(admin, state)
    played = run("demo", state)
    assert played.returncode == 0, played.stdout + played.stderr
    for line in (
        "is fulfilled and leaves subscriptions/REQ-1",
        "Mona approves by the link in her mail, without signing in.",
        "events, each signed.",
        "  dora: tickets/TSK-2: waits for groups/desk: Hand it over",
        "  fred: changes/CHG-1: scheduled: New firmware for the switch",
    ):
        assert line in played.stdout, played.stdout
    assert run("demo", state, "--help").returncode == 0
    play_without_mails(state, tmp_path)

    guarded = run("up", state, "--detach", "--tls", "--build-type", build)
    assert guarded.returncode == 1
    assert "runs without TLS" in guarded.stderr and "down" in guarded.stderr

    assert run("down", state).returncode == 0
    with pytest.raises(OSError):
        admin.get("/healthz")
    unplayed = run("demo", state)
    assert unplayed.returncode == 1
    assert "does not answer" in unplayed.stderr and "./scripts/up" in unplayed.stderr

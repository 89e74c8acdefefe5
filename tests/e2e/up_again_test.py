"""What ./scripts/up does the next time, what --fresh forgets, and what ./scripts/down stops."""

import os
import signal
import subprocess

import pytest

from tests.e2e.installation import assignments, is_alive, pids, place, run
from tests.support.client import RestClient
from tests.support.stack import ROOT, build_directory
from tests.support.waiting import wait_until

BUILD = build_directory()


def up(state, *words):
    """An administrator's client of what then runs."""
    done = run("up", state, "--detach", "--build-type", BUILD.name, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    values = assignments(state)
    return RestClient(values["STEWARD_URL"], values["STEWARD_TOKEN"])


@pytest.fixture(scope="module")
def state():
    """An installation that ran before, and has a record that is none of the demo."""
    with place() as directory:
        create(up(directory))
        yield directory


def create(api):
    body = {"kind": "INCIDENT", "title": "Made in between", "impact": "LOW", "urgency": "LOW"}
    return api.post("/v1/tickets", body).ok()["name"]


def records(api):
    """Names of all that the demo makes, and of what came after."""
    return {
        kind: sorted(each["name"] for each in api.get(f"/v1/{kind}", {"pageSize": 100}).ok()[kind])
        for kind in ("tickets", "users", "groups", "locations", "catalogItems", "changeModels")
    }


def changes(state):
    """How far the journal of the tickets is, from its own PostgreSQL."""
    lib = ROOT / "scripts/lib/postgres.sh"
    url = subprocess.run(
        ["bash", lib, "url", state / "postgres"], capture_output=True, text=True, check=True
    ).stdout.strip()
    words = ["--no-psqlrc", "--tuples-only", "--no-align"]
    words += ["--dbname", f"{url} user=postgres dbname=steward_ticket"]
    done = subprocess.run(
        ["psql", *words, "--command", "SELECT sum(head) FROM stream"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_a_second_up_builds_nothing_loads_nothing_and_has_the_data(state):
    before, keys = records(up(state)), assignments(state)["STEWARD_API_KEY"]
    committed = changes(state)
    built = {path: path.stat().st_mtime_ns for path in (BUILD / "bin").iterdir()}
    assert run("down", state).returncode == 0

    api = up(state)

    assert records(api) == before
    assert changes(state) == committed
    assert assignments(state)["STEWARD_API_KEY"] == keys
    assert {path: path.stat().st_mtime_ns for path in built} == built
    assert "no work to do" in (BUILD.parent / f"{BUILD.name}.log").read_text()


def recorded(state, name):
    return int((state / "run" / f"{name}.pid").read_text().split()[0])


def test_what_has_ended_is_started_again_and_the_rest_goes_on(state):
    api = up(state)
    mine = create(api)
    killed = recorded(state, "ticket")
    others = pids(state) - {killed}
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not is_alive(killed), what="the end of the process")

    done = run("up", state, "--detach", "--build-type", BUILD.name)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "ticket has ended by itself, starting it again" in done.stdout
    assert recorded(state, "ticket") != killed
    # PostgreSQL's processes for connections come and go.
    lasting = {recorded(state, name) for name in ("directory", "notification", "gateway")}
    assert lasting <= others and lasting <= pids(state)
    assert api.get(f"/v1/{mine}").status == 200


def test_fresh_forgets_the_data_and_that_only(state):
    api = up(state)
    mine = create(api)
    before, keys = records(api), assignments(state)["STEWARD_API_KEY"]
    (state / "notes").write_text("mine")
    built = {path: path.stat().st_mtime_ns for path in (BUILD / "bin").iterdir()}

    api = up(state, "--fresh")

    assert api.get(f"/v1/{mine}").status == 404
    after = records(api)
    assert after.pop("tickets") == [f"tickets/INC-{number}" for number in range(1, 7)]
    before.pop("tickets")
    assert after == before
    assert assignments(state)["STEWARD_API_KEY"] != keys
    assert (state / "notes").read_text() == "mine"
    assert {path: path.stat().st_mtime_ns for path in built} == built


def test_down_stops_exactly_what_up_started(state):
    up(state)
    ours = pids(state)
    # The issuer, five services, the gateway, Redis and PostgreSQL at the least.
    assert len(ours) >= 9
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        assert run("down", state).returncode == 0
        assert not [pid for pid in ours if is_alive(pid)]
        assert pids(state) == set()
        assert list((state / "run").glob("*.pid")) == []
        assert stranger.poll() is None

        # Its pid was given to another process since.
        (state / "run" / "gateway.pid").write_text(f"{stranger.pid} 1\n")
        again = run("down", state)
        assert again.returncode == 0, again.stderr
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()

"""What tests/support promises, as far as it needs no Steward process."""

import base64
import os
import pathlib
import subprocess
import threading
import time

import pytest

from tests.support import waiting
from tests.support.client import EventStream, RestClient
from tests.support.process import Process
from tests.support.stack import ROOT, free_ports, run_script
from tests.support.webhook_receiver import WebhookReceiver, is_signed, sign

SECRET = "whsec_" + base64.b64encode(bytes(range(24))).decode()


def deliver(receiver, body=b'{"id":"e1"}', secret=SECRET, moment=None):
    timestamp = str(int(time.time() if moment is None else moment))
    headers = {
        "webhook-id": "e1",
        "webhook-timestamp": timestamp,
        "webhook-signature": sign(secret, "e1", timestamp, body),
    }
    return RestClient(receiver.url, timeout=5).raw("POST", "/hook", body, headers)


def test_signature_matches_the_example_of_standard_webhooks():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body) == expected


def test_receiver_tells_a_good_signature_from_a_bad_one():
    with WebhookReceiver() as receiver:
        assert deliver(receiver).status == 204
        deliver(receiver, secret="whsec_" + base64.b64encode(b"x" * 24).decode())
        deliver(receiver, moment=time.time() - 3600)

        good, forged, old = receiver.wait_for(3)

        assert is_signed(good, SECRET)
        assert not is_signed(forged, SECRET)
        assert not is_signed(old, SECRET)
        assert good.json == {"id": "e1"}


def test_receiver_fails_as_often_as_told():
    with WebhookReceiver() as receiver:
        receiver.fail(500, 429)

        assert [deliver(receiver).status for _ in range(3)] == [500, 429, 204]
        assert len(receiver.deliveries) == 3
        assert len(receiver.accepted) == 1


def test_receiver_that_hangs_answers_after_release():
    with WebhookReceiver() as receiver:
        receiver.hang()
        answers = []
        caller = threading.Thread(target=lambda: answers.append(deliver(receiver).status))
        caller.start()

        receiver.wait_for(1)
        assert answers == []
        receiver.release()

        caller.join(5)
        assert answers == [204]


def test_reader_of_server_sent_events_follows_the_standard():
    text = b': hello\n\nid: c1\ndata: {"a":\ndata: 1}\n\nevent: end\ndata:x\n\nid: c3\n\n'

    class Response:
        status = 200

        def __init__(self):
            self.lines = text.splitlines(keepends=True)

        def getheaders(self):
            return [("Content-Type", "text/event-stream")]

        def readline(self):
            return self.lines.pop(0) if self.lines else b""

    stream = EventStream(None, Response())
    first, second = list(stream)

    assert (first.id, first.type, first.json) == ("c1", "message", {"a": 1})
    assert (second.id, second.type, second.data) == ("c1", "end", "x")
    assert stream.comments == 1


def test_waiting_names_what_did_not_happen():
    with pytest.raises(TimeoutError, match="a miracle"):
        waiting.wait_until(lambda: False, 0.05, "a miracle")


def test_process_that_ends_by_itself_is_a_fault(tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "run").mkdir()
    process = Process("ticket-1", ["sh", "-c", "echo broken; exit 3"], tmp_path, 1, None)
    process.start()
    waiting.wait_until(lambda: not process.is_running())

    assert process.fault() == "ticket-1 ended by itself with status 3"
    assert process.log() == "broken\n"


def test_process_that_was_killed_is_no_fault(tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "run").mkdir()
    process = Process("ticket-1", ["sleep", "60"], tmp_path, 1, None)
    process.start()
    process.kill()

    assert not process.is_running()
    assert process.fault() is None


@pytest.fixture
def place(tmp_path_factory):
    directory = tmp_path_factory.mktemp("engines")
    yield directory
    for script in ("postgres.sh", "redis.sh"):
        run_script(script, "remove", directory / script.removesuffix(".sh"))


def test_postgres_keeps_what_was_committed_over_a_crash(place):
    import psycopg

    directory = place / "postgres"
    run_script("postgres.sh", "start", directory, "--durable")
    run_script("postgres.sh", "start", directory, "--durable")
    conninfo = run_script("postgres.sh", "url", directory) + " user=postgres dbname=postgres"
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TABLE note (text text)")
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)

    run_script("postgres.sh", "stop", directory, "immediate")
    run_script("postgres.sh", "stop", directory)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(conninfo)
    run_script("postgres.sh", "start", directory, "--durable")

    with psycopg.connect(conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (0,)


def test_postgres_never_runs_as_root(place):
    directory = place / "postgres"
    run_script("postgres.sh", "start", directory)
    pid = run_script("postgres.sh", "pid", directory)
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert "0" not in uids


def test_databases_of_services_are_closed_to_each_other(place):
    import psycopg

    directory = place / "postgres"
    run_script("postgres.sh", "start", directory)
    server = run_script("postgres.sh", "url", directory)
    run_script("instance.sh", "databases", server)
    run_script("instance.sh", "databases", server)

    psycopg.connect(f"{server} dbname=steward_ticket user=steward_ticket_app").close()
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(f"{server} dbname=steward_ticket user=steward_notification_app")


def test_redis_listens_where_it_says(place):
    import redis

    directory = place / "redis"
    run_script("redis.sh", "start", directory)
    address = run_script("redis.sh", "url", directory)
    assert redis.Redis(unix_socket_path=address.removeprefix("unix:")).ping()
    run_script("redis.sh", "stop", directory)

    port = next(free_ports())
    run_script("redis.sh", "start", directory, "--port", port)
    assert run_script("redis.sh", "url", directory) == f"127.0.0.1:{port}"
    assert redis.Redis(port=port).ping()


def test_engines_go_away_with_the_process_they_were_started_for(place):
    directory = place / "redis"
    with subprocess.Popen(["sleep", "60"]) as owner:
        run_script("redis.sh", "start", directory, "--with", owner.pid)
        owner.kill()
    waiting.wait_until(lambda: not directory.exists(), 10, "the end of Redis")


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1"])
def test_up_refuses_what_is_not_a_port(tmp_path, value):
    done = up(tmp_path, STEWARD_HTTP_PORT=value)
    assert done.returncode == 1
    assert "not a port" in done.stderr


def test_up_names_the_port_that_is_taken_and_another(tmp_path):
    with WebhookReceiver() as receiver:
        done = up(tmp_path, STEWARD_HTTP_PORT=str(receiver.port))
    assert done.returncode == 1
    assert f"port {receiver.port} is taken by" in done.stderr
    assert "Choose another: STEWARD_HTTP_PORT=" in done.stderr


def test_up_says_how_much_disk_it_needs(tmp_path):
    done = up(tmp_path, STEWARD_DISK_NEEDED_MIB="999999999")
    assert done.returncode == 1
    assert "999999999 MiB are needed" in done.stderr


def up(state, *words, **environment):
    done = subprocess.run(
        ["bash", ROOT / "scripts/up", "--detach", *words],
        env={"PATH": os.environ["PATH"], "STEWARD_STATE_DIR": str(state), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done

"""SIGTERM in the middle of an upload: the client learns what to do, and nothing is half done."""

import json

import pytest

from tests.e2e.incidents import DRAFT
from tests.support.raw_http import RawConnection, head
from tests.support.stack import Stack
from tests.support.waiting import wait_until

LINES = 400
COUNT = "SELECT count(*) FROM operation_item"


def chunk(text):
    return f"{len(text):x}\r\n".encode() + text.encode() + b"\r\n"


def staged(stack):
    return stack.psql("ticket", COUNT)[0][0]


@pytest.mark.parametrize("ending", ["gateway-1", "ticket-1"])
def test_an_upload_that_is_cut_off_can_be_sent_again(ending):
    settings = {name: {"drain_grace": "1s"} for name in ("gateway", "ticket")}
    with Stack(notifications=0, settings=settings) as stack:
        api = stack.client()
        line = json.dumps(DRAFT) + "\n"
        begun = head(
            "POST /v1/tickets:import HTTP/1.1",
            "Host: x",
            f"Authorization: {api.headers['Authorization']}",
            "Content-Type: application/x-ndjson",
            "Idempotency-Key: once",
            "Transfer-Encoding: chunked",
        )
        with RawConnection(stack.urls[0]) as connection:
            connection.send(begun, chunk(line * LINES))
            wait_until(lambda: staged(stack) > 0, what="the first tickets to arrive")

            assert stack.terminate(ending) == 0, stack.processes[ending].log_tail()

            answer = connection.answer()
            assert answer.status == 503
            assert answer.reason in ("UNAVAILABLE", "DRAINING")
            assert answer.headers["retry-after"] == "1"
        wait_until(lambda: staged(stack) == 0, what="the tickets to be forgotten")
        stack.restart(ending)

        headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "once"}

        def again():
            sent = api.raw("POST", "/v1/tickets:import", (line * LINES).encode(), headers=headers)
            return None if sent.status == 503 else sent.ok()

        assert wait_until(again, what="the process to be reached")["itemCount"] == LINES

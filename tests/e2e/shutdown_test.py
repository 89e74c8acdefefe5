"""SIGTERM, as deployments send it: a process finishes what it has begun and ends with 0."""

import http.client
import json
import re
import threading

import pytest

from tests.e2e.incidents import DRAFT
from tests.support.client import RestClient
from tests.support.crowd import Crowd
from tests.support.raw_http import RawConnection
from tests.support.stack import Stack
from tests.support.waiting import wait_until

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: steward\r\n\r\n"


class Callers(Crowd):
    """Clients that record tickets until told to stop, each over a connection that it keeps. With
    `follow`, one that is told that its connection ends opens another; otherwise it is done."""

    def __init__(self, api, count, follow=True):
        super().__init__(count)
        self._api = api
        self._follow = follow
        self.statuses = set()
        self.answers = 0
        self.closed = 0

    def work(self, _):
        connection = http.client.HTTPConnection(self._api.host, self._api.port, timeout=20)
        headers = {**self._api.headers, "Content-Type": "application/json"}
        while not self.is_over():
            try:
                connection.request("POST", "/v1/tickets", json.dumps(DRAFT), headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.statuses.add(type(error).__name__)
                break
            self.statuses.add(answer.status)
            self.answers += 1
            if answer.will_close and not self._follow:
                self.closed += 1
                break
        connection.close()

    def wait_for(self, more):
        """Waits until so many more answers have come."""
        count = self.answers + more
        wait_until(lambda: self.answers >= count or len(self.statuses) > 1, what="answers")


def wait_until_called(process):
    """Waits until a ticket service has recorded a ticket: whoever is ready is not found at once,
    and the other one is not to end before."""
    recorded = r'^steward_rpc_requests_total\{.*code="OK".*method="CreateTicket".*\} [1-9]'
    if process.name.startswith("ticket"):
        wait_until(lambda: re.search(recorded, process.metrics(), re.M), what="calls to come")


def test_a_process_that_is_called_ends_in_order(receiver):
    with Stack(tickets=2) as stack:
        api = stack.client()
        api.post("/v1/webhooks", {"url": receiver.url}).ok()
        with Callers(api, 8) as callers:
            for name in ["ticket-1", "ticket-2", "notification-1"]:
                callers.wait_for(50)
                receiver.wait_for(len(receiver.deliveries) + 10)
                assert stack.terminate(name) == 0, stack.processes[name].log_tail()
                callers.wait_for(50)
                stack.restart(name)
                wait_until_called(stack.processes[name])
            receiver.wait_for(len(receiver.deliveries) + 10)
        assert callers.statuses == {200}
        for name in ["gateway-1", "notification-1", "ticket-2", "ticket-1", "directory-1"]:
            assert stack.terminate(name) == 0, stack.processes[name].log_tail()


@pytest.mark.parametrize("delay", ["0s", "1s"])
def test_no_call_fails_that_keeps_to_what_a_gateway_says(delay):
    with Stack(settings={"gateway": {"drain_delay": delay}}) as stack:
        with Callers(stack.client(), 8, follow=False) as callers:
            callers.wait_for(50)
            assert stack.terminate("gateway-1") == 0, stack.processes["gateway-1"].log_tail()
        assert (callers.statuses, callers.closed) == ({200}, 8)
        with pytest.raises(ConnectionRefusedError):
            stack.client().get("/healthz")


def test_a_gateway_that_is_to_end_serves_and_says_so():
    with Stack(settings={"gateway": {"drain_delay": "5s"}}) as stack:
        url, process = stack.urls[0], stack.processes["gateway-1"]
        admin = RestClient(process.admin_url)
        with RawConnection(url) as idle:
            assert "connection" not in idle.send(HEALTH).answer().headers
            ending = threading.Thread(target=stack.terminate, args=("gateway-1",))
            ending.start()
            wait_until(lambda: admin.get("/readyz").status == 503, what="the begin of the end")

            # A client that has connected before, and one that connects now.
            answers = [idle.send(HEALTH).answer(), stack.client().get("/healthz")]

            assert [answer.status for answer in answers] == [200, 200]
            assert {answer.headers["connection"] for answer in answers} == {"close"}
            assert idle.is_closed()
            ending.join()

"""SIGTERM, as deployments send it: a process finishes what it has begun and ends with 0."""

import threading

from tests.e2e.incidents import DRAFT
from tests.support.stack import Stack


class Callers:
    """Clients that record tickets until told to stop."""

    def __init__(self, api, count):
        self._api = api
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(count)]
        self.statuses = set()

    def _run(self):
        while not self._over.is_set():
            try:
                self.statuses.add(self._api.post("/v1/tickets", DRAFT).status)
            except OSError:
                self.statuses.add(None)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()


def test_a_process_that_is_called_ends_in_order(receiver):
    with Stack(tickets=2) as stack:
        api = stack.client()
        api.post("/v1/webhooks", {"url": receiver.url}).ok()
        with Callers(api, 8) as callers:
            for name in ["ticket-1", "ticket-2", "notification-1"]:
                receiver.wait_for(len(receiver.deliveries) + 10)
                assert stack.terminate(name) == 0, stack.processes[name].log_tail()
                stack.restart(name)
            receiver.wait_for(len(receiver.deliveries) + 10)
            assert stack.terminate("gateway-1") == 0, stack.processes["gateway-1"].log_tail()
        assert callers.statuses <= {200, 503, None}
        for name in ["notification-1", "ticket-2", "ticket-1", "directory-1"]:
            assert stack.terminate(name) == 0, stack.processes[name].log_tail()

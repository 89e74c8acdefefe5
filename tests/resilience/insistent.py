"""A client whose requests are decided, whatever happens, and threads that work with it."""

import http.client
import threading
import time

from tests.support.waiting import pause

UNDECIDED = ("REQUEST_IN_PROGRESS", "CONCURRENT_CHANGE")


class Insistent:
    """A client that repeats a request, under its id, until it is decided."""

    def __init__(self, client, until):
        self.client, self.until = client, until
        self.client.timeout = 5.0

    def post(self, path, body):
        return self._send(lambda: self.client.post(path, body))

    def patch(self, path, body):
        return self._send(lambda: self.client.patch(path, body))

    def get(self, path, query=None):
        return self._send(lambda: self.client.get(path, query=query))

    def _send(self, send):
        while True:
            try:
                answer = send()
                if answer.status < 500 and answer.reason not in UNDECIDED:
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() >= self.until:
                raise TimeoutError("a request was not decided")
            pause(0.1)


class Crew:
    """Threads that work until they are done, or told to finish; `faults` says what ended one."""

    def __init__(self, stack, tenant, until):
        self.stack, self.tenant, self.until = stack, tenant, until
        self.faults = []
        self.finished = threading.Event()
        self.lock = threading.Lock()
        self._threads = []

    def client(self, role, user):
        client = self.stack.client(self.tenant, role=role, subject=f"users/{user}")
        return Insistent(client, self.until)

    def anybody(self):
        """A client without a credential."""
        return Insistent(self.stack.client_with(None), self.until)

    def begin(self, work, *arguments):
        thread = threading.Thread(target=self._guard, args=(work, *arguments))
        self._threads.append(thread)
        thread.start()

    def join(self):
        self.finished.set()
        for thread in self._threads:
            thread.join()

    def _guard(self, work, *arguments):
        try:
            work(*arguments)
        except Exception as error:  # told by the test
            self.faults.append(repr(error))


def read_all(client, collection):
    """All resources of a collection."""
    found, token = [], ""
    while True:
        page = client.get(f"/v1/{collection}", {"pageSize": 1000, "pageToken": token}).ok()
        found += page.get(collection, [])
        token = page.get("nextPageToken", "")
        if not token:
            return found

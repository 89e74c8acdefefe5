"""Clients that create users and tickets, and lead these through their life, whatever happens; they
remember the answers."""

import dataclasses
import http.client
import random
import threading
import time

from tests.support.waiting import pause

# Actions by state; the lifecycle allows all of them.
ACTIONS = {
    "NEW": ["assign", "start", "cancel"],
    "IN_PROGRESS": ["assign", "hold", "resolve"],
    "ON_HOLD": ["resume", "resolve"],
    "RESOLVED": ["reopen", "close"],
}
BODIES = {
    "assign": {"assignee": "users/bob"},
    "hold": {"holdReason": "AWAITING_VENDOR"},
    "resolve": {"resolutionCode": "FIXED", "resolutionNotes": "Done."},
}


@dataclasses.dataclass(frozen=True)
class Acknowledged:
    """A write that was answered with success."""

    tenant: str
    request_id: str
    answer: dict


class Client(threading.Thread):
    """One client. Each request is repeated, under its id, until its outcome is known."""

    def __init__(self, number, seed, stack, tenants, stop_at, give_up_at):
        super().__init__(name=f"client-{number}")
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.apis = {tenant: stack.client(tenant) for tenant in tenants}
        for api in self.apis.values():
            api.timeout = 5.0
        self.stop_at, self.give_up_at = stop_at, give_up_at
        self.acknowledged = []
        self.undecided = []
        self.refused = []
        self.retries = 0
        self._open = []

    def run(self):
        count = 0
        while time.monotonic() < self.stop_at:
            count += 1
            request_id = f"{self.number}-{count}"
            tenant = self.random.choice(sorted(self.apis))
            if self.random.random() < 0.1:
                body = {"userId": f"u{request_id}", "displayName": request_id}
                self._write(tenant, "/v1/users", body, request_id)
            elif not self._open or self.random.random() < 0.4:
                body = {"kind": "INCIDENT", "title": request_id}
                self._write(tenant, "/v1/tickets", body, request_id)
            else:
                tenant, ticket = self._open.pop(self.random.randrange(len(self._open)))
                action = self.random.choice(ACTIONS[ticket["state"]])
                path = f"/v1/{ticket['name']}:{action}"
                self._write(tenant, path, BODIES.get(action, {}), request_id)

    def _write(self, tenant, path, body, request_id):
        answer = self._send_until_decided(tenant, path, {**body, "requestId": request_id})
        if answer is None:
            self.undecided.append((tenant, request_id))
        elif answer.status == 200:
            self.acknowledged.append(Acknowledged(tenant, request_id, answer.json))
            if answer.json["state"] in ACTIONS and answer.json["name"].startswith("tickets/"):
                self._open.append((tenant, answer.json))
        else:
            self.refused.append((path, answer.status, answer.body))

    def _send_until_decided(self, tenant, path, body):
        while time.monotonic() < self.give_up_at:
            try:
                answer = self.apis[tenant].post(path, body)
                if answer.status < 500 and answer.reason != "CONCURRENT_CHANGE":
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            self.retries += 1
            pause(0.05)
        return None

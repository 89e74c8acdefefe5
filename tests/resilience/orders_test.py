"""Orders while everything is killed at random: each comes to its end, and nothing happens twice.

The seed of a run is printed when it fails; STEWARD_CRASH_SEED repeats its plan.
"""

import collections
import http.client
import itertools
import os
import threading
import time

import pytest

from tests.e2e.offers import create_item
from tests.e2e.people import create_group, create_user, join
from tests.resilience.faults import Faults
from tests.support.mail_sink import MailSink
from tests.support.stack import Stack, free_ports
from tests.support.waiting import pause, wait_until

ORDERS = 200
SECONDS = 25
HEAL_SECONDS = 120
KILLED = ("catalog-1", "change-approval-1", "ticket-1", "directory-1", "notification-1", "redis")
ITEM = {
    "displayName": "Laptop",
    "approvalRules": [{"title": "Manager", "manager": True, "rule": "ANY"}],
    "tasks": [
        {"id": "prepare", "title": "Prepare it", "group": "groups/team"},
        {
            "id": "hand_over",
            "title": "Hand it over",
            "group": "groups/team",
            "dependsOn": ["prepare"],
        },
    ],
    "subscription": {},
}


class Insistent:
    """A client that repeats a request, under its id, until it is decided."""

    def __init__(self, client, until):
        self.client, self.until = client, until
        self.client.timeout = 5.0

    def post(self, path, body):
        return self._send(lambda: self.client.post(path, body))

    def get(self, path, query=None):
        return self._send(lambda: self.client.get(path, query=query))

    def _send(self, send):
        while True:
            try:
                answer = send()
                if answer.status < 500 and answer.reason != "REQUEST_IN_PROGRESS":
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() >= self.until:
                raise TimeoutError("a request was not decided")
            pause(0.1)


class Play:
    """Who orders, approves and works, each in a thread of its own."""

    def __init__(self, stack, tenant, until):
        self.stack, self.tenant, self.until = stack, tenant, until
        self.ordered = []
        self.finished = threading.Event()
        self.faults = []
        self.threads = [
            threading.Thread(target=self._guard, args=(work,))
            for work in (*[self._order] * 4, self._approve, self._approve, *[self._work] * 3)
        ]
        self._numbers = iter(range(ORDERS))
        self._worker = itertools.count(1)
        self._lock = threading.Lock()

    def start(self):
        for thread in self.threads:
            thread.start()

    def join(self):
        self.finished.set()
        for thread in self.threads:
            thread.join()

    def client(self, role, user):
        client = self.stack.client(self.tenant, role=role, subject=f"users/{user}")
        return Insistent(client, self.until)

    def _guard(self, work):
        try:
            work()
        except Exception as error:  # told by the test
            self.faults.append(repr(error))

    def _order(self):
        rita = self.client("requester", "rita")
        while True:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            body = {"item": "catalogItems/laptop", "requestId": f"order-{number}"}
            made = rita.post("/v1/requests", body)
            with self._lock:
                self.ordered.append((number, made.status, made.json.get("name")))
            # Over all of the storm.
            pause(SECONDS * 4 / ORDERS / 2)

    def _approve(self):
        mike = self.client("approver", "mike")
        while not self.finished.is_set():
            pending = mike.get("/v1/approvals", {"filter": "state = PENDING", "pageSize": 20})
            for approval in pending.ok().get("approvals", []):
                name = approval["name"]
                decision = {"decision": "APPROVE", "requestId": f"vote-{name}"}
                mike.post(f"/v1/{name}:decide", decision)
            pause(0.1)

    def _work(self):
        worker = next(self._worker)
        agent = self.client("agent", "wes")
        for turn in itertools.count():
            if self.finished.is_set():
                return
            claim = {"assignmentGroup": "groups/team", "requestId": f"claim-{worker}-{turn}"}
            claimed = agent.post("/v1/tickets:claimNext", claim)
            if claimed.status != 200:
                pause(0.1)
                continue
            notes = {"resolutionCode": "FIXED", "resolutionNotes": "Done."}
            path = f"/v1/{claimed.json['name']}:resolve"
            agent.post(path, {**notes, "requestId": f"done-{worker}-{turn}"}).ok()


def read_all(client, collection):
    found, token = [], ""
    while True:
        page = client.get(f"/v1/{collection}", {"pageSize": 1000, "pageToken": token}).ok()
        found += page.get(collection, [])
        token = page.get("nextPageToken", "")
        if not token:
            return found


@pytest.fixture(scope="module")
def play():
    seed = int(os.environ.get("STEWARD_CRASH_SEED", "20261127"))
    with MailSink(next(free_ports())) as sink:
        mail = {
            "smtp_url": sink.url,
            "mail_from": "steward@example.com",
            "mail_retry_schedule": ";".join(["0s"] + ["500ms"] * 100),
        }
        with Stack(durable=True, settings={"notification": mail}) as stack:
            api = stack.client("demo")
            create_user(api, "mike", email="mike@example.com")
            create_user(api, "rita", manager="users/mike", email="rita@example.com")
            create_user(api, "wes")
            join(api, create_group(api, "team")["name"], "users/wes").ok()
            create_item(api, "laptop", **ITEM)
            begun = Play(stack, "demo", time.monotonic() + SECONDS + HEAL_SECONDS)
            begun.start()
            faults = Faults(stack, seed, SECONDS, KILLED)
            try:
                faults.run()
                stack.wait_until_ready()
                wait_until(
                    lambda: {each["state"] for each in read_all(api, "requests")} == {"FULFILLED"}
                    and len(begun.ordered) == ORDERS,
                    HEAL_SECONDS,
                    "all requests to be fulfilled",
                    interval=0.5,
                )
            finally:
                begun.join()
                states = collections.Counter(each["state"] for each in read_all(api, "requests"))
                print(f"seed {seed}", *faults.log, states, *begun.faults, sep="\n")
            begun.api, begun.sink, begun.log = api, sink, faults.log
            yield begun


def test_every_order_was_taken_once(play):
    assert play.faults == []
    assert sum("killed" in line for line in play.log) >= 8
    assert {status for _, status, _ in play.ordered} == {200}
    names = [name for _, _, name in play.ordered]
    assert sorted(names) == sorted(each["name"] for each in read_all(play.api, "requests"))
    assert len(set(names)) == ORDERS


def test_every_request_has_one_approval_two_tickets_and_one_subscription(play):
    requests = {each["name"]: each for each in read_all(play.api, "requests")}
    approvals = collections.Counter(each["subject"] for each in read_all(play.api, "approvals"))
    tickets = collections.Counter(each["parent"] for each in read_all(play.api, "tickets"))
    left = collections.Counter(each["request"] for each in read_all(play.api, "subscriptions"))
    assert approvals == {name: 1 for name in requests}
    assert tickets == {name: 2 for name in requests}
    assert left == {name: 1 for name in requests}
    for each in requests.values():
        assert [task["state"] for task in each["tasks"]] == ["DONE", "DONE"]


def test_everybody_was_told_once(play):
    """A mail that was sent by a process that was killed before it noted so is sent again, under the
    same Message-ID, so that a mail program shows it once."""

    def of(user):
        mails = play.sink.to(f"{user}@example.com")
        return {each.message["Message-ID"] for each in mails}

    wait_until(lambda: len(of("mike")) == ORDERS, HEAL_SECONDS, "mails of all approvals")
    log = read_all(play.api, "notifications")
    told = collections.Counter(
        (each["recipient"], each["eventId"], each["channel"]) for each in log
    )
    assert set(told.values()) == {1}

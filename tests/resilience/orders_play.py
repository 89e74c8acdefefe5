"""Who orders, and who works off the tasks."""

import itertools

from tests.support.waiting import pause

ITEM = {
    "displayName": "Laptop",
    "approvalRules": [
        {"title": "Manager", "manager": True, "rule": "ANY"},
        {"title": "Finance", "groups": ["groups/finance"], "rule": "COUNT", "requiredCount": 2},
    ],
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
CLIENTS = 4
WORKERS = 3


class OrdersPlay:
    """`ordered` holds (number, status, name) of each order."""

    def __init__(self, crew, orders, seconds):
        self.crew = crew
        self.ordered = []
        self._pause = seconds * CLIENTS / orders / 2
        self._numbers = iter(range(orders))
        for _ in range(CLIENTS):
            crew.begin(self._order)
        for worker in range(WORKERS):
            crew.begin(self._work, worker)

    def _order(self):
        rita = self.crew.client("requester", "rita")
        while True:
            with self.crew.lock:
                number = next(self._numbers, None)
            if number is None:
                return
            body = {"item": "catalogItems/laptop", "requestId": f"order-{number}"}
            made = rita.post("/v1/requests", body)
            with self.crew.lock:
                self.ordered.append((number, made.status, made.json.get("name")))
            pause(self._pause)

    def _work(self, worker):
        agent = self.crew.client("agent", "wes")
        for turn in itertools.count():
            if self.crew.finished.is_set():
                return
            claim = {"assignmentGroup": "groups/team", "requestId": f"claim-{worker}-{turn}"}
            claimed = agent.post("/v1/tickets:claimNext", claim)
            if claimed.status != 200:
                pause(0.1)
                continue
            notes = {"resolutionCode": "FIXED", "resolutionNotes": "Done."}
            path = f"/v1/{claimed.json['name']}:resolve"
            agent.post(path, {**notes, "requestId": f"done-{worker}-{turn}"}).ok()

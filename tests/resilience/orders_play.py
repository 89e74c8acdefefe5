"""Who orders, and who works off the tasks."""

import itertools

from tests.story.laptop import LAPTOP
from tests.story.order import ANSWERS
from tests.support.waiting import pause

# The laptop of the story. What is ordered of it costs so much that the board of finance is asked.
ITEM = {
    **{each: LAPTOP[each] for each in ("displayName", "price", "form", "approvalRules")},
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
PRICE = "2100.00"
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
            answers = {**ANSWERS, "reason": f"Film number {number}."}
            form = rita.post("/v1/catalogItems/laptop:evaluate", {"answers": answers}).ok()
            assert form["complete"] and form["price"]["amount"] == PRICE, form
            body = {"item": "catalogItems/laptop", "answers": answers}
            made = rita.post("/v1/requests", {**body, "requestId": f"order-{number}"})
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

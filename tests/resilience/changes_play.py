"""Normal changes that are approved in two stages, scheduled, fail, and are backed out."""

import datetime

from tests.support.waiting import pause

STAGES = [
    {"title": "Technical", "rule": "ANY", "users": ["users/dora"]},
    {"title": "Board", "rule": "COUNT", "requiredCount": 2, "groups": ["groups/finance"]},
]
STEPS_AFTER_APPROVAL = (
    ("start", {}),
    ("fail", {"failureNotes": "It does not boot."}),
    ("backOut", {}),
)


def create_model(api):
    body = {"changeModelId": "normal", "title": "Normal", "kind": "NORMAL", "stages": STAGES}
    api.post("/v1/changeModels", body).ok()


class ChangesPlay:
    """`names` holds the change of each number."""

    def __init__(self, crew, changes, seconds, threads=3):
        self.crew = crew
        self.changes = changes
        self.names = {}
        self._pause = seconds * threads / changes / 2
        self._numbers = iter(range(changes))
        for _ in range(threads):
            crew.begin(self._lead)

    def done(self):
        return len(self.names) == self.changes

    def _lead(self):
        agent = self.crew.client("agent", "wes")
        while True:
            with self.crew.lock:
                number = next(self._numbers, None)
            if number is None:
                return
            change = agent.post("/v1/changes", self._draft(number)).ok()
            path = f"/v1/{change['name']}"
            for step in ("assess", "requestApproval"):
                agent.post(f"{path}:{step}", {"requestId": f"{step}-{number}"}).ok()
            self._until(agent, path, lambda found: found["state"] == "SCHEDULED")
            for step, fields in STEPS_AFTER_APPROVAL:
                agent.post(f"{path}:{step}", {"requestId": f"{step}-{number}", **fields}).ok()
            self._until(agent, path, lambda found: found.get("incident"))
            review = {"closeCode": "UNSUCCESSFUL", "closeNotes": "Other firmware."}
            manager = self.crew.client("change_manager", "maria")
            manager.post(f"{path}:close", {"requestId": f"close-{number}", **review}).ok()
            with self.crew.lock:
                self.names[number] = change["name"]
            pause(self._pause)

    def _draft(self, number):
        now = datetime.datetime.now(datetime.timezone.utc)
        return {
            "requestId": f"change-{number}",
            "model": "changeModels/normal",
            "title": f"Firmware {number}",
            "implementationPlan": "Flash it.",
            "backoutPlan": "Flash the old one.",
            "testPlan": "Ping it.",
            "implementer": "users/ingo",
            "plannedStartTime": (now - datetime.timedelta(hours=1)).isoformat(),
            "plannedEndTime": (now + datetime.timedelta(hours=2)).isoformat(),
        }

    def _until(self, client, path, condition):
        while not condition(client.get(path).ok()):
            if self.crew.finished.is_set():
                raise TimeoutError(f"{path} did not go on")
            pause(0.2)

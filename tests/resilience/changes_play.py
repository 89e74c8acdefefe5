"""Changes of four kinds: normal ones that are scheduled, fail and are backed out; normal ones whose
window moves after they were approved; standard ones; and ones in an emergency."""

import datetime

from tests.support.waiting import pause

STAGES = [
    {
        "title": "Technical",
        "rule": "ANY",
        "users": ["users/dora"],
        "fields": ["implementation_plan", "backout_plan"],
    },
    {
        "title": "Board",
        "rule": "COUNT",
        "requiredCount": 2,
        "groups": ["groups/finance"],
        "fields": ["planned_start_time", "planned_end_time"],
    },
]
# By kind.
MODELS = {
    "failed": "changeModels/normal",
    "moved": "changeModels/normal",
    "standard": "changeModels/standard",
    "emergency": "changeModels/emergency",
}
TEMPLATE = {
    "changeTemplateId": "restart",
    "title": "Restart the proxy",
    "implementationPlan": "systemctl restart proxy",
    "impact": "LOW",
    "maxDuration": "14400s",
}


def kind_of(number):
    return tuple(MODELS)[number % len(MODELS)]


def create_models(api, other):
    """And a template, which `other` approves."""
    for kind in ("NORMAL", "STANDARD", "EMERGENCY"):
        stages = {} if kind == "STANDARD" else {"stages": STAGES}
        body = {"changeModelId": kind.lower(), "title": kind.title(), "kind": kind, **stages}
        api.post("/v1/changeModels", {**body, "incidentGroup": "groups/desk"}).ok()
    name = api.post("/v1/changeTemplates", TEMPLATE).ok()["name"]
    other.post(f"/v1/{name}:approve", {}).ok()


def hours_from_now(hours):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(hours=hours)).isoformat()


def draft_of(number):
    draft = {
        "requestId": f"change-{number}",
        "plannedStartTime": hours_from_now(-1),
        "plannedEndTime": hours_from_now(2),
        "implementer": "users/ingo",
    }
    model = MODELS[kind_of(number)]
    if model == "changeModels/standard":
        return {**draft, "model": model, "template": "changeTemplates/restart"}
    return {
        **draft,
        "model": model,
        "title": f"Firmware {number}",
        "implementationPlan": "Flash it.",
        "backoutPlan": "Flash the old one.",
        "testPlan": "Ping it.",
    }


class ChangesPlay:
    """`names` holds the change of each number. `late` is where the votes note, by approval, that
    the third of the board came too late."""

    def __init__(self, crew, changes, seconds, late, threads=12):
        self.crew = crew
        self.changes = changes
        self.names = {}
        self._late = late
        self._pause = seconds * threads / changes / 2
        self._numbers = iter(range(changes))
        for _ in range(threads):
            crew.begin(self._lead)

    def done(self):
        return len(self.names) == self.changes

    def of(self, *kinds):
        """The changes of some kinds."""
        return [name for number, name in self.names.items() if kind_of(number) in kinds]

    def _lead(self):
        while True:
            with self.crew.lock:
                number = next(self._numbers, None)
            if number is None:
                return
            led = Change(self.crew, number, self._late)
            getattr(led, kind_of(number))()
            with self.crew.lock:
                self.names[number] = led.name
            pause(self._pause)


class Change:
    """Goes from one end to the other, each step under a request id of its own."""

    def __init__(self, crew, number, late):
        self._crew, self._number, self._late = crew, number, late
        self._agent = crew.client("agent", "wes")
        self.name = self._agent.post("/v1/changes", draft_of(number)).ok()["name"]

    def failed(self):
        self._authorize()
        self._act("start")
        self._act("fail", failureNotes="It does not boot.")
        self._act("backOut")
        self._until(lambda found: found.get("incident"))
        self._close("UNSUCCESSFUL")

    def moved(self):
        self._authorize()
        # Whoever comes too late now would be asked again afterwards.
        self._until(lambda found: found["approval"] in self._late)
        later = {"plannedEndTime": hours_from_now(4), "requestId": f"move-{self._number}"}
        assert self._agent.patch(f"/v1/{self.name}", later).ok()["state"] == "AUTHORIZATION"
        self._until(lambda found: found["state"] == "SCHEDULED")
        self.standard()

    def standard(self):
        self._act("start")
        self._act("complete")
        self._close("SUCCESSFUL")

    def emergency(self):
        begun = self._act("start")
        # Whom to ask may not be known while the directory is down: an emergency does not wait.
        if not begun.get("approval"):
            assert begun["problem"], begun
            begun = self._until(lambda found: found.get("approval"))
        self._act("complete")
        self._until(lambda found: found["state"] == "APPROVED", begun["approval"])
        self._close("SUCCESSFUL")

    def _authorize(self):
        for step in ("assess", "requestApproval"):
            self._act(step)
        self._until(lambda found: found["state"] == "SCHEDULED")

    def _close(self, code):
        manager = self._crew.client("change_manager", "maria")
        self._act("close", manager, closeCode=code, closeNotes="Other firmware.")

    def _act(self, step, client=None, **fields):
        body = {"requestId": f"{step}-{self._number}", **fields}
        return (client or self._agent).post(f"/v1/{self.name}:{step}", body).ok()

    def _until(self, condition, name=None):
        path = f"/v1/{name or self.name}"
        while not condition(found := self._agent.get(path).ok()):
            if self._crew.finished.is_set():
                raise TimeoutError(f"{path} did not go on")
            pause(0.2)
        return found

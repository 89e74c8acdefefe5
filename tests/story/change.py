"""The second half: a change that fails, one from a template, and one in an emergency."""

import datetime

from tests.support.waiting import wait_until

STAGES = [
    {
        "title": "Technical",
        "rule": "ANY",
        "users": ["users/wes", "users/dora"],
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


def window(hours=2):
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "plannedStartTime": (now - datetime.timedelta(hours=1)).isoformat(),
        "plannedEndTime": (now + datetime.timedelta(hours=hours)).isoformat(),
    }


class ChangeStory:
    """Each step tells what it does and fails when something is otherwise than it tells. Needs the
    people of OrderStory."""

    def __init__(self, world):
        self.world = world
        self.tell = world.tell
        self.manager = world.client("change_manager", "maria")
        self.agent = world.client("agent", "wes")

    def play(self):
        self.prepare()
        self.plan()
        self.approve()
        self.fail()
        self.standard()
        self.emergency()
        return self.read()

    def prepare(self):
        self.tell("Changes follow models: normal, standard and emergency.")
        for kind in ("NORMAL", "EMERGENCY", "STANDARD"):
            stages = {} if kind == "STANDARD" else {"stages": STAGES}
            body = {"changeModelId": kind.lower(), "title": kind.title(), "kind": kind, **stages}
            body["incidentGroup"] = "groups/desk"
            self.manager.post("/v1/changeModels", body).ok()
        for item, relations in (
            ("room-1", []),
            ("switch-1", [{"type": "PART_OF", "item": "configurationItems/room-1"}]),
        ):
            body = {"configurationItemId": item, "displayName": item, "class": item.split("-")[0]}
            self.agent.post("/v1/configurationItems", {**body, "relations": relations}).ok()

    def record(self, model, **fields):
        draft = {
            "model": f"changeModels/{model}",
            "title": "New firmware for the switch",
            "implementationPlan": "Flash it.",
            "backoutPlan": "Flash the old one.",
            "testPlan": "Ping it.",
            "impact": "HIGH",
            "configurationItems": ["configurationItems/switch-1"],
            "implementer": "users/fred",
            **window(),
        }
        return self.agent.post("/v1/changes", {**draft, **fields}).ok()

    def plan(self):
        self.change = self.record("normal")
        self.tell(f"An agent raises {self.change['name']} for configurationItems/switch-1.")
        self.change = self.act("assess")
        risk = self.change["risk"]
        factors = ", ".join(factor["name"] for factor in risk["factors"])
        self.world.refused(self.world.stranger().get(self.path()), 404, "RESOURCE_NOT_FOUND")
        self.world.refused(self.agent.post(f"{self.path()}:start", {}), 409, "ILLEGAL_TRANSITION")
        self.tell(f"  Its risk is {risk['level']} by policy {risk['policyVersion']}: {factors}.")

    def approve(self):
        self.change = self.act("requestApproval")
        approval = self.change["approval"]
        self.tell(f"  {approval} asks any of two technicians, then two of the board.")
        self.world.refused(self.vote("fred", approval), 403, "SEPARATION_OF_DUTIES")
        for user in ("dora", "fay", "finn"):
            self.vote(user, approval).ok()
        assert self.read()["state"] == "SCHEDULED"
        later = {"plannedEndTime": window(4)["plannedEndTime"]}
        stale = self.agent.patch(self.path(), {**later, "etag": self.change["etag"]})
        self.world.refused(stale, 409, "ETAG_MISMATCH")
        moved = self.agent.patch(self.path(), later).ok()
        asked = self.agent.get(f"/v1/{approval}").ok()
        states = [stage["state"] for stage in asked["stages"]]
        assert (moved["state"], states) == ("AUTHORIZATION", ["APPROVED", "OPEN"]), asked
        self.tell("  The window moves after approval: the board is asked again, nobody else.")
        for user in ("fay", "finn"):
            self.vote(user, approval).ok()
        assert self.read()["state"] == "SCHEDULED"

    def fail(self):
        self.act("start")
        self.act("fail", failureNotes="It does not boot.")
        self.act("backOut")
        review = {"closeCode": "UNSUCCESSFUL", "closeNotes": "Other firmware next time."}
        denied = self.agent.post(f"{self.path()}:close", review)
        self.world.refused(denied, 403, "PERMISSION_DENIED")
        self.change = self.act("close", self.manager, **review)
        self.tell("  It is implemented, fails, is backed out, reviewed and closed.")
        incident = wait_until(lambda: self.read().get("incident"), what="the incident")
        ticket = self.agent.get(f"/v1/{incident}").ok()
        assert ticket["links"] == [{"type": "CAUSED_BY", "name": self.change["name"]}], ticket
        wait_until(
            lambda: self.agent.get(f"/v1/{incident}").ok().get("assignmentGroup") == "groups/desk",
            what=f"{incident} in the queue of the desk",
        )
        self.tell(f"  {incident} is opened for the desk and linked to it.")

    def standard(self):
        template = {
            "changeTemplateId": "restart",
            "title": "Restart the proxy",
            "implementationPlan": "systemctl restart proxy",
            "impact": "LOW",
            "maxDuration": "14400s",
        }
        name = self.manager.post("/v1/changeTemplates", template).ok()["name"]
        self.world.client("change_manager", "mona").post(f"/v1/{name}:approve", {}).ok()
        draft = {"model": "changeModels/standard", "template": name, **window()}
        change = self.agent.post("/v1/changes", draft).ok()
        assert change["state"] == "SCHEDULED" and not change.get("approval"), change
        self.tell(f"A standard change from a template needs no approval: {change['name']}.")

    def emergency(self):
        change = self.record("emergency")
        path = f"/v1/{change['name']}"
        started = self.agent.post(f"{path}:start", {}).ok()
        self.agent.post(f"{path}:complete", {}).ok()
        review = {"closeCode": "SUCCESSFUL", "closeNotes": "It was urgent."}
        early = self.manager.post(f"{path}:close", review)
        self.world.refused(early, 409, "APPROVAL_REQUIRED")
        for user in ("dora", "fay", "finn"):
            self.vote(user, started["approval"]).ok()
        closed = self.manager.post(f"{path}:close", review).ok()
        assert closed["state"] == "CLOSED", closed
        self.tell(f"An emergency change is approved afterwards, then closed: {change['name']}.")

    def path(self):
        return f"/v1/{self.change['name']}"

    def act(self, action, client=None, **fields):
        return (client or self.agent).post(f"{self.path()}:{action}", fields).ok()

    def read(self):
        return self.agent.get(self.path()).ok()

    def vote(self, user, approval):
        client = self.world.client("approver", user)
        return client.post(f"/v1/{approval}:decide", {"decision": "APPROVE"})

"""The first half of the story: a laptop is published, ordered, approved and handed over."""

import datetime

from tests.e2e.orders import await_request
from tests.story.laptop import LAPTOP, OFFERING, SERVICE
from tests.story.letters import decide_by_link, mute_mails
from tests.support.waiting import wait_until

# Who there is: a requester and her manager, who is away; finance; those who fulfil.
PEOPLE = ("rita", "mike", "mona", "fay", "fred", "finn", "wes", "dora")
GROUPS = (
    ("finance", "BOARD", ("fay", "fred", "finn")),
    ("workplace", "ASSIGNMENT", ("wes",)),
    ("desk", "ASSIGNMENT", ("dora",)),
)
ANSWERS = {"model": "pro", "extra_memory": True, "cost_center": "CC-1234"}


class OrderStory:
    """Each step tells what it does and fails when something is otherwise than it tells."""

    def __init__(self, world):
        self.world = world
        self.tell = world.tell
        self.admin = world.client("tenant_admin", "admin")
        self.rita = world.client("requester", "rita")

    def play(self):
        self.meet_people()
        self.publish()
        if self.world.mails:
            mute_mails(self.world, "rita")
        self.order()
        self.decide()
        self.fulfil()
        return self.request

    def meet_people(self):
        self.tell("The directory knows Rita, her manager Mike, three of finance, and two teams.")
        for user in sorted(PEOPLE, key=lambda user: user == "rita"):
            manager = {"manager": "users/mike"} if user == "rita" else {}
            body = {"userId": user, "displayName": user.title(), **self.world.contact(user)}
            self.admin.post("/v1/users", {**body, **manager}).ok()
        for group, kind, members in GROUPS:
            body = {"groupId": group, "displayName": group.title(), "kind": kind}
            name = self.admin.post("/v1/groups", body).ok()["name"]
            for member in members:
                body = {"user": f"users/{member}"}
                self.admin.post(f"/v1/{name}/memberships", body).ok()
        self.tell("Mike is away this week; Mona stands in for him.")
        began = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
        times = {
            "startTime": began.isoformat(),
            "endTime": (began + datetime.timedelta(days=7)).isoformat(),
        }
        body = {"substitute": "users/mona", **times}
        self.admin.post("/v1/users/mike/substitutes", body).ok()

    def publish(self):
        self.tell("A catalog manager publishes a service, an offering, and the item Laptop.")
        manager = self.world.client("catalog_manager", "cora")
        for collection, body in (
            ("catalogServices", SERVICE),
            ("serviceOfferings", OFFERING),
            ("catalogItems", {"catalogItemId": "laptop", **LAPTOP}),
        ):
            name = manager.post(f"/v1/{collection}", body).ok()["name"]
            manager.post(f"/v1/{name}:publish", {}).ok()
            self.tell(f"  {name} is published.")
        self.world.refused(
            self.rita.post("/v1/catalogItems/laptop:retire", {}), 403, "PERMISSION_DENIED"
        )
        self.tell("  Rita may order it, not retire it.")

    def order(self):
        self.tell("Rita wants more memory. The server evaluates what she has answered so far:")
        form = self.rita.post("/v1/catalogItems/laptop:evaluate", {"answers": ANSWERS}).ok()
        missing = [violation["field"] for violation in form["violations"]]
        assert missing == ["answers.reason"] and not form.get("complete"), form
        self.tell(f"  {form['price']['amount']} EUR so far, and answers.reason is missing.")
        order = {"item": "catalogItems/laptop", "answers": ANSWERS}
        self.world.refused(self.rita.post("/v1/requests", order), 400, "INVALID_FIELD")
        order["answers"] = {**ANSWERS, "reason": "I edit films.", "model": "gold"}
        self.world.refused(self.rita.post("/v1/requests", order), 400, "INVALID_FIELD")
        self.tell("  There is no model in gold.")
        order["answers"] = {**ANSWERS, "reason": "I edit films."}
        would = self.rita.post("/v1/requests", {**order, "validateOnly": True}).ok()
        titles = [stage["title"] for stage in would["stages"]]
        assert titles == ["Manager", "Finance"], titles
        self.tell(f"  With validateOnly she sees who would be asked: {' and '.join(titles)}.")
        self.request = self.rita.post("/v1/requests", order).ok()
        self.tell(f"  She orders it: {self.request['name']}.")
        self.request = self.until("AWAITING_APPROVAL")
        stranger, name = self.world.stranger(), self.request["name"]
        for path, body in ((name, None), (self.request["approval"], {"decision": "APPROVE"})):
            answer = (
                stranger.get(f"/v1/{path}")
                if body is None
                else stranger.post(f"/v1/{path}:decide", body)
            )
            self.world.refused(answer, 404, "RESOURCE_NOT_FOUND")
        self.tell("  To an administrator of another tenant neither it nor its approval exists.")

    def decide(self):
        approval = self.request["approval"]
        self.tell(f"The approval service asks: {approval}.")
        self.world.refused(self.vote("rita", approval), 403, "SEPARATION_OF_DUTIES")
        self.tell("  Rita cannot approve what she ordered.")
        self.approve_by_mail("mona", approval, "users/mike")
        decided = self.admin.get(f"/v1/{approval}").ok()
        (mike,) = decided["stages"][0]["approvers"]
        assert (mike["user"], mike["decidedBy"]) == ("users/mike", "users/mona"), mike
        self.tell("  Mona has approved for Mike, and both names are on record.")
        self.approve_by_mail("fay", approval)
        self.vote("finn", approval).ok()
        self.world.refused(self.vote("fred", approval), 409, "ILLEGAL_TRANSITION")
        self.tell("  Two of finance approve; the third is not asked any more.")
        self.request = self.until("IN_FULFILMENT")

    def fulfil(self):
        self.tell("The catalog opens a ticket for each task, one after the other.")
        for user, group in (("wes", "groups/workplace"), ("dora", "groups/desk")):
            agent = self.world.client("agent", user)
            claim = lambda a=agent, g=group: a.post(
                "/v1/tickets:claimNext", {"assignmentGroup": g}
            )
            answer = wait_until(
                lambda c=claim: answer if (answer := c()).status == 200 else None,
                what=f"a ticket for {group}",
            )
            ticket = answer.json
            assert ticket["parent"] == self.request["name"], ticket
            notes = {"resolutionCode": "FIXED", "resolutionNotes": "Done."}
            path = f"/v1/{ticket['name']}"
            agent.patch(path, {"description": "With a charger."}).ok()
            stale = agent.post(f"{path}:resolve", {**notes, "etag": ticket["etag"]})
            self.world.refused(stale, 409, "ETAG_MISMATCH")
            agent.post(f"{path}:resolve", notes).ok()
            self.world.refused(agent.post(f"{path}:resolve", notes), 409, "ILLEGAL_TRANSITION")
            self.tell(f"  {user.title()} claims and resolves {ticket['name']}: {ticket['title']}.")
        self.request = self.until("FULFILLED")
        left = self.rita.get(f"/v1/{self.request['subscription']}").ok()
        assert left["state"] == "ACTIVE", left
        self.tell(f"The request is fulfilled and leaves {left['name']}.")

    def approve_by_mail(self, user, approval, on_behalf_of=""):
        """Where no mails are sent, by a call."""
        if self.world.mails:
            decide_by_link(self.world, user, approval, on_behalf_of)
        else:
            fields = {"onBehalfOf": on_behalf_of} if on_behalf_of else {}
            self.vote(user, approval, **fields).ok()

    def vote(self, user, approval, **fields):
        client = self.world.client("approver", user)
        return client.post(f"/v1/{approval}:decide", {"decision": "APPROVE", **fields})

    def until(self, state):
        return await_request(self.rita, self.request, state)

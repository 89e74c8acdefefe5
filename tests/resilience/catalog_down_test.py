"""The catalog may be down for a while: tickets flow on, those of orders too, and orders go on where
they were."""

import time

from tests.e2e.incidents import act, create
from tests.e2e.offers import create_item
from tests.e2e.orders import await_request, order
from tests.e2e.people import create_group, create_user, join
from tests.support.client import refused
from tests.support.stack import Stack
from tests.support.waiting import pause, wait_until

SECONDS = 10
NOTES = {"resolutionCode": "FIXED", "resolutionNotes": "Done."}
TASKS = [
    {"id": "prepare", "title": "Prepare it", "group": "groups/team"},
    {"id": "hand_over", "title": "Hand it over", "group": "groups/team", "dependsOn": ["prepare"]},
]


def claim(agent):
    """The next ticket of the team's queue, or None."""
    answer = agent.post("/v1/tickets:claimNext", {"assignmentGroup": "groups/team"})
    return answer.json["name"] if answer.status == 200 else None


def test_tickets_flow_while_the_catalog_is_down():
    with Stack() as stack:
        api = stack.client()
        for user in ("rita", "wes"):
            create_user(api, user)
        join(api, create_group(api, "team")["name"], "users/wes").ok()
        laptop = create_item(api, "laptop", tasks=TASKS)["name"]
        rita = stack.client(role="requester", subject="users/rita")
        wes = stack.client(role="agent", subject="users/wes")
        request = order(rita, laptop).ok()
        task = wait_until(lambda: claim(wes), what="the first task")
        stack.kill("catalog-1")
        ends = time.monotonic() + SECONDS

        tickets = []
        while time.monotonic() < ends:
            name = create(api, requester="users/rita")["name"]
            assert act(api, name, "assign", {"assignee": "users/wes"}).ok()["assignee"]
            assert act(wes, name, "resolve", NOTES).ok()["state"] == "RESOLVED"
            tickets.append(name)
            pause(0.1)
        assert act(wes, task, "resolve", NOTES).ok()["state"] == "RESOLVED"
        assert refused(order(rita, laptop), 503, "UNAVAILABLE")
        assert rita.get(f"/v1/{request['name']}").status == 503

        stack.restart("catalog-1")
        last = wait_until(lambda: claim(wes), 60, "the second task")
        act(wes, last, "resolve", NOTES).ok()
        done = await_request(rita, request, "FULFILLED", 60)
        assert [each["ticket"] for each in done["tasks"]] == [task, last]
        assert len(set(tickets)) == len(tickets) > 0
        assert await_request(rita, order(rita, laptop).ok(), "IN_FULFILMENT", 60)

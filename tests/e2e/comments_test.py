"""Comments on tickets: who reads them, and what an answer does."""

import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import the_user

PUBLIC = {"visibility": "PUBLIC", "text": "It works from home."}
INTERNAL = {"visibility": "INTERNAL", "text": "He forgot the token again."}


@pytest.fixture
def rita(stack, tenant, api):
    """A requester."""
    the_user(api, "rita")
    return stack.client(tenant, role="requester", subject="users/rita")


@pytest.fixture
def agent(stack, tenant):
    return stack.client(tenant, role="agent", subject="users/agnes")


def say(client, ticket, comment, **fields):
    return client.post(f"/v1/{ticket}/comments", {**comment, **fields})


def listed(client, ticket, query=None):
    answer = client.get(f"/v1/{ticket}/comments", query).ok()
    return [each["name"] for each in answer.get("comments", [])]


def test_a_comment_stays_as_it_was_written(api, rita, agent):
    ticket = create(rita)["name"]

    mine = say(rita, ticket, PUBLIC, requestId="once").ok()
    assert (mine["author"], mine["authorRole"]) == ("users/rita", "REQUESTER")
    assert say(rita, ticket, PUBLIC, requestId="once").ok() == mine
    theirs = say(agent, ticket, PUBLIC).ok()
    assert (theirs["author"], theirs["authorRole"]) == ("users/agnes", "AGENT")

    assert rita.get(f"/v1/{mine['name']}").ok() == mine
    assert listed(rita, ticket) == [mine["name"], theirs["name"]]
    assert listed(agent, ticket, {"filter": "author_role = AGENT"}) == [theirs["name"]]
    assert listed(agent, ticket, {"orderBy": "create_time desc"})[0] == theirs["name"]
    assert api.patch(f"/v1/{mine['name']}", {"text": "Never mind."}).status == 405
    assert api.delete(f"/v1/{mine['name']}").status == 405
    for wrong in ({"text": "Hm."}, {"visibility": "PUBLIC"}, {**PUBLIC, "text": "x" * 65537}):
        assert say(api, ticket, wrong).reason == "INVALID_FIELD"


def test_internal_comments_do_not_exist_for_requesters(stack, tenant, api, rita, agent):
    ticket = create(rita)["name"]
    note = say(agent, ticket, INTERNAL).ok()["name"]
    open_one = say(agent, ticket, PUBLIC).ok()["name"]
    program = stack.client(tenant, role="integration", subject="users/sync")

    for client in (rita, program):
        refused = say(client, ticket, INTERNAL)
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
        assert refused.json["metadata"]["permission"] == "comments.readInternal"
        assert client.get(f"/v1/{note}").reason == "RESOURCE_NOT_FOUND"
        assert listed(client, ticket) == [open_one]
        assert listed(client, ticket, {"filter": "visibility = INTERNAL"}) == []
        asked = client.post(f"/v1/{note}:testPermissions", {"permissions": ["comments.get"]})
        assert asked.reason == "RESOURCE_NOT_FOUND"
    assert note in listed(agent, ticket) and note in listed(api, ticket)
    asked = {"permissions": ["comments.get", "comments.readInternal"]}
    assert agent.post(f"/v1/{note}:testPermissions", asked).ok() == asked
    history = rita.get(f"/v1/{ticket}/history").ok()["events"]
    assert [event["resourceName"] for event in history] == [ticket]
    assert rita.get(f"/v1/{ticket}").ok()["etag"] == history[0]["resource"]["etag"]


def test_internal_comments_are_in_no_stream_and_no_webhook(stack, tenant, api, agent, receiver):
    api.post("/v1/webhooks", {"url": receiver.url}).ok()
    ticket = create(api)["name"]
    say(agent, ticket, INTERNAL).ok()
    open_one = say(agent, ticket, PUBLIC).ok()["name"]

    def texts(role):
        client = stack.client(tenant, role=role, subject="users/sync")
        seen = []
        with client.events(query={"from": "earliest"}) as stream:
            for message in stream:
                event = (message.json or {}).get("event")
                if event and "/comments/" in event["resourceName"]:
                    seen.append(event["resource"]["text"])
                    if event["resourceName"] == open_one:
                        return seen

    assert texts("integration") == [PUBLIC["text"]]
    assert texts("agent") == [INTERNAL["text"], PUBLIC["text"]]
    received = receiver.wait_for(2)
    kinds = sorted(each.json["type"] for each in received)
    assert kinds == ["dev.steward.ticket.comment.created.v1", "dev.steward.ticket.created.v1"]
    assert INTERNAL["text"] not in str([each.json for each in received])


def test_comments_are_hidden_as_their_ticket_is(stack, tenant, api, rita, agent):
    ticket = create(rita)["name"]
    comment = say(rita, ticket, PUBLIC).ok()["name"]
    other = stack.client(tenant, role="requester", subject="users/ruth")
    assert "confidential" not in agent.get(f"/v1/{comment}").ok()

    api.patch(f"/v1/{ticket}", {"confidential": True}).ok()

    for client in (agent, other):
        assert client.get(f"/v1/{comment}").reason == "RESOURCE_NOT_FOUND"
        assert client.get(f"/v1/{ticket}/comments").reason == "RESOURCE_NOT_FOUND"
        assert say(client, ticket, PUBLIC).reason == "RESOURCE_NOT_FOUND"
    assert rita.get(f"/v1/{comment}").ok()["confidential"] is True
    act(api, ticket, "assign", {"assignee": the_user(api, "agnes")}).ok()
    assert agent.get(f"/v1/{comment}").ok()["assignee"] == "users/agnes"


def test_whoever_awaits_the_caller_says_what_for(rita, agent):
    ticket = create(rita)["name"]
    act(agent, ticket, "start").ok()

    silent = act(agent, ticket, "hold", {"holdReason": "AWAITING_CALLER"})  # T2
    assert (silent.status, silent.reason) == (400, "INVALID_FIELD")
    assert silent.json["violations"][0]["field"] == "comment"
    hold = {"holdReason": "AWAITING_CALLER", "comment": "Since when?"}
    held = act(agent, ticket, "hold", hold).ok()

    assert held["state"] == "ON_HOLD"
    (question,) = rita.get(f"/v1/{ticket}/comments").ok()["comments"]
    assert (question["text"], question["author"]) == ("Since when?", "users/agnes")


def test_the_callers_answer_resumes_the_work(rita, agent):
    ticket = create(rita)["name"]
    act(agent, ticket, "start").ok()
    hold = {"holdReason": "AWAITING_CALLER", "comment": "Since when?"}
    act(agent, ticket, "hold", hold).ok()
    say(agent, ticket, INTERNAL).ok()
    assert agent.get(f"/v1/{ticket}").ok()["state"] == "ON_HOLD"

    tried = say(rita, ticket, PUBLIC, validateOnly=True)
    created, resumed = tried.headers["steward-event-type"].split(", ")
    assert created.endswith("comment.created.v1") and resumed.endswith("ticket.resumed.v1")
    say(rita, ticket, PUBLIC).ok()

    after = agent.get(f"/v1/{ticket}").ok()
    assert after["state"] == "IN_PROGRESS" and "holdReason" not in after
    last = rita.get(f"/v1/{ticket}/history").ok()["events"][-1]
    assert (last["type"], last["actor"]) == ("dev.steward.ticket.resumed.v1", "users/rita")
    say(rita, ticket, PUBLIC).ok()
    assert len(listed(rita, ticket)) == 3

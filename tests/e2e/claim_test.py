"""Queues of groups, out of which agents take the next ticket."""

import concurrent.futures

import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import create_group, create_user, join


@pytest.fixture
def network(api):
    """The group that bob belongs to."""
    group = create_group(api, "network")["name"]
    join(api, group, create_user(api, "bob")["name"]).ok()
    return group


@pytest.fixture
def bob(stack, tenant):
    return stack.client(tenant, role="agent", subject="users/bob")


def queued(api, group, **fields):
    name = create(api, **fields)["name"]
    act(api, name, "assign", {"assignmentGroup": group}).ok()
    return name


def claim(client, group, **fields):
    return client.post("/v1/tickets:claimNext", {"assignmentGroup": group, **fields})


def test_the_most_urgent_is_next_then_the_oldest(api, bob, network):
    low = queued(api, network, impact="LOW", urgency="LOW")
    first, second = queued(api, network), queued(api, network)
    create(api)

    assert claim(bob, network, validateOnly=True).ok()["name"] == first
    claimed = [claim(bob, network).ok() for _ in range(3)]

    assert [each["name"] for each in claimed] == [first, second, low]
    assert {(each["assignee"], each["state"]) for each in claimed} == {("users/bob", "NEW")}
    nothing = claim(bob, network)
    assert (nothing.status, nothing.reason) == (404, "NOTHING_TO_CLAIM")
    (last,) = api.get(f"/v1/{first}/history").ok()["events"][2:]
    assert (last["type"], last["actor"]) == ("dev.steward.ticket.assigned.v1", "users/bob")


def test_a_repeat_is_answered_with_the_same_ticket(api, bob, network):
    queued(api, network), queued(api, network)
    first = claim(bob, network, requestId="once").ok()

    again = claim(bob, network, requestId="once")

    assert again.ok() == first
    assert again.headers["idempotency-replayed"] == "true"
    assert claim(bob, network).ok()["name"] != first["name"]


def test_only_members_claim(stack, tenant, api, network):
    queued(api, network)
    create_user(api, "carol")
    carol = stack.client(tenant, role="agent", subject="users/carol")
    requester = stack.client(tenant, role="requester", subject="users/bob")

    refused = claim(carol, network)
    assert (refused.status, refused.reason) == (400, "NOT_A_MEMBER")
    assert refused.json["metadata"]["field"] == "assignmentGroup"
    assert claim(requester, network).status == 403
    assert claim(carol, "groups/none").reason == "REFERENCE_NOT_FOUND"


def test_a_hundred_claims_at_once_get_a_hundred_tickets(api, bob, network):
    names = {queued(api, network) for _ in range(100)}

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        claims = list(pool.map(lambda _: claim(bob, network), range(100)))

    assert {each.ok()["name"] for each in claims} == names
    assert claim(bob, network).reason == "NOTHING_TO_CLAIM"

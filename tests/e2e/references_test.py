"""What tickets refer to, and what the ticket service knows of the directory."""

import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import create_group, create_user, join


def test_whoever_was_just_made_known_is_known(api):
    """No pause between the two services: what was answered is seen."""
    for number in range(20):
        user = create_user(api, f"u{number}")["name"]
        group = create_group(api, f"g{number}")["name"]
        join(api, group, user).ok()
        name = create(api, requester=user)["name"]
        assigned = act(api, name, "assign", {"assignee": user, "assignmentGroup": group}).ok()
        assert (assigned["assignee"], assigned["assignmentGroup"]) == (user, group)


@pytest.mark.parametrize(
    "body, reason, field",
    [
        ({"assignee": "users/abroad"}, "REFERENCE_NOT_FOUND", "assignee"),
        ({"assignee": "users/nobody"}, "REFERENCE_NOT_FOUND", "assignee"),
        ({"assignmentGroup": "groups/abroad"}, "REFERENCE_NOT_FOUND", "assignmentGroup"),
        ({"assignee": "users/left"}, "REFERENCE_DISABLED", "assignee"),
        (
            {"assignee": "users/here", "assignmentGroup": "groups/desk"},
            "NOT_A_MEMBER",
            "assignee",
        ),
    ],
)
def test_other_references_are_refused(stack, tenant, api, body, reason, field):
    """J22, J23"""
    foreign = stack.client(stack.new_tenant())
    create_user(foreign, "abroad")
    create_group(foreign, "abroad")
    for user in ("here", "left"):
        create_user(api, user)
    create_group(api, "desk")
    api.post("/v1/users/left:disable", {}).ok()
    name = create(api)["name"]
    before = api.get(f"/v1/{name}").ok()

    refused = act(api, name, "assign", body)

    assert (refused.status, refused.reason) == (400, reason)
    assert refused.json["metadata"]["field"] == field
    assert api.get(f"/v1/{name}").ok() == before


def test_a_ticket_of_another_tenant_cannot_be_told_from_none(stack, tenant, api):
    create_user(stack.client(stack.new_tenant()), "abroad")
    draft = {"kind": "INCIDENT", "title": "VPN down"}

    foreign = api.post("/v1/tickets", {**draft, "requester": "users/abroad"})
    missing = api.post("/v1/tickets", {**draft, "requester": "users/nobody"})

    def without_ids(answer):
        return {k: v for k, v in answer.json.items() if k not in ("requestId", "traceId")}

    assert without_ids(foreign) == without_ids(missing)
    assert foreign.reason == "REFERENCE_NOT_FOUND"

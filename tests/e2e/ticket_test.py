"""The life of an incident through REST."""

import pytest

from tests.e2e.incidents import DRAFT, RESOLUTION, act, create
from tests.e2e.people import create_user


def test_create_derives_priority_and_state(api):
    ticket = create(api)

    assert ticket["name"] == "tickets/INC-1"
    assert ticket["priority"] == "P1"
    assert ticket["state"] == "NEW"
    assert ticket["requester"] == "users/admin"
    assert ticket["etag"] and ticket["createTime"] == ticket["updateTime"]
    assert api.get("/v1/tickets/INC-1").ok() == ticket


def test_numbers_have_no_gap_when_creates_are_refused(api):
    create(api)
    assert api.post("/v1/tickets", {"kind": "INCIDENT"}).status == 400
    assert api.post("/v1/tickets", {**DRAFT, "validateOnly": True}).status == 200

    assert create(api)["name"] == "tickets/INC-2"


def test_a_repeated_request_id_gives_the_same_answer(api):
    first = api.post("/v1/tickets", {**DRAFT, "requestId": "order-66"})
    again = api.post("/v1/tickets", DRAFT, headers={"Idempotency-Key": "order-66"})

    assert again.ok() == first.ok()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(api.get("/v1/tickets").ok()["tickets"]) == 1


def test_a_request_id_with_another_body_is_refused(api):
    create(api, requestId="order-66")

    answer = api.post("/v1/tickets", {**DRAFT, "title": "Other", "requestId": "order-66"})

    assert (answer.status, answer.reason) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_request_id_belongs_to_one_method_and_caller(stack, tenant, api):
    name = create(api, requestId="one")["name"]

    assert act(api, name, "start", {"requestId": "one"}).ok()["state"] == "IN_PROGRESS"
    assert act(api, name, "cancel", {"requestId": "one"}).ok()["state"] == "CANCELLED"
    somebody = stack.client(tenant, subject="users/bob")
    assert create(somebody, requestId="one")["name"] != name


def test_the_whole_lifecycle(api):
    name = create(api)["name"]

    create_user(api, "bob")
    assert act(api, name, "assign", {"assignee": "users/bob"}).ok()["assignee"] == "users/bob"
    assert act(api, name, "start").ok()["state"] == "IN_PROGRESS"
    held = act(api, name, "hold", {"holdReason": "AWAITING_CALLER", "comment": "Since when?"}).ok()
    assert (held["state"], held["holdReason"]) == ("ON_HOLD", "AWAITING_CALLER")
    resumed = act(api, name, "resume").ok()
    assert resumed["state"] == "IN_PROGRESS" and "holdReason" not in resumed
    resolved = act(api, name, "resolve", RESOLUTION).ok()
    assert resolved["state"] == "RESOLVED" and resolved["resolveTime"]
    reopened = act(api, name, "reopen").ok()
    assert reopened["reopenCount"] == 1 and "resolveTime" not in reopened
    act(api, name, "resolve", RESOLUTION).ok()
    closed = act(api, name, "close").ok()
    assert closed["state"] == "CLOSED" and closed["closeTime"]


def test_cancel_ends_a_new_ticket(api):
    assert act(api, create(api)["name"], "cancel").ok()["state"] == "CANCELLED"


def test_an_illegal_transition_names_the_allowed_ones(api):
    name = create(api)["name"]

    answer = act(api, name, "close")

    assert (answer.status, answer.reason) == (409, "ILLEGAL_TRANSITION")
    allowed = {"assign", "cancel", "resolve", "start", "update"}
    assert set(answer.json["metadata"]["allowed"].split(",")) == allowed
    assert api.get(f"/v1/{name}").ok()["state"] == "NEW"


def test_repeating_a_transition_gives_its_first_answer(api):
    name = create(api)["name"]
    first = act(api, name, "start", {"requestId": "start-1"}).ok()

    again = act(api, name, "start", {"requestId": "start-1"})

    assert again.ok() == first
    assert again.headers["idempotency-replayed"] == "true"


def test_patch_changes_what_the_mask_names(api):
    name = create(api)["name"]

    ticket = api.patch(
        f"/v1/{name}", {"impact": "LOW", "title": "ignored"}, {"updateMask": "impact"}
    ).ok()

    assert (ticket["title"], ticket["impact"], ticket["priority"]) == ("VPN down", "LOW", "P3")


@pytest.mark.parametrize(
    "body, mask", [({"title": "VPN down"}, None), ({"state": "CLOSED"}, "state"), ({}, None)]
)
def test_patch_that_changes_nothing_makes_no_version(api, body, mask):
    ticket = create(api)
    path, query = f"/v1/{ticket['name']}", {"updateMask": mask} if mask else None

    for _ in range(2):
        answer = api.patch(path, {**body, "requestId": "same"}, query)
        assert answer.ok() == ticket
        assert answer.headers["etag"] == f'"{ticket["etag"]}"'

    assert len(api.get(f"{path}/history").ok()["events"]) == 1
    assert api.patch(path, body, headers={"If-Match": '"1-00000000"'}).status == 412


def test_errors_name_fields_as_the_client_wrote_them(api):
    path = f"/v1/{create(api)['name']}"

    held = api.post(f"{path}:hold", {})
    masked = api.patch(path, {"title": "New"}, {"updateMask": "assignmentGroup.x"})

    assert held.json["violations"] == [{"field": "holdReason", "description": "is required"}]
    assert masked.json["metadata"]["path"] == "assignmentGroup.x"
    assert "'assignmentGroup'" in masked.json["detail"]


def test_if_match_guards_against_lost_updates(api):
    ticket = create(api)
    path, etag = f"/v1/{ticket['name']}", f'"{ticket["etag"]}"'
    fresh = api.patch(path, {"title": "Once"}, headers={"If-Match": etag})
    stale = api.patch(path, {"title": "Twice"}, headers={"If-Match": etag})

    assert fresh.ok()["etag"] != ticket["etag"]
    assert fresh.headers["etag"] == f'"{fresh.json["etag"]}"'
    assert (stale.status, stale.reason) == (412, "ETAG_MISMATCH")
    assert act(api, ticket["name"], "start", **{"If-Match": etag}).status == 412
    assert api.get(path).ok()["title"] == "Once"


def test_validate_only_checks_everything_and_stores_nothing(api):
    preview = api.post("/v1/tickets", {**DRAFT, "validateOnly": True})
    assert preview.ok()["priority"] == "P1" and "name" not in preview.json
    assert preview.headers["steward-event-type"] == "dev.steward.ticket.created.v1"
    assert api.get("/v1/tickets").ok() == {"tickets": []}

    name = create(api)["name"]
    assert act(api, name, "start", {"validateOnly": True}).ok()["state"] == "IN_PROGRESS"
    assert act(api, name, "close", {"validateOnly": True}).status == 409
    changed = api.patch(f"/v1/{name}", {"title": "T", "validateOnly": True}).ok()
    assert changed["title"] == "T"
    assert api.get(f"/v1/{name}").ok()["title"] == "VPN down"


def test_history_reads_the_journal(api):
    name = create(api)["name"]
    api.patch(f"/v1/{name}", {"title": "VPN slow"}).ok()
    act(api, name, "start").ok()

    first = api.get(f"/v1/{name}/history", {"pageSize": 2}).ok()
    second = api.get(
        f"/v1/{name}/history", {"pageSize": 2, "pageToken": first["nextPageToken"]}
    ).ok()

    events = first["events"] + second["events"]
    kinds = [event["type"].split(".")[3] for event in events]
    assert kinds == ["created", "updated", "started"]
    assert [event["version"] for event in events] == ["1", "2", "3"]
    assert events[1]["changes"] == [{"path": "title", "before": "VPN down", "after": "VPN slow"}]
    assert events[2]["actor"] == "users/admin"
    assert events[2]["resource"]["state"] == "IN_PROGRESS"
    assert events[2]["resource"]["name"] == name
    assert "nextPageToken" not in second
    assert api.get("/v1/tickets/INC-99/history").status == 404

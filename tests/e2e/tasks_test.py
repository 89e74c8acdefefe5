"""Service requests, tasks of records, and links between records."""

import pytest

from tests.e2e.changes import create_change
from tests.e2e.incidents import RESOLUTION, act, create
from tests.e2e.notifications import new_notification
from tests.e2e.orders import await_request, new_request
from tests.e2e.people import the_user

WAITS = "AWAITING_APPROVAL"


def test_every_kind_has_numbers_of_its_own(api):
    kinds = ("REQUEST", "TASK", "INCIDENT", "REQUEST")
    names = [create(api, kind=kind)["name"] for kind in kinds]

    assert names == ["tickets/SR-1", "tickets/TSK-1", "tickets/INC-1", "tickets/SR-2"]
    listed = api.get("/v1/tickets", {"filter": "kind = REQUEST"}).ok()["tickets"]
    assert len(listed) == 2


def test_a_request_lives_as_an_incident_does(api):
    name = create(api, kind="REQUEST")["name"]

    for action, state in (("start", "IN_PROGRESS"), ("resolve", "RESOLVED"),
                          ("reopen", "IN_PROGRESS"), ("resolve", "RESOLVED"), ("close", "CLOSED")):
        assert act(api, name, action, RESOLUTION if action == "resolve" else None).ok()[
            "state"
        ] == state


def test_a_task_ends_when_it_is_resolved(api):
    name = create(api, kind="TASK", parent="requests/REQ-3")["name"]
    refused = act(api, name, "hold", {"holdReason": "AWAITING_VENDOR"})
    assert (refused.status, refused.reason) == (409, "ILLEGAL_TRANSITION")

    done = act(api, name, "resolve", RESOLUTION).ok()

    assert (done["state"], done["parent"]) == ("RESOLVED", "requests/REQ-3")
    assert done["closeTime"] == done["resolveTime"]
    assert act(api, name, "reopen").reason == "ILLEGAL_TRANSITION"
    assert api.patch(f"/v1/{name}", {"parent": "requests/REQ-4"}).reason == "INVALID_UPDATE_MASK"


def test_a_ticket_waits_for_its_tasks(api):
    name = create(api)["name"]
    one, two = (create(api, kind="TASK", parent=name)["name"] for _ in range(2))
    act(api, one, "cancel").ok()

    refused = act(api, name, "resolve", RESOLUTION)

    assert (refused.status, refused.reason) == (409, "OPEN_TASKS")
    assert refused.json["metadata"] == {"tasks": two}
    of_parent = api.get("/v1/tickets", {"filter": f'parent = "{name}"'}).ok()["tickets"]
    assert {each["name"] for each in of_parent} == {one, two}
    act(api, two, "resolve", RESOLUTION).ok()
    assert act(api, name, "resolve", RESOLUTION).ok()["state"] == "RESOLVED"
    late = api.post("/v1/tickets", {"kind": "TASK", "title": "Late", "parent": name})
    assert (late.status, late.reason) == (400, "REFERENCE_DISABLED")
    assert late.json["metadata"]["field"] == "parent"


def test_links_lead_to_records_of_all_services(api):
    request = new_request(api)
    links = [
        {"type": "CAUSED_BY", "name": create_change(api, "normal", the_user(api, "rita"))["name"]},
        {"type": "DUPLICATES", "name": create(api)["name"]},
        {"type": "RELATES_TO", "name": request},
        {"type": "RELATES_TO", "name": await_request(api, {"name": request}, WAITS)["approval"]},
        {"type": "RELATES_TO", "name": new_notification(api)},
        {"type": "RELATES_TO", "name": the_user(api, "rita")},
    ]
    name = create(api, links=links)["name"]
    assert api.get(f"/v1/{name}").ok()["links"] == links
    for link in links:
        assert api.get(f"/v1/{link['name']}").ok()["name"] == link["name"]

    changed = api.patch(f"/v1/{name}", {"links": links[:1]}, {"updateMask": "links"}).ok()

    assert changed["links"] == links[:1]
    (event,) = api.get(f"/v1/{name}/history").ok()["events"][1:]
    assert [change["path"] for change in event["changes"]] == ["links"]


@pytest.mark.parametrize(
    "link, reason, field",
    [
        ({"type": "RELATES_TO", "name": "tickets/INC-99"}, "REFERENCE_NOT_FOUND", None),
        ({"type": "RELATES_TO", "name": "no name"}, "INVALID_FIELD", "links[0].name"),
        ({"type": "RELATES_TO"}, "INVALID_FIELD", "links[0].name"),
        ({"name": "changes/CHG-7"}, "INVALID_FIELD", "links[0].type"),
        ({"type": "RELATES_TO", "name": "tickets/INC-1/x"}, "INVALID_FIELD", "links[0].name"),
    ],
)
def test_other_links_are_refused(api, link, reason, field):
    refused = api.post("/v1/tickets", {"kind": "INCIDENT", "title": "VPN down", "links": [link]})

    assert (refused.status, refused.reason) == (400, reason)
    if field:
        assert refused.json["violations"][0]["field"] == field


def test_links_are_few(api):
    links = [{"type": "RELATES_TO", "name": f"changes/CHG-{n}"} for n in range(51)]

    refused = api.post("/v1/tickets", {"kind": "INCIDENT", "title": "VPN down", "links": links})

    assert (refused.status, refused.reason) == (400, "INVALID_FIELD")

"""Partial answers: the fields that are named, and nothing else (AIP-157)."""

import json

import grpc
import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import create_user
from tests.support.client import refused

TICKETS = "steward.ticket.v1.TicketService"
GET, LIST, START = (f"{TICKETS}/{each}" for each in ("GetTicket", "ListTickets", "StartTicket"))


def fields_of(message):
    return [field.name for field, _ in message.ListFields()]


def test_an_answer_has_the_fields_that_are_named(api):
    ticket = create(api, title="VPN down")
    path = f"/v1/{ticket['name']}"

    assert api.get(path, {"fields": "title,createTime"}).ok() == {
        "title": "VPN down",
        "createTime": ticket["createTime"],
    }
    assert api.get(path, {"fields": "create_time"}).ok() == {"createTime": ticket["createTime"]}
    assert api.get(path, {"fields": "*"}).ok() == api.get(path).ok()
    assert api.get(path, {"fields": "assignee"}).ok() == {}
    assert api.raw("HEAD", path + "?fields=title").status == 200


def test_a_page_keeps_its_token(api):
    names = [create(api)["name"] for _ in range(3)]
    query = {"fields": "name", "pageSize": 2, "orderBy": "create_time"}

    first = api.get("/v1/tickets", query)
    token = first.json["nextPageToken"]
    second = api.get("/v1/tickets", {**query, "pageToken": token})
    linked = api.get(first.headers["link"].partition(">")[0].lstrip("<"))

    assert first.ok()["tickets"] == [{"name": name} for name in names[:2]]
    assert second.ok() == linked.ok() == {"tickets": [{"name": names[2]}]}


def test_paths_lead_through_lists(api):
    name = create(api)["name"]
    act(api, name, "start").ok()

    history = api.get(f"/v1/{name}/history", {"fields": "version,changes.path"}).ok()

    assert [each["version"] for each in history["events"]] == ["1", "2"]
    assert history["events"][0]["changes"] == []
    assert all(set(each) == {"path"} for each in history["events"][1]["changes"])


def test_lines_are_shortened_alike(api):
    names = [create(api)["name"] for _ in range(3)]
    query = "fields=name,title&orderBy=create_time&pageSize=2"

    lines = api.raw("GET", "/v1/tickets?" + query, headers={"Accept": "application/x-ndjson"})

    seen = [json.loads(line) for line in lines.body.splitlines()]
    assert [each["name"] for each in seen] == names
    assert all(set(each) == {"name", "title"} for each in seen)


def test_the_gateways_own_answers_are_shortened_too(api):
    name = create(api)["name"]

    assert set(api.get("/v1/about", {"fields": "version"}).ok()) == {"version"}
    trail = api.get("/v1/audit/events", {"fields": "event.type,event.resourceName"}).ok()
    created = {"type": "dev.steward.ticket.created.v1", "resourceName": name}
    assert trail == {"events": [{"event": created}]}


def test_etags_are_of_the_resource(api):
    ticket = create(api)
    path, etag = f"/v1/{ticket['name']}", f'"{ticket["etag"]}"'

    part = api.get(path, {"fields": "title"})
    assert (part.headers["etag"], "etag" in part.json) == (etag, False)
    known = api.get(path, {"fields": "title"}, {"If-None-Match": etag})
    assert (known.status, known.body) == (304, b"")
    assert api.get(path, {"fields": "title"}, {"If-Match": etag}).ok() == part.json
    act(api, ticket["name"], "start").ok()
    assert api.get(path, {"fields": "title"}, {"If-None-Match": etag}).ok() == part.json
    stale = api.get(path, {"fields": "title"}, {"If-Match": etag})
    assert refused(stale, 412, "ETAG_MISMATCH")


@pytest.mark.parametrize(
    "paths, reason, field",
    [
        ("tittle", "UNKNOWN_FIELD", "tittle"),
        ("title,tickets.title", "UNKNOWN_FIELD", "tickets.title"),
        ("createTime.seconds", "UNKNOWN_FIELD", "createTime.seconds"),
        ("title\r\nx", "UNKNOWN_FIELD", "title??x"),
        ("", "INVALID_FIELD", "fields"),
        ("title,,name", "INVALID_FIELD", "fields"),
        ("*,title", "INVALID_FIELD", "fields"),
        (",".join(["title"] * 101), "INVALID_FIELD", "fields"),
    ],
)
def test_what_is_no_field_is_refused_with_its_name(api, paths, reason, field):
    for path in ("/v1/tickets", "/v1/tickets/INC-1"):
        answer = api.get(path, {"fields": paths})
        assert refused(answer, 400, reason)
        named = [each["field"] for each in answer.json.get("violations", [])]
        assert field in (answer.json.get("metadata", {}).get("field"), *named)


def test_only_what_reads_takes_a_mask(stack, tenant, api):
    twice = api.raw("GET", "/v1/tickets?fields=title&fields=name")
    assert refused(twice, 400, "DUPLICATE_FIELD")
    body = {"kind": "INCIDENT", "title": "x", "impact": "LOW", "urgency": "LOW"}
    assert refused(api.post("/v1/tickets", body, {"fields": "name"}), 400, "UNKNOWN_FIELD")
    assert api.get("/scim/v2/Users", {"fields": "id"}).status == 400
    with api.events(query={"fields": "cursor"}) as stream:
        assert refused(stream.read_body(), 400, "UNKNOWN_FIELD")
    assert not api.get("/v1/tickets").ok()["tickets"]


def test_who_may_not_is_told_so_first(stack, tenant):
    nobody = stack.client_with("rubbish")
    requester = stack.client(tenant, role="requester", subject="users/rita")

    assert nobody.get("/v1/tickets", {"fields": "tittle"}).status == 401
    assert requester.get("/v1/webhooks", {"fields": "tittle"}).status == 403


def test_a_mask_shows_nothing_more(stack, tenant, api):
    create_user(api, "ruth", phone="+49 40 77")
    rita = stack.client(tenant, role="requester", subject="users/rita")

    assert rita.get("/v1/users/ruth", {"fields": "name,phone"}).ok() == {"name": "users/ruth"}
    assert api.get("/v1/users/ruth", {"fields": "phone"}).ok() == {"phone": "+49 40 77"}


def test_calls_take_masks_in_their_metadata(stack, tenant, api):
    name = create(api, title="VPN down")["name"]

    def masked(paths):
        return [("x-goog-fieldmask", paths)]

    with stack.grpc(tenant) as client:
        part = client.call(GET, {"name": name}, metadata=masked("title,create_time"))
        assert fields_of(part) == ["title", "create_time"]
        page = client.call(LIST, {"pageSize": 1}, metadata=masked("name"))
        assert [fields_of(each) for each in page.tickets] == [["name"]]
        for method, request, paths, reason in (
            (GET, {"name": name}, "tittle", "UNKNOWN_FIELD"),
            (GET, {"name": name}, "title,*", "INVALID_FIELD"),
            (START, {"name": name}, "name", "INVALID_FIELD"),
        ):
            with pytest.raises(grpc.RpcError) as caught:
                client.call(method, request, metadata=masked(paths))
            assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
            assert client.reason_of(caught.value) == reason
        with pytest.raises(grpc.RpcError) as caught:
            next(client.call("steward.event.v1.EventService/Watch", {}, metadata=masked("cursor")))
        assert client.reason_of(caught.value) == "INVALID_FIELD"
    assert api.get(f"/v1/{name}").ok()["state"] == "NEW"


def test_parts_of_a_batch_take_masks(api):
    name = create(api, title="VPN down")["name"]
    requests = [{"path": f"/v1/{name}?fields=title"}, {"path": f"/v1/{name}?fields=tittle"}]

    good, bad = api.post("/v1/batch", {"requests": requests}).ok()["responses"]

    assert (good["status"], good["body"]) == (200, {"title": "VPN down"})
    assert (bad["status"], bad["body"]["reason"]) == (400, "UNKNOWN_FIELD")

"""Whole lists as streams of lines."""

import http.client
import json

import pytest

from tests.e2e.incidents import DRAFT
from tests.support.stack import Stack

NDJSON = {"Accept": "application/x-ndjson"}


def fill(api, count, at_once=100, **fields):
    """Records incidents, in batches."""
    post = {"method": "POST", "path": "/v1/tickets", "body": {**DRAFT, **fields}}
    for begin in range(0, count, at_once):
        batch = {"requests": [post] * min(at_once, count - begin)}
        answers = api.post("/v1/batch", batch).ok()["responses"]
        assert {each["status"] for each in answers} == {200}


def lines_of(answer):
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.body.splitlines()]


def test_a_list_is_streamed_as_it_is_paged(api):
    fill(api, 450)
    query = {"orderBy": "create_time desc", "filter": "state = NEW"}
    streamed = lines_of(api.get("/v1/tickets", query=query, headers=NDJSON))
    paged = api.get("/v1/tickets", query={**query, "pageSize": 1000}).ok()["tickets"]

    assert len(paged) == 450
    assert streamed == paged


def test_every_list_can_be_streamed(api):
    names = [each["name"] for each in lines_of(api.get("/v1/webhooks", headers=NDJSON))]
    assert names == []
    api.post("/v1/users", {"userId": "kari", "displayName": "Kari"}).ok()
    assert "users/kari" in [
        each["name"] for each in lines_of(api.get("/v1/users", headers=NDJSON))
    ]


def test_a_list_of_the_gateway_itself_has_pages_only(api):
    assert api.get("/v1/audit/events", headers=NDJSON).status == 406


def test_who_accepts_anything_gets_pages(api):
    no_lines = "application/x-ndjson;q=0, application/json"
    for accept in ("*/*", "application/json, application/*", no_lines, None):
        answer = api.get("/v1/tickets", headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/json"
    # What is no list has no lines.
    assert api.get("/v1/tickets/INC-1", headers=NDJSON).status == 406


def test_errors_before_the_first_line_are_answers(stack, api, tenant):
    refused = api.get("/v1/tickets", query={"filter": "nothing = 1"}, headers=NDJSON)
    assert (refused.status, refused.reason) == (400, "INVALID_FILTER")
    requester = stack.client(tenant, role="requester", subject="users/bob")
    denied = requester.get("/v1/webhooks", headers=NDJSON)
    assert (denied.status, denied.reason) == (403, "PERMISSION_DENIED")


def test_a_stream_shows_what_its_reader_may_see(stack, api, tenant):
    fill(api, 3)
    bob = stack.client(tenant, role="requester", subject="users/bob")
    own = bob.post("/v1/tickets", DRAFT).ok()

    assert [each["name"] for each in lines_of(bob.get("/v1/tickets", headers=NDJSON))] == [
        own["name"]
    ]


def test_a_stream_that_breaks_does_not_look_whole():
    with Stack(notifications=0) as stack:
        api = stack.client()
        fill(api, 300, at_once=10, description="x" * 60000)
        connection = http.client.HTTPConnection(api.host, api.port, timeout=20)
        connection.request(
            "GET", "/v1/tickets?pageSize=10", headers={**api.headers, **NDJSON}
        )
        response = connection.getresponse()
        assert response.status == 200
        response.readline()
        # More than sockets hold is still to come.
        second = api.get("/v1/tickets", headers=NDJSON)
        assert (second.status, second.json["metadata"]["limit"]) == (429, "exports")
        stack.kill("ticket-1")
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            response.read()
        stack.restart("ticket-1")

"""Several requests in one."""

import json
import time

from tests.e2e.incidents import DRAFT, create


def run(api, *requests, **fields):
    answer = api.post("/v1/batch", {"requests": list(requests), **fields})
    return answer.ok()["responses"]


def post(path, body=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"method": "POST", "path": path, "body": body or {}, "headers": named}


def test_each_request_succeeds_or_fails_alone(api):
    ticket = create(api)
    path = f"/v1/{ticket['name']}"
    made, read, missing, refused, unknown = run(
        api,
        post("/v1/tickets", DRAFT),
        {"path": path},
        {"path": "/v1/tickets/INC-404"},
        post("/v1/tickets", {"kind": "INCIDENT", "titel": "x"}),
        {"path": "/v1/nothing"},
    )

    assert made["status"] == 200
    assert api.get(made["headers"]["Location"]).ok() == made["body"]
    assert read["body"] == ticket
    assert read["headers"]["ETag"] == f'"{ticket["etag"]}"'
    assert (missing["status"], missing["body"]["reason"]) == (404, "RESOURCE_NOT_FOUND")
    assert (refused["status"], refused["body"]["reason"]) == (400, "UNKNOWN_FIELD")
    assert (unknown["status"], unknown["body"]["reason"]) == (404, "ROUTE_NOT_FOUND")
    ids = {each["headers"]["X-Request-Id"] for each in (made, read, missing, refused, unknown)}
    assert len(ids) == 5


def test_requests_one_after_another_stop_at_the_first_that_fails(api):
    name = create(api)["name"]
    answers = run(
        api,
        post(f"/v1/{name}:start"),
        post(f"/v1/{name}:close"),
        post(f"/v1/{name}:cancel"),
        sequential=True,
    )

    assert [each["status"] for each in answers] == [200, 409, 424]
    assert answers[2]["body"]["reason"] == "FAILED_DEPENDENCY"
    assert api.get(f"/v1/{name}").ok()["state"] == "IN_PROGRESS"


def test_a_whole_batch_may_be_repeated(api):
    requests = [post("/v1/tickets", DRAFT), post("/v1/tickets", DRAFT, Idempotency_Key="mine")]
    key = {"Idempotency-Key": f"batch-{time.time_ns()}"}
    body = {"requests": requests}
    first = api.post("/v1/batch", body, headers=key).ok()["responses"]
    again = api.post("/v1/batch", body, headers=key).ok()["responses"]

    assert [each["body"]["name"] for each in first] == [each["body"]["name"] for each in again]
    assert [each["headers"].get("Idempotency-Replayed") for each in again] == ["true"] * 2
    assert len({each["body"]["name"] for each in first}) == 2


def test_preconditions_and_preferences_are_those_of_each_request(api):
    ticket, other = create(api), create(api)
    path = f"/v1/{ticket['name']}"
    patch = {"method": "PATCH", "path": path, "body": {"title": "New"}}
    stale, minimal, same = run(
        api,
        {**patch, "headers": {"If-Match": '"stale"'}},
        {**patch, "headers": {"Prefer": "return=minimal"}},
        {"path": f"/v1/{other['name']}", "headers": {"If-None-Match": f'"{other["etag"]}"'}},
        sequential=False,
    )

    assert stale["status"] == 412
    assert minimal["status"] == 204 and "body" not in minimal
    assert same["status"] == 304 and "body" not in same


def test_nobody_gets_more_by_a_batch(stack, tenant, api):
    ticket = create(api)
    requester = stack.client(tenant, role="requester", subject="users/bob")
    foreign, own, webhooks = run(
        requester,
        {"path": f"/v1/{ticket['name']}"},
        post("/v1/tickets", DRAFT),
        {"path": "/v1/webhooks"},
    )

    assert (foreign["status"], own["status"], webhooks["status"]) == (404, 200, 403)
    assert own["body"]["creator"] == "users/bob"


def test_what_is_no_batch_changes_nothing(api):
    before = len(api.get("/v1/tickets").ok()["tickets"])
    good = post("/v1/tickets", DRAFT)
    for requests, field in [
        ([], "requests"),
        ([good] * 101, "requests"),
        ([good, {"method": "TRACE", "path": "/v1/tickets"}], "requests[1].method"),
        ([good, {"path": "tickets"}], "requests[1].path"),
        ([good, post("/v1/tickets", DRAFT, Authorization="Bearer x")], "requests[1].headers"),
    ]:
        refused = api.post("/v1/batch", {"requests": requests})
        assert (refused.status, refused.reason) == (400, "INVALID_FIELD"), requests[-1:]
        assert refused.json["violations"][0]["field"] == field
    assert len(api.get("/v1/tickets").ok()["tickets"]) == before


def test_streams_and_batches_are_no_parts(api):
    inner = post("/v1/batch", {"requests": [{"path": "/v1/tickets"}]})
    for part in ({"path": "/v1/events:watch"}, inner):
        (answer,) = run(api, part)
        assert (answer["status"], answer["body"]["reason"]) == (400, "MALFORMED_REQUEST")


def test_an_answer_may_be_large(api):
    for _ in range(6):
        run(api, *[post("/v1/tickets", DRAFT)] * 100)
    made, page = run(api, post("/v1/tickets", DRAFT), {"path": "/v1/tickets?pageSize=1000"})

    assert (made["status"], page["status"]) == (200, 200)
    assert len(page["body"]["tickets"]) >= 600


def test_what_has_no_room_is_left_out(api):
    for _ in range(10):
        run(api, *[post("/v1/tickets", {**DRAFT, "description": "x" * 60000})] * 10)
    answers = run(api, *[{"path": "/v1/tickets?pageSize=100"}] * 30)

    kept = [each for each in answers if each["status"] == 200]
    assert kept and len(json.dumps(kept)) < 17 * 2**20
    assert {each["status"] for each in answers} == {200, 413}


def test_minimal_is_no_wish_for_answers_that_are_only_there(api):
    minimal = {"Prefer": "return=minimal"}
    body = {"requests": [{"path": "/v1/tickets"}]}
    assert len(api.post("/v1/batch", body, headers=minimal).ok()["responses"]) == 1
    hook = {"url": "https://example.com/hook"}
    assert api.post("/v1/webhooks", hook, headers=minimal).ok()["secret"]


def test_a_part_is_no_stream_of_lines(api):
    part = {"path": "/v1/tickets", "headers": {"Accept": "application/x-ndjson"}}

    assert run(api, part)[0]["status"] == 406


def test_the_same_over_grpc(stack, tenant):
    client = stack.grpc(tenant)
    response = client.call(
        "steward.batch.v1.BatchService/RunBatch", {"requests": [{"path": "/v1/tickets"}]}
    )

    assert response.responses[0].status == 200

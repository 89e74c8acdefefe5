"""Records that come as a stream, through the gateway: lines of JSON, and messages over gRPC."""

import json

import grpc
import pytest

from tests.e2e.incidents import DRAFT
from tests.support.raw_http import RawConnection, head
from tests.support.rpc import reason_of
from tests.support.waiting import pause

PATH = "/v1/tickets:import"
METHOD = "steward.ticket.v1.TicketService/ImportTickets"
NDJSON = {"Content-Type": "application/x-ndjson"}


def lines(count, **fields):
    return [json.dumps({**DRAFT, "title": f"No. {i}", **fields}) for i in range(1, count + 1)]


def send(api, text, query="", **headers):
    return api.raw("POST", PATH + query, text.encode(), headers={**NDJSON, **headers})


def waited(api, operation):
    return api.post(f"/v1/{operation['name']}:wait", {}).ok()


def titles(api):
    return [each["title"] for each in api.get("/v1/tickets").ok()["tickets"]]


def nothing_is_left(api):
    pause(0.3)
    return api.get("/v1/operations").ok()["operations"] == [] and titles(api) == []


def test_lines_become_an_operation(api):
    answer = send(api, "\n".join(lines(5)), Prefer="respond-async")
    assert answer.status == 202
    assert answer.headers["preference-applied"] == "respond-async"
    operation = answer.json
    assert answer.headers["location"] == f"/v1/{operation['name']}"
    assert operation["itemCount"] == 5

    done = waited(api, operation)
    assert (done["state"], done["succeededCount"]) == ("SUCCEEDED", 5)
    assert sorted(titles(api)) == [f"No. {i}" for i in range(1, 6)]


def test_what_goes_on_is_not_done_whatever_is_preferred(api):
    answer = send(api, "\n".join(lines(1)), Prefer="return=minimal, respond-async")
    assert (answer.status, answer.headers["preference-applied"]) == (202, "respond-async")
    waited(api, answer.json)


def test_what_a_list_streams_can_be_sent_again(stack, api):
    waited(api, send(api, "\n".join(lines(3))).json)
    listed = api.get("/v1/tickets", headers={"Accept": "application/x-ndjson"}).body.decode()

    other = stack.client(stack.new_tenant())
    assert waited(other, send(other, listed).json)["succeededCount"] == 3
    assert sorted(titles(other)) == sorted(titles(api))


def test_the_query_says_what_it_is_about(api):
    answer = send(api, "\r\n".join(["", *lines(2), ""]), "?validateOnly=true&requestId=once")
    done = waited(api, answer.json)
    assert (done["validateOnly"], done["succeededCount"], titles(api)) == (True, 2, [])


def test_a_repeat_is_the_same_operation(api):
    text = "\n".join(lines(2))
    first, second = (send(api, text, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json["name"] == second.json["name"]
    assert second.headers["idempotency-replayed"] == "true"
    waited(api, first.json)
    assert len(titles(api)) == 2


@pytest.mark.parametrize(
    "text, status, reason, detail",
    [
        ("\n".join([*lines(2), '{"title": ']), 400, "MALFORMED_REQUEST", "Line 3: "),
        ("\n\n[]", 400, "MALFORMED_REQUEST", "Line 3: "),
        ('{"nonsense": 1}', 400, None, "Line 1: "),
        ("\n".join([*lines(1), "x" * ((1 << 20) + 1)]), 413, "BODY_TOO_LARGE", "Line 2: "),
        ("", 400, "INVALID_FIELD", ""),
    ],
    ids=["cut off", "no object", "unknown field", "too long", "nothing"],
)
def test_a_line_that_is_none_leaves_nothing(api, text, status, reason, detail):
    answer = send(api, text)
    assert answer.status == status
    assert reason in (None, answer.reason)
    assert answer.json["detail"].startswith(detail) and "at line 1" not in answer.json["detail"]
    assert not detail or answer.json["metadata"]["line"] == detail.strip(": ").split()[1]
    assert nothing_is_left(api)


def test_only_lines_are_taken(api):
    refused = api.post(PATH, DRAFT)
    assert (refused.status, refused.reason) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "application/x-ndjson" in refused.json["detail"]


def test_who_may_not_is_refused_before_the_stream_is_read(stack, tenant):
    requester = stack.client(tenant, role="requester", subject="users/bob")
    refused = send(requester, "no JSON\n" * 1000)
    assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")


def test_a_client_that_leaves_leaves_nothing(stack, api):
    token = api.headers["Authorization"]
    for framing in ("Content-Length: 1000000", "Transfer-Encoding: chunked"):
        begun = head(f"POST {PATH} HTTP/1.1", "Host: x", f"Authorization: {token}",
                     "Content-Type: application/x-ndjson", framing)  # fmt: skip
        body = "\n".join(lines(500)).encode()
        chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n"
        with RawConnection(stack.url) as connection:
            connection.send(begun, body if "Length" in framing else chunk)
            pause(0.2)
        assert nothing_is_left(api)


def ticket(number):
    return {"ticket": {**DRAFT, "title": f"No. {number}"}}


def test_messages_become_an_operation(stack, api, tenant):
    requests = [{"requestId": "once"}, *[ticket(i) for i in range(3)]]
    with stack.grpc(tenant) as client:
        operation = client.upload(METHOD, requests)
    assert operation.item_count == 3
    assert waited(api, {"name": operation.name})["succeededCount"] == 3


def test_a_call_that_is_cancelled_leaves_nothing(stack, api, tenant):
    def endless():
        for number in range(50):
            yield ticket(number)
        pause(2)

    with stack.grpc(tenant) as client:
        call = client.start_upload(METHOD, endless())
        pause(0.3)
        call.cancel()
        with pytest.raises(grpc.FutureCancelledError):
            call.result()
    assert nothing_is_left(api)


def test_messages_are_counted(stack, api, tenant):
    with stack.grpc(tenant) as client, pytest.raises(grpc.RpcError) as refused:
        client.upload(METHOD, (ticket(i) for i in range(10_001)), timeout=60)
    assert reason_of(refused.value, client.contract) == "TOO_MANY_ITEMS"
    assert nothing_is_left(api)

"""Bodies are read when somebody wants them: not from strangers, and no more than is allowed."""

import json

from tests.e2e.incidents import DRAFT
from tests.support.raw_http import RawConnection, head

JSON = "Content-Type: application/json"
HEALTH = head("GET /healthz HTTP/1.1", "Host: x")


def post(*fields, path="/v1/tickets"):
    return head(f"POST {path} HTTP/1.1", "Host: x", JSON, *fields)


def known(stack):
    return f"Authorization: Bearer {stack.token()}"


def test_strangers_are_answered_before_they_send(stack):
    expecting = ("Content-Length: 1000000", "Expect: 100-continue")
    with RawConnection(stack.url) as connection:
        answer = connection.send(post(*expecting)).answer()
        assert (answer.status, answer.reason) == (401, "UNAUTHENTICATED")
        assert answer.headers["connection"] == "close"
        assert connection.is_closed()


def test_who_may_not_call_is_answered_before_they_send(stack):
    token = stack.token(role="approver")
    expecting = (f"Authorization: Bearer {token}", "Content-Length: 1000000")
    with RawConnection(stack.url) as connection:
        answer = connection.send(post(*expecting, "Expect: 100-continue")).answer()
        assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")
        assert answer.json["metadata"] == {"permission": "tickets.create"}
        assert connection.is_closed()


def test_who_is_known_is_asked_to_go_on(stack):
    body = json.dumps(DRAFT).encode()
    expecting = (known(stack), f"Content-Length: {len(body)}", "Expect: 100-continue")
    with RawConnection(stack.url) as connection:
        assert connection.send(post(*expecting)).answer().status == 100
        assert connection.send(body).answer().status == 200
        assert connection.send(HEALTH).answer().status == 200


def test_what_is_too_long_is_refused_before_it_is_sent(stack):
    expecting = (known(stack), f"Content-Length: {(1 << 20) + 1}", "Expect: 100-continue")
    with RawConnection(stack.url) as connection:
        answer = connection.send(post(*expecting)).answer()
        assert (answer.status, answer.json["metadata"]) == (413, {"limit": str(1 << 20)})
        assert connection.is_closed()


def test_a_small_body_that_nobody_wants_is_read_away(stack):
    with RawConnection(stack.url) as connection:
        connection.send(post("Content-Length: 60000"), b"x" * 60000, HEALTH)
        assert connection.answer().status == 401
        assert connection.answer().status == 200


def test_a_large_body_that_nobody_wants_ends_the_connection(stack):
    for framing in ("Content-Length: 1000000", "Transfer-Encoding: chunked"):
        with RawConnection(stack.url) as connection:
            answer = connection.send(post(framing)).answer()
            assert (answer.status, answer.headers["connection"]) == (401, "close")
            assert connection.is_closed()


def test_chunks_are_counted_as_they_come(stack):
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with RawConnection(stack.url) as connection:
        connection.send(post(known(stack), "Transfer-Encoding: chunked"), *[chunk] * 17)
        answer = connection.answer()
        assert (answer.status, answer.reason) == (413, "BODY_TOO_LARGE")
        assert connection.is_closed()


def test_a_request_follows_a_body_in_pieces(stack):
    body = json.dumps(DRAFT).encode()
    request = post(known(stack), f"Content-Length: {len(body)}") + body
    for size in (1, 100, len(request) - 1):
        with RawConnection(stack.url) as connection:
            pieces = [request[at : at + size] for at in range(0, len(request), size)]
            connection.send(*pieces, HEALTH)
            assert connection.answer().status == 200
            assert connection.answer().status == 200

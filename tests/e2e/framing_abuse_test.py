"""HTTP/1.1 that another server might read differently, byte by byte. Ids are those of the abuse
cases of REST (R)."""

import pytest

from tests.e2e.cases import cases
from tests.support.raw_http import RawConnection, head

GET = "GET /v1/tickets HTTP/1.1"
POST = "POST /v1/tickets HTTP/1.1"
JSON = "Content-Type: application/json"


@pytest.fixture
def credential(stack, tenant):
    return f"Authorization: Bearer {stack.token(tenant)}"


def ask(stack, *pieces):
    """The answer, and whether the server closed behind it."""
    with RawConnection(stack.url) as connection:
        answer = connection.send(*pieces).answer()
        closes = answer is None or answer.headers.get("connection") == "close"
        return answer, closes and connection.is_closed()


def request(credential, line, *fields, body=b""):
    return head(line, "Host: x", credential, *fields) + body


AMBIGUOUS = cases(
    ("R13", POST, ["Content-Length: 5", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    ("R13", POST, ["Transfer-Encoding: chunked", "Content-Length: 5"], b"0\r\n\r\n"),
    ("R14", POST, ["Content-Length: 2", "Content-Length: 3"], b"{}x"),
    ("R14", POST, ["Content-Length: 2", "Content-Length: 2"], b"{}"),
    ("R14", POST, ["Content-Length: 2, 2"], b"{}"),
    ("R14", POST, ["Content-Length: 2", "content-length: 3"], b"{}x"),
    ("R15", POST, ["Content-Length: +2"], b"{}"),
    ("R15", POST, ["Content-Length: -2"], b"{}"),
    ("R15", POST, ["Content-Length: 0x2"], b"{}"),
    ("R15", POST, ["Content-Length: 2 2"], b"{}"),
    ("R15", POST, ["Content-Length:"], b"{}"),
    ("R15", POST, ["Content-Length: 99999999999999999999"], b"{}"),
    ("R15", POST, ["Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n"),
    ("R15", POST, ["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"),
    ("R15", POST, ["Transfer-Encoding: chunked, chunked"], b"0\r\n\r\n"),
    ("R15", POST, ["Transfer-Encoding: xchunked"], b"0\r\n\r\n"),
    ("R15", POST, ["Transfer-Encoding: \x0bchunked"], b"0\r\n\r\n"),
    ("R15", POST, ["Transfer-Encoding: identity"], b"{}"),
    ("R15", POST, ["Transfer-Encoding: chunked", "Transfer-Encoding: x"], b"0\r\n\r\n"),
    ("R15", "POST /v1/tickets HTTP/1.0", ["Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    ("R18", GET, ["X : y"], b""),
    ("R18", GET, ["X: y\r\n folded"], b""),
    ("R18", GET, [" X: y"], b""),
    ("R18", GET, ["X"], b""),
    ("R18", GET, [": y"], b""),
    ("R18", GET, ["X\x00: y"], b""),
    ("R18", GET, ["X: a\x00b"], b""),
    ("R18", GET, ["X: a\rb"], b""),
    ("R18", GET, ["X: a\nY: b"], b""),
    ("R18", GET, ["X: a\x7fb"], b""),
    ("R18", GET, ["(X): y"], b""),
    ("R18", "GET  /v1/tickets HTTP/1.1", [], b""),
    ("R18", "GET /v1/tickets  HTTP/1.1", [], b""),
    ("R18", "GET /v1/tickets HTTP/1.1 ", [], b""),
    ("R18", "GET /v1/tick\tets HTTP/1.1", [], b""),
    ("R18", "GET /v1/tickets HTTP/1.2", [], b""),
    ("R18", "GET /v1/tickets HTTP/9.9", [], b""),
    ("R18", "GET /v1/tickets http/1.1", [], b""),
    ("R18", "GET /v1/tickets", [], b""),
    ("R18", "", [], b""),
    ("R19", GET, ["Host: x"], b""),
    ("R19", GET, ["host: y"], b""),
    ("R19", "GET http://evil.example/v1/tickets HTTP/1.1", [], b""),
    ("R30", "PRI * HTTP/2.0", [], b"SM\r\n\r\n"),
)


@pytest.mark.parametrize("line, fields, body", AMBIGUOUS)
def test_what_is_ambiguous_is_refused_and_ends_the_connection(
    stack, credential, line, fields, body
):
    answer, closed = ask(stack, request(credential, line, *fields, body=body))

    assert (answer.status, answer.reason, closed) == (400, "MALFORMED_REQUEST", True)


CHUNKS = cases(
    ("R16", b"10000000000000000\r\n"),
    ("R16", b"-1\r\n"),
    ("R16", b"0x2\r\n{}\r\n0\r\n\r\n"),
    ("R16", b" 2\r\n{}\r\n0\r\n\r\n"),
    ("R16", b"\r\n{}\r\n0\r\n\r\n"),
    ("R16", b"2\r\n{}x\r\n0\r\n\r\n"),
    ("R16", b"2\n{}\n0\n\n"),
    ("R16", b'2;x="\n"\r\n{}\r\n0\r\n\r\n'),
    ("R16", b"2;" + b"x" * 300 + b"\r\n{}\r\n0\r\n\r\n"),
)


@pytest.mark.parametrize("body", CHUNKS)
def test_chunks_have_one_form(stack, credential, body):
    asked = request(credential, POST, JSON, "Transfer-Encoding: chunked", body=body)
    answer, closed = ask(stack, asked)

    assert (answer.status, answer.reason, closed) == (400, "MALFORMED_REQUEST", True)


@pytest.mark.parametrize("end", cases(("R17", "\n"), ("R17", "\r"), ("R17", "\n\r")))
def test_lines_end_with_cr_lf(stack, credential, end):
    lines = end.join([GET, "Host: x", credential, "", ""]).encode()
    answer, closed = ask(stack, lines + b"\r\n\r\n")

    assert (answer.status, answer.reason, closed) == (400, "MALFORMED_REQUEST", True)


@pytest.mark.parametrize(
    "fields",
    cases(
        ("R19", []),
        ("R19", ["Host:"]),
        ("R19", ["Host: "]),
        ("R19", ["Host: a b"]),
        ("R19", ["Host: user@x"]),
        ("R19", ["Host: x/y"]),
        ("R19", ["Host: x\xe4"]),
    ),
)
def test_a_request_names_its_host(stack, credential, fields):
    answer, closed = ask(stack, head(GET, *fields, credential))

    assert (answer.status, answer.reason, closed) == (400, "MALFORMED_REQUEST", True)


@pytest.mark.parametrize(
    "asked, limit, status",
    cases(
        ("R11", head("GET /" + "a" * 9216 + " HTTP/1.1", "Host: x"), "8192", 414),
        ("R11", b"G" * 20000, "8192", 414),
        ("R12", head(GET, "Host: x", "X: " + "a" * 9216), "8192", 431),
        ("R12", head(GET, "Host: x", *[f"X{i}: " + "a" * 6000 for i in range(3)]), "16384", 431),
        ("R12", head(GET, "Host: x", *[f"X{i}: a" for i in range(64)]), None, 431),
    ),
)
def test_what_is_too_large_is_refused_before_it_is_read(stack, asked, limit, status):
    answer, closed = ask(stack, asked)

    assert (answer.status, answer.reason, closed) == (status, "HEADERS_TOO_LARGE", True)
    assert answer.json["metadata"].get("limit") == limit


CHUNKED = "Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    "framing, body, limit, status",
    cases(
        ("R23", "Content-Length: 1048577", b"", "1048576", 413),
        ("R23", "Content-Length: 18446744073709551615", b"", "1048576", 413),
        ("R23", CHUNKED, b"100001\r\n" + b"x" * 0x100001, "1048576", 413),
        ("R23", CHUNKED, b"ffffffffffffffff\r\n", "1048576", 413),
        ("R23", CHUNKED, b"2;" + b"x" * 20000, "8192", 431),
        ("R23", CHUNKED, b"0\r\nX: " + b"x" * 20000, "8192", 431),
    ),
)
def test_a_body_that_is_too_large_is_not_read(stack, credential, framing, body, limit, status):
    answer, closed = ask(stack, request(credential, POST, JSON, framing) + body)

    assert (answer.status, closed) == (status, True)
    assert answer.reason == ("BODY_TOO_LARGE" if status == 413 else "HEADERS_TOO_LARGE")
    assert answer.json["metadata"] == {"limit": limit}


def test_the_largest_that_is_allowed_is_served(stack, credential):
    filled = [f"X{i}: a" for i in range(62)]
    for fields in (filled, ["X: " + "a" * 8100], ["X: " + "a" * 7000, "Y: " + "a" * 7000]):
        answer, _ = ask(stack, request(credential, GET, *fields))
        assert answer.status == 200, fields[0]


@pytest.mark.parametrize(
    "line, status",
    cases(
        ("R5", "TRACE /v1/tickets HTTP/1.1", 405),
        ("R5", "CONNECT x:443 HTTP/1.1", 405),
        ("R6", "OPTIONS * HTTP/1.1", 405),
        ("R6", "BREW /v1/tickets HTTP/1.1", 405),
        ("R6", "get /v1/tickets HTTP/1.1", 405),
        ("R6", "PUT /v1/tickets HTTP/1.1", 405),
    ),
)
def test_other_methods_are_not_served(stack, credential, line, status):
    answer, _ = ask(stack, request(credential, line))

    assert answer.status == status
    assert "GET" in answer.headers["allow"]


def test_an_absolute_target_is_its_path(stack, credential):
    for host in ("x", "X", "x:80"):
        target = f"GET http://{host}/v1/tickets?pageSize=1 HTTP/1.1"
        answer, _ = ask(stack, head(target, "Host: " + host.lower(), credential))
        assert answer.ok() == {"tickets": []}


def test_a_body_has_the_length_that_was_said(stack, credential):
    """R24: what follows a body is the next request."""
    create = request(credential, POST, JSON, "Content-Length: 2", body=b"{}")
    with RawConnection(stack.url) as connection:
        connection.send(create + b"x" + create)
        assert connection.answer().reason == "INVALID_FIELD"
        assert connection.answer().reason == "METHOD_NOT_ALLOWED"


def test_fields_behind_the_body_are_no_headers(stack, credential):
    """R24"""
    body = b"2\r\n{}\r\n0\r\n" + credential.encode() + b"\r\n\r\n"
    answer, _ = ask(stack, head(POST, "Host: x", JSON, "Transfer-Encoding: chunked") + body)

    assert (answer.status, answer.reason) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "fields",
    [
        ["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"],
        ["Upgrade: websocket", "Connection: Upgrade"],
        ["Expect: a-miracle"],
        ["X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE"],
    ],
)
def test_what_is_asked_for_beside_the_request_is_ignored(stack, credential, fields):
    answer, _ = ask(stack, request(credential, GET, *fields))

    assert answer.ok() == {"tickets": []}


def test_who_asks_before_sending_a_body_is_answered_first(stack, credential):
    """R21"""
    expect = "Expect: 100-continue"
    with RawConnection(stack.url) as connection:
        connection.send(request(credential, POST, JSON, expect, "Content-Length: 2"))
        assert connection.answer().status == 100
        assert connection.send(b"{}").answer().status == 400
    answer, closed = ask(
        stack, request(credential, POST, JSON, expect, "Content-Length: 1048577")
    )
    assert (answer.status, closed) == (413, True)


def test_requests_that_are_sent_ahead_are_answered_in_order(stack, credential):
    with RawConnection(stack.url) as connection:
        ids = [f"ahead-{number}" for number in range(200)]
        connection.send(*[request(credential, GET, f"X-Request-Id: {each}") for each in ids])
        answers = [connection.answer() for _ in ids]

    assert [answer.headers["x-request-id"] for answer in answers] == ids
    assert {answer.status for answer in answers} == {200}


def test_a_head_that_is_refused_says_nothing_of_the_request_before_it(stack, credential):
    first = request(credential, "GET /v1/tickets/INC-1 HTTP/1.1", "X-Request-Id: of-the-first")
    for broken in (b"GET /v1/tickets HTTP/1.1\nHost: x\r\n\r\n", b"GET /" + b"a" * 9000):
        with RawConnection(stack.url) as connection:
            assert connection.send(first).answer().status == 404
            answer = connection.send(broken).answer()

        assert answer.status in (400, 414)
        assert answer.headers["x-request-id"] != "of-the-first"
        assert b"INC-1" not in answer.body

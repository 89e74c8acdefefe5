"""The abuse cases of REST (R) that HTTP itself allows; for the others see framing_abuse_test."""

import concurrent.futures
import json
import re

import pytest

from tests.e2e.calls import GET, ask
from tests.e2e.cases import cases
from tests.e2e.incidents import DRAFT, create
from tests.e2e.people import create_account, create_key
from tests.support import http2
from tests.support.client import RestClient

JSON = "application/json"


def anonymous(stack):
    return RestClient(stack.url)


def routes(api):
    """(method, path) of every operation that the gateway describes, about resources X-1."""
    document = api.raw("GET", "/v1/openapi.json", headers={"Authorization": None}).ok()
    return [
        (method.upper(), re.sub(r"\{[^}]*\}", "X-1", path))
        for path, operations in document["paths"].items()
        for method in operations
        if method in ("get", "put", "post", "patch", "delete")
    ]


# SCIM errors have no reason.
REASON_OF_FORM = {"application/problem+json": "UNAUTHENTICATED", "application/scim+json": None}


# What the request holds proves enough.
ANONYMOUS = {("POST", "/v1/decisionLinks:read"), ("POST", "/v1/decisionLinks:follow")}


def test_every_route_needs_a_token(stack, api):
    """R1, R2"""
    found = [route for route in routes(api) if route not in ANONYMOUS]
    assert len(found) == len(routes(api)) - len(ANONYMOUS)
    answers = {route: anonymous(stack).raw(*route) for route in found}

    assert len(found) > 20
    assert [
        (route, answer.status, answer.reason)
        for route, answer in answers.items()
        if (answer.status, answer.reason)
        != (401, REASON_OF_FORM.get(answer.headers.get("content-type")))
        or answer.headers.get("www-authenticate") != 'Bearer realm="steward"'
    ] == []


@pytest.mark.parametrize(
    "method, path, status, allow",
    cases(
        ("R3", "GET", "/v1/nonsense", 404, None),
        ("R3", "GET", "/", 404, None),
        ("R3", "GET", "/v1", 404, None),
        ("R3", "GET", "/V1/tickets", 404, None),
        ("R3", "GET", "/v1/tickets/", 400, None),
        ("R3", "GET", "/v1/tickets.json", 404, None),
        ("R3", "POST", "/v1/tickets/INC-1:explode", 404, None),
        ("R4", "PUT", "/v1/tickets/INC-1", 405, "GET, HEAD, PATCH"),
        ("R4", "DELETE", "/v1/tickets", 405, "GET, HEAD, POST"),
        ("R4", "GET", "/v1/tickets/INC-1:start", 405, "POST"),
        ("R4", "OPTIONS", "/v1/tickets", 405, "GET, HEAD, POST"),
        ("R4", "POST", "/v1/openapi.json", 405, "GET, HEAD"),
        ("R4", "HEAD", "/v1/tickets", 200, None),
        ("R7", "GET", "/v1/tickets/../webhooks", 400, None),
        ("R7", "GET", "/v1/tickets/%2e%2e/webhooks", 400, None),
        ("R7", "GET", "/v1/tickets/%2E%2e", 400, None),
        ("R7", "GET", "/v1/./tickets", 400, None),
        ("R7", "GET", "/v1//tickets", 400, None),
        ("R7", "GET", "//v1/tickets", 400, None),
        ("R8", "GET", "/v1/tickets/%00", 400, None),
        ("R8", "GET", "/v1/tickets/INC-1%00.json", 400, None),
        ("R8", "GET", "/v1/tickets?filter=a%00b", 400, None),
        ("R9", "GET", "/v1/tickets%2fINC-1", 400, None),
        ("R9", "GET", "/v1/tickets/INC%2f1", 400, None),
        ("R9", "GET", "/v1/tickets/INC%5c1", 400, None),
        ("R9", "GET", "/v1/tickets/INC\\1", 400, None),
        ("R9", "GET", "/v1/tickets/%0d%0aX:%20y", 400, None),
        ("R9", "GET", "/v1/tickets/%7f", 400, None),
        ("R9", "GET", "/v1/tickets/%zz", 400, None),
        ("R9", "GET", "/v1/tickets/%", 400, None),
        ("R9", "GET", "/v1/tickets/%2", 400, None),
        ("R9", "GET", "/v1/tickets#fragment", 400, None),
        ("R9", "GET", "/v1" + "/x" * 100, 400, None),
        ("R9", "GET", "/v1/tickets?" + "&".join(f"x{i}=1" for i in range(300)), 400, None),
        ("R10", "GET", "/v1/tickets/%c0%af", 400, None),
        ("R10", "GET", "/v1/tickets/%c0%ae%c0%ae/webhooks", 400, None),
        ("R10", "GET", "/v1/tickets/%e0%80%af", 400, None),
        ("R10", "GET", "/v1/tickets/%f0%80%80%af", 400, None),
        ("R10", "GET", "/v1/tickets/%ed%a0%80", 400, None),
        ("R10", "GET", "/v1/tickets/%ff", 400, None),
        ("R10", "GET", "/v1/tickets?filter=%c0%af", 400, None),
    ),
)
def test_a_path_reaches_its_route_or_none(api, method, path, status, allow):
    answer = api.raw(method, path)

    assert answer.status == status
    assert answer.headers.get("allow") == allow


@pytest.mark.parametrize("host", ["evil.example", "evil.example:443", "127.0.0.1"])
def test_no_answer_repeats_the_host(api, host):
    """R20"""
    create(api)
    create(api)
    for path in ("/v1/tickets?pageSize=1", "/v1/openapi.json", "/v1/nowhere", "/scim/v2/Users"):
        answer = api.raw("GET", path, headers={"Host": host})
        assert host not in answer.body.decode() + str(answer.headers), path


@pytest.mark.parametrize(
    "headers",
    cases(
        ("R25", {"Content-Type": "text/xml"}),
        ("R25", {"Content-Type": None}),
        ("R25", {"Content-Type": ""}),
        ("R25", {"Content-Type": "application/json; charset=utf-16"}),
        ("R25", {"Content-Type": 'application/json; charset="utf-7"'}),
        ("R25", {"Content-Type": "application/jsonp"}),
        ("R25", {"Content-Type": "text/json"}),
        ("R25", {"Content-Type": "application/x-www-form-urlencoded"}),
        ("R25", {"Content-Type": "application/merge-patch+json"}),
        ("R25", {"Content-Type": "application/scim+json"}),
        ("R25", {"Content-Type": JSON, "Content-Encoding": "gzip"}),
    ),
)
def test_only_json_is_understood(api, headers):
    answer = api.raw("POST", "/v1/tickets", json.dumps(DRAFT).encode(), headers)

    assert (answer.status, answer.reason) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_an_action_needs_no_body(api):
    ticket = create(api)["name"]
    path, untyped = f"/v1/{ticket}:start", {"Content-Type": None}

    assert api.raw("PATCH", f"/v1/{ticket}", None, untyped).status == 415
    assert api.raw("POST", path, b"", {"Content-Type": JSON}).reason == "MALFORMED_REQUEST"
    assert api.raw("POST", "/v1/tickets", None, untyped).reason == "INVALID_FIELD"
    assert api.raw("POST", path, None, untyped).ok()["state"] == "IN_PROGRESS"


@pytest.mark.parametrize(
    "accept, status",
    cases(
        ("R26", "application/xml", 406),
        ("R26", "text/*", 406),
        ("R26", "application/json;q=0", 406),
        ("R26", "application/json; q=0.000", 406),
        ("R26", "*/*, application/json;q=0", 406),
        ("R26", ";;,,", 406),
        ("R27", "*/*", 200),
        ("R27", "application/*", 200),
        ("R27", "text/html, application/json;q=0.1", 200),
        ("R27", "APPLICATION/JSON", 200),
        ("R27", "", 200),
    ),
)
def test_what_the_client_accepts_counts(api, accept, status):
    answer = api.get("/v1/tickets", headers={"Accept": accept})

    assert answer.status == status
    assert answer.reason == ("UNSUPPORTED_MEDIA_TYPE" if status == 406 else None)


def test_a_read_takes_no_body(api):
    answer = api.raw("GET", "/v1/tickets", b"{}", {"Content-Type": JSON})

    assert (answer.status, answer.reason) == (400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    "name, tag, status, reason",
    cases(
        ("R32", "INC-1", '"1-00000000"', 412, "ETAG_MISMATCH"),
        ("R32", "INC-1", "*", 200, None),
        ("R33", "INC-1", 'W/"1-00000000"', 412, "ETAG_MISMATCH"),
        ("R33", "INC-1", '"a", "b"', 412, "ETAG_MISMATCH"),
        ("R33", "INC-1", '*, "b"', 400, "INVALID_FIELD"),
        ("R33", "INC-1", '"a', 400, "INVALID_FIELD"),
        ("R33", "INC-1", '""', 400, "INVALID_FIELD"),
        ("R33", "INC-1", '"' + "a" * 65 + '"', 400, "INVALID_FIELD"),
        # A precondition counts only where the request would succeed without (RFC 9110 §13.2.1).
        ("R34", "INC-9", "*", 404, "RESOURCE_NOT_FOUND"),
        ("R34", "INC-9", '"1-00000000"', 404, "RESOURCE_NOT_FOUND"),
    ),
)
def test_if_match_is_a_condition(api, name, tag, status, reason):
    create(api)

    answer = api.patch(f"/v1/tickets/{name}", {"title": "Mine"}, headers={"If-Match": tag})

    assert (answer.status, answer.reason) == (status, reason)


def test_one_key_at_once_from_fifty_is_carried_out_once(stack, tenant, api):
    """R37"""

    def send(_):
        client = stack.client(tenant)
        return client.post("/v1/tickets", DRAFT, headers={"Idempotency-Key": "once"})

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(send, range(50)))

    assert {answer.status for answer in answers} == {200}
    assert {answer.json["name"] for answer in answers} == {"tickets/INC-1"}
    replayed = [answer.headers.get("idempotency-replayed") for answer in answers]
    assert sorted(replayed, key=str) == [None] + ["true"] * 49
    assert len(api.get("/v1/tickets").ok()["tickets"]) == 1


@pytest.mark.parametrize(
    "key, request_id",
    cases(
        ("R38", "", None),
        ("R38", '""', None),
        ("R38", "x" * 256, None),
        ("R38", "has space", None),
        ("R38", "tab\there", None),
        ("R38", "caf\xe9", None),
        ("R38", '"open', None),
        ("R40", "two", "one"),
    ),
)
def test_bad_idempotency_keys_are_refused(api, key, request_id):
    body = {**DRAFT, **({"requestId": request_id} if request_id else {})}

    answer = api.post("/v1/tickets", body, headers={"Idempotency-Key": key})

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert api.get("/v1/tickets").ok() == {"tickets": []}


def test_a_longest_key_is_taken(api):
    """R39"""
    key = {"Idempotency-Key": "~" * 255}

    assert api.post("/v1/tickets", DRAFT, headers=key).status == 200
    assert api.post("/v1/tickets", DRAFT, headers=key).headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(
    "headers",
    cases(
        ("R41", {"Prefer": "respond-async, wait=10"}),
        ("R42", {"Prefer": "handling=strict; =; ,,"}),
        ("R46", {"Range": "bytes=" + "0-0," * 1000 + "0-0"}),
        ("R42", {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}),
        ("R42", {"Cookie": "tenant=demo; role=tenant_admin"}),
        ("R44", {"steward-identity-bin": "AAAA", "X-Tenant": "demo"}),
        ("R44", {"X-Remote-User": "users/root", "X-Forwarded-User": "users/root"}),
        ("R44", {"Grpc-Metadata-Steward-Identity-Bin": "AAAA", "Steward-Subject": "users/root"}),
        ("R44", {"Steward-Event-Type": "x", "Steward-Replayed": "true"}),
        ("R45", {"X-HTTP-Method-Override": "POST", "X-Original-URL": "/v1/openapi.json"}),
        ("R48", {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}),
    ),
)
def test_what_is_not_understood_beside_a_request_changes_nothing(api, headers):
    answer = api.get("/v1/tickets", headers=headers)

    assert (answer.status, answer.json) == (200, {"tickets": []})
    told = ("preference-applied", "content-range", "set-cookie", "steward-event-type")
    assert [name for name in told if name in answer.headers] == []
    assert [name for name in answer.headers if name.startswith("access-control")] == []


def test_what_is_done_at_once_is_not_put_off(api):
    """R41"""
    answer = api.post("/v1/tickets", DRAFT, headers={"Prefer": "respond-async, wait=0"})

    assert (answer.status, answer.json["name"]) == (200, "tickets/INC-1")
    assert "preference-applied" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/v1/openapi.json", "/v1/openapi.yaml", "/v1/descriptors.binpb", "/docs"]
)
def test_a_download_has_no_parts(api, path):
    """R46: RFC 9110 lets a server answer the whole."""
    whole = api.get(path)
    for ranges in ("bytes=0-0", "bytes=-1", "bytes=" + "0-," * 1000 + "0-", "bytes=9-0"):
        answer = api.get(path, headers={"Range": ranges, "If-Range": whole.headers["etag"]})

        assert (answer.status, answer.body) == (200, whole.body)
        assert not {"content-range", "accept-ranges"} & set(answer.headers)


@pytest.mark.parametrize("path", ["/v1/tickets", "/v1/nowhere", "/healthz", "/v1/openapi.json"])
def test_every_answer_has_the_security_headers(api, path):
    """R48"""
    headers = api.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


FORGED = '\r\n{"level":"fatal","msg":"forged"}'


def test_nobody_writes_a_line_of_the_log(stack, tenant, api):
    """R47"""
    credential = ("authorization", f"Bearer {stack.token(tenant)}")
    ticket = create(api, description=FORGED)
    api.post("/v1/tickets", {**DRAFT, "title": f"a{FORGED}"})
    marked = {"User-Agent": FORGED.strip(), "X-Request-Id": FORGED.strip()}
    api.get(f"/v1/{ticket['name']}", headers={**marked, "traceparent": FORGED.strip()}).ok()
    api.get("/v1/tickets", {"filter": f'title = "{FORGED}"', "pageToken": FORGED})
    api.get(f"/v1/tickets/{FORGED.strip()}".replace('"', "%22"))
    api.post("/v1/tickets", {**DRAFT, FORGED: 1})
    api.post("/v1/tickets", {**DRAFT, "requester": f"users/{FORGED}"})
    with http2.Http2Connection(stack.grpc_target) as connection:
        block = http2.call_fields("/x/y", ("grpc-encoding", FORGED), ("grpc-timeout", FORGED))
        connection.send(http2.frame(http2.HEADERS, block, http2.END_HEADERS, 1))
        answers = (http2.HEADERS, http2.RST_STREAM)
        next((each for each in connection.frames() if each[0] in answers), None)
    assert ask(stack, GET, b"\x0a\x02\xff\xff", [credential])[0] == "INVALID_ARGUMENT"
    last = api.get("/v1/tickets", headers={"X-Request-Id": "after-the-forged"})
    assert last.status == 200

    for name in stack.processes:
        for line in filter(None, stack.log(name).splitlines()):
            assert json.loads(line)["msg"] != "forged"


def test_no_log_has_what_clients_send(stack, tenant, api):
    """Canaries in whatever may be private, in requests that succeed and in ones that fail."""
    create_account(api, "ci", roles=["agent"])
    key = create_key(api)["key"]
    token = stack.token(tenant)
    texts = {
        name: f"canary-{name}"
        for name in ("title", "description", "filter", "query", "cookie", "header", "forged")
    }
    headers = {"Cookie": f"session={texts['cookie']}", "X-Secret": texts["header"]}
    for credential in (token, key, texts["forged"], f"{token[:-8]}AAAAAAAA"):
        client = RestClient(stack.url, credential, headers)
        body = {**DRAFT, "title": texts["title"], "description": texts["description"]}
        client.post("/v1/tickets", body)
        client.post("/v1/tickets", {**body, "colour": texts["title"]})
        client.post("/v1/tickets", {**body, "kind": texts["title"]})
        client.get("/v1/tickets", {"filter": f'title = "{texts["filter"]}"'})
        client.get("/v1/tickets", {"filter": texts["filter"] + " ="})
        client.get("/v1/tickets", {"access_token": texts["query"]})
        client.get(f"/nowhere?token={texts['query']}")
    assert api.get("/v1/tickets", {"filter": f'title = "{texts["title"]}"'}).ok()["tickets"]

    logs = "".join(stack.log(name) for name in stack.processes)
    # Of a token, the signature is what nobody else can make.
    secrets = {**texts, "key": key.split("_")[3], "token": token.rpartition(".")[2]}
    assert [name for name, text in secrets.items() if text in logs] == []

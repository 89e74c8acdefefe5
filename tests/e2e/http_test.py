"""What HTTP offers beyond calls: preferences, patches, compression, other origins."""

import gzip
import json

import pytest

from tests.e2e.incidents import create
from tests.support.stack import Stack

ORIGIN = "https://desk.example.com"
MERGE = {"Content-Type": "application/merge-patch+json"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def open_to_pages():
    """A Steward that pages may call, and one tenant that must send etags."""
    settings = {"gateway": {"cors_origins": ORIGIN, "etag_required": "careful"}}
    with Stack(notifications=0, settings=settings) as running:
        yield running


def test_a_create_says_where_the_resource_is(api):
    answer = api.post("/v1/tickets", {"kind": "INCIDENT", "title": "VPN down"})

    assert api.get(answer.headers["location"]).ok()["name"] == answer.json["name"]


def test_a_client_may_do_without_the_resource(api):
    minimal = {"Prefer": "return=minimal"}
    answer = api.post("/v1/tickets", {"kind": "INCIDENT", "title": "VPN down"}, headers=minimal)

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["preference-applied"] == "return=minimal"
    assert "content-length" not in answer.headers
    stored = api.get(answer.headers["location"])
    assert stored.headers["etag"] == answer.headers["etag"]
    # An error tells all the same.
    refused = api.post("/v1/tickets", {"kind": "INCIDENT"}, headers=minimal)
    assert refused.status == 400 and refused.json["violations"]


def test_a_merge_patch_clears_what_it_has_null_for(api):
    ticket = create(api, description="long story", confidential=True)
    path = f"/v1/{ticket['name']}"
    body = {"description": None, "confidential": False, "title": "Mail down"}
    patched = api.send("PATCH", path, body, headers=MERGE).ok()

    assert patched["title"] == "Mail down"
    assert "description" not in patched and "confidential" not in patched
    # Without that type, absence says nothing.
    assert api.patch(path, {"title": "x", "impact": None}).ok()["impact"] == ticket["impact"]
    # What only the server sets changes nothing.
    before = api.get(path).ok()
    assert api.send("PATCH", path, {"createTime": None}, headers=MERGE).ok() == before


def test_large_answers_are_compressed_for_who_asks(api):
    ticket = create(api, description="the same again " * 200)
    path = f"/v1/{ticket['name']}"
    plain = api.get(path)
    small = api.get(path, headers={"Accept-Encoding": "br, gzip"})

    assert small.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert len(small.body) < len(plain.body) / 5
    assert json.loads(gzip.decompress(small.body)) == plain.json
    assert small.headers["etag"] == plain.headers["etag"]


def test_a_whole_resource_can_be_sent_back(api):
    ticket = create(api)
    path = f"/v1/{ticket['name']}"

    for headers in (MERGE, None):
        ticket = {**ticket, "title": f"{ticket['title']}!"}
        changed = api.raw("PATCH", path, json.dumps(ticket).encode(), headers or JSON).ok()
        assert changed["title"] == ticket["title"] and changed["etag"] != ticket["etag"]
        ticket = changed
    other = api.patch(path, {"kind": "INCIDENT", "title": "Again"}, {"updateMask": "kind,title"})
    assert other.ok()["title"] == "Again"
    user = api.post("/v1/users", {"userId": "kari", "displayName": "Kari"}).ok()
    api.post("/v1/groups", {"groupId": "net", "displayName": "Net", "kind": "ASSIGNMENT"}).ok()
    member = api.post("/v1/groups/net/memberships", {"user": user["name"]}).ok()
    refused = api.patch(f"/v1/{member['name']}", {"user": "users/admin"}, headers=MERGE)
    assert (refused.status, refused.reason) == (400, "INVALID_UPDATE_MASK")
    assert refused.json["metadata"]["path"] == "user"


def test_a_patch_of_another_kind_learns_which_are_taken(api):
    path = f"/v1/{create(api)['name']}"
    kind = {"Content-Type": "application/json-patch+json"}
    answer = api.raw("PATCH", path, b"[]", kind)

    assert (answer.status, answer.reason) == (415, "UNSUPPORTED_MEDIA_TYPE")
    types = "application/merge-patch+json, application/json"
    assert answer.headers["accept-patch"] == types
    assert answer.json["metadata"]["accepted"] == types


def test_if_match_is_a_condition_for_reading_too(api):
    ticket = create(api)
    path, etag = f"/v1/{ticket['name']}", f'"{ticket["etag"]}"'

    for tags in ("*", etag, f'"old", {etag}'):
        assert api.get(path, headers={"If-Match": tags}).ok() == ticket
    for tags in ('"old"', f"W/{etag}"):
        answer = api.get(path, headers={"If-Match": tags})
        assert (answer.status, answer.reason) == (412, "ETAG_MISMATCH")
    assert api.get("/v1/tickets", headers={"If-Match": etag}).status == 412
    title = {"title": "One of two"}
    assert api.patch(path, title, headers={"If-Match": f'"old", {etag}'}).ok()["title"]
    assert api.patch(path, title, headers={"If-Match": f'"old", {etag}'}).status == 412


def test_changes_name_fields_as_json_does(api):
    name = create(api)["name"]
    api.post(f"/v1/{name}:start").ok()
    api.post(f"/v1/{name}:hold", {"holdReason": "AWAITING_VENDOR"}).ok()

    held = api.get(f"/v1/{name}/history").json["events"][-1]
    assert "holdReason" in [change["path"] for change in held["changes"]]


def test_every_answer_has_its_ids_and_does_nothing_as_a_page(api):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for path in ("/v1/tickets", "/v1/tickets/INC-404", "/v1/nothing", "/healthz"):
        answer = api.get(path, headers={"traceparent": trace, "X-Request-Id": "mine-1"})
        assert answer.headers["x-request-id"] == "mine-1"
        assert answer.headers["traceparent"].split("-")[1] == trace.split("-")[1]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_pages_of_other_origins_are_not_let_in(api):
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}

    assert api.send("OPTIONS", "/v1/tickets", headers=preflight).status == 405
    headers = api.get("/v1/tickets", headers={"Origin": ORIGIN}).headers
    assert not [name for name in headers if name.startswith("access-control")]


def test_pages_of_named_origins_may_call(open_to_pages):
    api = open_to_pages.client()
    preflight = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,if-match",
        "Authorization": None,
    }
    answer = api.send("OPTIONS", "/v1/tickets/INC-1", headers=preflight)

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    read = api.get("/v1/tickets", headers={"Origin": ORIGIN})
    assert read.headers["access-control-allow-origin"] == ORIGIN
    assert "ETag" in read.headers["access-control-expose-headers"]
    refused = open_to_pages.client_with("x").get("/v1/tickets", headers={"Origin": ORIGIN})
    # A page must see why it is refused.
    assert refused.status == 401
    assert refused.headers["access-control-allow-origin"] == ORIGIN
    evil = api.send("OPTIONS", "/v1/tickets", headers={**preflight, "Origin": "https://evil.example"})
    assert evil.status == 405
    assert "access-control-allow-origin" not in evil.headers


def test_a_tenant_may_ask_for_etags(open_to_pages):
    careful, other = open_to_pages.client("careful"), open_to_pages.client()
    ticket = create(careful)
    path = f"/v1/{ticket['name']}"

    refused = careful.patch(path, {"title": "x"})
    assert (refused.status, refused.reason) == (428, "ETAG_REQUIRED")
    assert careful.patch(path, {"title": "x"}, headers={"If-Match": "*"}).status == 200
    read = careful.get(path)
    sent = {"If-Match": read.headers["etag"]}
    assert careful.patch(path, {"title": "y"}, headers=sent).status == 200
    assert careful.patch(path, {"title": "z"}, headers=sent).status == 412
    # Actions look at the state, and nobody else is asked.
    assert careful.post(f"{path}:start").status == 200
    assert other.patch(f"/v1/{create(other)['name']}", {"title": "x"}).status == 200

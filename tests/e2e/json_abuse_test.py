"""The abuse cases of JSON bodies (J)."""

import pytest

from tests.e2e.cases import cases
from tests.e2e.incidents import DRAFT, RESOLUTION, act, create
from tests.e2e.people import create_location, create_user, substitute

JSON = {"Content-Type": "application/json"}
MALFORMED = "MALFORMED_REQUEST"
INVALID = "INVALID_FIELD"


def post(api, data, path="/v1/tickets"):
    return api.raw("POST", path, data, JSON)


def many(count, piece):
    """`count` pieces with a comma between them; %d in a piece is its number."""
    return b",".join(piece.replace(b"%d", b"%d" % number) for number in range(count))


@pytest.mark.parametrize(
    "data, reason",
    cases(
        ("J1", b"{'title':'a'}", MALFORMED),
        ("J1", b'{"title":\'a\'}', MALFORMED),
        ("J2", b'{title:"a"}', MALFORMED),
        ("J3", b'{"title":"a",}', MALFORMED),
        ("J3", b'{"title":"a" "kind":"INCIDENT"}', MALFORMED),
        ("J3", b'{,"title":"a"}', MALFORMED),
        ("J3", b'{"title" "a"}', MALFORMED),
        ("J3", b'{"title":"a"', MALFORMED),
        ("J3", b'/**/{"title":"a"}', MALFORMED),
        ("J4", b'{"title":"a","title":"b"}', "DUPLICATE_FIELD"),
        ("J4", b'{"title":"a","\\u0074itle":"b"}', "DUPLICATE_FIELD"),
        ("J4", b'{"requestId":"a","request_id":"a"}', "DUPLICATE_FIELD"),
        ("J4", b'{"title":null,"title":"b"}', "DUPLICATE_FIELD"),
        ("J5", b'{"title":"a\x01b"}', MALFORMED),
        ("J5", b'{"title":"a\nb"}', MALFORMED),
        ("J5", b'{"title":"a\x00b"}', MALFORMED),
        ("J5", b'{"title":"a\\u0000b"}', MALFORMED),
        ("J5", b'{"title":"a"}\x00', MALFORMED),
        ("J6", b'{"title":"\xff\xfe"}', MALFORMED),
        ("J6", b'{"title":"\xc0\xaf"}', MALFORMED),
        ("J6", b'{"title":"\xed\xa0\x80"}', MALFORMED),
        ("J6", b'\xef\xbb\xbf{"title":"a"}', MALFORMED),
        ("J6", '{"title":"a"}'.encode("utf-16"), MALFORMED),
        ("J7", b'{"title":"\\x41"}', MALFORMED),
        ("J7", b'{"title":"\\u12"}', MALFORMED),
        ("J7", b'{"title":"\\"}', MALFORMED),
        ("J8", b'{"title":"\\ud800"}', MALFORMED),
        ("J8", b'{"title":"\\udc00\\ud800"}', MALFORMED),
        ("J9", b'{"title":' + b"[" * 1000 + b"]" * 1000 + b"}", MALFORMED),
        ("J9", b'{"state":' + b"[" * 33 + b"]" * 33 + b"}", MALFORMED),
        ("J9", b"{" * 100_000, MALFORMED),
        ("J9", b'{"a":' * 100_000, MALFORMED),
        ("J10", b"", MALFORMED),
        ("J10", b" ", MALFORMED),
        ("J10", b"[]", MALFORMED),
        ("J10", b"null", MALFORMED),
        ("J10", b'"title"', MALFORMED),
        ("J10", b"1", MALFORMED),
        ("J11", b'{"title":"a"} x', MALFORMED),
        ("J11", b"{}{}", MALFORMED),
        ("J11", b"{},", MALFORMED),
        ("J12", b'{"state":[' + many(10_001, b"1") + b"]}", MALFORMED),
        ("J13", b'{"state":{' + many(1_001, b'"k%d":1') + b"}}", MALFORMED),
        ("J13", b'{"state":{"' + b"k" * 257 + b'":1}}', MALFORMED),
        ("J13", b'{"' + b"k" * 257 + b'":1}', MALFORMED),
        ("J13", b'{"reopenCount":' + b"1" * 65 + b"}", MALFORMED),
        ("J14", b'{"colour":"red"}', "UNKNOWN_FIELD"),
        ("J14", b'{"Title":"a"}', "UNKNOWN_FIELD"),
        ("J14", b'{"__proto__":{"admin":true}}', "UNKNOWN_FIELD"),
        ("J14", b'{"ticket":{"title":"a"}}', "UNKNOWN_FIELD"),
        ("J15", b'{"title":5}', INVALID),
        ("J15", b'{"title":true}', INVALID),
        ("J15", b'{"title":["a"]}', INVALID),
        ("J15", b'{"title":{"a":"b"}}', INVALID),
        ("J15", b'{"validateOnly":"yes"}', INVALID),
        ("J15", b'{"validateOnly":1}', INVALID),
        ("J17", b'{"impact":77}', INVALID),
        ("J17", b'{"impact":"ENORMOUS"}', INVALID),
        ("J17", b'{"impact":"high"}', INVALID),
        ("J17", b'{"impact":1.5}', INVALID),
        ("J17", b'{"impact":4294967297}', INVALID),
        ("J17", b'{"impact":1.5' + b"0" * 61 + b"}", INVALID),
        ("J17", b'{"impact":1.5' + b"0" * 62 + b"}", MALFORMED),
        ("J18", b'{"title":01}', MALFORMED),
        ("J18", b'{"validateOnly":tru}', MALFORMED),
        ("J18", b'{"validateOnly":True}', MALFORMED),
    ),
)
def test_a_body_that_is_not_the_message_is_refused(api, data, reason):
    answer = post(api, data)

    assert (answer.status, answer.reason) == (400, reason)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["requestId"]
    assert api.get("/v1/tickets").ok() == {"tickets": []}


@pytest.mark.parametrize(
    "change",
    cases(
        ("J16", {"eventTypes": "dev.steward.ticket.created.v1"}),
        ("J16", {"eventTypes": {"0": "dev.steward.ticket.created.v1"}}),
        ("J16", {"eventTypes": [None]}),
        ("J16", {"eventTypes": [["dev.steward.ticket.created.v1"]]}),
    ),
)
def test_a_list_is_a_list(api, change):
    answer = api.post("/v1/webhooks", {"url": "https://example.com/hook", **change})

    assert (answer.status, answer.reason) == (400, INVALID)


NUMBERS = (
    "1e400", "-1e400", "NaN", '"NaN"', "Infinity", "-Infinity", "1.5", "2147483648", '"1"', "1e10",
    "0x10", "+1", ".5", "1.", "--1", "01", "",
)  # fmt: skip


@pytest.mark.parametrize("number", cases(*[("J19", number) for number in NUMBERS]))
def test_a_number_is_a_whole_number_within_its_range(api, number):
    answer = api.get("/v1/tickets", {"pageSize": number})

    assert (answer.status, answer.reason) == (400, INVALID)


def test_output_only_fields_are_ignored(api):
    """J20"""
    set_by_the_server = {
        "name": "tickets/INC-77",
        "state": "CLOSED",
        "priority": "P5",
        "createTime": "2000-01-01T00:00:00Z",
        "creator": "users/root",
        "reopenCount": 7,
        "etag": "x",
    }
    ticket = create(api, **set_by_the_server)

    assert (ticket["state"], ticket["name"], ticket["priority"]) == ("NEW", "tickets/INC-1", "P1")
    assert ticket["creator"] == "users/admin"
    assert ticket["createTime"] > "2020" and "reopenCount" not in ticket


@pytest.mark.parametrize("text", ["{{constructor}}", "${jndi:ldap://x/a}", "<% x %>", "%s%n$1"])
def test_what_looks_like_a_template_is_text(api, text):
    """J32"""
    ticket = create(api, title=text, description=text)

    assert (ticket["title"], ticket["description"]) == (text, text)
    assert api.get(f"/v1/{ticket['name']}").ok() == ticket


@pytest.mark.parametrize(
    "field, value, good",
    cases(
        ("J33", "title", "x" * 255, True),
        ("J33", "description", "x" * 65536, True),
        ("J33", "requester", "users/" + "a" * 129, False),
        ("J33", "requester", "users/../admin", False),
        ("J34", "title", "\N{FIRE}" * 255, True),
        ("J34", "title", "\N{FIRE}" * 256, False),
        ("J34", "title", "e\N{COMBINING ACUTE ACCENT}" * 127, True),
        ("J34", "title", "e" + "\N{COMBINING ACUTE ACCENT}" * 255, False),
        ("J35", "title", "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", True),
        ("J36", "title", "\N{REPLACEMENT CHARACTER}\ue000\U0010ffff", True),
    ),
)
def test_texts_are_counted_in_code_points(api, field, value, good):
    people = {"requester": "users/admin"} if field == "requester" else {}
    answer = api.post("/v1/tickets", {**DRAFT, **people, field: value})

    if good:
        assert answer.ok()[field] == value
    else:
        assert (answer.status, answer.reason) == (400, "INVALID_FIELD")


@pytest.mark.parametrize(
    "name",
    cases(
        ("J34", "Andre\N{COMBINING ACUTE ACCENT} Duval"),
        ("J35", "\N{RIGHT-TO-LEFT OVERRIDE}ecilA"),
        ("J35", "\N{CYRILLIC CAPITAL LETTER A}lice \N{ZERO WIDTH SPACE}Smith"),
    ),
)
def test_names_of_people_are_what_was_written(api, name):
    user = create_user(api, "alice", displayName=name)

    assert user["displayName"] == name
    assert api.get("/v1/users/alice").ok() == user
    others = ("Andr\N{LATIN SMALL LETTER E WITH ACUTE} Duval", "ecilA", "Alice Smith")
    found = {
        each: [user["name"] for user in api.get("/v1/users", query(each)).ok()["users"]]
        for each in (name, *others)
    }
    assert found == {name: ["users/alice"], **{each: [] for each in others}}


def query(display_name):
    return {"filter": f'display_name = "{display_name}"'}


@pytest.mark.parametrize(
    "time",
    cases(
        ("J37", "0000-01-01T00:00:00Z"),
        ("J37", "10000-01-01T00:00:00Z"),
        ("J37", "2099-12-31T23:59:60Z"),
        ("J37", "2099-02-30T00:00:00Z"),
        ("J37", "2099-01-01T24:00:00Z"),
        ("J37", "2099-01-01T00:00:00"),
        ("J37", "2099-01-01 00:00:00Z"),
        ("J37", "2099-01-01T00:00:00+24:00"),
        ("J37", "2099-01-01T00:00:00.Z"),
        ("J37", "2099-01-01T00:00:00.1234567890Z"),
        ("J37", "2099-01-01"),
        ("J37", "tomorrow"),
        ("J37", ""),
        ("J37", 4070908800),
    ),
)
def test_a_time_is_one_of_rfc_3339(api, time):
    for user in ("alice", "bob"):
        create_user(api, user)

    answer = substitute(api, "users/alice", "users/bob", startTime=time)

    assert (answer.status, answer.reason) == (400, INVALID)


def test_a_state_is_not_written(api):
    """J40: a state changes by actions only."""
    path = f"/v1/{create(api)['name']}"
    for _ in range(2):
        for query in (None, {"updateMask": "state"}):
            answer = api.patch(path, {"state": "CLOSED", "title": "VPN down"}, query)
            assert answer.status in (200, 409), answer.json
        assert api.get(path).ok()["state"] != "CLOSED"
        act(api, path.removeprefix("/v1/"), "resolve", RESOLUTION)
    closed = act(api, path.removeprefix("/v1/"), "close").ok()

    reopened = act(api, closed["name"], "start")
    assert (reopened.status, reopened.reason) == (409, "ILLEGAL_TRANSITION")
    written = api.patch(path, {"state": "NEW", "title": "Again"})
    assert (written.status, written.reason) == (409, "ILLEGAL_TRANSITION")
    assert api.get(path).ok() == closed


@pytest.mark.parametrize(
    "path, body",
    cases(
        ("J41", "/v1/users/alice", {"manager": "users/alice"}),
        ("J41", "/v1/users/alice", {"manager": "users/bob"}),
        ("J41", "/v1/locations/hamburg", {"parent": "locations/hamburg"}),
        ("J41", "/v1/locations/hamburg", {"parent": "locations/harbour"}),
    ),
)
def test_nothing_is_above_itself(api, path, body):
    create_user(api, "alice")
    create_user(api, "bob", manager="users/alice")
    create_location(api, "hamburg")
    create_location(api, "harbour", parent="locations/hamburg")

    answer = api.patch(path, body)

    assert (answer.status, answer.reason) == (400, "REFERENCE_CYCLE")

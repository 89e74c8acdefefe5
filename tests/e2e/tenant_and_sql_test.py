"""What must not cross from one tenant to another, and what must not reach SQL.

The rows say what is sent to two tenants' resources and what has to be answered. That storage
refuses a request without a tenant, and that a pooled connection forgets the last one's, is for the
tests of platform/pg and of each service's schema.
"""

import concurrent.futures

import pytest

from tests.e2e.incidents import DRAFT, act, create
from tests.e2e.offers import create_configuration_item, create_item
from tests.e2e.people import create_group, create_user

ODD_TEXTS = (
    "'; DROP TABLE ticket; --",
    "\\",
    "$1",
    "%s",
    "E'\\\\'",
    '"; SELECT pg_sleep(9); --',
    "tenant_id = 'other'",
)
WORDS_OF_THE_DATABASE = (
    "sql", "postgres", "pkey", "constraint", "relation", "row-level", "known_user", "ticket_by",
    "stack", "platform/",
)


@pytest.fixture(scope="module")
def other(stack):
    """Another tenant with one of everything that a request can name."""
    api = stack.client(stack.new_tenant())
    for _ in range(3):
        api.ticket = create(api)["name"]
    api.user = create_user(api, "abroad")["name"]
    api.group = create_group(api, "abroad")["name"]
    api.configuration_item = create_configuration_item(api, "abroad")["name"]
    api.item = create_item(api, "abroad")["name"]
    return api


def scrubbed(answer, *names):
    """The answer as text without ids of the call and without the given names."""
    kept = {k: v for k, v in answer.json.items() if k not in ("requestId", "traceId")}
    text = str(kept)
    for name in names:
        text = text.replace(name, "-")
    return answer.status, text


@pytest.mark.parametrize(
    "verb, path, body",
    [
        ("GET", "/v1/{ticket}", None),
        ("GET", "/v1/{ticket}/history", None),
        ("PATCH", "/v1/{ticket}", {"title": "Mine"}),
        ("POST", "/v1/{ticket}:start", {}),
        ("POST", "/v1/{ticket}:testPermissions", {"permissions": ["tickets.get"]}),
        ("GET", "/v1/{user}", None),
        ("POST", "/v1/{user}:disable", {}),
        ("GET", "/v1/{group}", None),
        ("GET", "/v1/{group}/memberships", None),
        ("POST", "/v1/{group}/memberships", {"user": "users/x"}),
    ],
)
def test_what_another_tenant_has_looks_like_nothing(api, other, verb, path, body):
    foreign = {"ticket": other.ticket, "user": other.user, "group": other.group}
    nobody = {"ticket": "tickets/INC-999", "user": "users/none", "group": "groups/none"}

    found = api.send(verb, path.format(**foreign), body)
    missing = api.send(verb, path.format(**nobody), body)

    assert (found.status, found.reason) == (404, "RESOURCE_NOT_FOUND")
    assert scrubbed(found, *foreign.values()) == scrubbed(missing, *nobody.values())


@pytest.mark.parametrize(
    "send",
    [
        lambda api, other: api.post("/v1/tickets", {**DRAFT, "requester": other.user}),
        lambda api, other: act(api, create(api)["name"], "assign", {"assignee": other.user}),
        lambda api, other: act(
            api, create(api)["name"], "assign", {"assignmentGroup": other.group}
        ),
        lambda api, other: api.patch(f"/v1/{create(api)['name']}", {"requester": other.user}),
        lambda api, other: api.post(
            "/v1/users", {"userId": "x", "displayName": "X", "manager": other.user}
        ),
        lambda api, other: api.post(
            f"/v1/{create_group(api, 'own')['name']}/memberships", {"user": other.user}
        ),
        lambda api, other: api.post("/v1/tickets", {**DRAFT, "parent": other.ticket}),
        lambda api, other: api.post(
            "/v1/tickets", {**DRAFT, "links": [{"type": "DUPLICATES", "name": other.ticket}]}
        ),
        lambda api, other: api.patch(
            f"/v1/{create(api)['name']}",
            {"links": [{"type": "RELATES_TO", "name": other.ticket}]},
        ),
        lambda api, other: api.post(
            "/v1/configurationItems",
            {
                "configurationItemId": "own",
                "displayName": "Own",
                "class": "server",
                "relations": [{"type": "RUNS_ON", "item": other.configuration_item}],
            },
        ),
        lambda api, other: api.post(
            "/v1/changeTemplates",
            {
                "changeTemplateId": "own",
                "title": "Own",
                "implementationPlan": "Restart it.",
                "configurationItems": [other.configuration_item],
            },
        ),
        lambda api, other: api.post("/v1/requests", {"item": other.item}),
        lambda api, other: api.post(
            "/v1/catalogItems",
            {
                "catalogItemId": "own",
                "displayName": "Own",
                "offering": other.item.replace("catalogItems", "serviceOfferings"),
            },
        ),
    ],
)
def test_references_do_not_cross(api, other, send):
    """S4, S5, J22"""
    refused = send(api, other)

    assert (refused.status, refused.reason) == (400, "REFERENCE_NOT_FOUND")


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_text_is_stored_as_it_is(api, text):
    ticket = create(api, title=text, description=text)
    user = create_user(api, "odd", displayName=text, title=text)
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')

    assert (ticket["title"], ticket["description"]) == (text, text)
    assert (user["displayName"], user["title"]) == (text, text)
    found = api.get("/v1/tickets", {"filter": f'title = "{quoted}"'}).ok()["tickets"]
    assert [each["name"] for each in found] == [ticket["name"]]


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_zero_character_is_refused(api, field):
    refused = api.post("/v1/tickets", {**DRAFT, field: "a\0b"})

    assert refused.status == 400
    assert api.get("/v1/tickets").ok() == {"tickets": []}


def test_no_cache_confuses_two_tenants(stack):
    """Same user, same names, same request ids, on the same connections."""
    apis = [stack.client(stack.new_tenant()) for _ in range(2)]
    for number, api in enumerate(apis):
        create(api, title=f"of tenant {number}", requestId="one")
        create_user(api, "bob", displayName=f"Bob {number}")

    for _ in range(3):
        for number, api in enumerate(apis):
            assert api.get("/v1/tickets/INC-1").ok()["title"] == f"of tenant {number}"
            assert api.get("/v1/users/bob").ok()["displayName"] == f"Bob {number}"
            repeated = create(api, title=f"of tenant {number}", requestId="one")
            assert repeated["name"] == "tickets/INC-1"


@pytest.mark.parametrize(
    "send",
    [
        lambda api: api.post("/v1/users", {"userId": "admin2", "displayName": "X" * 300}),
        lambda api: [create_user(api, "twice"), api.post(
            "/v1/users", {"userId": "TWICE", "displayName": "X"}
        )][1],
        lambda api: api.get("/v1/tickets", {"filter": "title = pg_sleep(10)"}),
        lambda api: api.get("/v1/tickets", {"orderBy": "title; drop table ticket"}),
        lambda api: api.get("/v1/tickets", {"pageToken": "AAAA"}),
        lambda api: api.get("/v1/tickets/INC-'"),
    ],
)
def test_errors_do_not_speak_of_the_database(api, send):
    refused = send(api)

    assert 400 <= refused.status < 500
    text = refused.body.decode().lower()
    assert [word for word in WORDS_OF_THE_DATABASE if word in text] == []


def test_writers_of_one_row_lose_nothing(stack, tenant, api):
    """Each answer is a change or CONCURRENT_CHANGE; there are as many versions as changes."""
    name = create(api)["name"]

    def rename(number):
        client = stack.client(tenant)
        return [client.patch(f"/v1/{name}", {"title": f"{number}-{i}"}) for i in range(10)]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = [answer for each in pool.map(rename, range(8)) for answer in each]

    changed = [answer for answer in answers if answer.status == 200]
    others = {(answer.status, answer.reason) for answer in answers if answer.status != 200}
    assert others <= {(409, "CONCURRENT_CHANGE")}
    versions = [
        int(event["version"])
        for event in api.get(f"/v1/{name}/history", {"pageSize": 1000}).ok()["events"]
    ]
    assert versions == list(range(1, len(changed) + 2))

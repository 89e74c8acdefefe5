"""Filters, pages and attributes of SCIM, over the gateway."""

import pytest

from tests.e2e.scim import CORE, ENTERPRISE, MESSAGE, Scim, refusal


@pytest.fixture
def scim(api):
    return Scim(api)


def test_users_are_found_by_filter(scim, api):
    scim.create_user(
        "alice", externalId="A-1", title="Network engineer", roles=[{"value": "agent"}],
        emails=[{"value": "alice@example.com"}], name={"familyName": "Smith"},
    ).ok()  # fmt: skip
    scim.create_user("bob", active=False, **{ENTERPRISE: {"manager": {"value": "alice"}}}).ok()
    scim.create_user("carol", emails=[{"value": "carol@elsewhere.example", "type": "home"}]).ok()
    scim.create_group("network", ["alice"]).ok()

    for expression, expected in {
        'userName eq "ALICE"': ["alice"],
        'USERNAME Eq "alice"': ["alice"],
        f'{CORE}User:userName sw "a"': ["alice"],
        'externalId eq "A-1"': ["alice"],
        'externalId eq "a-1"': [],
        'title co "ENGINEER"': ["alice"],
        "title pr": ["alice"],
        "not (title pr)": ["bob", "carol"],
        "active eq false": ["bob"],
        'active eq "True" and title pr': ["alice"],
        'emails co "example.com"': ["alice"],
        'emails[type eq "work" and value ew "example.com"]': ["alice"],
        'emails.value eq "carol@elsewhere.example" or userName eq "bob"': ["bob", "carol"],
        'roles eq "agent"': ["alice"],
        'groups.value eq "network"': ["alice"],
        f'{ENTERPRISE}:manager.value eq "alice"': ["bob"],
        f'{ENTERPRISE}:manager eq "alice"': ["bob"],
        'name.familyName eq "smith" and (active eq true or title eq "x")': ["alice"],
        'meta.lastModified gt "2011-05-13T04:42:34Z"': ["alice", "bob", "carol"],
        'meta.created lt "2011-05-13T04:42:34Z"': [],
        'userName gt "alice" and userName le "carol"': ["bob", "carol"],
        'userName ne "bob"': ["alice", "carol"],
    }.items():
        assert scim.found("Users", expression) == expected, expression
    for wrong in (
        "userName",
        'userName eq "x',
        'shoeSize eq "7"',
        "active gt true",
        "userName eq 7",
        'title eq "x" or',
        "(title pr",
        'meta.created gt "yesterday"',
        "active eq 1",
    ):
        assert refusal(scim.get("/Users", filter=wrong)) == (400, "invalidFilter"), wrong


def test_lists_have_pages_and_an_order(scim):
    for name in ("bob", "Alice", "dave", "carol"):
        scim.create_user(name, displayName=name).ok()

    page = scim.get("/Users", sortBy="userName", startIndex=2, count=2).ok()
    assert [each["id"] for each in page["Resources"]] == ["bob", "carol"]
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (4, 2, 2)
    down = scim.get("/Users", sortBy="displayName", sortOrder="descending", count=1).ok()
    assert down["Resources"][0]["id"] == "dave"
    none = scim.get("/Users", count=0).ok()
    assert (none["totalResults"], none["Resources"]) == (4, [])
    assert scim.get("/Users", startIndex=9).ok()["Resources"] == []
    search = {"schemas": [MESSAGE + "SearchRequest"], "filter": 'userName sw "d"',
              "attributes": ["userName"], "count": 5}
    found = scim.send("POST", "/Users/.search", search).ok()
    assert found["Resources"] == [
        {"schemas": [CORE + "User"], "id": "dave", "userName": "dave"}
    ]


def test_answers_have_the_attributes_that_are_asked_for(scim):
    scim.create_user("alice", name={"familyName": "Smith", "givenName": "Alice"}, title="CEO").ok()

    some = scim.get("/Users/alice", attributes="name.familyName,title").ok()
    assert some == {"schemas": [CORE + "User"], "id": "alice", "title": "CEO",
                    "name": {"familyName": "Smith"}}
    less = scim.get("/Users/alice", excludedAttributes="id,meta,name.familyName,active").ok()
    assert less["id"] == "alice" and less["name"] == {"givenName": "Alice"}
    assert "meta" not in less and "active" not in less


def test_phone_numbers_are_for_who_may_read_them(stack, tenant, scim):
    for name in ("rita", "ruth"):
        scim.create_user(name, phoneNumbers=[{"value": f"+49 40 {len(name)}"}]).ok()
    search = {"schemas": [MESSAGE + "SearchRequest"]}

    def numbers(role):
        """Whose number each of the ways shows to users/rita with a role."""
        caller = Scim(stack.client(tenant, role=role, subject="users/rita"))
        got = [caller.get(f"/Users/{name}").ok() for name in ("rita", "ruth")]
        listed = caller.get("/Users").ok()["Resources"]
        found = caller.send("POST", "/Users/.search", search).ok()["Resources"]
        return [
            {each["id"] for each in users if "phoneNumbers" in each}
            for users in (got, listed, found)
        ]

    assert numbers("provisioner") == [{"rita", "ruth"}] * 3
    assert numbers("requester") == [{"rita"}] * 3
    assert numbers("notification_manager") == [set()] * 3


def test_nobody_searches_by_a_phone_number_that_they_may_not_read(stack, tenant, scim):
    scim.create_user("ruth", phoneNumbers=[{"value": "+49 40 77"}]).ok()
    rita = Scim(stack.client(tenant, role="requester", subject="users/rita"))
    query = {"schemas": [MESSAGE + "SearchRequest"], "filter": 'phoneNumbers sw "+49"'}

    for answer in (
        rita.get("/Users", filter='phoneNumbers sw "+49"'),
        rita.get("/Users", sortBy="phoneNumbers"),
        rita.send("POST", "/Users/.search", query),
    ):
        assert refusal(answer)[0] == 403
    assert scim.found("Users", 'phoneNumbers sw "+49"') == ["ruth"]

"""Where people work, through REST."""

import pytest

from tests.e2e.people import create_location, create_user


def names(api, key, **query):
    return [each["name"] for each in api.get(f"/v1/{key}", query).ok().get(key, [])]


def test_locations_form_a_tree(api):
    create_location(api, "germany", country="DE")
    hamburg = create_location(
        api,
        "hamburg",
        parent="locations/germany",
        timeZone="Europe/Berlin",
        address="Hafenstraße 1, 20457 Hamburg",
        country="DE",
    )

    assert api.get("/v1/locations/hamburg").ok() == hamburg
    circle = api.patch("/v1/locations/germany", {"parent": "locations/hamburg"})
    assert (circle.status, circle.reason) == (400, "REFERENCE_CYCLE")
    assert names(api, "locations", filter='parent = "locations/germany"') == ["locations/hamburg"]
    assert names(api, "locations", filter="country = DE", orderBy="name desc") == [
        "locations/hamburg",
        "locations/germany",
    ]


def test_a_location_is_taken_out_of_use_and_back(api):
    create_location(api, "hamburg")

    assert api.post("/v1/locations/hamburg:disable").ok()["state"] == "DISABLED"
    again = api.post("/v1/locations/hamburg:disable")
    assert (again.status, again.reason) == (409, "ILLEGAL_TRANSITION")
    assert names(api, "locations", filter="state = ACTIVE") == []
    assert api.post("/v1/locations/hamburg:enable").ok()["state"] == "ACTIVE"


def test_users_work_where_there_is_something(stack, api):
    create_location(api, "hamburg")
    create_location(stack.client(stack.new_tenant()), "abroad")

    user = create_user(api, "alice", location="locations/hamburg")

    assert user["location"] == "locations/hamburg"
    create_user(api, "bob")
    assert names(api, "users", filter='location = "locations/hamburg"') == ["users/alice"]
    for location in ("locations/abroad", "locations/nowhere"):
        refused = api.patch("/v1/users/bob", {"location": location})
        assert (refused.status, refused.reason) == (400, "REFERENCE_NOT_FOUND")
        assert refused.json["metadata"] == {"field": "location"}


@pytest.mark.parametrize(
    "change, field",
    [
        ({"displayName": ""}, "displayName"),
        ({"locationId": "a b"}, "locationId"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"country": "Germany"}, "country"),
        ({"country": "de"}, "country"),
        ({"parent": "organizations/emea"}, "parent"),
        ({"address": "x" * 1025}, "address"),
    ],
)
def test_what_a_location_cannot_be(api, change, field):
    body = {"locationId": "hamburg", "displayName": "Hamburg", **change}
    answer = api.post("/v1/locations", body)

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert [violation["field"] for violation in answer.json["violations"]] == [field]
    assert api.get("/v1/locations").ok() == {"locations": []}


def test_everybody_looks_and_only_administrators_change(stack, tenant, api):
    create_location(api, "hamburg")

    for role in ("agent", "resolver", "requester", "approver", "integration", "auditor"):
        reader = stack.client(tenant, role=role, subject="users/rita")
        assert reader.get("/v1/locations/hamburg").status == 200
        assert names(reader, "locations") == ["locations/hamburg"]
        refused = reader.patch("/v1/locations/hamburg", {"displayName": "Mine"})
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")

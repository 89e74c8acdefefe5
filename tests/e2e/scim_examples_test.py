"""The examples of RFC 7643 section 8 and RFC 7644 section 3, with ids that are given here."""

import json
import pathlib

import pytest

from tests.e2e.scim import Scim, refusal

EXAMPLES = json.loads(pathlib.Path(__file__).with_name("scim_examples.json").read_text())
REQUESTS = [each for each in EXAMPLES if "filter" not in each]
FILTERS = [each for each in EXAMPLES if "filter" in each]


@pytest.fixture
def scim(api):
    """A tenant in which those are whom the examples speak of."""
    api.post("/v1/organizations", {"organizationId": "universal-studios", "displayName": "U"}).ok()
    scim = Scim(api)
    scim.create_user(
        "bjensen",
        externalId="bjensen",
        name={"familyName": "Jensen", "givenName": "Barbara"},
        title="Tour Guide",
        emails=[{"value": "bjensen@example.com", "type": "work"}],
        phoneNumbers=[{"value": "555-555-8377", "type": "work"}],
    ).ok()
    scim.create_user("jsmith", displayName="Smith, James", name={"familyName": "O'Malley"}).ok()
    scim.create_user("mpepperidge").ok()
    scim.create_group("tour-guides", ["bjensen", "mpepperidge"]).ok()
    return scim


def differences(expected, found, path=""):
    """Where `found` lacks something of `expected`; lists hold the same elements in any order."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            yield from differences(value, found.get(key, {}), f"{path}.{key}")
    elif isinstance(expected, list):
        for value in expected:
            if all(any(differences(value, each)) for each in found):
                yield f"{path}: {value} is not in {found}"
    elif expected != found:
        yield f"{path}: {found}, not {expected}"


@pytest.mark.parametrize("example", REQUESTS, ids=lambda each: each["example"])
def test_requests(scim, example):
    path = example["path"]
    headers = {"If_Match": scim.get(path).headers["etag"]} if example.get("if_match") else {}

    answer = scim.send(
        example["method"], path, example.get("body"), example.get("query"), **headers
    )

    assert answer.status == example["status"], answer.body
    found = answer.json if answer.body else {}
    assert list(differences(example.get("answer", {}), found)) == []
    for attribute in example.get("absent", ()):
        assert attribute not in found
    if answer.status == 201:
        assert answer.headers["location"] == found["meta"]["location"]


@pytest.mark.parametrize("example", FILTERS, ids=lambda each: each["filter"])
def test_filters(scim, example):
    if example["found"] is None:
        assert refusal(scim.get("/Users", filter=example["filter"])) == (400, "invalidFilter")
    else:
        assert sorted(scim.found("Users", example["filter"])) == example["found"]

"""Texts that mean something elsewhere mean nothing here: in each text field of each request that
makes something, from the OpenAPI document."""

import pytest

from tests.e2e.examples import Reader
from tests.support.openapi import OpenApi

# What ends a statement or a string somewhere, or is a pattern or a place in it.
QUOTED = "O'Brien \"x\"; DROP TABLE ticket; -- $1 %s {} \\ E"
# What lines have no place for.
CONTROLS = f"{QUOTED}\t\x01\x1b[31m\x7f"


@pytest.fixture(scope="module")
def openapi(stack):
    return OpenApi(stack.client().get("/v1/openapi.json").ok())


def texts(openapi, schema):
    """The members of a body that are texts of the client's choice."""
    whole = openapi.resolve(schema)
    for part in whole.get("allOf", []):
        yield from texts(openapi, part)
    for name, member in whole.get("properties", {}).items():
        kind = openapi.resolve(member)
        # Whatever a create says of an etag, there is none yet.
        if name == "etag":
            continue
        said = kind.keys() | member.keys()
        if kind.get("type") == "string" and not {"enum", "readOnly"} & said:
            yield name


@pytest.mark.parametrize(
    "text, taken",
    [
        (QUOTED, {"createTicket.title", "createTicket.description", "createUser.displayName"}),
        (CONTROLS, {"createTicket.description"}),
    ],
    ids=["quoted", "controls"],
)
def test_each_text_is_stored_as_it_is_or_refused(stack, openapi, text, taken):
    """S7"""
    wrong, stored, refused = [], set(), set()
    for operation in openapi.operations:
        if operation.verb != "post" or not operation.id.startswith("create"):
            continue
        for field in texts(openapi, operation.request[operation.media_type]["schema"]):
            # The tenants are the operator's, and stay.
            of_operator = operation.path == "/v1/tenants"
            ours = "operator" if of_operator else stack.new_tenant()
            other = {"tenantId": stack.new_tenant()} if of_operator else {}
            reader = Reader(openapi, stack.client(ours), stack, ours)
            reader.prepare(operation)
            path = reader.fill(operation)
            answer = reader.send(operation, path, **{**other, field: text})
            if answer.status < 300 and answer.json.get(field) == text:
                stored.add(f"{operation.id}.{field}")
            elif answer.status == 400 and (answer.reason or answer.json.get("scimType")):
                refused.add(f"{operation.id}.{field}")
            else:
                wrong.append((operation.id, field, answer.status, answer.body))
    assert wrong == []
    assert taken <= stored
    assert len(stored) > 20 and len(refused) > 40

"""Every route of REST as every role, and as nobody: who lacks the permission that roles.json gives
is told so, and nobody else is. The routes come from the OpenAPI document, so that a new one is in
here the day it exists."""

import pytest

from tests.support.client import RestClient
from tests.support.openapi import OpenApi
from tests.support.roles import ROLES, scopes_of

# Callers of one tenant only have it, whatever their role.
OF_OPERATOR = "tenants."
# These widen what other roles may see, or nothing.
WITHOUT_METHODS = ("vip_care", "nobody")
CALLER = "sweeper"
STREAM = "text/event-stream"
SCIM = "application/scim+json"


def ask(client, operation):
    """The answer to a request that is of the right form and asks for what is not there. Where it is
    about a user, the caller is meant, so that what one may do with one's own counts."""
    segments = [
        f"{CALLER}{each.partition('}')[2]}" if each.startswith("{") else each
        for each in operation.path.split("/")
    ]
    path = "/".join(segments)
    if STREAM in operation.success.get("content", {}):
        # It goes on for as long as it is permitted.
        with client.events(path) as stream:
            refused = stream.read_body() if stream.status > 299 else None
            return stream.status, stream.headers, refused
    headers = {"Content-Type": operation.media_type} if operation.media_type else {}
    data = b"{}" if operation.media_type else None
    answer = client.raw(operation.verb.upper(), path, data, headers)
    return answer.status, answer.headers, answer


def refusal(client, operation):
    """(status, whether it is said that a permission is lacking)."""
    status, headers, answer = ask(client, operation)
    # Errors of SCIM have a text only.
    if status == 403 and headers["content-type"].startswith(SCIM):
        return status, f"Permission '{operation.permission}' denied" in answer.json["detail"]
    return status, status == 403 and answer.reason == "PERMISSION_DENIED"


@pytest.fixture(scope="module")
def operations(stack):
    found = OpenApi(stack.client().get("/v1/openapi.json").ok()).operations
    assert len(found) > 150
    return found


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_a_role_may_do_what_the_table_says_and_nothing_else(stack, operations, role):
    # What succeeds must not hurt another test.
    client = stack.client(stack.new_tenant(), role, f"users/{CALLER}")
    wrong, counts = [], {True: 0, False: 0}
    for operation in operations:
        if operation.permission is None:
            continue
        # In some scope: which records that means is another question, asked after this one.
        may = bool(scopes_of(role, operation.permission))
        may = may and not operation.permission.startswith(OF_OPERATOR)
        counts[may] += 1
        status, lacking = refusal(client, operation)
        if (status == 403, lacking) != (not may, not may):
            wrong.append((operation.id, operation.permission, may, status))
    assert wrong == []
    assert counts[True] > 0 or role in WITHOUT_METHODS
    assert counts[False] > 0


def test_the_operators_administrator_may_keep_tenants(stack, operations):
    of_operator = [each for each in operations if (each.permission or "").startswith(OF_OPERATOR)]
    administrator = stack.client("operator", "tenant_admin", f"users/{CALLER}")

    assert len(of_operator) > 3
    assert [each.id for each in of_operator if refusal(administrator, each)[0] == 403] == []


def test_every_route_but_the_public_ones_needs_a_credential(stack, operations):
    anonymous = RestClient(stack.url, ca=stack.ca)
    for operation in operations:
        status, headers, _ = ask(anonymous, operation)
        assert (status == 401) == (operation.permission is not None), operation.id
        if status == 401:
            assert headers["www-authenticate"].startswith("Bearer"), operation.id

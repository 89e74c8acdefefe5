"""Tenants do not see each other, and nobody gets in without a credential."""

import grpc

from tests.e2e.incidents import create
from tests.support.rpc import GrpcClient


def test_lists_hold_only_own_tickets(stack, api):
    create(api)

    assert stack.client(stack.new_tenant()).get("/v1/tickets").ok() == {"tickets": []}


def test_request_ids_of_tenants_do_not_meet(stack, api):
    other = stack.client(stack.new_tenant())
    create(api, requestId="same", title="Mine")

    assert create(other, requestId="same", title="Theirs")["title"] == "Theirs"


def methods(stack, internal):
    """Names of the methods of the contract that are internal, or public."""
    return [
        f"{file.package}.{service.name}/{method.name}"
        for file in stack.contract.files.file
        if file.package.startswith("steward.")
        for service in file.service
        for method in service.method
        if stack.contract.option(method.options, "steward.options.v1.method").internal == internal
    ]


def codes(client, names):
    """What each method answers to an empty request; None is success."""
    found = {}
    for name in names:
        try:
            answer = client.call(name)
            if client.contract.method(name)[2]:
                next(iter(answer), None)
            found[name] = None
        except grpc.RpcError as error:
            found[name] = error.code()
    return found


def test_every_public_method_needs_a_token(stack):
    names = methods(stack, internal=False)
    with GrpcClient(stack.grpc_target, None, stack.contract) as anonymous:
        found = codes(anonymous, names)

    assert len(names) > 20
    assert found == dict.fromkeys(names, grpc.StatusCode.UNAUTHENTICATED)


def test_no_internal_method_is_there_for_clients(stack):
    names = methods(stack, internal=True)
    with stack.grpc(role="tenant_admin") as admin:
        found = codes(admin, names)

    assert "steward.event.v1.JournalService/ListEvents" in names
    assert found == dict.fromkeys(names, grpc.StatusCode.UNIMPLEMENTED)


def test_forged_tokens_are_refused(stack, api):
    token = stack.token("demo")
    head, claims, signature = token.split(".")
    forged = [
        f"{head}.{claims}.{signature[:-4]}AAAA",
        f"{head}.{claims[:-2]}.{signature}",
        f"{head}.{claims}.",
        "eyJhbGciOiJub25lIn0.e30.",
        "rubbish",
    ]

    for each in forged:
        answer = api.raw("GET", "/v1/tickets", headers={"Authorization": f"Bearer {each}"})
        assert (answer.status, answer.reason) == (401, "INVALID_TOKEN")


def test_a_role_without_the_permission_is_refused_before_the_body_is_looked_at(stack):
    requester = stack.client("demo", role="requester", subject="users/rita")

    answer = requester.post("/v1/webhooks", {"url": "not even a url"})

    assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")
    assert answer.json["metadata"]["permission"] == "webhooks.create"

"""Clients that know only what outsiders have: an address, and either server reflection or the
descriptor set that the gateway publishes. They read answers in the JSON form of protobuf."""

import contextlib

import grpc
import pytest

from tests.support.reflection import reflect
from tests.support.rpc import Contract, GrpcClient

SOURCES = ("reflection", "published")


@pytest.fixture(scope="module", params=SOURCES)
def outside_contract(stack, request):
    """All that an outsider knows of the methods."""
    if request.param == "reflection":
        return reflect(stack.grpc_target)
    return Contract(stack.client().get("/v1/descriptors.binpb").body)


@pytest.fixture
def connect_with(stack, outside_contract):
    """Makes a client with any credential, such as an API key."""
    with contextlib.ExitStack() as opened:

        def client(credential):
            return opened.enter_context(Outsider(stack.grpc_target, credential, outside_contract))

        yield client


@pytest.fixture
def connect(stack, tenant, connect_with):
    """Makes the client of somebody in this test's tenant, or in another one."""

    def client(role="tenant_admin", user="admin", of=tenant):
        return connect_with(stack.token(of, role, f"users/{user}"))

    return client


class Outsider(GrpcClient):
    """Requests and answers are dicts."""

    def ask(self, method, fields=None):
        return self.contract.to_dict(self.call(method, fields))

    def refusal(self, method, fields=None):
        """(code, reason) of a call that must be refused."""
        try:
            self.call(method, fields)
        except grpc.RpcError as error:
            return error.code().name, self.reason_of(error)
        raise AssertionError(f"{method} was not refused")


def verbs(history):
    """What happened to a resource, such as "created", oldest first."""
    return [each["type"].split(".")[-2] for each in history["events"]]

"""The story over all services, by REST and by gRPC: a laptop is ordered, approved and handed over;
changes succeed and fail; everybody is told; and whoever follows the stream of changes sees all of
it."""

import contextlib

import pytest

from tests.story.play import play
from tests.story.world import World
from tests.support.client import RestClient
from tests.support.mail_sink import MailSink
from tests.support.routes import RoutedClient
from tests.support.rpc import GrpcClient
from tests.support.stack import Stack, free_ports


@pytest.fixture(scope="module")
def sink():
    with MailSink(next(free_ports())) as running:
        yield running


@pytest.fixture(scope="module")
def stack(sink):
    settings = {
        "smtp_url": sink.url,
        "mail_from": "steward@example.com",
        "mail_public_url": "https://steward.example.com",
    }
    with Stack(settings={"notification": settings}) as running:
        yield running


@pytest.fixture(params=("REST", "gRPC"))
def make_client(request, stack, tenant):
    """Makes the client of somebody, or of nobody when the role is None."""
    with contextlib.ExitStack() as opened:

        def make(role, user, abroad=False):
            of = f"{tenant}-abroad" if abroad else tenant
            token = role and stack.token(of, role, f"users/{user}")
            if request.param == "REST":
                return RestClient(stack.url, token)
            client = GrpcClient(stack.grpc_target, token, stack.contract)
            return RoutedClient(opened.enter_context(client))

        yield make


@pytest.fixture
def world(make_client, tenant, sink, receiver):

    def address(user):
        return f"{user}@{tenant}.example.com"

    def mails(user):
        return [mail.text() for mail in sink.to(address(user))]

    return World(make_client, print, address, mails, receiver)


def test_the_story(world):
    play(world)

"""The story over all services: a laptop is ordered, approved and handed over; changes succeed and
fail; everybody is told; and whoever follows the stream of changes sees all of it."""

import pytest

from tests.story.change import ChangeStory
from tests.story.letters import register_webhook, tell_what_was_posted
from tests.story.order import OrderStory
from tests.story.replay import replay, tell_who_was_told
from tests.story.world import World
from tests.support.client import RestClient
from tests.support.mail_sink import MailSink
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


@pytest.fixture
def world(stack, tenant, sink, receiver):
    def client(role, user):
        if role is None:
            return RestClient(stack.url)
        return stack.client(tenant, role=role, subject=f"users/{user}")

    def address(user):
        return f"{user}@{tenant}.example.com"

    def mails(user):
        return [mail.text() for mail in sink.to(address(user))]

    return World(client, print, address, mails, receiver)


def test_the_story(world):
    webhook = register_webhook(world)
    request = OrderStory(world).play()
    change = ChangeStory(world).play()
    tell_who_was_told(world, request)
    names = (request["name"], request["approval"], change["name"], change["incident"])
    tell_what_was_posted(world, webhook, names)
    replay(world, names)

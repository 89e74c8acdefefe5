"""The story over all services: a laptop is ordered, approved and handed over; changes succeed and
fail; everybody is told; and whoever follows the stream of changes sees all of it."""

import pytest

from tests.story.change import ChangeStory
from tests.story.order import OrderStory
from tests.story.replay import replay, tell_who_was_told
from tests.story.world import World


@pytest.fixture
def world(stack, tenant):
    def client(role, user):
        return stack.client(tenant, role=role, subject=f"users/{user}")

    return World(client, print)


def test_the_story(world):
    request = OrderStory(world).play()
    change = ChangeStory(world).play()
    tell_who_was_told(world, request)
    replay(world, (request["name"], request["approval"], change["name"], change["incident"]))

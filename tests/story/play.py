"""The whole story, from the first person to the last event."""

from tests.story.change import ChangeStory
from tests.story.letters import disable_webhook, register_webhook, tell_what_was_posted
from tests.story.order import OrderStory
from tests.story.replay import replay
from tests.story.told import tell_who_was_told


def play(world):
    webhook = register_webhook(world) if world.receiver else None
    request = OrderStory(world).play()
    change = ChangeStory(world).play()
    tell_who_was_told(world, request, change)
    names = (request["name"], request["approval"], change["name"], change["incident"])
    if webhook:
        tell_what_was_posted(world, webhook, names)
        disable_webhook(world, webhook)
    replay(world, names)

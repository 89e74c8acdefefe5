"""What leaves Steward in the story: mails with links, and events to a webhook."""

from tests.support.links import follow_link, read_link, token_in
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import is_signed


def mute_mails(world, user):
    """Rita wants no mails about her requests; the inbox is enough."""
    body = {"mutes": [{"eventClass": "REQUEST", "channel": "MAIL"}]}
    client = world.client("requester", user)
    path = f"/v1/notificationPreferences/{user}"
    wait_until(lambda: client.patch(path, body).status == 200, what=f"{user} to be known")
    world.tell(f"{user.title()} mutes mails about her requests.")


def decide_by_link(world, user, approval, on_behalf_of=""):
    """Approves by the link in the mail that asks, without any other credential."""

    def mailed():
        return next((text for text in world.mails(user) if approval in text), None)

    mail = wait_until(mailed, what=f"{user}'s mail about {approval}")
    token, anybody = token_in(mail), world.anybody()
    shown = read_link(anybody, token).ok()
    assert (shown["approval"], shown["user"]) == (approval, f"users/{user}"), shown
    assert shown.get("onBehalfOf", "") == on_behalf_of, shown
    assert follow_link(anybody, token, comment="By mail.").ok()["state"] == "SPENT"
    world.tell(f"  {user.title()} approves by the link in her mail, without signing in.")
    world.refused(follow_link(anybody, token), 409, "LINK_SPENT")
    world.tell("  The link works once.")


def register_webhook(world):
    """Registers the endpoint; returns the webhook with its secret."""
    admin = world.client("tenant_admin", "admin")
    webhook = admin.post("/v1/webhooks", {"url": world.receiver.url, "displayName": "Ops"}).ok()
    world.tell(f"A webhook is registered: {webhook['name']}.")
    return webhook


def tell_what_was_posted(world, webhook, names):
    """The webhook has got signed events of all these records."""

    def of(name):
        return lambda delivery: delivery.json["subject"] == name

    for name in names:
        assert is_signed(world.receiver.wait_for(1, of(name))[0], webhook["secret"]), name
    count = len(world.receiver.accepted)
    world.tell(f"The webhook has got {count} events, each signed.")


def disable_webhook(world, webhook):
    """Whoever listened goes away."""
    world.client("tenant_admin", "admin").post(f"/v1/{webhook['name']}:disable", {}).ok()
    world.tell(f"{webhook['name']} is disabled.")

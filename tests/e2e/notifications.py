"""Requests about notifications that several tests make."""

import itertools

from tests.e2e.incidents import create
from tests.e2e.offers import create_item
from tests.e2e.people import the_user
from tests.support.waiting import wait_until

NUMBERS = itertools.count(1)


def new_notification(api):
    """The name of one in the inbox of users/owner: that somebody wrote on their ticket."""
    before = in_inbox(api, "owner")
    ticket = create(api, requester=the_user(api, "owner"))["name"]
    api.post(f"/v1/{ticket}/comments", {"visibility": "PUBLIC", "text": "Try again."}).ok()
    wait_until(lambda: in_inbox(api, "owner") - before, what="the owner to be told")
    return (in_inbox(api, "owner") - before).pop()


def notification_of(api, user):
    """The name of one in the inbox of a user who may be the caller: that what they ordered is
    there."""
    item = create_item(api, f"told-{next(NUMBERS)}")["name"]
    api.post("/v1/requests", {"item": item, "requester": the_user(api, user)}).ok()
    return wait_until(lambda: in_inbox(api, user), what=f"{user} to be told").pop()


def in_inbox(api, user):
    condition = f'recipient = "users/{user}" AND channel = INBOX AND state = SENT'
    query = {"filter": condition, "pageSize": "1000"}
    listed = api.get("/v1/notifications", query=query).ok()["notifications"]
    return {each["name"] for each in listed}


def new_template(api):
    """The name of a template that was not there before."""
    body = {"displayName": "Test", "subject": "Test", "text": "Test"}
    template = {"notificationTemplateId": f"template-{next(NUMBERS)}", **body}
    return api.post("/v1/notificationTemplates", template).ok()["name"]


def new_rule(api):
    """The name of a rule that was not there before, and has a template of its own."""
    body = {
        "notificationRuleId": f"rule-{next(NUMBERS)}",
        "displayName": "Test",
        "eventTypes": ["dev.steward.ticket.created.v1"],
        "recipients": [{"field": "requester"}],
        "channels": ["INBOX"],
        "template": new_template(api),
        "eventClass": "TICKET",
    }
    return api.post("/v1/notificationRules", body).ok()["name"]


def known_preference(api, user):
    """The name of the preference of a user, once the service has heard of them."""
    name = f"notificationPreferences/{the_user(api, user).rpartition('/')[2]}"
    wait_until(lambda: api.get(f"/v1/{name}").status == 200, what=f"{user} to be known")
    return name


def new_preference(api):
    """The name of the preference of users/owner, which mutes something."""
    name = known_preference(api, "owner")
    mutes = [{"eventClass": "REQUEST", "channel": "INBOX"}]
    return api.patch(f"/v1/{name}", {"mutes": mutes}).ok()["name"]

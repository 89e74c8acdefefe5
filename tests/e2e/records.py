"""How a tenant gets a record of each collection, for tests that try all of them."""

import itertools
import json

from tests.e2e.changes import create_change, create_model, create_template
from tests.e2e.incidents import act, create
from tests.e2e.notifications import (
    known_preference,
    new_notification,
    new_preference,
    new_rule,
    new_template,
)
from tests.e2e.offers import MAKERS
from tests.e2e.orders import new_request, new_subscription
from tests.e2e.people import (
    create_account,
    create_group,
    create_location,
    create_organization,
    create_user,
    give_access,
    join,
    substitute,
    the_user,
)

NUMBERS = itertools.count(1)


def new_id():
    return f"x{next(NUMBERS)}"


def new_membership(api):
    group, user = create_group(api, new_id()), create_user(api, new_id())
    return join(api, group["name"], user["name"]).ok()["name"]


def new_substitute(api):
    return substitute(api, the_user(api, "owner"), the_user(api, new_id())).ok()["name"]


def new_key(api):
    account = create_account(api, new_id(), roles=["agent"])
    return api.post(f"/v1/{account['name']}/apiKeys", {}).ok()["name"]


def new_grant(api):
    return give_access(api, "globex", "users/bob", "agent").ok()["name"]


def new_operation(api):
    line = json.dumps({"kind": "INCIDENT", "title": "Test"}).encode()
    headers = {"Content-Type": "application/x-ndjson"}
    return api.raw("POST", "/v1/tickets:import", line, headers).ok()["name"]


def new_comment(api):
    ticket = MAKE["tickets"](api)
    comment = {"visibility": "PUBLIC", "text": "It works from home."}
    return api.post(f"/v1/{ticket}/comments", comment).ok()["name"]


def new_approval(api):
    body = {
        "subject": f"deployments/{new_id()}",
        "subjectDigest": "0" * 64,
        "title": "Test",
        "requester": the_user(api, "owner"),
        "stages": [{"title": "Test", "rule": "ANY", "users": [the_user(api, "mallory")]}],
    }
    return api.post("/v1/approvals", body).ok()["name"]


# How a tenant gets a record of a collection, for its user users/owner where records have owners.
MAKE = {
    "tickets": lambda api: create(api, requester=the_user(api, "owner"))["name"],
    "tickets/*/comments": new_comment,
    "webhooks": lambda api: api.post("/v1/webhooks", {"url": "http://127.0.0.1:9/"}).ok()["name"],
    "users": lambda api: create_user(api, new_id())["name"],
    "users/*/substitutes": new_substitute,
    "groups": lambda api: create_group(api, new_id())["name"],
    "groups/*/memberships": new_membership,
    "organizations": lambda api: create_organization(api, new_id())["name"],
    "locations": lambda api: create_location(api, new_id())["name"],
    # Only the operator's tenant has some.
    "tenants": lambda api: f"tenants/{new_id()}",
    "accessGrants": new_grant,
    "serviceAccounts": lambda api: create_account(api, new_id())["name"],
    "serviceAccounts/*/apiKeys": new_key,
    "operations": new_operation,
    "approvals": new_approval,
    "requests": new_request,
    "subscriptions": new_subscription,
    "notifications": new_notification,
    "notificationRules": new_rule,
    "notificationTemplates": new_template,
    "notificationPreferences": new_preference,
    "changes": lambda api: create_change(api, new_id(), the_user(api, "owner"))["name"],
    "changeModels": lambda api: create_model(api, new_id())["name"],
    "changeTemplates": lambda api: create_template(api, new_id())["name"],
    **{name: lambda api, make=make: make(api, new_id())["name"] for name, make in MAKERS.items()},
}


def new_abroad(foreign, collection):
    """One of another tenant whose name is none of ours."""
    if collection == "notificationPreferences":
        return known_preference(foreign, new_id())
    # Numbers of the other tenant run ahead.
    return [MAKE[collection](foreign) for _ in range(2)][-1]


def new_of(api, caller, collection):
    """One that is users/owner's, who is the caller."""
    if collection == "users":
        return the_user(api, "owner")
    return MAKE[collection](caller if collection == "operations" else api)


def hand_to(api, name, group):
    """Takes a ticket, or that of a comment, from its owner and assigns it to a group."""
    ticket = name.partition("/comments/")[0]
    api.patch(f"/v1/{ticket}", {"requester": the_user(api, "mallory")}).ok()
    act(api, ticket, "assign", {"assignmentGroup": group}).ok()

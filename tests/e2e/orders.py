"""What several tests order."""

import itertools

from tests.e2e.people import the_user
from tests.support.waiting import wait_until

NUMBERS = itertools.count(1)


def publish_item(api, item_id, **fields):
    """Publishes an item, with the service and the offering that it needs; returns its name."""
    for collection, key, body in (
        ("catalogServices", "catalogServiceId", {"displayName": "Workplace"}),
        (
            "serviceOfferings",
            "serviceOfferingId",
            {"displayName": "Workplace", "service": "catalogServices/workplace"},
        ),
    ):
        made = api.post(f"/v1/{collection}", {key: "workplace", **body})
        assert made.status in (200, 409), made.json
        if made.status == 200:
            api.post(f"/v1/{collection}/workplace:publish", {}).ok()
    body = {"offering": "serviceOfferings/workplace", "displayName": item_id.title(), **fields}
    item = api.post("/v1/catalogItems", {"catalogItemId": item_id, **body}).ok()["name"]
    api.post(f"/v1/{item}:publish", {}).ok()
    return item


def order(client, item, answers=None, **fields):
    """Orders an item; returns the answer."""
    return client.post("/v1/requests", {"item": item, "answers": answers or {}, **fields})


def await_request(client, request, state):
    """The request once it is in that state."""

    def read():
        found = client.get(f"/v1/{request['name']}").ok()
        return found if found["state"] == state else None

    return wait_until(read, what=f"{request['name']} in {state}")


def new_request(api):
    """The name of a request of users/owner that waits for users/mallory."""
    rule = {"title": "Test", "users": [the_user(api, "mallory")], "rule": "ANY"}
    item = publish_item(api, f"item{next(NUMBERS)}", approvalRules=[rule])
    return order(api, item, requester=the_user(api, "owner")).ok()["name"]


def new_subscription(api):
    """The name of a subscription of users/owner."""
    item = publish_item(api, f"item{next(NUMBERS)}", subscription={})
    made = order(api, item, requester=the_user(api, "owner")).ok()
    return await_request(api, made, "FULFILLED")["subscription"]

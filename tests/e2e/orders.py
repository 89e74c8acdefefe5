"""What several tests order."""

import itertools

from tests.e2e.offers import create_item
from tests.e2e.people import the_user
from tests.support.waiting import wait_until

NUMBERS = itertools.count(1)


def order(client, item, answers=None, **fields):
    """Orders an item; returns the answer."""
    return client.post("/v1/requests", {"item": item, "answers": answers or {}, **fields})


def await_request(client, request, state, timeout=10):
    """The request once it is in that state."""

    def read():
        found = client.get(f"/v1/{request['name']}").ok()
        return found if found["state"] == state else None

    return wait_until(read, timeout, f"{request['name']} in {state}")


def new_request(api):
    """The name of a request of users/owner that waits for users/mallory."""
    rule = {"title": "Test", "users": [the_user(api, "mallory")], "rule": "ANY"}
    item = create_item(api, f"item{next(NUMBERS)}", approvalRules=[rule])["name"]
    return order(api, item, requester=the_user(api, "owner")).ok()["name"]


def new_subscription(api):
    """The name of a subscription of users/owner."""
    item = create_item(api, f"item{next(NUMBERS)}", subscription={})["name"]
    made = order(api, item, requester=the_user(api, "owner")).ok()
    return await_request(api, made, "FULFILLED")["subscription"]


def offer_laptop(api):
    """Publishes the laptop of the examples."""
    choices = [{"value": value, "label": value.title()} for value in ("standard", "pro")]
    model = {"id": "model", "label": "Model", "type": "CHOICE", "choices": choices}
    memory = {"id": "extra_memory", "label": "Extra memory", "type": "BOOLEAN"}
    return create_item(api, "laptop", form={"fields": [model, memory]})

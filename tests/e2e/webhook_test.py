"""Webhooks: registered, signed, retried, each event once."""

import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import create_user
from tests.e2e.records import MAKE
from tests.support.stack import Stack
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import is_signed


@pytest.fixture(scope="module")
def impatient():
    """A Steward whose retries come quickly."""
    schedule = "0s;100ms;200ms;300ms"
    with Stack(settings={"notification": {"webhook_retry_schedule": schedule}}) as running:
        yield running


def deliveries(api, name):
    return api.get(f"/v1/{name}/deliveries").ok().get("deliveries", [])


def test_every_event_arrives_signed(api, receiver):
    webhook = api.post("/v1/webhooks", {"url": receiver.url, "displayName": "Ops"}).ok()
    name = create(api)["name"]
    act(api, name, "start").ok()

    received = receiver.wait_for(2)

    assert all(is_signed(each, webhook["secret"]) for each in received)
    created = next(each.json for each in received if each.json["type"].endswith("created.v1"))
    assert created["specversion"] == "1.0"
    assert created["subject"] == name
    assert created["data"]["title"] == "VPN down"
    assert {each.id for each in received} == {each.json["id"] for each in received}


def test_the_secret_is_shown_once(api, receiver):
    body = {"url": receiver.url, "requestId": "hook-1"}
    webhook = api.post("/v1/webhooks", body).ok()

    assert webhook["secret"].startswith("whsec_")
    assert "secret" not in api.get(f"/v1/{webhook['name']}").ok()
    again = api.post("/v1/webhooks", body).ok()
    assert again["name"] == webhook["name"] and "secret" not in again


def test_only_the_wanted_event_types_arrive(api, receiver):
    wanted = ["dev.steward.ticket.started.v1"]
    api.post("/v1/webhooks", {"url": receiver.url, "eventTypes": wanted}).ok()
    name = create(api)["name"]
    act(api, name, "start").ok()

    (delivery,) = receiver.wait_for(1)

    assert delivery.json["type"] == wanted[0]


def test_events_of_the_directory_arrive_too(api, receiver):
    wanted = ["dev.steward.directory.user.created.v1"]
    webhook = api.post("/v1/webhooks", {"url": receiver.url, "eventTypes": wanted}).ok()
    create_user(api, "bob", title="Network engineer")

    (delivery,) = receiver.wait_for(1)

    assert is_signed(delivery, webhook["secret"])
    assert (delivery.json["type"], delivery.json["subject"]) == (wanted[0], "users/bob")
    assert delivery.json["data"]["title"] == "Network engineer"


def test_events_of_every_kind_of_record_arrive(api, receiver):
    api.post("/v1/webhooks", {"url": receiver.url}).ok()
    # Webhooks tell nothing of their own service, and tenants are the operator's.
    own = {each for each in MAKE if each.startswith("notification")}
    others = MAKE.keys() - own - {"webhooks", "tenants"}

    made = {MAKE[collection](api) for collection in others}

    wait_until(
        lambda: made <= {each.json["subject"] for each in receiver.deliveries},
        what="an event of each",
    )


def test_a_failing_endpoint_is_tried_again(impatient, receiver):
    api = impatient.client(impatient.new_tenant())
    webhook = api.post("/v1/webhooks", {"url": receiver.url}).ok()
    receiver.fail(500, 503)
    create(api)

    received = receiver.wait_for(3)

    assert [each.status for each in received] == [500, 503, 204]
    assert len({each.id for each in received}) == 1
    done = wait_until(
        lambda: [d for d in deliveries(api, webhook["name"]) if d["state"] == "DELIVERED"],
        what="the delivery to be recorded",
    )
    assert done[0]["attemptCount"] == 3 and done[0]["lastStatus"] == 204


def test_attempts_end(impatient, receiver):
    api = impatient.client(impatient.new_tenant())
    webhook = api.post("/v1/webhooks", {"url": receiver.url}).ok()
    receiver.fail_always(500)
    create(api)

    failed = wait_until(
        lambda: [d for d in deliveries(api, webhook["name"]) if d["state"] == "FAILED"],
        what="the delivery to fail",
    )

    assert failed[0]["attemptCount"] == 4 and failed[0]["lastStatus"] == 500


def test_gone_disables_the_webhook(impatient, receiver):
    api = impatient.client(impatient.new_tenant())
    webhook = api.post("/v1/webhooks", {"url": receiver.url}).ok()
    receiver.fail(410)
    create(api)

    path = f"/v1/{webhook['name']}"
    wait_until(lambda: api.get(path).ok()["state"] == "DISABLED", what="the webhook to be disabled")
    assert api.get(path).ok()["disableReason"]
    assert api.post(f"{path}:enable").ok()["state"] == "ENABLED"


def test_a_webhook_can_be_changed_disabled_and_deleted(api, receiver):
    webhook = api.post("/v1/webhooks", {"url": receiver.url}).ok()
    path = f"/v1/{webhook['name']}"

    assert api.patch(path, {"displayName": "Pager"}).ok()["displayName"] == "Pager"
    assert api.post(f"{path}:disable").ok()["state"] == "DISABLED"
    again = api.post(f"{path}:disable")
    assert (again.status, again.reason) == (409, "ILLEGAL_TRANSITION")
    assert api.delete(path).status == 200
    assert api.get(path).status == 404


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/x",
        "https://user:pass@example.com/",
        "http://169.254.169.254/latest",
        "https://metadata.google.internal/",
        "https://example.com/#x",
        "not a url",
    ],
)
def test_urls_that_are_never_delivered_to(api, url):
    answer = api.post("/v1/webhooks", {"url": url})

    assert (answer.status, answer.reason) == (400, "WEBHOOK_URL_REFUSED")

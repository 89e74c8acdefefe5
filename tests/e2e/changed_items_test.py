"""The configuration items that changes name, and what their service knows of the catalog."""

import pytest

from tests.e2e.changes import create_model
from tests.e2e.offers import create_configuration_item
from tests.e2e.people import create_user
from tests.support.client import refused
from tests.support.stack import Stack
from tests.support.waiting import wait_until

CHANGE = {
    "model": "changeModels/network",
    "title": "New switches",
    "implementationPlan": "Screw them in.",
    "implementer": "users/ivan",
    "plannedStartTime": "2099-01-01T00:00:00Z",
    "plannedEndTime": "2099-01-01T02:00:00Z",
}
TEMPLATE = {"changeTemplateId": "restart", "title": "Restart", "implementationPlan": "Restart it."}


def prepare(api):
    create_user(api, "ivan")
    create_model(api, "network")


def raise_change(api, *items):
    names = [f"configurationItems/{item}" for item in items]
    return api.post("/v1/changes", {**CHANGE, "configurationItems": names})


def test_an_item_that_was_just_recorded_is_known(api):
    """No pause between the two services: what was answered is seen."""
    prepare(api)
    for number in range(20):
        create_configuration_item(api, f"switch-{number}")
        change = raise_change(api, f"switch-{number}").ok()
        assert change["configurationItems"] == [f"configurationItems/switch-{number}"]


@pytest.fixture
def items(stack, api):
    """Two that are in use, one that is not, and one of another tenant."""
    prepare(api)
    for item in ("here", "there", "old"):
        create_configuration_item(api, item)
    api.post("/v1/configurationItems/old:retire", {}).ok()
    create_configuration_item(stack.client(stack.new_tenant()), "abroad")


REFUSALS = [
    ("nowhere", "REFERENCE_NOT_FOUND"),
    ("abroad", "REFERENCE_NOT_FOUND"),
    ("old", "REFERENCE_DISABLED"),
]


@pytest.mark.parametrize("item, reason", REFUSALS)
def test_other_items_are_refused(api, items, item, reason):
    change = raise_change(api, "here").ok()
    path = f"/v1/{change['name']}"
    names = ["configurationItems/here", f"configurationItems/{item}"]

    for answer in (
        raise_change(api, "here", item),
        api.patch(path, {"configurationItems": names}),
        api.post("/v1/changeTemplates", {**TEMPLATE, "configurationItems": names}),
    ):
        assert refused(answer, 400, reason), answer
        assert answer.json["metadata"]["field"].endswith("onfigurationItems[1]"), answer
    assert api.get(path).ok() == change
    assert api.get("/v1/changeTemplates/restart").status == 404


def test_an_item_of_another_tenant_cannot_be_told_from_none(api, items):
    def without_ids(answer):
        return {k: v for k, v in answer.json.items() if k not in ("requestId", "traceId")}

    assert without_ids(raise_change(api, "abroad")) == without_ids(raise_change(api, "nowhere"))


def test_what_a_change_names_stays(api, items):
    change = raise_change(api, "here").ok()
    api.post("/v1/configurationItems/here:retire", {}).ok()
    # The service hears of it by an event.
    wait_until(
        lambda: refused(raise_change(api, "here"), 400, "REFERENCE_DISABLED"),
        what="the item to be known as retired",
    )

    names = [f"configurationItems/{item}" for item in ("here", "there")]
    path = f"/v1/{change['name']}"
    assert api.patch(path, {"configurationItems": names}).ok()["configurationItems"] == names


def test_changes_go_on_while_the_catalog_is_down():
    with Stack() as stack:
        api = stack.client()
        prepare(api)
        create_configuration_item(api, "known")
        raise_change(api, "known").ok()
        stack.kill("catalog-1")

        change = raise_change(api, "known").ok()
        assert api.post(f"/v1/{change['name']}:assess", {}).ok()["state"] == "ASSESSMENT"
        assert raise_change(api).ok()["state"] == "NEW"
        assert refused(raise_change(api, "known", "new"), 503, "UNAVAILABLE")

        stack.restart("catalog-1")
        wait_until(
            lambda: api.get("/v1/configurationItems/known").status == 200,
            what="the catalog to answer",
        )
        create_configuration_item(api, "new")
        assert raise_change(api, "known", "new").ok()["name"]

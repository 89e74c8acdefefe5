"""The catalog: configuration items, services, their offerings, and items with what they ask."""

import pytest

from tests.e2e.people import create_group, create_user
from tests.support.client import refused

SERVICE, OFFERING = "catalogServices/workplace", "serviceOfferings/workplace"
LAPTOP = {
    "catalogItemId": "laptop",
    "offering": OFFERING,
    "category": "Hardware",
    "displayName": "Laptop",
    "price": {"currencyCode": "EUR", "amount": "1500.00"},
    "form": {
        "fields": [
            {
                "id": "model",
                "label": "Model",
                "type": "CHOICE",
                "required": True,
                "choices": [
                    {"value": "air", "label": "Air"},
                    {
                        "value": "pro",
                        "label": "Pro",
                        "price": {"currencyCode": "EUR", "amount": "499.90"},
                    },
                ],
            },
            {"id": "extra_memory", "label": "Extra memory", "type": "BOOLEAN"},
            {"id": "reason", "label": "Reason", "type": "TEXT"},
            {
                "id": "cost_center",
                "label": "Cost center",
                "type": "REFERENCE",
                "required": True,
                "pattern": "CC-[0-9]{4}",
            },
            {"id": "user", "label": "For", "type": "REFERENCE", "reference": "users"},
        ],
        "rules": [
            {
                "condition": "extra_memory = true",
                "effects": [{"field": "reason", "action": "REQUIRE"}],
            },
            {
                "condition": "NOT extra_memory = true",
                "effects": [{"field": "reason", "action": "HIDE"}],
            },
        ],
    },
    "approvalRules": [
        {"title": "Manager", "manager": True, "rule": "ANY"},
        {
            "title": "Finance",
            "condition": "price > 1900",
            "groups": ["groups/finance"],
            "rule": "COUNT",
            "requiredCount": 2,
        },
    ],
    "tasks": [
        {"id": "prepare", "title": "Prepare the laptop", "group": "groups/workplace"},
        {
            "id": "hand_over",
            "title": "Hand it over",
            "group": "groups/desk",
            "dependsOn": ["prepare"],
        },
    ],
    "subscription": {"duration": "94608000s"},
}


@pytest.fixture(autouse=True)
def groups(api):
    create_group(api, "workplace")
    create_group(api, "desk")
    create_group(api, "finance", kind="BOARD")


@pytest.fixture
def manager(stack, tenant):
    return stack.client(tenant, role="catalog_manager", subject="users/carla")


@pytest.fixture
def requester(stack, tenant):
    return stack.client(tenant, role="requester", subject="users/rita")


def offer(client):
    """A service and its offering, both published."""
    service = {"catalogServiceId": "workplace", "displayName": "Workplace"}
    client.post("/v1/catalogServices", service).ok()
    offering = {
        "serviceOfferingId": "workplace",
        "service": SERVICE,
        "displayName": "Workplace Standard",
        "supportHours": "Monday to Friday, 8 to 18",
        "commitments": {"availabilityPercent": "99.9", "recoveryTimeObjective": "14400s"},
        "price": {"currencyCode": "EUR", "amount": "49.00"},
        "recurrence": "MONTHLY",
    }
    client.post("/v1/serviceOfferings", offering).ok()
    for name in (SERVICE, OFFERING):
        assert act(client, name, "publish").ok()["state"] == "PUBLISHED"


def act(client, name, verb, **fields):
    return client.post(f"/v1/{name}:{verb}", fields)


def publish_laptop(client):
    offer(client)
    client.post("/v1/catalogItems", LAPTOP).ok()
    return act(client, "catalogItems/laptop", "publish").ok()


def evaluate(client, **answers):
    return act(client, "catalogItems/laptop", "evaluate", answers=answers)


def names(client, collection, **query):
    return [each["name"] for each in client.get(f"/v1/{collection}", query).ok()[collection]]


def violated(answer):
    assert (answer.status, answer.reason) == (400, "INVALID_FIELD"), answer.json
    return [violation["field"] for violation in answer.json["violations"]]


def test_a_manager_publishes_a_service_an_offering_and_an_item(manager, requester):
    offer(manager)
    draft = manager.post("/v1/catalogItems", LAPTOP).ok()
    assert (draft["state"], int(draft["revision"]), draft["unpublished"]) == ("DRAFT", 1, True)
    # Whoever can only order does not know of it.
    assert refused(requester.get("/v1/catalogItems/laptop"), 404, "RESOURCE_NOT_FOUND")
    assert refused(evaluate(requester), 404, "RESOURCE_NOT_FOUND")
    assert names(requester, "catalogItems") == []

    published = act(manager, "catalogItems/laptop", "publish").ok()

    assert published["state"] == "PUBLISHED"
    assert requester.get("/v1/catalogItems/laptop").ok() == published
    query = {"filter": 'category = "Hardware" AND state = PUBLISHED'}
    assert names(requester, "catalogItems", **query) == ["catalogItems/laptop"]
    assert requester.get(f"/v1/{OFFERING}").ok()["recurrence"] == "MONTHLY"


def test_a_requester_sees_what_the_form_asks_next(api, manager, requester):
    publish_laptop(manager)
    create_user(api, "rita")

    first = evaluate(requester).ok()
    fields = {field["id"]: field for field in first["fields"]}
    assert not first.get("complete") and first["price"]["amount"] == "1500.00"
    assert fields["model"]["required"] and fields["model"]["choices"] == ["air", "pro"]
    assert not fields["reason"].get("visible")

    more = evaluate(requester, model="pro", extra_memory=True, cost_center="CC-0001").ok()
    fields = {field["id"]: field for field in more["fields"]}
    assert more["price"] == {"currencyCode": "EUR", "amount": "1999.90"}
    assert fields["reason"]["visible"] and fields["reason"]["required"]
    assert [each["field"] for each in more["violations"]] == ["answers.reason"]

    answers = {"model": "pro", "extra_memory": True, "cost_center": "CC-0001", "user": "users/rita"}
    done = evaluate(requester, **answers, reason="Virtual machines").ok()
    assert done["complete"] and done["violations"] == []


@pytest.mark.parametrize(
    "answer, field",
    [
        ({"model": "max"}, "answers.model"),
        ({"extra_memory": "yes"}, "answers.extra_memory"),
        ({"cost_center": "1234"}, "answers.cost_center"),
        ({"user": "users/nobody"}, "answers.user"),
        ({"user": "groups/desk"}, "answers.user"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(manager, requester, answer, field):
    publish_laptop(manager)

    found = evaluate(requester, **{"model": "air", "cost_center": "CC-0001", **answer}).ok()

    assert [each["field"] for each in found["violations"]] == [field]
    assert not found.get("complete")


def test_answers_to_nothing_are_refused(manager, requester):
    publish_laptop(manager)

    shown = evaluate(requester, model="air", cost_center="CC-1234", colour="red").ok()

    assert shown["violations"] == [
        {"field": "answers.colour", "description": "is no field of the form"}
    ]
    assert not shown.get("complete")


def test_a_published_item_gets_new_revisions(manager):
    item = publish_laptop(manager)
    path, price = "/v1/catalogItems/laptop", {"currencyCode": "EUR", "amount": "1600.00"}

    renamed = manager.patch(path, {"displayName": "Notebook"}).ok()
    assert renamed["revision"] == item["revision"]
    dearer = manager.patch(path, {"price": price}).ok()
    assert int(dearer["revision"]) == int(item["revision"]) + 1
    stale = manager.patch(path, {"category": "IT"}, headers={"If-Match": f'"{item["etag"]}"'})
    assert refused(stale, 412, "ETAG_MISMATCH")
    broken = {"form": {**LAPTOP["form"], "rules": [{"condition": "colour = red", "effects": [
        {"field": "model", "action": "HIDE"}]}]}}
    assert violated(manager.patch(path, broken)) == ["form.rules[0].condition"]


def test_what_is_offered_needs_what_offers_it(manager):
    service = {"catalogServiceId": "workplace", "displayName": "Workplace"}
    manager.post("/v1/catalogServices", service).ok()
    offering = {"serviceOfferingId": "workplace", "service": SERVICE, "displayName": "Standard"}
    manager.post("/v1/serviceOfferings", offering).ok()
    manager.post("/v1/catalogItems", LAPTOP).ok()

    for name in (OFFERING, "catalogItems/laptop"):
        assert refused(act(manager, name, "publish"), 400, "REFERENCE_DISABLED")
    for name in (SERVICE, OFFERING, "catalogItems/laptop"):
        act(manager, name, "publish").ok()
    for name, user in ((SERVICE, OFFERING), (OFFERING, "catalogItems/laptop")):
        in_use = act(manager, name, "retire")
        assert refused(in_use, 409, "RESOURCE_IN_USE")
        assert in_use.json["metadata"] == {"users": user}
    for name in ("catalogItems/laptop", OFFERING, SERVICE):
        assert act(manager, name, "retire").ok()["state"] == "RETIRED"
    again = act(manager, "catalogItems/laptop", "publish")
    assert refused(again, 409, "ILLEGAL_TRANSITION")
    assert refused(manager.patch("/v1/catalogItems/laptop", {"category": "IT"}), 409,
                   "ILLEGAL_TRANSITION")


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"offering": "serviceOfferings/none"}, "REFERENCE_NOT_FOUND"),
        ({"tasks": [{"id": "a", "title": "A", "group": "groups/none"}]}, "REFERENCE_NOT_FOUND"),
        ({"tasks": [{"id": "a", "title": "A", "group": "groups/finance"}]}, "INVALID_FIELD"),
        (
            {"tasks": [
                {"id": "a", "title": "A", "group": "groups/desk", "dependsOn": ["b"]},
                {"id": "b", "title": "B", "group": "groups/desk", "dependsOn": ["a"]},
            ]},
            "REFERENCE_CYCLE",
        ),
        ({"price": {"currencyCode": "EUR", "amount": "1,5"}}, "INVALID_FIELD"),
        ({"price": {"currencyCode": "euro", "amount": "15"}}, "INVALID_FIELD"),
        ({"approvalRules": [{"title": "Nobody", "rule": "ANY"}]}, "INVALID_FIELD"),
        ({"displayName": ""}, "INVALID_FIELD"),
    ],
)
def test_what_an_item_cannot_be(manager, change, reason):
    offer(manager)

    assert refused(manager.post("/v1/catalogItems", {**LAPTOP, **change}), 400, reason)
    assert names(manager, "catalogItems") == []


def test_only_managers_change_the_catalog(stack, tenant, manager):
    item = publish_laptop(manager)
    for role in ("requester", "agent", "approver", "integration"):
        client = stack.client(tenant, role=role, subject=f"users/{role}")
        assert client.get("/v1/catalogItems/laptop").ok() == item
        assert refused(client.patch("/v1/catalogItems/laptop", {"category": "IT"}), 403,
                       "PERMISSION_DENIED")
        for name in ("catalogItems/laptop", OFFERING, SERVICE):
            assert refused(act(client, name, "retire"), 403, "PERMISSION_DENIED")
    asked = {"permissions": ["catalogItems.update", "catalogItems.evaluate"]}
    held = act(stack.client(tenant, role="requester"), "catalogItems/laptop", "testPermissions",
               **asked)
    assert held.ok() == {"permissions": ["catalogItems.evaluate"]}


def test_another_tenant_sees_nothing(stack, manager):
    publish_laptop(manager)
    foreign = stack.client(stack.new_tenant())

    for name in (SERVICE, OFFERING, "catalogItems/laptop"):
        assert refused(foreign.get(f"/v1/{name}"), 404, "RESOURCE_NOT_FOUND")
        assert refused(act(foreign, name, "retire"), 404, "RESOURCE_NOT_FOUND")
    assert refused(evaluate(foreign), 404, "RESOURCE_NOT_FOUND")
    offering = {"serviceOfferingId": "mine", "service": SERVICE, "displayName": "Mine"}
    assert refused(foreign.post("/v1/serviceOfferings", offering), 400, "REFERENCE_NOT_FOUND")


def test_drafts_are_in_no_stream_of_others(stack, tenant, manager):
    publish_laptop(manager)
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    def seen(client):
        verbs = []
        with client.events(query={"from": "earliest"}) as stream:
            for message in stream:
                event = (message.json or {}).get("event", {})
                if event.get("resourceName") == "catalogItems/laptop":
                    verbs.append(event["type"].split(".")[4])
                    if verbs[-1] == "published":
                        return verbs
        return verbs

    assert seen(manager) == ["created", "published"]
    assert seen(agent) == ["published"]


def test_a_repeat_returns_the_first_answer(manager):
    offer(manager)
    body = {**LAPTOP, "requestId": "laptop-1"}

    preview = manager.post("/v1/catalogItems", {**LAPTOP, "validateOnly": True}).ok()
    first = manager.post("/v1/catalogItems", body).ok()

    assert preview["state"] == "DRAFT"
    assert manager.post("/v1/catalogItems", body).ok() == first
    again = manager.post("/v1/catalogItems", {**LAPTOP, "catalogItemId": "Laptop"})
    assert refused(again, 409, "RESOURCE_ALREADY_EXISTS")


# Configuration items


def configure(client, item_id, **fields):
    body = {"configurationItemId": item_id, "displayName": item_id, "class": "switch", **fields}
    return client.post("/v1/configurationItems", body)


def relation(kind, item):
    return {"type": kind, "item": f"configurationItems/{item}"}


def test_configuration_items_are_related(stack, tenant, api):
    agent = stack.client(tenant, role="agent", subject="users/agnes")
    create_user(api, "bob")
    configure(agent, "sw-oslo-2").ok()
    made = configure(
        agent,
        "sw-oslo-1",
        owner="users/bob",
        supportGroup="groups/desk",
        relations=[relation("CONNECTED_TO", "sw-oslo-2")],
    ).ok()

    path = "/v1/configurationItems/sw-oslo-1"
    assert made["state"] == "IN_USE" and agent.get(path).ok() == made
    query = {"filter": 'class = "switch" AND owner = "users/bob"'}
    assert names(agent, "configurationItems", **query) == ["configurationItems/sw-oslo-1"]
    unknown = agent.patch(path, {"relations": [relation("DEPENDS_ON", "none")]})
    assert refused(unknown, 400, "REFERENCE_NOT_FOUND")
    assert violated(agent.patch(path, {"relations": [relation("PART_OF", "SW-oslo-1")]})) == [
        "relations[0].item"
    ]
    assert violated(agent.patch(path, {"class": "Big Switch"})) == ["class"]
    assert act(agent, made["name"], "retire").ok()["state"] == "RETIRED"
    assert refused(act(agent, made["name"], "retire"), 409, "ILLEGAL_TRANSITION")
    assert act(agent, made["name"], "restore").ok()["state"] == "IN_USE"
    requester = stack.client(tenant, role="requester", subject="users/rita")
    assert requester.get(path).status == 200
    assert refused(configure(requester, "mine"), 403, "PERMISSION_DENIED")


def test_events_of_the_catalog_reach_webhooks(manager, api, receiver):
    wanted = ["dev.steward.catalog.configuration_item.created.v1"]
    api.post("/v1/webhooks", {"url": receiver.url, "eventTypes": wanted}).ok()
    configure(manager, "sw-oslo-1").ok()

    (delivery,) = receiver.wait_for(1)

    assert delivery.json["subject"] == "configurationItems/sw-oslo-1"
    assert delivery.json["data"]["class"] == "switch"

"""`stewardctl apply` of every type that the contract lets it: what it made or somebody else made is
as `get` prints it, and what a document says otherwise is changed."""

import json

import pytest

from tests.support.command_line import CommandLine

# Documents that name what they make, by type: a name, fields, and a change of them. Whatever others
# need comes late on purpose.
NAMED = {
    "CatalogItem": (
        "catalogItems/laptop",
        {
            "offering": "serviceOfferings/workplace",
            "displayName": "Laptop",
            "category": "Hardware",
            "price": {"currencyCode": "EUR", "amount": "1500.00"},
            "form": {
                "fields": [
                    {"id": "model", "label": "Model", "type": "CHOICE", "required": True,
                     "choices": [{"value": "standard", "label": "Standard"}]},
                    {"id": "memory", "label": "More memory", "type": "BOOLEAN"},
                    {"id": "reason", "label": "Why?", "type": "TEXT"},
                ],
                "rules": [
                    {"condition": "memory = true",
                     "effects": [{"field": "reason", "action": "REQUIRE"}]},
                ],
            },
            "approvalRules": [
                {"title": "Desk", "condition": "price > 2000", "groups": ["groups/desk"],
                 "rule": "ANY"},
            ],
            "tasks": [{"id": "hand_over", "title": "Hand it over", "group": "groups/desk"}],
            "subscription": {"duration": "94608000s"},
        },
        {"price": {"currencyCode": "EUR", "amount": "1600.00"}},
    ),
    "ServiceOffering": (
        "serviceOfferings/workplace",
        {
            "service": "catalogServices/workplace",
            "displayName": "Standard workplace",
            "price": {"currencyCode": "EUR", "amount": "12.50"},
            "recurrence": "MONTHLY",
        },
        {"description": "What everybody gets."},
    ),
    "CatalogService": (
        "catalogServices/workplace",
        {"displayName": "Workplace", "owner": "users/kari", "supportGroup": "groups/desk"},
        {"owner": "users/ola"},
    ),
    "ChangeTemplate": (
        "changeTemplates/restart",
        {
            "title": "Restart the proxy",
            "implementationPlan": "Restart it.",
            "impact": "LOW",
            "configurationItems": ["configurationItems/proxy"],
            "maxDuration": "3600s",
        },
        {"maxDuration": "1800s"},
    ),
    "ConfigurationItem": (
        "configurationItems/proxy",
        {
            "displayName": "Proxy",
            "class": "server",
            "relations": [{"type": "RUNS_ON", "item": "configurationItems/host"}],
        },
        {"class": "proxy"},
    ),
    "ChangeModel": (
        "changeModels/network",
        {
            "title": "Network",
            "kind": "NORMAL",
            "incidentGroup": "groups/desk",
            "stages": [{"title": "Board", "rule": "ANY", "users": ["users/kari"]}],
        },
        {"incidentGroup": "groups/network"},
    ),
    "NotificationRule": (
        "notificationRules/recorded",
        {
            "displayName": "Recorded",
            "eventTypes": ["dev.steward.ticket.created.v1"],
            "recipients": [{"field": "requester"}, {"group": "groups/desk"}],
            "channels": ["INBOX"],
            "template": "notificationTemplates/recorded",
            "eventClass": "TICKET",
        },
        {"recipients": [{"user": "users/kari"}]},
    ),
    "NotificationTemplate": (
        "notificationTemplates/recorded",
        {
            "displayName": "Recorded",
            "subject": "It is recorded",
            "text": "We look at it: {{resource.name}}",
            "translations": [{"locale": "de", "subject": "Erfasst", "text": "Wir sehen nach."}],
        },
        {"translations": [{"locale": "de", "subject": "Erfasst", "text": "Wird bearbeitet."}]},
    ),
    "Membership": (
        "groups/desk/memberships/kari",
        {"user": "users/kari", "role": "LEAD"},
        {"role": "MEMBER"},
    ),
    "Group": (
        "groups/desk",
        {"displayName": "Service desk", "kind": "ASSIGNMENT", "manager": "users/kari"},
        {"manager": "users/ola"},
    ),
    "User": (
        "users/kari",
        {
            "displayName": "Kari Moe",
            "email": "kari@example.com",
            "phone": "+47 22 12 34 56",
            "timeZone": "Europe/Oslo",
            "locale": "nb-NO",
            "roles": ["agent", "requester"],
            "organization": "organizations/sales",
            "location": "locations/oslo",
            "vip": True,
        },
        {"roles": ["agent"]},
    ),
    "Organization": (
        "organizations/sales",
        {"displayName": "Sales", "parent": "organizations/acme"},
        {"displayName": "Sales and marketing"},
    ),
    "Location": (
        "locations/oslo",
        {"displayName": "Oslo", "timeZone": "Europe/Oslo", "country": "NO"},
        {"address": "Storgata 1"},
    ),
    "ServiceAccount": (
        "serviceAccounts/ci",
        {"displayName": "CI", "roles": ["integration"]},
        {"roles": ["agent", "integration"]},
    ),
}
# What those refer to besides each other.
OTHERS = {
    "configurationItems/host": ("ConfigurationItem", {"displayName": "Host", "class": "server"}),
    "organizations/acme": ("Organization", {"displayName": "Acme"}),
    "groups/network": ("Group", {"displayName": "Network", "kind": "ASSIGNMENT"}),
    "users/ola": ("User", {"displayName": "Ola Nes"}),
}
# What the server names, by type: where and what is posted, and a change of it.
POSTED = {
    "Change": (
        "changes",
        {
            "model": "changeModels/network",
            "title": "New switches",
            "implementationPlan": "Screw them in.",
            "configurationItems": ["configurationItems/proxy"],
            "requester": "users/kari",
            "plannedStartTime": "2099-01-01T00:00:00Z",
            "plannedEndTime": "2099-01-01T02:00:00Z",
        },
        {"plannedEndTime": "2099-01-01T03:00:00Z"},
    ),
    "Substitute": (
        "users/kari/substitutes",
        {
            "substitute": "users/ola",
            "startTime": "2099-01-01T00:00:00Z",
            "endTime": "2099-02-01T00:00:00Z",
        },
        {"reason": "Leave"},
    ),
    "Ticket": (
        "tickets",
        {
            "kind": "INCIDENT",
            "title": "VPN down",
            "impact": "HIGH",
            "urgency": "LOW",
            "requester": "users/kari",
        },
        {"description": "Nobody in Oslo can connect."},
    ),
    "Webhook": (
        "webhooks",
        {
            "displayName": "Ops",
            "url": "http://127.0.0.1:9/",
            "eventTypes": ["dev.steward.ticket.created.v1"],
        },
        {"eventTypes": ["dev.steward.ticket.closed.v1"]},
    ),
}
# The operator's.
TENANT = ("Tenant", {"displayName": "Acme", "region": "eu-central"}, {"region": "eu-north"})
# What cannot be applied, and the first of get, create and update that there is not.
NOT_APPLIED = {
    # Said or decided once: what people have relied on does not change afterwards.
    "AccessGrant": "update",
    "ApiKey": "update",
    "Approval": "update",
    "Comment": "update",
    "Request": "update",
    # Comes of something else.
    "Notification": "create",
    "NotificationPreference": "create",
    "Operation": "create",
    "Subscription": "create",
}
# Only a part of lists, without a noun.
NO_NOUN = "Read"
APPLIED = sorted([*NAMED, *POSTED, TENANT[0]])


def document(kind, name, fields):
    return {"type": f"steward.dev/{kind}", "name": name, **fields}


def text_of(documents):
    # Each is JSON, and so YAML.
    return "".join(f"---\n{json.dumps(each)}\n" for each in documents)


@pytest.fixture(scope="module")
def applied(stack, tmp_path_factory):
    """By type: the command line of who may apply it, the name of one, and a change of it."""
    home = tmp_path_factory.mktemp("config")
    tenant = stack.new_tenant()
    ctl, operator = (CommandLine(stack, home, each) for each in (tenant, "operator"))
    documents = [document(kind, name, fields) for kind, (name, fields, _) in NAMED.items()]
    documents += [document(kind, name, fields) for name, (kind, fields) in OTHERS.items()]
    made = ctl.ok("apply", "-f", "-", "--yes", stdin=text_of(documents))
    assert f"{len(documents)} applied" in made
    again = ctl.ok("apply", "-f", "-", stdin=text_of(documents))
    assert again == f"0 to create, 0 to change, {len(documents)} as they are\n"

    kind, fields, change = TENANT
    operator.ok(
        "apply", "-f", "-", "--yes", stdin=text_of([document(kind, f"tenants/{tenant}", fields)])
    )
    rows = {kind: (operator, f"tenants/{tenant}", change)}
    rows |= {kind: (ctl, name, change) for kind, (name, _, change) in NAMED.items()}
    api = stack.client(tenant)
    for kind, (path, body, change) in POSTED.items():
        rows[kind] = (ctl, api.post(f"/v1/{path}", body).ok()["name"], change)
    return rows


def test_every_type_is_applied_or_has_a_reason_not_to_be(stack):
    contract = stack.contract
    types = [
        contract.option(message.options, "steward.options.v1.resource").type
        for file in contract.files.file
        if file.package.startswith("steward.")
        for message in file.message_type
    ]

    assert sorted(filter(None, types)) == sorted(
        f"steward.dev/{kind}" for kind in [*APPLIED, *NOT_APPLIED, NO_NOUN]
    )


@pytest.mark.parametrize("kind", sorted(NOT_APPLIED))
def test_what_cannot_be_applied_says_why(applied, kind):
    ctl, name, _ = applied["Ticket"]
    done = ctl.run("diff", "-f", "-", stdin=text_of([document(kind, name, {})]))

    assert done.status == 2
    assert f"cannot be applied: they have no {NOT_APPLIED[kind]}." in done.err


def noun_of(name):
    return name.split("/")[-2]


@pytest.mark.parametrize("kind", APPLIED)
def test_what_get_prints_is_applied_already(applied, kind):
    ctl, name, _ = applied[kind]
    printed = ctl.ok(noun_of(name), "get", name, "-o", "yaml")
    assert f"name: {name}\n" in printed

    done = ctl.ok("apply", "-f", "-", stdin=f"type: steward.dev/{kind}\n{printed}")
    assert done == "0 to create, 0 to change, 1 as they are\n"


@pytest.mark.parametrize("kind", APPLIED)
def test_what_differs_is_shown_and_changed(applied, kind):
    ctl, name, change = applied[kind]
    (field,) = change
    before = ctl.json(noun_of(name), "get", name)
    # Its etag is that of before, and the server's alone the second time.
    changed = text_of([document(kind, name, {**before, **change})])

    (step,) = ctl.json("diff", "-f", "-", stdin=changed)
    assert (step["name"], step["action"]) == (name, "UPDATE")
    assert [each["field"] for each in step["changes"]] == [field]
    assert ctl.ok("apply", "-f", "-", "--yes", stdin=changed).endswith("\n1 applied\n")
    after_it = ctl.json(noun_of(name), "get", name)
    assert after_it[field] == change[field]
    others = {"etag", "updateTime", "revision", field}
    unchanged = {key: value for key, value in before.items() if key not in others}
    assert unchanged.items() <= after_it.items()
    assert ctl.ok("diff", "-f", "-", "--exit-code", stdin=changed).startswith("0 to create, 0 to")

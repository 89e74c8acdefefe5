"""Whatever refers to a record is looked for: each field that may name one, from the contract."""

import re

import pytest

from tests.e2e.changes import create_model
from tests.e2e.incidents import DRAFT, create
from tests.e2e.offers import create_configuration_item, create_item, create_offering, create_service
from tests.e2e.people import (
    create_group,
    create_location,
    create_organization,
    create_user,
    substitute,
    the_user,
)

USER, GROUP, ITEM = "users/ghost", "groups/ghost", "configurationItems/ghost"
TICKET = "tickets/INC-999"
# The pattern of a field that names a record.
NAMES = re.compile(r"\(?(users|groups|configurationItems)\b|\[a-z\]\[A-Za-z\]\*/")
STAGE = {"title": "Board", "rule": "ANY"}
RULE = {"eventTypes": ["dev.steward.ticket.created.v1"], "channels": ["INBOX"], "displayName": "R"}
RULE |= {"template": "notificationTemplates/ticket-assigned", "notificationRuleId": "rule"}
RULE |= {"eventClass": "TICKET"}
TEMPLATE = {"changeTemplateId": "one", "title": "One", "implementationPlan": "Restart it."}
CHANGE = {
    "title": "New switches",
    "implementationPlan": "Screw them in.",
    "plannedStartTime": "2099-01-01T00:00:00Z",
    "plannedEndTime": "2099-01-01T02:00:00Z",
}


def approval(api, **fields):
    body = {"subject": "deployments/9", "subjectDigest": "0" * 64, "title": "Test"}
    stages = [{**STAGE, "users": [the_user(api, "mallory")]}]
    return api.post("/v1/approvals", {**body, "stages": stages, **fields})


def item(api, **fields):
    made = create_item(api, "laptop")
    return api.patch(f"/v1/{made['name']}", fields, {"updateMask": ",".join(fields)})


def model(api, **fields):
    stages = [{**STAGE, "users": [the_user(api, "admin")]}]
    body = {"title": "Network", "kind": "NORMAL", "stages": stages, "changeModelId": "network"}
    return api.post("/v1/changeModels", {**body, **fields})


def change(api, **fields):
    own = {"model": create_model(api, "model")["name"], "implementer": the_user(api, "admin")}
    return api.post("/v1/changes", {**CHANGE, **own, **fields})


def standard(api):
    """A model of changes that are made from a template."""
    body = {"title": "Routine", "kind": "STANDARD", "changeModelId": "routine"}
    return api.post("/v1/changeModels", body).ok()


def rule(api, recipient=None, **fields):
    recipients = [recipient or {"field": "requester"}]
    return api.post("/v1/notificationRules", {**RULE, "recipients": recipients, **fields})


def patch(make, field, ghost):
    """A record of this kind, changed so that the field names a ghost."""

    def run(api):
        made = make(api, "one")
        return api.patch(f"/v1/{made['name']}", {field: ghost}, {"updateMask": field})

    return run


def ordered(api, **fields):
    body = {"item": create_item(api, "laptop")["name"], **fields}
    return api.post("/v1/requests", body)


def assigned(api, **fields):
    return api.post(f"/v1/{create(api)['name']}:assign", fields)


# By field: a request in which it names a record that is not there.
REQUESTS = {
    "approval.v1.Approval.requester": lambda api: approval(api, requester=USER),
    "approval.v1.Approval.excluded": lambda api: approval(api, excluded=[USER]),
    "approval.v1.Stage.users": lambda api: approval(api, stages=[{**STAGE, "users": [USER]}]),
    "approval.v1.Stage.groups": lambda api: approval(api, stages=[{**STAGE, "groups": [GROUP]}]),
    "catalog.v1.CatalogItem.offering": lambda api: item(api, offering="serviceOfferings/ghost"),
    "catalog.v1.ApprovalRule.users": lambda api: item(
        api, approvalRules=[{**STAGE, "users": [USER]}]
    ),
    "catalog.v1.ApprovalRule.groups": lambda api: item(
        api, approvalRules=[{**STAGE, "groups": [GROUP]}]
    ),
    "catalog.v1.TaskTemplate.group": lambda api: item(
        api, tasks=[{"id": "one", "title": "One", "group": GROUP}]
    ),
    "catalog.v1.CatalogService.owner": patch(create_service, "owner", USER),
    "catalog.v1.CatalogService.support_group": patch(create_service, "supportGroup", GROUP),
    "catalog.v1.ConfigurationItem.owner": patch(create_configuration_item, "owner", USER),
    "catalog.v1.ConfigurationItem.support_group": patch(
        create_configuration_item, "supportGroup", GROUP
    ),
    "catalog.v1.Relation.item": patch(
        create_configuration_item,
        "relations",
        [{"type": "RUNS_ON", "item": ITEM}],
    ),
    "catalog.v1.Request.item": lambda api: ordered(api, item="catalogItems/ghost"),
    "catalog.v1.Request.requester": lambda api: ordered(api, requester=USER),
    "catalog.v1.ServiceOffering.service": lambda api: api.post(
        "/v1/serviceOfferings",
        {"serviceOfferingId": "one", "displayName": "One", "service": "catalogServices/ghost"},
    ),
    "change.v1.ChangeModel.incident_group": lambda api: model(api, incidentGroup=GROUP),
    "change.v1.ModelStage.users": lambda api: model(api, stages=[{**STAGE, "users": [USER]}]),
    "change.v1.ModelStage.groups": lambda api: model(api, stages=[{**STAGE, "groups": [GROUP]}]),
    "change.v1.Change.model": lambda api: change(api, model="changeModels/ghost"),
    "change.v1.Change.template": lambda api: change(
        api, model=standard(api)["name"], template="changeTemplates/ghost"
    ),
    "change.v1.Change.configuration_items": lambda api: change(api, configurationItems=[ITEM]),
    "change.v1.ChangeTemplate.configuration_items": lambda api: api.post(
        "/v1/changeTemplates", {**TEMPLATE, "configurationItems": [ITEM]}
    ),
    "change.v1.Change.requester": lambda api: change(api, requester=USER),
    "change.v1.Change.implementer": lambda api: change(api, implementer=USER),
    "directory.v1.Group.manager": patch(create_group, "manager", USER),
    "directory.v1.Location.parent": patch(create_location, "parent", "locations/ghost"),
    "directory.v1.Membership.user": lambda api: api.post(
        f"/v1/{create_group(api, 'one')['name']}/memberships", {"user": USER}
    ),
    "directory.v1.Organization.parent": patch(
        create_organization, "parent", "organizations/ghost"
    ),
    "directory.v1.Substitute.substitute": lambda api: substitute(
        api, create_user(api, "one")["name"], USER
    ),
    "directory.v1.User.manager": patch(create_user, "manager", USER),
    "directory.v1.User.organization": patch(create_user, "organization", "organizations/ghost"),
    "directory.v1.User.location": patch(create_user, "location", "locations/ghost"),
    "notification.v1.NotificationRule.template": lambda api: rule(
        api, template="notificationTemplates/ghost"
    ),
    "notification.v1.NotificationRule.Recipient.user": lambda api: rule(api, {"user": USER}),
    "notification.v1.NotificationRule.Recipient.group": lambda api: rule(api, {"group": GROUP}),
    "ticket.v1.Ticket.requester": lambda api: api.post(
        "/v1/tickets", {**DRAFT, "requester": USER}
    ),
    "ticket.v1.Ticket.parent": lambda api: api.post("/v1/tickets", {**DRAFT, "parent": TICKET}),
    "ticket.v1.Ticket.Link.name": lambda api: api.post(
        "/v1/tickets", {**DRAFT, "links": [{"type": "RELATES_TO", "name": TICKET}]}
    ),
    "ticket.v1.AssignTicketRequest.assignee": lambda api: assigned(api, assignee=USER),
    "ticket.v1.AssignTicketRequest.assignment_group": lambda api: assigned(
        api, assignmentGroup=GROUP
    ),
    "ticket.v1.ClaimNextTicketRequest.assignment_group": lambda api: api.post(
        "/v1/tickets:claimNext", {"assignmentGroup": GROUP}
    ),
}
# Whoever decides for somebody is their substitute, or is refused as no approver. Whom another
# tenant has is not told. What is approved may be a record of a service that is not ours.
NOT_LOOKED_FOR = {
    "approval.v1.Approval.subject",
    "approval.v1.DecideApprovalRequest.on_behalf_of",
    "directory.v1.AccessGrant.grantee",
}
# What a form refers to is the kind of record that may be chosen.
KINDS = {"catalog.v1.Field.reference"}


def fields_of(contract, prefix, message):
    for field in message.field:
        rules = contract.option(field.options, "steward.options.v1.field")
        named = rules.reference or NAMES.match(rules.pattern)
        if named and not rules.output_only:
            yield f"{prefix}.{field.name}"
    for nested in message.nested_type:
        yield from fields_of(contract, f"{prefix}.{nested.name}", nested)


def test_every_reference_of_the_contract_is_tried(stack):
    found = {
        name.removeprefix("steward.")
        for file in stack.contract.files.file
        if file.package.startswith("steward.")
        for message in file.message_type
        for name in fields_of(stack.contract, f"{file.package}.{message.name}", message)
        # What a method is about is named in its path.
        if not re.search(r"Request\.(name|parent)$", name)
    }

    assert found == REQUESTS.keys() | NOT_LOOKED_FOR | KINDS


@pytest.mark.parametrize("field", sorted(REQUESTS))
def test_what_is_not_there_is_refused(api, field):
    answer = REQUESTS[field](api)

    assert answer.status == 400, answer
    assert answer.reason == "REFERENCE_NOT_FOUND", answer
    name = re.sub(r"_(\w)", lambda found: found[1].upper(), field.rpartition(".")[2])
    assert re.search(rf"\b({name}|{field.rpartition('.')[2]})\b", str(answer.json)), answer

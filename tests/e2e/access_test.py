"""Who may do what with which record: every method that names one, from the descriptors, so that a
new method is in here the day it exists."""

import itertools
import json

import grpc
import pytest

from tests.e2e.changes import create_change, create_model, create_template
from tests.e2e.incidents import create
from tests.e2e.notifications import new_notification, new_preference, new_rule, new_template
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
from tests.support.stack import ROOT
from tests.support.waiting import wait_until

MISSING = "999999"
ROLES = json.loads((ROOT / "proto/steward/roles.json").read_text())["roles"]
IN_TENANT = set(ROLES["requester"]["tenant"])
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
        "subject": f"changes/{new_id()}",
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


class Methods:
    """The public methods of the contract and how to ask them for a record."""

    def __init__(self, contract):
        self.contract = contract

    def _option(self, options, kind):
        return self.contract.option(options, f"steward.options.v1.{kind}")

    def public(self):
        """(full name, permission) of each that needs one."""
        for file in self.contract.files.file:
            for service in file.service if file.package.startswith("steward.") else ():
                for method in service.method:
                    rules = self._option(method.options, "method")
                    if not rules.internal and not rules.anonymous:
                        yield f"{file.package}.{service.name}/{method.name}", rules.permission

    def owned(self):
        """Collections whose records have owners."""
        for file in self.contract.files.file:
            for message in file.message_type:
                rules = self._option(message.options, "resource")
                if rules.owner_fields:
                    yield rules.collection

    def target(self, name):
        """(path of the field that names the record, its collection), or None."""
        descriptor = self.contract.method(name)[0].DESCRIPTOR
        for field in descriptor.fields:
            rules = self._option(field.GetOptions(), "field")
            if field.name in ("name", "parent") and rules.reference:
                return (field.name,), rules.reference
            if rules.id_in:
                return (field.name,), rules.id_in
        updates = "update_mask" in descriptor.fields_by_name
        for field in descriptor.fields if updates else ():
            if field.message_type is not None:
                rules = self._option(field.message_type.GetOptions(), "resource")
                if rules.collection:
                    return (field.name, "name"), rules.collection
        return None

    def request(self, name, path, record):
        """A request for the record with something in every field that must be set."""
        request = self.contract.method(name)[0]()
        self._fill(request)
        message = request
        for step in path[:-1]:
            message = getattr(message, step)
        rules = self._option(message.DESCRIPTOR.fields_by_name[path[-1]].GetOptions(), "field")
        setattr(message, path[-1], record.rpartition("/")[2] if rules.id_in else record)
        return request

    def _fill(self, message):
        for field in message.DESCRIPTOR.fields:
            rules = self._option(field.GetOptions(), "field")
            if not rules.required or rules.output_only:
                continue
            if field.label == field.LABEL_REPEATED and field.message_type is not None:
                getattr(message, field.name).add()
            elif field.label == field.LABEL_REPEATED:
                getattr(message, field.name).append(1 if field.enum_type else "tickets.get")
            elif field.message_type is not None:
                getattr(message, field.name).SetInParent()
                if field.message_type.full_name.startswith("steward."):
                    self._fill(getattr(message, field.name))
            elif field.enum_type is not None:
                setattr(message, field.name, field.enum_type.values[1].number)
            else:
                collection = f"{rules.reference}/" if rules.reference else ""
                setattr(message, field.name, f"{collection}something")


def answer(client, name, request):
    """(code, reason) of a call; (OK, None) when it succeeds."""
    try:
        client.call(name, request)
        return grpc.StatusCode.OK, None
    except grpc.RpcError as error:
        return error.code(), client.reason_of(error)


@pytest.fixture(scope="module")
def methods(stack):
    return Methods(stack.contract)


def test_every_method_that_names_a_record_hides_those_of_others(stack, methods):
    """One requester, and records of their own, of another user, of another tenant, of nobody."""
    checked, wrong, owned = 0, [], set(methods.owned())
    tenant = stack.new_tenant()
    admin, foreign = stack.client(tenant), stack.client(stack.new_tenant())
    with stack.grpc(tenant, "requester", "users/owner") as owner, stack.grpc(
        tenant, "requester", "users/other"
    ) as other:
        for name, permission in methods.public():
            target = methods.target(name)
            if target is None:
                continue
            path, collection = target
            assert collection in MAKE, f"say in MAKE how a tenant gets one of {collection}"
            # Numbers of the other tenant run ahead, so that its last name is not one of ours.
            abroad = [MAKE[collection](foreign) for _ in range(2)][-1]
            own = MAKE[collection](admin)
            # Of what everybody has one of, the names are the same in every tenant.
            abroad = f"{own}{MISSING}" if abroad == own else abroad
            checked += 1
            found = {
                kind: answer(client, name, methods.request(name, path, record))
                for kind, client, record in (
                    ("missing", owner, f"{own}{MISSING}"),
                    ("foreign", owner, abroad),
                    ("other's", other, own),
                    ("own", owner, own),
                )
            }
            # Whoever may do it in the whole tenant does not need to own the record.
            if collection not in owned or permission in IN_TENANT:
                wrong += [(name, found)] if found["other's"] != found["own"] else []
                found["other's"] = found["missing"]
            hidden = {found[kind] for kind in ("missing", "foreign", "other's")}
            refused = (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
            absent = (grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND")
            if hidden not in ({refused}, {absent}):
                wrong.append((name, found))
            if (found["own"] == refused) != (hidden == {refused}) or found["own"] == absent:
                wrong.append((name, found))
    assert checked > 30
    assert wrong == []


def test_every_method_hides_other_tenants_from_administrators(stack, methods):
    """Whoever may do everything in one tenant learns nothing of another."""
    tenant, wrong, checked = stack.new_tenant(), [], 0
    foreign = stack.client(stack.new_tenant())
    with stack.grpc(tenant, "tenant_admin", "users/admin") as admin:
        for name, _ in methods.public():
            target = methods.target(name)
            if target is None or target[1] == "tenants":
                continue
            path, collection = target
            abroad = [MAKE[collection](foreign) for _ in range(2)][-1]
            missing = abroad[: abroad.rindex("/") + 1] + "nobody-" + MISSING
            found = [
                answer(admin, name, methods.request(name, path, record))
                for record in (abroad, missing)
            ]
            checked += 1
            # A request that is refused for itself is so before anything is looked for.
            unseen = (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.INVALID_ARGUMENT)
            if found[0] != found[1] or found[0][0] not in unseen:
                wrong.append((name, found))
    assert checked > 30
    assert wrong == []


def listed(client, contract, name):
    """How many a list without a filter has; None where it may not be had."""
    request, response = contract.method(name)[0](), contract.method(name)[1].DESCRIPTOR
    repeated = [each for each in response.fields if each.label == each.LABEL_REPEATED]
    try:
        return len(getattr(client.call(name, request), repeated[0].name))
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.PERMISSION_DENIED, name
        return None


def test_no_list_shows_anything_of_other_tenants(stack, methods):
    full, empty = stack.new_tenant(), stack.new_tenant()
    for collection, make in MAKE.items():
        if collection != "tenants":
            make(stack.client(full))
    lists = [
        name
        for name, _ in methods.public()
        if "/List" in name
        and methods.target(name) is None
        and "parent" not in stack.contract.method(name)[0].DESCRIPTOR.fields_by_name
        and "page_token" in stack.contract.method(name)[0].DESCRIPTOR.fields_by_name
    ]
    with stack.grpc(full) as there, stack.grpc(empty) as here:
        found = {
            name: (listed(there, stack.contract, name), listed(here, stack.contract, name))
            for name in lists
        }

    # Tenants are the operator's.
    assert found.pop("steward.directory.v1.TenantService/ListTenants") == (None, None)
    # Of these every tenant begins with some.
    for kind in ("Rule", "Template"):
        name = f"steward.notification.v1.Notification{kind}Service/ListNotification{kind}s"
        more, fewer = found.pop(name)
        assert more == fewer + 1 + (kind == "Template")
    assert len(found) > 6
    assert {name: counts for name, counts in found.items() if not counts[0] or counts[1]} == {}


def test_a_role_without_permissions_may_do_nothing(stack, methods):
    names = [name for name, _ in methods.public()]
    found = {}
    with stack.grpc(role="nobody") as nobody:
        for name in names:
            streams = stack.contract.method(name)[2]
            try:
                reply = nobody.call(name)
                found[name] = next(iter(reply), None) if streams else reply
            except grpc.RpcError as error:
                found[name] = error.code()

    assert found == dict.fromkeys(names, grpc.StatusCode.PERMISSION_DENIED)


def test_requesters_see_their_own_tickets_only(stack, tenant, api):
    mine = create(api, requester=the_user(api, "rita"))["name"]
    create(api, requester=the_user(api, "ruth"))
    rita = stack.client(tenant, role="requester", subject="users/rita")

    assert [each["name"] for each in rita.get("/v1/tickets").ok()["tickets"]] == [mine]
    assert rita.post(f"/v1/{mine}:start", {}).status == 403
    assert rita.post(f"/v1/{mine}:cancel", {}).ok()["state"] == "CANCELLED"


def test_confidential_tickets_are_hidden_from_agents(stack, tenant, api):
    hidden = create(api, requester=the_user(api, "rita"), confidential=True)["name"]
    agent = stack.client(tenant, role="agent", subject="users/agnes")
    rita = stack.client(tenant, role="requester", subject="users/rita")

    assert agent.get(f"/v1/{hidden}").status == 404
    assert not agent.get("/v1/tickets", {"filter": "confidential = true"}).ok().get("tickets")
    assert rita.get(f"/v1/{hidden}").ok()["confidential"] is True
    api.post(f"/v1/{hidden}:assign", {"assignee": the_user(api, "agnes")}).ok()
    assert agent.get(f"/v1/{hidden}").ok()["assignee"] == "users/agnes"


def test_only_who_may_classify_marks_a_ticket_confidential(stack, tenant, api):
    rita = stack.client(tenant, role="requester", subject="users/rita")
    draft = {"kind": "INCIDENT", "title": "Badge lost", "confidential": True}

    refused = rita.post("/v1/tickets", draft)

    assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
    assert refused.json["metadata"] == {"permission": "tickets.classify", "field": "confidential"}
    mine = rita.post("/v1/tickets", {**draft, "confidential": False}).ok()["name"]
    assert rita.patch(f"/v1/{mine}", {"title": "Badge found"}).ok()["title"] == "Badge found"
    assert rita.patch(f"/v1/{mine}", {"confidential": True}).status == 403


def test_what_is_not_changed_needs_no_permission_to_change_it(stack, tenant, api):
    user = create_user(api, "rita", roles=["agent", "auditor"])
    create_account(api, "ci", roles=["agent"])
    sync = stack.client(tenant, role="provisioner", subject="users/sync")
    path = f"/v1/{user['name']}"

    sent = {**user, "title": "Buyer", "roles": ["auditor", "agent"]}
    assert sync.patch(path, sent, query={"updateMask": "*"}).ok()["title"] == "Buyer"
    assert sync.patch(path, {"title": "CEO", "roles": user["roles"]}).ok()["title"] == "CEO"
    for roles in (["agent"], [], ["agent", "auditor", "tenant_admin"]):
        refused = sync.patch(path, {"roles": roles}, query={"updateMask": "roles"})
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
        assert refused.json["metadata"] == {"permission": "users.grantRoles", "field": "roles"}
    assert api.get(path).ok()["roles"] == ["agent", "auditor"]


def test_events_of_confidential_tickets_reach_only_who_may_read_them(stack, tenant, api):
    create(api, title="Open to all")
    secret = create(api, title="Between us", confidential=True)["name"]
    last = create(api, title="The last")["name"]
    of_two = f'resource_name = "{secret}" OR resource_name = "{last}"'

    def titles(role, expression=""):
        client = stack.client(tenant, role=role, subject="users/agnes")
        seen = []
        with client.events(query={"from": "earliest", "filter": expression}) as stream:
            for event in stream:
                if "event" in (event.json or {}):
                    seen.append(event.json["event"]["resource"]["title"])
                    if seen[-1] == "The last":
                        return seen

    assert titles("agent") == ["Open to all", "The last"]
    assert titles("agent", of_two) == ["The last"]
    assert titles("tenant_admin") == ["Open to all", "Between us", "The last"]
    assert titles("tenant_admin", of_two) == ["Between us", "The last"]


def test_history_shows_no_more_than_the_stream(stack, tenant, api):
    name = create(api, title="Open to all")["name"]
    for patch in ({"confidential": True}, {"title": "Between us"}, {"confidential": False}):
        api.patch(f"/v1/{name}", patch, query={"updateMask": next(iter(patch))}).ok()
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    def versions(client):
        return [each["version"] for each in client.get(f"/v1/{name}/history").ok()["events"]]

    assert versions(agent) == ["1", "4"]
    assert versions(api) == ["1", "2", "3", "4"]


def test_what_was_confidential_stays_so_in_the_event_that_ends_it(stack, tenant, api):
    name = create(api, title="Between us", confidential=True)["name"]
    patch = {"confidential": False, "title": "Open to all"}
    api.patch(f"/v1/{name}", patch, query={"updateMask": "confidential,title"}).ok()
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    (event,) = agent.get(f"/v1/{name}/history").ok()["events"]
    assert event["resource"]["title"] == "Open to all"
    assert not event.get("changes")
    with agent.events(query={"from": "earliest"}) as stream:
        seen = next(each.json["event"] for each in stream if "event" in (each.json or {}))
    assert seen["version"] == "2" and not seen.get("changes")
    assert api.get(f"/v1/{name}/history").ok()["events"][1]["changes"]


def test_some_fields_are_for_some_readers(stack, tenant, api):
    for user in ("rita", "ruth"):
        create_user(api, user, phone=f"+49 40 {len(user)}")
    api.patch("/v1/users/ruth", {"phone": "+49 40 77", "title": "Buyer"}).ok()
    rita = stack.client(tenant, role="requester", subject="users/rita")
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    assert "phone" not in rita.get("/v1/users/ruth").ok()
    assert rita.get("/v1/users/rita").ok()["phone"] == "+49 40 4"
    assert agent.get("/v1/users/ruth").ok()["phone"] == "+49 40 77"
    seen = {user["name"]: user.get("phone") for user in rita.get("/v1/users").ok()["users"]}
    assert seen == {"users/rita": "+49 40 4", "users/ruth": None}


def test_nobody_filters_by_what_they_may_not_read(stack, tenant, api):
    create_user(api, "ruth", phone="+49 40 77")
    rita = stack.client(tenant, role="requester", subject="users/rita")

    for query in ({"filter": 'phone = "+49*"'}, {"orderBy": "phone"}):
        refused = rita.get("/v1/users", query)
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
        assert refused.json["metadata"] == {"permission": "users.readContact", "field": "phone"}
    assert len(api.get("/v1/users", {"filter": 'phone = "+49*"'}).ok()["users"]) == 1


def test_resolvers_see_the_tickets_of_their_groups(stack, tenant, api):
    group = create_group(api, "network")["name"]
    other = create_group(api, "mail")["name"]
    ours, theirs, secret = (create(api, title=f"{n}")["name"] for n in range(3))
    for name, assigned in ((ours, group), (theirs, other), (secret, group)):
        api.post(f"/v1/{name}:assign", {"assignmentGroup": assigned}).ok()
    api.patch(f"/v1/{secret}", {"confidential": True}).ok()
    for user in ("rolf", "rosa"):
        create_user(api, user)
    join(api, group, "users/rolf").ok()
    rolf = stack.client(tenant, role="resolver", subject="users/rolf")
    rosa = stack.client(tenant, role="resolver", subject="users/rosa")
    agent = stack.client(tenant, role="agent", subject="users/rolf")

    def names(client):
        return {each["name"] for each in client.get("/v1/tickets").ok()["tickets"]}

    assert names(rolf) == {ours, secret}
    assert names(rosa) == set()
    assert names(agent) == {ours, theirs, secret}
    assert rolf.get(f"/v1/{theirs}").status == 404
    assert rolf.post(f"/v1/{ours}:start", {}).ok()["state"] == "IN_PROGRESS"
    api.send("DELETE", f"/v1/{group}/memberships/rolf").ok()
    wait_until(lambda: names(rolf) == set(), what="the end of the membership to count")
    assert rolf.get(f"/v1/{ours}").status == 404

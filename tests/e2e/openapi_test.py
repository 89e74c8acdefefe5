"""What /v1/openapi.json says is true: a reader who knows nothing else carries out every example."""

import collections
import json

import pytest
import yaml

from tests.e2e.approval_test import ask
from tests.e2e.changes import change_ready_for, create_model, template_of_another
from tests.e2e.incidents import act, create
from tests.e2e.notifications import known_preference, notification_of
from tests.e2e.orders import new_request, new_subscription, offer_laptop
from tests.e2e.people import create_user, join, the_user
from tests.support.client import with_query
from tests.support.link_tokens import make_token
from tests.support.node import run_node
from tests.support.openapi import OpenApi
from tests.support.stack import ROOT

# Refused whatever is sent: SCIM knows no resource of the caller.
REFUSED = "useScimMe"
# A line is what another operation takes: the POST to the collection.
LINES = "application/x-ndjson"
STEPS_MAX = 4
MALLORY = [{"title": "One", "rule": "ANY", "users": ["users/mallory"]}]


@pytest.fixture(scope="module")
def document(stack):
    return stack.client().get("/v1/openapi.json").ok()


@pytest.fixture(scope="module")
def openapi(document):
    return OpenApi(document)


# What has to be published before.
OFFERED_BY = {
    "publishServiceOffering": ["catalogServices/email"],
    "publishCatalogItem": ["catalogServices/email", "serviceOfferings/workplace-standard"],
}


class Reader:
    """Sends examples as one tenant, making what they speak of by other examples."""

    def __init__(self, openapi, client, stack=None, tenant=None):
        self.openapi = openapi
        self.client = client
        self._stack, self._tenant = stack, tenant
        # Members of bodies that no example can have.
        self._given = {}
        self._made = set()
        # Last parts of the names of what was prepared, by the path of its collection.
        self._prepared = {}

    def send(self, operation, path, **other):
        """Sends the example of an operation to a filled path, with other members of its body."""
        body = operation.body
        if operation.media_type == LINES:
            body = self.openapi.find("post", operation.path.partition(":")[0]).body
        headers = {}
        data = None
        if body is not None:
            self._provide(body)
            body.update(self._given, **other)
            data = json.dumps(body).encode()
            headers["Content-Type"] = operation.media_type
        target = with_query(path, operation.query)
        return self.client.raw(operation.verb.upper(), target, data, headers)

    def prepare(self, operation):
        """Makes what no example tells of and the operation needs."""
        if operation.id == "claimNextTicket":
            group = operation.body["assignmentGroup"]
            self._provide(dict(operation.body))
            create_user(self.client, "admin")
            join(self.client, group, "users/admin").ok()
            act(self.client, create(self.client)["name"], "assign", {"assignmentGroup": group}).ok()
        if operation.path.startswith("/v1/notifications/{"):
            # One's own, as nobody else's can be marked.
            name = notification_of(self.client, "admin")
            self._prepared["/v1/notifications"] = name.rpartition("/")[2]
        if operation.path.startswith("/v1/notificationPreferences/{"):
            known_preference(self.client, "alice")
        for collection, new in (("requests", new_request), ("subscriptions", new_subscription)):
            if operation.path.startswith(f"/v1/{collection}/{{"):
                self._prepared[f"/v1/{collection}"] = new(self.client).rpartition("/")[2]
        if operation.path.startswith("/v1/decisionLinks:"):
            create_user(self.client, "mallory")
            approval = ask(self.client, requester="users/admin", stages=MALLORY).ok()
            user = "users/mallory"
            self._given["token"] = make_token(self._stack, self._tenant, approval, user)
        if operation.id == "createRequest":
            self._made.add(offer_laptop(self.client)["name"])
            create_user(self.client, "admin")
        for offers in OFFERED_BY.get(operation.id, ()):
            assert self._exists(offers)
            act(self.client, offers, "publish").ok()
        if operation.path.startswith("/v1/changes/{"):
            self._prepared["/v1/changes"] = change_ready_for(self.client, operation.id)
        if operation.id == "approveChangeTemplate":
            self._prepared["/v1/changeTemplates"] = template_of_another(self.client)
        if operation.path.startswith("/v1/changeModels"):
            # Whom a stage asks must be there.
            the_user(self.client, "admin")
        if operation.id == "createChange":
            self._made.add(create_model(self.client, "network")["name"])

    def fill(self, operation):
        """The path with its parameters filled: with what a POST to the collection makes, else with
        their examples."""
        segments = operation.path.split("/")
        for i, segment in enumerate(segments):
            if not segment.startswith("{"):
                continue
            name, _, rest = segment[1:].partition("}")
            make = self.openapi.maker("/".join(operation.path.split("/")[:i]))
            value = self._prepared.get("/".join(segments[:i]))
            if value is None:
                value = self._make(make, segments[:i]) if make else operation.example_of(name)
            assert value, f"{operation.id}: nothing to fill {{{name}}} with"
            segments[i] = value + rest
        return "/".join(segments)

    def _make(self, operation, collection):
        """Creates a resource by an example; returns the last part of its name."""
        within = operation.path.count("{")
        answer = self.send(operation, "/".join(collection) if within else operation.path)
        if answer.status == 409 and operation.body:
            # An example before this one made it.
            return operation.body[self.openapi.id_field(operation.path)]
        made = answer.ok()
        return made.get("name", made.get("id")).rpartition("/")[2]

    def _provide(self, body):
        """Creates what an example refers to; leaves out what only the server can name."""
        for key, value in list(body.items()):
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, dict):
                    self._provide(name)
                if isinstance(name, str) and not self._exists(name):
                    del body[key]
                    break

    def _exists(self, name):
        """Whether a text is no name of a resource, or that resource is there now."""
        collection, _, last = name.partition("/")
        make = self.openapi.find("post", f"/v1/{collection}")
        if not last or make is None or name in self._made:
            return True
        own = self.openapi.id_field(make.path)
        if own not in make.body:
            return False
        self._made.add(name)
        body = {**self.openapi.required(make), own: last}
        self._provide(body)
        answer = self.client.post(make.path, body)
        assert answer.reason in (None, "RESOURCE_ALREADY_EXISTS"), f"{name}: {answer.body}"
        return True


def carry_out(openapi, operation, stack, new_tenant):
    """The answer to the example of an operation. Where the present state does not allow it, actions
    that the answers name lead to one that does."""
    waiting = collections.deque([()])
    while waiting:
        steps = waiting.popleft()
        tenant = new_tenant()
        reader = Reader(openapi, stack.client(tenant), stack, tenant)
        reader.prepare(operation)
        path = reader.fill(operation)
        resource = path.partition(":")[0]
        for step in steps:
            reader.send(openapi.find("post", f"{operation.path.partition(':')[0]}:{step}"),
                        f"{resource}:{step}").ok()
        answer = reader.send(operation, path)
        if answer.reason != "ILLEGAL_TRANSITION" or len(steps) == STEPS_MAX:
            return answer
        allowed = answer.json["metadata"]["allowed"].split(",")
        prefix = operation.path.partition(":")[0]
        waiting.extend((*steps, each) for each in allowed
                       if openapi.find("post", f"{prefix}:{each}"))
    return answer


def test_the_document_has_no_fault_that_a_linter_finds(document, tmp_path):
    (tmp_path / "openapi.json").write_text(json.dumps(document))

    run_node("lint_openapi.js", tmp_path / "openapi.json")


def test_the_document_is_the_same_in_yaml(stack, document):
    answer = stack.client().get("/v1/openapi.yaml")

    assert answer.headers["content-type"] == "application/yaml"
    assert yaml.load(answer.body, Loader=yaml.CSafeLoader) == document


def test_every_operation_has_examples(openapi):
    missing = []
    for operation in openapi.operations:
        if operation.id.startswith(REFUSED):
            continue
        if operation.request and operation.body is None and operation.media_type != LINES:
            missing.append(f"{operation.id}: its request")
        content = operation.success.get("content", {})
        if operation.verb != "delete" and not all("example" in it for it in content.values()):
            missing.append(f"{operation.id}: its answer")
    assert missing == []


def test_every_example_is_carried_out_and_answered_as_described(stack, openapi):
    faults = []
    # The tenants are the operator's, and stay: they are created before something is asked of them.
    in_order = sorted(openapi.operations, key=lambda it: it.path.endswith(":testPermissions"))
    for operation in in_order:
        if "text/event-stream" in operation.success.get("content", {}):
            continue
        kept = operation.path.startswith("/v1/tenants")
        new_tenant = (lambda: "operator") if kept else stack.new_tenant
        answer = carry_out(openapi, operation, stack, new_tenant)
        found = openapi.faults(operation, answer)
        refused = answer.status >= 400 and not operation.id.startswith(REFUSED)
        if refused or found or "x-request-id" not in answer.headers:
            faults.append(f"{operation.id}: {answer.status} {answer.body[:300]} {found[:3]}")
    assert not faults, "\n".join(faults)


def test_every_type_of_event_has_its_webhook(document):
    shipped = (ROOT / "services/notification/shipped/event_types.json").read_text()

    assert set(document["webhooks"]) == set(json.loads(shipped))


def test_webhooks_get_what_is_described(stack, openapi, receiver):
    api = stack.client(stack.new_tenant())
    api.post("/v1/webhooks", {"url": receiver.url}).ok()
    name = create(api)["name"]
    act(api, name, "start").ok()
    act(api, name, "hold", {"holdReason": "AWAITING_CALLER", "comment": "Which one?"}).ok()
    create_user(api, "rita")

    deliveries = receiver.wait_for(5)

    assert len({each.json["type"] for each in deliveries}) == 5
    for each in deliveries:
        assert openapi.faults_of_webhook(each) == []


def test_streams_send_what_is_described(stack, openapi):
    streams = [it for it in openapi.operations if "text/event-stream" in
               it.success.get("content", {})]
    assert streams
    for operation in streams:
        client = stack.client(stack.new_tenant())
        with client.events(operation.path, operation.query) as stream:
            assert stream.status == 200
            create = openapi.find("post", "/v1/tickets")
            Reader(openapi, client).send(create, create.path).ok()
            for message in stream:
                data = message.data.encode()
                media_type = "text/event-stream"
                assert openapi.faults_of_body(operation, 200, media_type, data) == []
                if "event" in message.json:
                    break

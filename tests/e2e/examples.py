"""Carries out the examples of the OpenAPI document: others make what one speaks of."""

import collections
import json

from tests.e2e.approval_test import ask
from tests.e2e.changes import change_ready_for, create_model, template_of_another
from tests.e2e.incidents import act, create
from tests.e2e.notifications import known_preference, notification_of
from tests.e2e.orders import new_request, new_subscription, offer_laptop
from tests.e2e.people import create_user, join, the_user
from tests.support.client import with_query
from tests.support.link_tokens import make_token

# A line is what another operation takes: the POST to the collection.
LINES = "application/x-ndjson"
STEPS_MAX = 4
MALLORY = [{"title": "One", "rule": "ANY", "users": ["users/mallory"]}]
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
        self.stack, self.tenant = stack, tenant
        # Members of bodies that no example can have.
        self._given = {}
        self._made = set()
        # Last parts of the names of what was prepared, by the path of its collection.
        self._prepared = {}

    def body(self, operation):
        """The example of a body, once all that it refers to is there; None where it has none."""
        body = operation.body
        if operation.media_type == LINES:
            body = self.openapi.find("post", operation.path.partition(":")[0]).body
        if body is not None:
            self._provide(body)
            body.update(self._given)
        return body

    def send(self, operation, path, query=None, **other):
        """Sends the example of an operation to a filled path, with other members of its body and
        parameters of its query."""
        body = self.body(operation)
        headers = {}
        data = None
        if body is not None:
            body.update(other)
            data = json.dumps(body).encode()
            headers["Content-Type"] = operation.media_type
        target = with_query(path, {**operation.query, **(query or {})})
        return self.client.raw(operation.verb.upper(), target, data, headers)

    def prepare(self, operation):
        """Makes what no example tells of and the operation needs."""
        if operation.id == "claimNextTicket":
            group = operation.body["assignmentGroup"]
            self._provide(dict(operation.body))
            create_user(self.client, "admin")
            join(self.client, group, "users/admin").ok()
            act(self.client, create(self.client)["name"], "assign", {"assignmentGroup": group}).ok()
        if operation.path.startswith(("/v1/notifications/{", "/v1/notifications:mark")):
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
            self._given["token"] = make_token(self.stack, self.tenant, approval, user)
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


def carry_out(openapi, operation, stack, new_tenant, send=Reader.send):
    """The answer to the example of an operation, by `send(reader, operation, path)`. Where the
    present state does not allow it, actions that the answers name lead to one that does."""
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
        answer = send(reader, operation, path)
        if answer.reason != "ILLEGAL_TRANSITION" or len(steps) == STEPS_MAX:
            return answer
        allowed = answer.json["metadata"]["allowed"].split(",")
        prefix = operation.path.partition(":")[0]
        waiting.extend((*steps, each) for each in allowed
                       if openapi.find("post", f"{prefix}:{each}"))
    return answer

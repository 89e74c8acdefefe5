"""Each method that can be tried is tried by its example: the answer is that of the call that
follows, and nothing is left of it."""

import re

import pytest

from tests.e2e.examples import carry_out
from tests.e2e.kept import Kept
from tests.support.openapi import OpenApi
from tests.support.stack import Stack

TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
# Shown once, by the call that stores them.
SHOWN_ONCE = {"key", "secret"}
# What is tried of many records is tried by an operation, which is there and says so.
BEGINS_OPERATION = {"importTickets"}
# Which member an update changes whose example repeats what the create said.
CHANGES = {
    "updateWebhook": {"displayName": "Pager"},
    "updateMembership": {"role": "LEAD"},
}
TEXTS = ("displayName", "title", "summary")


def methods(contract):
    """Ids of the operations whose requests have a validate_only, as the contract says."""
    found = set()
    for file in contract.files.file:
        for service in file.service:
            for method in service.method:
                rules = contract.option(method.options, "steward.options.v1.method")
                request = contract.pool.FindMessageTypeByName(method.input_type.lstrip("."))
                if "validate_only" in request.fields_by_name and not rules.internal:
                    found.add(method.name[0].lower() + method.name[1:])
    return found


def change_of(operation, body):
    """What to send beside the example, so that an update has something to change."""
    if not operation.id.startswith("update"):
        return {}
    texts = {name: f"{body[name]} again" for name in TEXTS if name in body}
    return CHANGES.get(operation.id, texts)


class Trial:
    """One operation, tried and then called."""

    def __init__(self, kept):
        self._kept = kept
        self.left, self.tried, self.called, self.events = set(), None, None, []

    def send(self, reader, operation, path):
        """Does both and returns the answer of the call, as carry_out wants it."""
        change = change_of(operation, reader.body(operation) or {})
        in_query = any(each["name"] == "validateOnly" for each in operation.parameters)
        trial = {"query": {"validateOnly": "true"}} if in_query else {"validateOnly": True}
        before = self._kept.rows(reader.tenant)
        self.tried = reader.send(operation, path, **trial, **change)
        self.left = self._kept.rows(reader.tenant) ^ before
        self.called = reader.send(operation, path, **change)
        self.events = self._kept.events(reader.tenant, self.called.headers["x-request-id"])
        return self.called

    def faults(self, operation):
        if self.called.status >= 300 or self.tried.status != self.called.status:
            return [f"{self.tried.status}, then {self.called.status}: {self.tried.body[:300]}"]
        left = self.left
        if operation.id in BEGINS_OPERATION:
            name = self.tried.json["name"].rpartition("/")[2]
            left = {row for row in left if name not in row[2]}
            assert self.tried.json.get("validateOnly"), operation.id
        found = [f"left: {row}"[:300] for row in left]
        announced = self.tried.headers.get("steward-event-type", "")
        if operation.id not in BEGINS_OPERATION:
            if sorted(filter(None, announced.split(", "))) != sorted(self.events):
                found.append(f"events: {announced!r}, then {self.events}")
        elif announced:
            found.append(f"events are announced: {announced}")
        differences = differing(self.tried.json, self.called.json)
        return found + [f"{each}: differs" for each in differences]


def differing(tried, called, path=""):
    """Paths of what is another in the two answers, but for what only the call can know."""
    if isinstance(tried, dict) and isinstance(called, dict):
        for key in sorted(tried.keys() | called.keys()):
            yield from differing(tried.get(key), called.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(tried, list) and isinstance(called, list) and len(tried) == len(called):
        for index, pair in enumerate(zip(tried, called)):
            yield from differing(*pair, f"{path}[{index}]")
    elif tried != called and not is_of_the_call(path, tried, called):
        yield path


def is_of_the_call(path, tried, called):
    """Whether the values of a member may differ: times, and what is given when it is stored."""
    if path in SHOWN_ONCE:
        return tried is None
    if path == "name":
        # A number is given by the call alone, and a random id is another each time.
        return tried is None or tried.rpartition("/")[0] == called.rpartition("/")[0]
    if path == "etag":
        return tried is not None
    if path == "validateOnly":
        return (tried, called) == (True, None)
    return all(isinstance(each, str) and TIME.fullmatch(each) for each in (tried, called))


@pytest.fixture(scope="module")
def stack():
    """A Steward where nothing else goes on: the tenants that examples make are the operator's."""
    with Stack() as running:
        yield running


def test_what_is_tried_is_answered_as_the_call_and_leaves_nothing(stack):
    openapi = OpenApi(stack.client().get("/v1/openapi.json").ok())
    operations = {each.id: each for each in openapi.operations}
    wanted = methods(stack.contract)
    # Whatever is in no example was not tried.
    assert wanted - operations.keys() == set()
    assert len(wanted) > 100
    kept, faults, changed = Kept(stack), [], set()
    for each in sorted(wanted):
        operation, trial = operations[each], Trial(kept)
        # The tenants are the operator's, and stay.
        ours = operation.path.startswith("/v1/tenants")
        new_tenant = (lambda: "operator") if ours else stack.new_tenant
        carry_out(openapi, operation, stack, new_tenant, trial.send)
        faults += [f"{each}: {fault}" for fault in trial.faults(operation)]
        if trial.events:
            changed.add(each)
    assert not faults, "\n".join(faults)
    # A call that changes nothing proves little: who marks notifications makes no event, and the
    # operation of an example is done before it can be cancelled.
    marks = {"markNotificationRead", "markAllNotificationsRead"}
    assert wanted - changed == {*marks, "cancelOperation"}

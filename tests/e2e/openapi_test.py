"""What /v1/openapi.json says is true: a reader who knows nothing else carries out every example."""

import json

import pytest
import yaml

from tests.e2e.examples import LINES, Reader, carry_out
from tests.e2e.incidents import act, create
from tests.e2e.people import create_user
from tests.support.node import run_node
from tests.support.openapi import OpenApi
from tests.support.stack import ROOT

# Refused whatever is sent: SCIM knows no resource of the caller.
REFUSED = "useScimMe"


@pytest.fixture(scope="module")
def document(stack):
    return stack.client().get("/v1/openapi.json").ok()


@pytest.fixture(scope="module")
def openapi(document):
    return OpenApi(document)


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

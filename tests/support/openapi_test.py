"""What counts as a fault of an answer."""

import json

import pytest

from tests.support.client import Answer
from tests.support.openapi import OpenApi

NOTE = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "parts": {"type": "array"}},
    "required": ["title"],
}
OPERATION = {
    "operationId": "getNote",
    "security": [{"bearer": ["notes.get"]}],
    "parameters": [
        {"name": "note", "in": "path", "example": "1"},
        {"name": "view", "in": "query", "example": "FULL"},
        {"name": "page", "in": "query"},
    ],
    "responses": {
        "2XX": {
            "headers": {"ETag": {}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}},
        },
    },
}
DOCUMENT = {
    "paths": {"/v1/notes/{note}": {"get": OPERATION}},
    "components": {"schemas": {"Note": NOTE}},
}


def faults(status=200, body=None, **headers):
    openapi = OpenApi(DOCUMENT)
    headers = {"content-type": "application/json", **headers}
    data = json.dumps({"title": "A"} if body is None else body).encode()
    return openapi.faults(openapi.operations[0], Answer(status, headers, data))


@pytest.mark.parametrize(
    "answer, fault",
    [
        ({"body": {}}, "$: 'title' is a required property"),
        ({"body": {"title": 1}}, "$.title: 1 is not of type 'string'"),
        ({"body": {"title": "A", "more": 1}}, "$: Additional properties are not allowed"),
        ({"content-type": "text/html"}, "text/html is not among ['application/json']"),
        ({"link": "<x>"}, "header link"),
        ({"status": 404}, "status 404 is not described"),
    ],
)
def test_what_the_document_does_not_say_is_a_fault(answer, fault):
    found = faults(**answer)

    assert len(found) == 1 and found[0].startswith(fault), found


@pytest.mark.parametrize("answer", [{}, {"status": 201}, {"etag": "1", "date": "today"}])
def test_what_the_document_says_is_none(answer):
    assert faults(**answer) == []


def test_examples_are_found():
    operation = OpenApi(DOCUMENT).find("get", "/v1/notes/{note}")

    assert operation.example_of("note") == "1"
    assert operation.query == {"view": "FULL"}
    assert operation.body is None
    assert operation.permission == "notes.get"

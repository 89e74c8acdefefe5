"""An OpenAPI document as its readers use it: operations with their examples and schemas."""

import copy
import dataclasses
import json

import jsonschema

# Headers that every answer of HTTP may have.
OF_HTTP = {
    "cache-control",
    "content-encoding",
    "content-security-policy",
    "connection",
    "content-length",
    "content-type",
    "date",
    "vary",
    "x-content-type-options",
}


@dataclasses.dataclass(frozen=True)
class Operation:
    """One operation; references in it are resolved one level deep."""

    id: str
    verb: str
    path: str
    parameters: tuple
    request: dict
    responses: dict
    # None: it needs no credential.
    permission: str

    @property
    def media_type(self):
        """The first one of the request's body, or None."""
        return next(iter(self.request), None)

    @property
    def body(self):
        """A copy of the example of the body, or None."""
        media = self.request.get(self.media_type, {})
        return copy.deepcopy(media.get("example"))

    @property
    def query(self):
        """The parameters of the query that have an example."""
        return {
            each["name"]: each["example"]
            for each in self.parameters
            if each["in"] == "query" and "example" in each
        }

    def example_of(self, parameter):
        """The example of a parameter of the path, or None."""
        return next((each.get("example") for each in self.parameters
                     if (each["in"], each["name"]) == ("path", parameter)), None)

    @property
    def success(self):
        """What the document says of the answer that is no error."""
        found = (self.responses.get(status) for status in ("200", "2XX", "202"))
        return next(filter(None, found))

    def response(self, status):
        """What the document says of a status, or None."""
        ranges = (str(status), f"{str(status)[0]}XX", "default")
        return next((self.responses[each] for each in ranges if each in self.responses), None)


class OpenApi:
    """The document, parsed."""

    def __init__(self, document):
        self.document = document
        self.operations = [
            self._operation(verb, path, operation)
            for path, item in document["paths"].items()
            for verb, operation in item.items()
        ]
        # Answers hold nothing that is not described.
        self._closed = copy.deepcopy(document)
        for schema in self._closed["components"]["schemas"].values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)

    def find(self, verb, path):
        """The operation, or None."""
        return next((it for it in self.operations if (it.verb, it.path) == (verb, path)), None)

    def maker(self, collection):
        """The operation that makes what lies in a collection: a POST to it, or one that is answered
        by such a resource, which goes on from there. None when clients cannot make any."""
        made = next((it.success for it in self.operations
                     if it.verb == "get" and it.path.rpartition("/")[0] == collection), None)
        begun = (it for it in self.operations if made and "202" in it.responses
                 and schema_of(it.success) == schema_of(made))
        return self.find("post", collection) or next(begun, None)

    def id_field(self, collection):
        """The member of a create's body that chooses the id in a collection: "userId", after the
        parameter of the paths below it. The server may choose ids all the same."""
        below = next(it.path for it in self.operations if it.path.startswith(f"{collection}/{{"))
        return below.removeprefix(f"{collection}/{{").partition("}")[0] + "Id"

    def required(self, operation):
        """The members of an example body that its schema requires."""

        def names(schema):
            whole = self.resolve(schema)
            found = set(whole.get("required", []))
            return found.union(*(names(part) for part in whole.get("allOf", [])))

        wanted = names(operation.request[operation.media_type]["schema"])
        return {key: value for key, value in operation.body.items() if key in wanted}

    def resolve(self, value):
        """What a reference leads to; anything else is returned as it is."""
        if "$ref" not in value:
            return value
        found = self.document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return found

    def faults(self, operation, answer):
        """What an answer (tests.support.client.Answer) has that the document does not say."""
        response = operation.response(answer.status)
        if response is None:
            return [f"status {answer.status} is not described"]
        described = {name.lower() for name in response.get("headers", {})}
        found = [f"header {name}" for name in set(answer.headers) - described - OF_HTTP]
        if answer.body:
            media_type = answer.headers["content-type"]
            found += self.faults_of_body(operation, answer.status, media_type, answer.body)
        return found

    def faults_of_body(self, operation, status, media_type, body):
        """What a body, or one message of a stream, has that the document does not say."""
        content = operation.response(status).get("content", {})
        if media_type not in content:
            return [f"{media_type} is not among {list(content)}"]
        document = self._closed if status < 300 else self.document
        schema = content[media_type]["schema"]
        return self._faults_of_value(document, schema, json.loads(body))

    def faults_of_webhook(self, delivery):
        """What a delivery (tests.support.webhook_receiver.Delivery) has that the document does not
        say."""
        post = self.document["webhooks"][delivery.json["type"]]["post"]
        media_type = delivery.headers["content-type"].partition(";")[0]
        found = [f"{media_type} is not described"]
        if media_type in post["requestBody"]["content"]:
            schema = post["requestBody"]["content"][media_type]["schema"]
            found = self._faults_of_value(self._closed, schema, delivery.json)
        for each in map(self.resolve, post["parameters"]):
            value = delivery.headers.get(each["name"], "")
            found += self._faults_of_value(self.document, each["schema"], value)
        return found

    def _faults_of_value(self, document, schema, value):
        resolver = jsonschema.RefResolver("", document)
        validator = jsonschema.Draft202012Validator(schema, resolver=resolver)
        return [f"{it.json_path}: {it.message}" for it in validator.iter_errors(value)]

    def _operation(self, verb, path, operation):
        return Operation(
            operation["operationId"],
            verb,
            path,
            tuple(self.resolve(each) for each in operation.get("parameters", [])),
            operation.get("requestBody", {}).get("content", {}),
            {status: self.resolve(it) for status, it in operation["responses"].items()},
            next((next(iter(each.values()))[0] for each in operation["security"]), None),
        )


def schema_of(response):
    """The schema of a JSON answer, or None."""
    return response.get("content", {}).get("application/json", {}).get("schema")

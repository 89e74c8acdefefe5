"""A client that is used as RestClient and calls gRPC: the contract's routes say which method a path
means, so that what is played by paths and bodies is played over either."""

import dataclasses
import functools
import json
import re

import grpc
from google.protobuf import json_format

from tests.support.client import ServerSentEvent
from tests.support.rpc import reason_of

VERBS = ("get", "post", "patch", "delete", "put")
WATCH = "steward.event.v1.EventService/Watch"
REASONS = "steward/error/v1/reason.proto"


@dataclasses.dataclass(frozen=True)
class Route:
    """A method, and what leads to it over REST."""

    method: str
    verb: str
    pattern: re.Pattern
    # Of the pattern's groups: the fields that they fill.
    variables: tuple
    body: str


@functools.lru_cache(maxsize=None)
def routes_of(contract):
    found = []
    for file in contract.files.file:
        for service in file.service:
            for method in service.method:
                rule = contract.option(method.options, "google.api.http")
                name = f"{file.package}.{service.name}/{method.name}"
                for each in (rule, *rule.additional_bindings):
                    found += [route_of(name, verb, each) for verb in VERBS if getattr(each, verb)]
    return found


def route_of(method, verb, rule):
    template = getattr(rule, verb)
    variables = tuple(re.findall(r"\{([^=}]+)", template))
    pattern = re.sub(r"\{[^=}]+=([^}]+)\}", r"(\1)", template).replace("*", "[^/:]+")
    return Route(method, verb.upper(), re.compile(pattern), variables, rule.body)


@functools.lru_cache(maxsize=None)
def facts_of_reasons(contract):
    """By reason: (HTTP status without If-Match, gRPC code), as the contract says."""
    (file,) = (each for each in contract.files.file if each.name == REASONS)
    (enum,) = file.enum_type
    facts = {}
    for place in file.source_code_info.location:
        if list(place.path[:3]) != [5, 0, 2] or len(place.path) != 4:
            continue
        http = re.search(r"HTTP: ([\d, ]+)\.", place.leading_comments)
        code = re.search(r"gRPC: (\w+)\.", place.leading_comments)
        if http and code:
            status = int(http.group(1).split(", ")[-1])
            facts[enum.value[place.path[3]].name] = (status, code.group(1))
    return facts


@dataclasses.dataclass(frozen=True)
class GrpcAnswer:
    """What a call came to, as an Answer of REST tells it."""

    status: int
    reason: str
    json: dict

    @property
    def body(self):
        return json.dumps(self.json).encode()

    def ok(self):
        """The JSON form of the response of a call that must be a success."""
        assert self.status == 200, f"{self.status}: {self.json}"
        return self.json


class RoutedClient:
    """RestClient's interface over a GrpcClient, without headers."""

    def __init__(self, client):
        self._client = client
        self._contract = client.contract

    def get(self, path, query=None):
        return self.send("GET", path, query=query)

    def post(self, path, body=None, query=None):
        return self.send("POST", path, body, query)

    def patch(self, path, body, query=None):
        return self.send("PATCH", path, body, query)

    def delete(self, path, query=None):
        return self.send("DELETE", path, query=query)

    def send(self, verb, path, body=None, query=None):
        route, values = self._find(verb, path)
        fields = self._fields(route, values, body or {}, query or {})
        try:
            response = self._client.call(route.method, fields)
        except grpc.RpcError as error:
            return self._refusal(error)
        return GrpcAnswer(200, None, self._contract.to_dict(response))

    def events(self, query=None, last_event_id=None, timeout=20.0):
        """Watches from the cursor, or from where the query says; use it as a context manager."""
        request = {"from": last_event_id or (query or {}).get("from", "")}
        return EventsOverGrpc(self._client.call(WATCH, request, timeout), self._contract)

    def _find(self, verb, path):
        for route in routes_of(self._contract):
            match = route.pattern.fullmatch(path) if route.verb == verb else None
            if match:
                return route, match.groups()
        raise AssertionError(f"no method for {verb} {path}")

    def _fields(self, route, values, body, query):
        """The JSON form of the request."""
        request = self._contract.method(route.method)[0].DESCRIPTOR
        fields = dict(query)
        inner = fields
        if route.body not in ("", "*"):
            inner = fields[route.body] = {}
            resource = request.fields_by_name[route.body].message_type
            if has_mask(request) and "updateMask" not in fields:
                fields["updateMask"] = ",".join(key for key in body if key != "etag")
        for key, value in body.items():
            belongs = inner is not fields and key in names_of(resource)
            (inner if belongs else fields)[key] = value
        for variable, value in zip(route.variables, values):
            *outer, name = variable.split(".")
            (fields[outer[0]] if outer else fields)[name] = value
        return fields

    def _refusal(self, error):
        reason = reason_of(error, self._contract)
        status, code = facts_of_reasons(self._contract)[reason]
        assert error.code().name == code, (reason, error)
        return GrpcAnswer(status, reason, {"reason": reason, "detail": error.details()})


def has_mask(request):
    return "update_mask" in request.fields_by_name


@functools.lru_cache(maxsize=None)
def names_of(message):
    return {name for field in message.fields for name in (field.name, field.json_name)}


class EventsOverGrpc:
    """The messages of a stream of Watch, as those of server-sent events."""

    def __init__(self, call, contract):
        self._call = call
        self._contract = contract

    def __iter__(self):
        for response in self._call:
            fields = json_format.MessageToDict(response, descriptor_pool=self._contract.pool)
            yield ServerSentEvent(response.cursor, "message", json.dumps(fields))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._call.cancel()

"""What a later contract breaks for clients of an earlier one, over gRPC or in JSON.

`breaking_changes` compares two contracts and names each break; the tables below say what counts.
Types of events are no part of descriptors: `of_event_types` compares them.
Additions do not, as long as requests that were accepted still are.
"""

from google.protobuf import descriptor_pb2

FIELD = descriptor_pb2.FieldDescriptorProto
# Elements of a list when the contract does not say (steward.options.v1.FieldRules).
MAX_ITEMS_DEFAULT = 100
UNLIMITED = float("inf")

# Rules of a field that refuse, ignore or hide what was accepted or shown: name, whether going from
# the old to the new value does so, and what it is called.
NARROWER = (
    ("required", lambda old, new: new and not old, "became required"),
    ("output_only", lambda old, new: new and not old, "became output only"),
    ("immutable", lambda old, new: new and not old, "became immutable"),
    ("secret", lambda old, new: new and not old, "became secret"),
    ("not_filterable", lambda old, new: new and not old, "is not filterable any more"),
    ("cursor", lambda old, new: old != new, "changed its meaning as a cursor"),
    ("max_len", lambda old, new: (new or UNLIMITED) < (old or UNLIMITED), "takes shorter texts"),
    (
        "max_items",
        lambda old, new: (new or MAX_ITEMS_DEFAULT) < (old or MAX_ITEMS_DEFAULT),
        "takes fewer elements",
    ),
    ("pattern", lambda old, new: new and new != old, "has another pattern"),
    ("reference", lambda old, new: new and new != old, "refers to another collection"),
    ("id_in", lambda old, new: new and new != old, "is an id in another collection"),
    ("write_permission", lambda old, new: new and new != old, "needs another permission to write"),
    ("read_permission", lambda old, new: new and new != old, "needs another permission to read"),
)
# Rules that bind what clients send, and mean nothing where only the server writes.
OF_REQUESTS = {"required", "immutable", "max_len", "max_items", "pattern", "reference", "id_in"}


class Surface:
    """Every message, enum and method of a FileDescriptorSet, by its full name."""

    def __init__(self, contract):
        self.contract = contract
        self.messages, self.enums, self.methods = {}, {}, {}
        for file in contract.files.file:
            for message in file.message_type:
                self._add_message(file.package, message)
            for enum in file.enum_type:
                self.enums[f"{file.package}.{enum.name}"] = enum
            for service in file.service:
                for method in service.method:
                    self.methods[f"{file.package}.{service.name}/{method.name}"] = method

    def _add_message(self, scope, message):
        name = f"{scope}.{message.name}"
        self.messages[name] = message
        for nested in message.nested_type:
            self._add_message(name, nested)
        for enum in message.enum_type:
            self.enums[f"{name}.{enum.name}"] = enum

    def rules(self, element):
        """Our own options of a field, a method or a message."""
        kind = {"FieldDescriptorProto": "field", "MethodDescriptorProto": "method"}.get(
            element.DESCRIPTOR.name, "resource"
        )
        return self.contract.option(element.options, f"steward.options.v1.{kind}")

    def routes(self, method):
        """(HTTP method, template, body) of each binding."""
        first = self.contract.option(method.options, "google.api.http")
        bindings = [first, *first.additional_bindings]
        return [
            (kind, str(getattr(rule, kind)), rule.body)
            for rule in bindings
            if (kind := rule.WhichOneof("pattern"))
        ]


def breaking_changes(before, after):
    """A sentence for each break between two tests.support.rpc.Contract, in order of names."""
    old, new = Surface(before), Surface(after)
    found = [*of_enums(old, new), *of_messages(old, new), *of_methods(old, new)]
    return sorted(f"{name}: {what}" for name, what in found)


def of_enums(old, new):
    for name, enum in old.enums.items():
        later = new.enums.get(name)
        if later is None:
            yield name, "was removed"
            continue
        names = {value.number: value.name for value in later.value}
        numbers = {value.name: value.number for value in later.value}
        for value in enum.value:
            full = f"{name}.{value.name}"
            if value.name in numbers and numbers[value.name] != value.number:
                yield full, "has another number"
            elif value.name not in numbers:
                yield full, f"was {change_of_name(names.get(value.number))}"


def of_messages(old, new):
    for name, message in old.messages.items():
        later = new.messages.get(name)
        if later is None:
            yield name, "was removed"
            continue
        yield from of_fields(name, message, later, old, new)
        resource, later_resource = old.rules(message), new.rules(later)
        for part in ("type", "collection"):
            if getattr(resource, part) != getattr(later_resource, part):
                yield name, f"is a resource of another {part}"


def of_fields(name, message, later, old, new):
    by_number = {field.number: field for field in later.field}
    by_name = {field.name: field for field in later.field}
    for field in message.field:
        full = f"{name}.{field.name}"
        same_name, same_number = by_name.get(field.name), by_number.get(field.number)
        if same_name is not None and same_name.number != field.number:
            yield full, "has another number"
        elif same_name is None:
            yield full, f"was {change_of_name(same_number and same_number.name)}"
        else:
            yield from ((full, what) for what in of_shape(message, field, later, same_name))
            yield from ((full, what) for what in of_rules(old.rules(field), new.rules(same_name)))
    known = {field.name for field in message.field}
    for field in later.field:
        renamed = any(each.number == field.number for each in message.field)
        if field.name not in known and not renamed and new.rules(field).required:
            yield f"{name}.{field.name}", "is new and required"


def of_shape(message, field, later_message, later):
    """What became of a field that kept its name and number."""
    if (field.type, field.type_name) != (later.type, later.type_name):
        yield "has another type"
    if (field.label == FIELD.LABEL_REPEATED) != (later.label == FIELD.LABEL_REPEATED):
        yield "became a list" if later.label == FIELD.LABEL_REPEATED else "is no list any more"
    elif field.proto3_optional != later.proto3_optional:
        yield "has another presence"
    if oneof_of(message, field) != oneof_of(later_message, later):
        yield "moved into or out of a oneof"
    if field.json_name != later.json_name:
        yield "has another JSON name"


def oneof_of(message, field):
    """The name of the oneof that the source declares around a field, or None."""
    if not field.HasField("oneof_index") or field.proto3_optional:
        return None
    return message.oneof_decl[field.oneof_index].name


def of_rules(rules, later):
    for name, narrows, what in NARROWER:
        if name in OF_REQUESTS and rules.output_only and later.output_only:
            continue
        if narrows(getattr(rules, name), getattr(later, name)):
            yield what


def of_methods(old, new):
    for name, method in old.methods.items():
        later = new.methods.get(name)
        if later is None:
            yield name, "was removed"
            continue
        for part, what in (("input_type", "request"), ("output_type", "response")):
            if getattr(method, part) != getattr(later, part):
                yield name, f"has another {what}"
        for part, what in (("client_streaming", "requests"), ("server_streaming", "responses")):
            if getattr(method, part) != getattr(later, part):
                yield name, f"streams its {what} differently"
        routes = new.routes(later)
        for route in old.routes(method):
            if route not in routes:
                yield name, f"lost the route {route[0].upper()} {route[1]}"
        yield from ((name, what) for what in of_call(old.rules(method), new.rules(later)))


def of_call(rules, later):
    """What became of who may call a method, and with which bodies."""
    if later.internal and not rules.internal:
        yield "became internal"
    if later.permission != rules.permission:
        yield "needs another permission"
    for media_type in rules.media_types:
        if media_type not in later.media_types:
            yield f"lost the media type {media_type}"
    if later.error_format != rules.error_format:
        yield "tells errors in another form"
    for part, what in (("max_messages", "messages"), ("max_bytes", "bytes")):
        if getattr(later.upload, part) < getattr(rules.upload, part):
            yield f"takes fewer {what}"


def of_event_types(before, after):
    """A sentence for each type of events that is not among those of a later contract."""
    removed = sorted(before - after)
    return [f"{name}: was removed, and rules and webhooks name it" for name in removed]


def change_of_name(later):
    return f"renamed to {later}" if later else "removed"

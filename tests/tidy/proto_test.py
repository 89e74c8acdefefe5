"""The contract explains itself, and names who may call what."""

import functools
import json
import re

from google.protobuf import message_factory

from tests.support.protos import compile_contract
from tests.support.rpc import Contract
from tests.tidy.source import ROOT, expect_none

# What methods answer with that another standard describes: that one has the say.
RAW = ".steward.http.v1.RawAnswer"
# Field numbers of descriptor.proto, for the paths of comments.
MESSAGE, ENUM, SERVICE, NESTED, NESTED_ENUM, FIELD, METHOD = 4, 5, 6, 3, 4, 2, 2


@functools.lru_cache(maxsize=None)
def contract():
    return Contract(compile_contract())


def own_files():
    return [file for file in contract().files.file if file.name.startswith("steward/")]


def commented(file):
    """Paths of the elements that have a comment."""
    return {
        tuple(place.path)
        for place in file.source_code_info.location
        if place.leading_comments.strip() or place.trailing_comments.strip()
    }


def messages(file):
    """(path, full name, message) of every message of a file, nested ones too."""

    def walk(path, prefix, message):
        if message.options.map_entry:
            return
        yield path, f"{prefix}.{message.name}", message
        for index, nested in enumerate(message.nested_type):
            yield from walk((*path, NESTED, index), f"{prefix}.{message.name}", nested)

    for index, message in enumerate(file.message_type):
        yield from walk((MESSAGE, index), file.package, message)


def enums(file):
    for index, enum in enumerate(file.enum_type):
        yield (ENUM, index), f"{file.package}.{enum.name}"
    for path, name, message in messages(file):
        for index, enum in enumerate(message.enum_type):
            yield (*path, NESTED_ENUM, index), f"{name}.{enum.name}"


def methods():
    """(file, path, full name, method) of every method."""
    for file in own_files():
        for i, service in enumerate(file.service):
            for j, method in enumerate(service.method):
                name = f"{file.package}.{service.name}/{method.name}"
                yield file, (SERVICE, i, METHOD, j), name, method


def extension(options, kind, name):
    """The extension `name` of an options message, as the contract knows it; None when unset."""
    pool = contract().pool
    # The class of this pool knows the extensions that the generated one does not.
    message_factory.MessageFactory(pool).GetMessages([file.name for file in contract().files.file])
    known = contract().message(f"google.protobuf.{kind}").FromString(options.SerializeToString())
    field = pool.FindExtensionByName(name)
    return known.Extensions[field] if known.HasExtension(field) else None


def options_of(method):
    """(http rule or None, rules of steward.options.v1.method)."""
    names = "google.api.http", "steward.options.v1.method"
    return tuple(extension(method.options, "MethodOptions", name) for name in names)


def resources():
    """The rules of all types of resources."""
    for file in own_files():
        for _, _, message in messages(file):
            rules = extension(message.options, "MessageOptions", "steward.options.v1.resource")
            if rules is not None:
                yield rules


def collections(flag):
    """What stands before the dot in permissions of the types whose option `flag` names a field."""
    return [rules.collection.split("/")[-1] for rules in resources() if getattr(rules, flag)]


def field_permissions():
    for file in own_files():
        for _, _, message in messages(file):
            for field in message.field:
                rules = extension(field.options, "FieldOptions", "steward.options.v1.field")
                if rules is not None:
                    yield from filter(None, (rules.write_permission, rules.read_permission))


def test_every_message_is_commented():
    # Requests and responses are explained by the method they belong to.
    expect_none(
        f"{file.name}: message {name} -> say what it is"
        for file in own_files()
        for path, name, _ in messages(file)
        if path not in commented(file) and not re.search(r"(Request|Response)$", name)
    )


def test_every_field_is_commented():
    expect_none(
        f"{file.name}: field {name}.{field.name} -> say what it is"
        for file in own_files()
        for path, name, message in messages(file)
        for index, field in enumerate(message.field)
        if (*path, FIELD, index) not in commented(file)
    )


def test_every_enum_is_commented():
    expect_none(
        f"{file.name}: enum {name} -> say what it is"
        for file in own_files()
        for path, name in enums(file)
        if path not in commented(file)
    )


def test_every_service_and_method_is_commented():
    complaints = [
        f"{file.name}: rpc {name} -> say what it does, from which states, event and errors"
        for file, path, name, _ in methods()
        if path not in commented(file)
    ]
    for file in own_files():
        for index, service in enumerate(file.service):
            if (SERVICE, index) not in commented(file):
                complaints.append(f"{file.name}: service {service.name} -> say what it is for")
    expect_none(complaints)


def test_every_method_names_its_permission():
    expect_none(
        f"{file.name}: {name} -> option (steward.options.v1.method) = {{permission: …}}"
        for file, _, name, method in methods()
        if not re.fullmatch(r"[a-z][A-Za-z]*\.[a-z][A-Za-z]*", options_of(method)[1].permission)
        and not options_of(method)[1].anonymous
    )


def test_what_needs_no_credential_takes_another_secret():
    complaints = []
    for file, _, name, method in methods():
        if not options_of(method)[1].anonymous:
            continue
        request = contract().message(method.input_type[1:]).DESCRIPTOR
        fields = (each for each in request.fields)
        rules = [extension(each.GetOptions(), "FieldOptions", "steward.options.v1.field")
                 for each in fields]
        if not any(each is not None and each.secret and each.required for each in rules):
            complaints.append(f"{file.name}: {name} -> a required field that is secret")
    expect_none(complaints)


def test_every_role_grants_permissions_that_exist():
    document = json.loads((ROOT / "proto/steward/roles.json").read_text())
    permissions = {options_of(method)[1].permission for *_, method in methods()} - {""}
    permissions |= {f"{name}.readConfidential" for name in collections("confidential_field")}
    permissions |= {f"{name}.readVip" for name in collections("vip_field")}
    permissions |= {f"{name}.readInternal" for name in collections("internal_field")}
    permissions |= set(field_permissions())
    known = {"*", *permissions}
    for collection, action in (permission.split(".") for permission in permissions):
        known |= {f"{collection}.*", f"*.{action}"}
    patterns = {(role, pattern) for role, scopes in document["roles"].items()
                for patterns in scopes.values() for pattern in patterns}
    patterns |= {("named", permission) for permission in document["named"]}
    expect_none(
        f"proto/steward/roles.json: {role} has {pattern} -> nothing needs such a permission"
        for role, pattern in patterns
        if pattern not in known
    )


def test_confidential_records_are_granted_by_name():
    named = json.loads((ROOT / "proto/steward/roles.json").read_text())["named"]
    expect_none(
        f"proto/steward/roles.json: named lacks {name}.readConfidential -> no wildcard may grant it"
        for name in collections("confidential_field")
        if f"{name}.readConfidential" not in named
    )


def test_every_method_has_a_route_or_is_internal():
    complaints = []
    for file, _, name, method in methods():
        http, rules = options_of(method)
        if (http is None) != rules.internal:
            complaints.append(f"{file.name}: {name} -> either google.api.http or internal: true")
    expect_none(complaints)


def test_internal_methods_have_files_of_their_own():
    # Reflection hands out whole files.
    kinds = {}
    for file, *_, method in methods():
        kinds.setdefault(file.name, set()).add(options_of(method)[1].internal)
    expect_none(
        f"{name}: internal methods beside public ones -> move them to a file of their own"
        for name, found in kinds.items()
        if len(found) > 1
    )


def test_routes_are_unique():
    seen, complaints = {}, []
    for file, _, name, method in methods():
        http, _ = options_of(method)
        if http is None:
            continue
        verb = http.WhichOneof("pattern")
        route = verb, re.sub(r"\{[^=}]*=?([^}]*)\}", r"\1", getattr(http, verb))
        if route in seen:
            complaints.append(f"{file.name}: {name} has the route of {seen[route]}")
        seen[route] = name
    expect_none(complaints)


def test_packages_follow_their_folders():
    expect_none(
        f"{file.name}: package {file.package} -> {file.name.rpartition('/')[0].replace('/', '.')}"
        for file in own_files()
        if file.package != file.name.rpartition("/")[0].replace("/", ".")
    )


def test_first_value_of_every_enum_is_unspecified():
    complaints = []
    for file in own_files():
        found = [*file.enum_type]
        for _, _, message in messages(file):
            found += message.enum_type
        for enum in found:
            first = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.name).upper() + "_UNSPECIFIED"
            if enum.value[0].name != first:
                complaints.append(f"{file.name}: enum {enum.name} -> {first} = 0")
    expect_none(complaints)


def test_mutations_can_be_repeated_and_rehearsed():
    complaints = []
    for file, _, name, method in methods():
        http, _ = options_of(method)
        # A question that needs a body is asked with POST.
        asks = method.name.startswith(("Evaluate", "Read", "Render", "Test", "Verify", "Wait"))
        asks = asks or http and http.WhichOneof("pattern") == "get"
        if http is None or asks:
            continue
        if method.output_type == RAW:
            continue
        # Each request of a batch is rehearsed by itself.
        needed = ("request_id",) if method.name == "RunBatch" else ("request_id", "validate_only")
        request = contract().message(method.input_type[1:]).DESCRIPTOR.fields_by_name
        complaints += [
            f"{file.name}: {name} -> {field} in its request"
            for field in needed
            if field not in request
        ]
    expect_none(complaints)


def test_lists_have_pages():
    complaints = []
    for file, _, name, method in methods():
        http, _ = options_of(method)
        if http is None or not method.name.startswith("List") or method.output_type == RAW:
            continue
        request = contract().message(method.input_type[1:]).DESCRIPTOR.fields_by_name
        response = contract().message(method.output_type[1:]).DESCRIPTOR.fields_by_name
        missing = {"page_size", "page_token"} - set(request) or {"next_page_token"} - set(response)
        complaints += [f"{file.name}: {name} -> {field}" for field in missing]
    expect_none(complaints)

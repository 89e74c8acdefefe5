"""Who may include whom: main -> rpc, jobs -> store -> domain; all may use platform."""

import re

import pytest

from tests.tidy.source import expect_none, files, includes, text

CPP = (".cc", ".h")
# What each layer of a service must not include of its own service.
ABOVE = {"domain": ("store", "rpc", "jobs"), "store": ("rpc", "jobs"), "rpc": (), "jobs": ()}


def complain(paths, is_wrong, remedy):
    expect_none(
        f"{path}:{number}: includes {header} -> {remedy}"
        for path in paths
        for number, header in includes(path)
        if is_wrong(path, header)
    )


def test_no_service_includes_another_service():
    def is_wrong(path, header):
        return header.startswith("services/") and header.split("/")[1] != path.parts[1]

    paths = files(*CPP, under=("services",))
    complain(paths, is_wrong, "call it through platform/rpc with its generated messages")


def test_no_layer_of_a_service_includes_one_above_it():
    def is_wrong(path, header):
        parts = header.split("/")
        if len(path.parts) < 4 or parts[0] != "services" or len(parts) < 4:
            return False
        return parts[2] in ABOVE.get(path.parts[2], ())

    paths = files(*CPP, under=("services",))
    complain(paths, is_wrong, "main -> rpc, jobs -> store -> domain")


def test_no_main_is_included():
    complain(files(*CPP), lambda _, header: header.endswith("main.h"), "a main has no header")


def test_gateway_includes_no_service():
    def is_wrong(_, header):
        return header.startswith("services/")

    complain(files(*CPP, under=("gateway",)), is_wrong, "the gateway knows descriptors only")


def test_gateway_names_no_message_of_a_service():
    own = (
        "about", "access", "audit", "batch", "event", "operation", "error", "http", "options",
        "identity", "quota",
    )  # fmt: skip

    def is_wrong(path, header):
        found = re.match(r"steward/(\w+)/v1/", header)
        return found and found.group(1) not in own and not path.stem.endswith("_test")

    complain(files(*CPP, under=("gateway",)), is_wrong, "the gateway knows descriptors only")


def test_platform_knows_nothing_about_itsm():
    own = "audit|event|error|operation|options|identity|lifecycle"
    foreign = rf"(services|gateway)/|steward/(?!{own})\w+/v1/"

    def is_wrong(path, header):
        # Who people are is no matter of ITSM.
        if path.parts[1] == "people" and header.startswith("steward/directory/v1/"):
            return False
        return re.match(foreign, header) and not path.stem.endswith(("_test", "_benchmark"))

    complain(files(*CPP, under=("platform",)), is_wrong, "platform is below everything else")


@pytest.mark.parametrize(
    "header",
    [
        "libpq-fe.h",
        "hiredis/",
        "grpcpp/",
        "grpc/",
        "boost/",
        "curl/",
        "platform/pg/",
        "platform/rpc/",
        "platform/journal/",
        "platform/events/",
    ],
)
def test_domain_does_no_input_or_output(header):
    paths = [path for path in files(*CPP, under=("services",)) if "domain" in path.parts]
    complain(paths, lambda _, name: name.startswith(header), "decide here, act in store or rpc")


def test_sql_is_seen_by_store_and_main_only():
    def is_wrong(path, header):
        return header.endswith("/sql.h") and not {"store", "jobs"} & set(path.parts)

    allowed = [
        path
        for path in files(*CPP, under=("services",))
        if path.name != "main.cc" and not path.stem.endswith("_test")
    ]
    complain(allowed, is_wrong, "put the statement behind a function of store")


@pytest.mark.parametrize(
    "prefix, homes",
    [
        ("libpq-fe.h", ("platform/pg", "platform/testing")),
        ("hiredis/", ("platform/events", "platform/testing", "platform/redis")),
        ("simdjson", ("platform/json", "platform/auth")),
        ("yaml-cpp/", ("platform/config", "tools/stewardctl")),
        ("boost/beast", ("gateway/http", "platform/observe")),
        (
            "boost/asio",
            ("gateway/http", "gateway/grpc", "tests/performance")
            + ("platform/caller", "platform/http2", "platform/observe", "platform/rpc"),
        ),
        ("nghttp2/", ("platform/http2",)),
    ],
)
def test_a_library_is_confined_to_one_room(prefix, homes):
    def is_wrong(path, header):
        return header.startswith(prefix) and not str(path).startswith(homes)

    complain(files(*CPP), is_wrong, f"only {' and '.join(homes)} may")


def test_what_serves_does_without_the_library_of_grpc():
    homes = ("tools/stewardctl", "platform/rpc/convert.")

    def is_wrong(path, header):
        is_test = path.stem.endswith(("_test", "_for_test"))
        return header.startswith(("grpc/", "grpcpp/")) and not (
            is_test or str(path).startswith(homes)
        )

    complain(files(*CPP), is_wrong, "platform/rpc serves, platform/caller calls")


def test_includes_of_our_own_are_full_paths_from_the_root():
    tops = ("platform/", "services/", "gateway/", "tests/", "steward/", "google/")

    def is_wrong(path, header):
        quoted = re.search(rf'#\s*include\s*"{re.escape(header)}"', text(path))
        known = ("absl/", "gtest/", "gmock/", "hiredis/", "yaml-cpp/", "re2/", "grpcpp/")
        own = header.startswith(tops)
        return quoted and not own and "/" not in header and not header.startswith(known)

    paths = [path for path in files(*CPP) if path.parts[0] in ("platform", "services", "gateway")]
    complain(paths, is_wrong, 'write "platform/status/errors.h"')

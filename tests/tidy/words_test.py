"""Words and calls that have no place here; the message names the remedy."""

import re

import pytest

from tests.tidy.source import code_lines, expect_none, files, find, tracked

CPP = (".cc", ".h")
# Written in pieces, so that this file does not complain about itself.
LEFTOVERS = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))


def is_test(path):
    return path.stem.endswith("_test") or path.parts[:2] == ("platform", "testing")


@pytest.mark.parametrize(
    "pattern, remedy",
    [
        (r"\busing namespace\b", "name what you use: using foo::Bar;"),
        (r"\bstd::regex\b", "re2 (linear in the input)"),
        (r"\b(strcpy|strcat|sprintf|gets|strtok)\s*\(", "absl/strings"),
        (r"\b(rand|srand)\s*\(", "absl/random or crypto"),
        (r"\bconst_cast\b", "do not cast const away"),
    ],
)
def test_no_cpp_uses_what_has_a_better_way(pattern, remedy):
    expect_none(find(pattern, files(*CPP), remedy, code_lines))


@pytest.mark.parametrize(
    "pattern, remedy",
    [
        (r"\bstd::(cout|cerr|clog)\b", "log with platform/observe"),
        (r"(?<![\w:])(printf|puts|putchar)\s*\(", "log with platform/observe"),
        (r"\b(sleep|usleep|nanosleep)\s*\(", "wait on a condition or a timer that drain can stop"),
        (r"\b(absl::Now|system_clock::now)\s*\(", "call.now(): it is the only clock"),
    ],
)
def test_no_service_prints_sleeps_or_has_a_clock_of_its_own(pattern, remedy):
    paths = files(*CPP, under=("services", "gateway"))
    if "Now" in pattern:
        paths = [path for path in paths if "domain" in path.parts or "rpc" in path.parts]
    elif "cout" in pattern or "printf" in pattern:
        # A command at the terminal may print; a service logs.
        paths = [path for path in paths if path.name != "main.cc" and path.parts[1] != "issuer"]
    expect_none(find(pattern, [path for path in paths if not is_test(path)], remedy, code_lines))


def test_no_cpp_test_sleeps():
    home = "platform/testing/eventually.h"
    paths = [path for path in files(*CPP) if is_test(path) and str(path) != home]
    pattern = r"\b(SleepFor|sleep_for|sleep_until|u?sleep|nanosleep)\s*\("
    remedy = f"wait on what you wait for (absl::Notification, or Eventually of {home})"
    expect_none(find(pattern, paths, remedy, code_lines))


def test_no_python_test_sleeps():
    paths = [path for path in files(".py", under=("tests",)) if path.name != "waiting.py"]
    expect_none(find(r"\btime\.sleep\(", paths, "wait_until of tests/support/waiting.py"))


def test_names_of_cpp_tests_are_words_without_underscores():
    remedy = "TEST(Resolve, RefusesTicketThatIsAlreadyClosed)"
    pattern = r"^TEST(_F|_P)?\((\w*_\w*,|\w+,\s*\w*_\w*\))"
    expect_none(find(pattern, files(*CPP), remedy))


def test_nothing_is_left_to_do_in_the_code():
    paths = files(*CPP, ".proto", ".sql", ".py", ".sh", ".cmake", ".md", ".yaml")
    expect_none(find(rf"\b({LEFTOVERS})\b", paths, "do it, or open an issue"))


@pytest.mark.parametrize("word", ["utils?", "common", "helpers?", "managers?", "misc", "impl"])
def test_no_folder_or_file_has_a_name_that_says_nothing(word):
    expression = re.compile(rf"(^|_){word}$")
    expect_none(
        f"{path}: the name {part} says nothing -> name it by what it is about"
        for path in tracked()
        for part in (*path.parts[:-1], path.stem)
        # steward.common.v1 is the contract's own word.
        if expression.search(part) and path.parts[0] != "proto"
    )


def test_headers_have_pragma_once():
    expect_none(
        f"{path}: no #pragma once -> put it first"
        for path in files(".h")
        if not any(line == "#pragma once" for _, line in code_lines(path))
    )


def test_sql_lives_in_sql_files_only():
    pattern = r'"\s*(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s.+\sSET|DELETE FROM)\b'
    paths = [path for path in files(*CPP, under=("services", "gateway")) if not is_test(path)]
    expect_none(find(pattern, paths, "put it in sql/queries/<verb>_<noun>.sql"))

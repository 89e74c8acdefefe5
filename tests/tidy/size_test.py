"""Rooms are small."""

import re

import pytest

from tests.tidy.source import expect_none, files, lines, text

CODE = (".cc", ".h", ".proto", ".py", ".sh", ".sql")


def test_lines_have_at_most_100_columns():
    expect_none(
        f"{path}:{number}: {len(line)} columns -> break the line"
        for path in files(".cc", ".h", ".proto", ".py", ".sh")
        for number, line in lines(path)
        if len(line) > 100 and "http" not in line
    )


def test_files_have_at_most_500_lines():
    expect_none(
        f"{path}: {count} lines -> split it by what it is about"
        for path in files(*CODE)
        if (count := len(text(path).splitlines())) > 500
    )


def test_mains_have_at_most_60_lines():
    expect_none(
        f"{path}: {count} lines -> a main is a list of parts; move the rest into them"
        for path in files(".cc", under=("services", "gateway"))
        if path.name == "main.cc" and (count := len(text(path).splitlines())) > 60
    )


def functions(path):
    """(first line, lines) of each block that ends with a brace on a line of its own, as functions
    do. clang-format puts nothing of a block as far left as its ends."""
    content = text(path).splitlines()
    for last, line in enumerate(content):
        if not (found := re.fullmatch(r"( *)\}", line)):
            continue
        inside = found.group(1) + " "
        first = last - 1
        while first > 0 and (not content[first] or content[first].startswith((inside, "#"))):
            first -= 1
        yield first + 1, last - first + 1


def test_functions_have_at_most_70_lines():
    expect_none(
        f"{path}:{first}: {count} lines -> aim at 40; split it by what it does"
        for path in files(".cc", ".h")
        for first, count in functions(path)
        if count > 70
    )


def test_cmake_lists_have_at_most_40_lines():
    expect_none(
        f"{path}: {count} lines -> one folder one list; what is said twice goes to cmake/"
        for path in files(".txt")
        if path.name == "CMakeLists.txt" and (count := len(text(path).splitlines())) > 40
    )


@pytest.mark.parametrize("suffix", CODE + (".md", ".yaml", ".json", ".cmake", ".txt"))
def test_files_end_with_one_line_end_and_have_no_blanks_at_line_ends(suffix):
    complaints = []
    for path in files(suffix):
        content = text(path)
        if content and (not content.endswith("\n") or content.endswith("\n\n")):
            complaints.append(f"{path}: end it with exactly one line end")
        complaints += [
            f"{path}:{number}: blank or tab at the end of the line, or a tab -> remove it"
            for number, line in lines(path)
            if line != line.rstrip() or "\t" in line
        ]
    expect_none(complaints)

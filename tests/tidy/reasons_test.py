"""Each reason of an error says what it means and what to do, in the contract and the docs alike."""

import re

from tests.tidy.source import ROOT, expect_none

PROTO = "proto/steward/error/v1/reason.proto"
TABLE = "docs/reference/errors.md"


def reasons():
    """(name, comment on one line) of each reason but REASON_UNSPECIFIED."""
    source = (ROOT / PROTO).read_text()
    for comment, name in re.findall(r"((?:^  //.*\n)+)  ([A-Z_]+) = [1-9]\d*;", source, re.M):
        yield name, " ".join(line.strip(" /") for line in comment.splitlines())


def facts(comment):
    """(HTTP statuses, gRPC code or None) of a comment."""
    http = re.search(r"HTTP: ([\d, ]+)\.", comment)
    grpc = re.search(r"gRPC: (\w+)\.", comment)
    return http and http.group(1), grpc and grpc.group(1)


def rows():
    """Reason to (HTTP statuses, gRPC code or None) of the tables."""
    found = {}
    for line in (ROOT / TABLE).read_text().splitlines():
        if row := re.match(r"\| `([A-Z_]+)`[^|]*\| ([\d, ]+) \| (\S+) \|", line):
            code = row.group(3).strip("`")
            found[row.group(1)] = row.group(2), code if code != "–" else None
    return found


def test_each_reason_says_what_it_means_and_what_to_do():
    expect_none(
        f"{PROTO}: {name} -> a meaning, then the lines \"Remedy: …\" and \"HTTP: …\""
        for name, comment in reasons()
        if comment.startswith("Remedy: ") or "Remedy: " not in comment or not facts(comment)[0]
    )


def test_the_reference_lists_each_reason_as_the_contract_has_it():
    listed = rows()
    expect_none(
        f"{TABLE}: {name} is {listed.get(name)} -> {facts(comment)}, as {PROTO} says"
        for name, comment in reasons()
        if listed.get(name) != facts(comment)
    )


def test_the_reference_lists_nothing_else():
    known = {name for name, _ in reasons()}
    expect_none(f"{TABLE}: {name} is no reason" for name in rows() if name not in known)

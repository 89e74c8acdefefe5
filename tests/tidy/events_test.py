"""Rules of notifications know the types of all events that there are."""

import json
import re

from tests.tidy.event_types import LIST, in_contract, in_list
from tests.tidy.source import ROOT, expect_none, files, text

# Services whose events people are told of, and what is common to them.
PRODUCERS = ("ticket", "catalog", "change_approval", "directory")
# Those of the notification service itself reach nobody; readings are for auditors.
UNTOLD = re.compile(r"dev\.steward\.(notification|webhook)\.|.*\.read\.v1$")


def in_services():
    """Types that lifecycles and sources hold as a whole."""
    for path in files(".cc", ".h", ".json", under=("services", "platform")):
        inside = path.parts[:2] == ("platform", "operations") or path.parts[1] in PRODUCERS
        if inside and not re.search(r"_test\.|_for_test\.", path.name):
            yield from re.findall(r'"(dev\.steward\.[a-z_.]+\.v1)"', text(path))


def test_the_list_holds_the_types_that_there_are():
    listed = in_list()
    known = {each for each in (*in_contract(), *in_services()) if not UNTOLD.match(each)}

    expect_none(f"{LIST}: {each} -> add it, rules refuse it" for each in known - listed)
    expect_none(f"{LIST}: {each} -> no service has such events" for each in listed - known)


def test_the_list_is_in_order():
    listed = json.loads((ROOT / LIST).read_text())

    expect_none(f"{LIST}: -> in order, each once" for _ in [0] if listed != sorted(set(listed)))

"""The types of events that clients may know."""

import json
import re

from tests.tidy.source import ROOT, files, text

# Those that rules of notifications may name.
LIST = "services/notification/shipped/event_types.json"


def in_contract():
    """Types that comments of the contract name."""
    for path in files(".proto", under=("proto",)):
        joined = re.sub(r"\n\s*//\s?", " ", text(path))
        for written in re.findall(r"dev\.steward\.[a-z_.{},]+?\.v\d+", joined):
            yield from braces(written)


def in_list():
    return set(json.loads((ROOT / LIST).read_text()))


def braces(written):
    """The types that "dev.steward.directory.user.{created,updated}.v1" stands for."""
    found = re.search(r"\{([a-z_,]+)\}", written)
    if not found:
        return {written}
    return {written.replace(found.group(0), verb) for verb in found.group(1).split(",")}

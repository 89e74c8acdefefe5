"""Takes the public contract of proto/ as that of the release: see ./scripts/release-protos."""

import json
import sys

from tests.compatibility.breaking import breaking_changes, of_event_types
from tests.support.protos import compile_contract, public_part
from tests.support.rpc import Contract
from tests.support.stack import ROOT
from tests.tidy.event_types import in_contract, in_list

RELEASED = ROOT / "proto/released/v1.binpb"
RELEASED_EVENT_TYPES = ROOT / "proto/released/event_types.json"


def present_contract():
    """The public contract as it stands in proto/, without comments, serialized."""
    files = public_part(Contract(compile_contract()))
    for file in files.file:
        file.ClearField("source_code_info")
    return files.SerializeToString(deterministic=True)


def present_event_types():
    return {*in_contract(), *in_list()}


def breaks():
    """What the contract in proto/ breaks for clients of the last release."""
    event_types = set(json.loads(RELEASED_EVENT_TYPES.read_text()))
    return [
        *breaking_changes(Contract(RELEASED.read_bytes()), Contract(present_contract())),
        *of_event_types(event_types, present_event_types()),
    ]


def main(words):
    found = breaks() if RELEASED.exists() else []
    if found and words != ["--break"]:
        print("Clients of the last release would break:", *found, sep="\n  ", file=sys.stderr)
        print("See CONTRIBUTING.md; --break releases it all the same.", file=sys.stderr)
        return 1
    RELEASED.write_bytes(present_contract())
    RELEASED_EVENT_TYPES.write_text(json.dumps(sorted(present_event_types()), indent=2) + "\n")
    print(f"{RELEASED.parent.relative_to(ROOT)} holds the contract of proto/ now.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

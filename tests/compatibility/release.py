"""Takes the public contract of proto/ as that of the release: see ./scripts/release-protos."""

import sys

from tests.compatibility.breaking import breaking_changes
from tests.support.protos import compile_contract, public_part
from tests.support.rpc import Contract
from tests.support.stack import ROOT

RELEASED = ROOT / "proto/released/v1.binpb"


def present_contract():
    """The public contract as it stands in proto/, without comments, serialized."""
    files = public_part(Contract(compile_contract()))
    for file in files.file:
        file.ClearField("source_code_info")
    return files.SerializeToString(deterministic=True)


def breaks():
    """What the contract in proto/ breaks for clients of the last release."""
    return breaking_changes(Contract(RELEASED.read_bytes()), Contract(present_contract()))


def main(words):
    found = breaks() if RELEASED.exists() else []
    if found and words != ["--break"]:
        print("Clients of the last release would break:", *found, sep="\n  ", file=sys.stderr)
        print("See CONTRIBUTING.md; --break releases it all the same.", file=sys.stderr)
        return 1
    RELEASED.write_bytes(present_contract())
    print(f"{RELEASED.relative_to(ROOT)} holds the contract of proto/ now.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

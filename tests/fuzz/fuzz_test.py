"""Every target of this folder runs for STEWARD_FUZZ_SECONDS from the inputs that are kept: no
crash, nothing that a sanitizer or the target objects to."""

import os
import re
import subprocess

import pytest

from tests.support.stack import ROOT

HERE = ROOT / "tests/fuzz"
BUILT = ROOT / "build/fuzz"
TARGETS = re.findall(r"steward_fuzz\((\w+)_fuzz ", (HERE / "CMakeLists.txt").read_text())
# Where the inputs of a target are kept, when not in a folder of its name.
KEPT = {"scim_filter": "scim", "token": "tokens"}
# A target may take this long for one input before that is a fault.
INPUT_SECONDS = 10


def test_every_source_is_a_target():
    assert sorted(TARGETS) == sorted(p.name[: -len("_fuzz.cc")] for p in HERE.glob("*_fuzz.cc"))


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_breaks_it(target, tmp_path):
    kept = HERE / KEPT.get(target, target)
    seconds = int(os.environ["STEWARD_FUZZ_SECONDS"])
    faults = BUILT / "faults"
    faults.mkdir(exist_ok=True)

    run = subprocess.run(
        [
            BUILT / f"bin/{target}_fuzz",
            f"-max_total_time={seconds}",
            f"-timeout={INPUT_SECONDS}",
            f"-artifact_prefix={faults}/{target}-",
            "-print_final_stats=1",
            tmp_path,
            kept,
        ],
        capture_output=True,
        text=True,
        errors="replace",
    )

    assert run.returncode == 0, run.stderr[-5000:]
    units = re.search(r"stat::number_of_executed_units: *(\d+)", run.stderr)
    print(f"{target}: {units[1]} inputs")
    assert int(units[1]) > len(list(kept.iterdir()))

"""The configuration is one that the programs take: each key, and all that they need."""

import functools
import re
import subprocess

import pytest

from tests.deploy.overlays import OVERLAYS, config_of, our_workloads, program, title
from tests.support.stack import build_directory
from tests.tidy.source import expect_none

BIN = build_directory() / "bin"
pytestmark = [
    pytest.mark.parametrize("overlay", OVERLAYS),
    pytest.mark.skipif(not (BIN / "steward-gateway").exists(), reason="nothing is built"),
]


@functools.lru_cache(maxsize=None)
def keys(name):
    """Key: whether it is required, as the program itself says."""
    done = subprocess.run([BIN / name, "--help"], capture_output=True, text=True, check=True)
    found = re.findall(r"^  (\w+)  \(.*\)\n.*\n +(.*); STEWARD_CONFIG_", done.stdout, re.M)
    assert len(found) > 10
    return {key: rest == "required" for key, rest in found}


def test_programs_know_every_key(overlay):
    expect_none(
        f"{overlay}: {title(each)}: {key} -> {program(each)} does not know it"
        for each in our_workloads(overlay)
        for key in config_of(overlay, each)
        if key not in keys(program(each))
    )


def test_programs_have_every_key_they_need(overlay):
    expect_none(
        f"{overlay}: {title(each)}: {key} is missing"
        for each in our_workloads(overlay)
        for key, is_required in keys(program(each)).items()
        if is_required and key not in config_of(overlay, each)
    )


def test_gateways_have_the_issuers_that_they_need(overlay):
    (gateway,) = [x for x in our_workloads(overlay) if program(x) == "steward-gateway"]

    assert "audience=" in config_of(overlay, gateway)["issuers"]

"""scripts/bench finds a wrong word before it builds anything."""

import subprocess

import pytest

from tests.performance import experiments
from tests.support.stack import ROOT


def refusal(*words):
    command = [ROOT / "scripts/bench", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


@pytest.mark.parametrize(
    "words, complaint",
    [
        (["--fast"], "unknown argument --fast"),
        (["--quick", "idle"], "unknown argument idle"),
        (["--only"], "--only needs a value"),
        (["--output"], "--output needs a value"),
        (["--output", "/no/such/folder/bench.json"], "cannot write to /no/such/folder/bench.json"),
        (["--output", "tests"], "cannot write to tests"),
    ],
)
def test_a_wrong_word_is_named(words, complaint):
    assert complaint in refusal(*words)


def test_an_unknown_name_lists_the_known_ones():
    _, _, known = refusal("--only", "everything").strip().partition("there are ")

    assert known.split() == list(experiments.ALL)

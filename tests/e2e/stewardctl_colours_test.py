"""Colours are for terminals only, and not for those who want none."""

import re

import pytest

from tests.support.command_line import CommandLine

# Select Graphic Rendition (ECMA-48).
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
USER = "type: steward.dev/User\nname: users/kari\ndisplayName: Kari Moe\n"
RED, GREEN, BOLD = (f"\x1b[{code}m" for code in (31, 32, 1))


@pytest.fixture
def ctl(stack, tenant, tmp_path):
    return CommandLine(stack, tmp_path / "config", tenant)


@pytest.fixture
def coloured(tmp_path):
    """Commands by what they colour: their words, the stream that has it, and the colours."""
    file = tmp_path / "user.yaml"
    file.write_text(USER)
    return {
        "difference": (("diff", "-f", file), "stdout", (BOLD, GREEN)),
        "verdict": (("audit", "verify"), "stdout", (GREEN,)),
        "failure": (("tickets", "get", "INC-404"), "stderr", (RED,)),
        "wrong usage": (("tickets", "fly"), "stderr", (RED,)),
    }


CASES = pytest.mark.parametrize("what", ["difference", "verdict", "failure", "wrong usage"])


@CASES
def test_a_terminal_shows_colours(ctl, api, coloured, what):
    words, stream, colours = coloured[what]
    api.get("/v1/tickets").ok()

    for streams in ([stream], ["stdout", "stderr"]):
        shown = ctl.at_terminal(*words, streams=streams).out
        assert all(colour in shown for colour in colours), shown
    # NO_COLOR counts when it is not empty (no-color.org).
    assert COLOUR.search(ctl.at_terminal(*words, environment={"NO_COLOR": ""}).out)


@CASES
def test_who_wants_none_gets_none(ctl, coloured, what):
    words, _, _ = coloured[what]
    by_environment = ctl.at_terminal(*words, environment={"NO_COLOR": "1"}).out
    by_flag = ctl.at_terminal(*words, "--no-color").out

    for shown in (by_environment, by_flag):
        assert shown and not COLOUR.search(shown), shown


@CASES
def test_what_is_no_terminal_gets_none(ctl, coloured, what):
    words, stream, _ = coloured[what]
    piped = ctl.run(*words)

    assert piped.out + piped.err and not COLOUR.search(piped.out + piped.err)
    # One stream at a terminal makes none of the other.
    (other,) = {"stdout", "stderr"} - {stream}
    assert not COLOUR.search(ctl.at_terminal(*words, streams=[other]).out)

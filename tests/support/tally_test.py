"""How a run of scripts/test ends: what failed, what was skipped and why, and the numbers."""

import subprocess

import pytest

from tests.support.stack import ROOT

PASSED = '<testcase classname="a_test" name="test_good"/>'
NO_NPM = "tests/node is not installed: npm could not be reached"


def skip(name, why):
    return (
        f'<testcase classname="b_test" name="{name}">'
        f'<skipped type="pytest.skip" message="{why}">b_test.py:3: {why}</skipped></testcase>'
    )


@pytest.fixture
def tally(tmp_path):
    (tmp_path / "gtest").mkdir()

    def run(cases, **more):
        (tmp_path / "pytest-e2e.xml").write_text(f"<testsuites>{''.join(cases)}</testsuites>")
        for name, text in more.items():
            path = tmp_path / name.replace("__", "/").replace("_xml", ".xml")
            path.write_text(text)
        done = subprocess.run(
            ["/usr/bin/python3", "-B", ROOT / "scripts/lib/tally.py", tmp_path],
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout

    return run


def test_says_why_tests_were_skipped(tally):
    status, said = tally(
        [PASSED, skip("test_one", NO_NPM), skip("test_two", NO_NPM), skip("test_web", "no browser")]
    )

    assert status == 0
    assert said.splitlines() == [
        "",
        "Skipped:",
        "  no browser: b_test.test_web",
        f"  {NO_NPM}: b_test.test_one and 1 more",
        "",
        "1 passed, 0 failed, 3 skipped",
    ]


def test_names_what_googletest_skipped(tally):
    ctest = '<testsuite><testcase name="some_test" status="run"/></testsuite>'
    own = (
        '<testsuites><testcase classname="Net" name="Works" status="run" result="skipped">'
        '<skipped message="net_test.cc:7&#x0A;there is no network"/></testcase></testsuites>'
    )

    _, said = tally([PASSED], **{"ctest-pg_xml": ctest, "gtest__some_test_xml": own})

    assert "  there is no network: Net.Works\n\n1 passed, 0 failed, 1 skipped" in said


def test_a_failure_is_named_and_is_the_status(tally):
    bad = '<testcase classname="a_test" name="test_bad"><failure message="no"/></testcase>'

    status, said = tally([PASSED, bad])

    assert status == 1
    assert said == "\nFailed:\n  a_test.test_bad\n\n1 passed, 1 failed\n"


def test_a_run_without_tests_fails(tally):
    assert tally([]) == (1, "\nNo test ran.\n\n0 passed, 0 failed\n")

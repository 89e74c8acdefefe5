"""Sums up the reports of a test run.

tally.py DIR reads DIR/ctest-*.xml, DIR/gtest/*.xml and DIR/pytest-*.xml, names what failed, says
why what was skipped was, and ends with the line "N passed, N failed" (and ", N skipped" when some
were). A test executable that crashed wrote no report of its own and counts as one failed test. The
exit status is 1 when a test failed or none ran.
"""

import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

Counts = collections.namedtuple("Counts", "passed failed skipped")
# What became of a test: passed, failed or skipped, and why it was skipped.
Result = collections.namedtuple("Result", "name outcome reason", defaults=("",))


def parse(path):
    """The root element, or None when the file was not finished."""
    try:
        return ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, FileNotFoundError):
        return None


def outcome(case):
    """passed, failed or skipped; None for a case that was not meant to run."""
    if case.get("status") == "notrun" or case.get("result") == "suppressed":
        return None
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    if case.find("skipped") is not None or case.get("result") == "skipped":
        return "skipped"
    return "passed"


def reason(case):
    """Why a case was skipped; '' when it was not."""
    element = case.find("skipped")
    if element is None:
        return ""
    # Googletest puts the place in the source into the lines before.
    lines = (element.get("message") or element.text or "").strip().splitlines()
    return lines[-1] if lines else "no reason is given"


def cases(root):
    """The results of every test case below an element."""
    for case in root.iter("testcase"):
        result = outcome(case)
        if result:
            name = f"{case.get('classname', '')}.{case.get('name')}"
            yield Result(name, result, reason(case))


def executables(directory):
    """Test executables: their cases, and a failure of their own for one that broke down."""
    for report in sorted(directory.glob("ctest-*.xml")):
        root = parse(report)
        if root is None:
            yield Result(f"{report.name} is broken", "failed")
            continue
        for executable in root.iter("testcase"):
            name = executable.get("name")
            own = parse(directory / "gtest" / f"{name}.xml")
            found = list(cases(own)) if own is not None else []
            yield from found
            broke_down = executable.get("status") == "fail" or outcome(executable) == "failed"
            if broke_down and not any(each.outcome == "failed" for each in found):
                yield Result(f"{name} (the executable broke down)", "failed")
            elif own is None and not broke_down:
                yield Result(name, outcome(executable) or "skipped", reason(executable))


def everything(directory):
    yield from executables(directory)
    for report in sorted(directory.glob("pytest-*.xml")):
        root = parse(report)
        broken = Result(f"{report.name} is broken", "failed")
        yield from cases(root) if root is not None else [broken]
    for mark in sorted(directory.glob("*.broken")):
        yield Result(f"{mark.stem} did not run to its end", "failed")


def summary(counts):
    skipped = f", {counts.skipped} skipped" if counts.skipped else ""
    return f"{counts.passed} passed, {counts.failed} failed{skipped}"


def skipped(results):
    """A line for each reason, with the number of tests and the first of them."""
    tests = collections.defaultdict(list)
    for result in results:
        if result.outcome == "skipped":
            tests[result.reason or "no reason is given"].append(result.name)
    for why, names in sorted(tests.items()):
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{why}: {names[0]}{others}"


def main():
    results = list(everything(pathlib.Path(sys.argv[1])))
    failed = [result.name for result in results if result.outcome == "failed"]
    if failed:
        print("\nFailed:", *failed, sep="\n  ")
    if reasons := list(skipped(results)):
        print("\nSkipped:", *reasons, sep="\n  ")
    if not results:
        print("\nNo test ran.")
    counter = collections.Counter(result.outcome for result in results)
    print()
    print(summary(Counts(counter["passed"], counter["failed"], counter["skipped"])), flush=True)
    return 1 if failed or not counter["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())

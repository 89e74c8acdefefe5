"""C++ looks as clang-format makes it."""

import subprocess

from tests.tidy.source import ROOT, expect_none, files


def test_cpp_is_formatted():
    sources = [str(path) for path in files(".cc", ".h")]
    command = ["clang-format-16", "--dry-run", "--Werror", *sources]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    wrong = {line.partition(":")[0] for line in done.stderr.splitlines() if ": error: " in line}
    expect_none(f"{path}: ./scripts/lint --fix" for path in sorted(wrong))
    assert done.returncode == 0, done.stderr

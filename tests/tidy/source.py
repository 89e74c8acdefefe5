"""The files of this repository, and how a rule complains about them."""

import functools
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


@functools.lru_cache(maxsize=None)
def tracked():
    """Paths, relative to the root, of what git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    if done.returncode == 0:
        names = {name for name in done.stdout.decode().split("\0") if name}
        paths = (pathlib.PurePosixPath(name) for name in names)
        return sorted(path for path in paths if (ROOT / path).is_file())
    # A tree without git, such as an unpacked release.
    hidden = {"build", ".steward", "__pycache__", ".git"}
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(pathlib.PurePosixPath(path) for path in found if not hidden & set(path.parts))


def files(*suffixes, under=None):
    """Those of some suffixes, below some folders ("services", "gateway") or all."""
    return [
        path
        for path in tracked()
        if path.suffix in suffixes and (under is None or path.parts[0] in under)
    ]


@functools.lru_cache(maxsize=None)
def text(path):
    return (ROOT / path).read_text(errors="replace")


def lines(path):
    """(number, line) pairs."""
    return enumerate(text(path).splitlines(), start=1)


def code_lines(path):
    """(number, line) pairs of C++ without comments and the contents of strings."""
    for number, line in lines(path):
        yield number, re.sub(r"//.*", "", re.sub(r'"(\\.|[^"\\])*"', '""', line))


def includes(path):
    """(number, header) pairs."""
    for number, line in lines(path):
        if found := re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line):
            yield number, found.group(1)


def find(pattern, paths, remedy, reader=lines):
    """Complaints about the lines that match."""
    expression = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()[:80]}  -> {remedy}"
        for path in paths
        for number, line in reader(path)
        if expression.search(line)
    ]


def expect_none(complaints):
    """Fails with the complaints, if there are any."""
    complaints = list(complaints)
    assert not complaints, f"{len(complaints)} complaints:\n" + "\n".join(complaints)

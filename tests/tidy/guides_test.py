"""What the guide to adding a service says it takes, counted anew at the service that it names."""

import re

from tests.tidy.source import text, tracked

GUIDE = "docs/guides/adding-a-service.md"
YOUNGEST = "catalog"
# In whichever spelling, but no role and no collection that is called after it.
NAMED = re.compile(rf"(?<![a-z]){YOUNGEST}(?!_manager|[a-zA-Z])")
LIMIT = 300


def lines_of(path):
    """All lines of a file that the service has for itself, or those that name it."""
    lines = text(path).splitlines()
    own = YOUNGEST in (*path.parts, path.stem)
    return len(lines) if own else sum(bool(NAMED.search(line)) for line in lines)


def named_by_the_guide():
    """The files of the table of what runs it here."""
    table = text(GUIDE).partition("## Running it here")[2].partition("\n## ")[0]
    for pattern in re.findall(r"`([\w./*]+)`", table):
        found = [path for path in tracked() if path.match(pattern)]
        assert found, f"{GUIDE}: {pattern} -> a file that is there"
        yield from found


def counted():
    """Lines by what the guide calls them."""
    own = [f"services/{YOUNGEST}/main.cc", f"services/{YOUNGEST}/CMakeLists.txt"]
    lists = ["services/CMakeLists.txt", "proto/CMakeLists.txt"]
    cluster = [path for path in tracked() if path.parts[0] == "deploy"]
    cluster += [path for path in tracked() if path.match("docs/operations/kubernetes.md")]
    service = [path for path in tracked() if str(path) in own + lists]
    return {
        "in the service": sum(map(lines_of, service)),
        "to run it here": sum(map(lines_of, named_by_the_guide())),
        "to run it on Kubernetes": sum(map(lines_of, cluster)),
    }



def test_a_service_takes_little_besides_its_domain():
    lines = counted()
    assert min(lines.values()) > 40
    assert sum(lines.values()) < LIMIT, lines


def test_the_guide_counts_right():
    told = {what: int(re.search(rf"(\d+) {what}", text(GUIDE)).group(1)) for what in counted()}
    told["lines"] = int(re.search(r"about (\d+) lines", text(GUIDE)).group(1))
    lines = counted() | {"lines": sum(counted().values())}
    # A line that comes or goes leaves it true.
    assert [] == [what for what in lines if abs(lines[what] - told[what]) > 5], (lines, told)

"""The reference says what is there."""

import re

from tests.tidy.source import expect_none, files, text

FILTERS = "docs/reference/filters.md"


def columns():
    """Fields that lists can filter by, by collection: "tickets", "apikeys"."""
    found = {}
    for path in files(".cc", under=("services",)):
        for table in re.findall(r"Column kColumns\[\] = \{\n(.*?)\n\};", text(path), re.S):
            name = re.search(r'\{"name",\s*"(.*?)"', table).group(1)
            collection = re.findall(r"(\w+)/'", name)[-1].lower()
            found[collection] = set(re.findall(r'^    \{"(\w+)"', table, re.M))
    return found


def documented():
    """The same as the reference has it."""
    section = text(FILTERS).split("\n## Fields\n")[1].split("\n## ")[0]
    items = re.findall(r"^- \*\*(.+?)\*\*: ((?:.|\n  )*)", section, re.M)
    return {
        title.replace(" ", "").lower(): set(re.findall(r"`(\w+)`", body.partition(";")[0]))
        for title, body in items
    }


def test_the_reference_has_the_fields_of_every_list():
    known = documented()
    expect_none(
        f"{FILTERS}: {collection}: {sorted(fields ^ known.get(collection, set()))} -> name them as"
        " the columns do"
        for collection, fields in columns().items()
        if fields != known.get(collection)
    )

"""One statement a file, said clearly."""

import re

from tests.tidy.source import expect_none, files, text

KEYWORDS = (
    "select insert update delete from where and or not in is null as on join left inner using order"
    " group by limit offset values into set returning with union all exists between like case when"
    " then else end distinct having for conflict do nothing lock create table index primary key"
    " references default check constraint alter add column grant revoke policy"
).split()


def queries():
    return [path for path in files(".sql") if path.parent.name == "queries"]


def statement(path):
    """The SQL without comments and quoted text."""
    bare = re.sub(r"--[^\n]*", "", text(path))
    return re.sub(r"""'(''|[^'])*'|"[^"]*"|\$\w*\$.*?\$\w*\$""", "''", bare, flags=re.S)


def test_queries_start_with_their_cardinality():
    expect_none(
        f"{path}: {text(path).splitlines()[:1]} -> start with -- one row, -- rows or -- exec"
        for path in queries()
        if not re.match(r"-- (one row|rows|exec)\b", text(path))
    )


def test_queries_are_named_by_verb_and_noun():
    expect_none(
        f"{path}: -> name it <verb>_<noun>.sql in lower case"
        for path in queries()
        if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", path.stem)
    )


def test_query_files_hold_one_statement():
    expect_none(
        f"{path}: more than one statement, or a semicolon at its end -> one statement, without it"
        for path in queries()
        if ";" in statement(path)
    )


def test_keywords_are_in_upper_case():
    lower = re.compile(rf"\b({'|'.join(KEYWORDS)})\b")
    complaints = []
    for path in files(".sql"):
        # Words at a dot are names, those in braces stand for text that is put in later.
        words = set(re.findall(lower, re.sub(r"\w+\.\w+|\{\w+\}", "", statement(path))))
        # Columns may have these names.
        words -= {"key", "offset"}
        if words:
            complaints.append(f"{path}: {', '.join(sorted(words))} -> upper case")
    expect_none(complaints)


def test_queries_list_their_columns():
    expect_none(
        f"{path}: SELECT * -> list the columns"
        for path in files(".sql")
        if re.search(r"\b(SELECT|RETURNING)\s+\*", statement(path))
    )


def test_cpp_has_no_select_star():
    expect_none(
        f"{path}: SELECT * -> list the columns"
        for path in files(".cc", ".h")
        if re.search(r"SELECT\s+\*", text(path)) and not path.stem.endswith("_test")
    )


def test_queries_name_the_tenant_or_say_that_they_are_of_the_system():
    expect_none(
        f"{path}: no tenant_id -> add it to the WHERE, or say why in a comment: -- system: …"
        for path in queries()
        if path.parts[0] == "services"
        and "tenant_id" not in statement(path)
        and not re.search(r"^-- system\b", text(path), re.M)
    )


def migrations():
    return [path for path in files(".sql") if path.parent.name == "migrations"]


def test_migrations_are_numbered_without_a_gap():
    complaints = []
    for folder in {path.parent for path in migrations()}:
        names = sorted(path.name for path in migrations() if path.parent == folder)
        for number, name in enumerate(names, start=1):
            if not re.fullmatch(rf"{number:04d}_[a-z0-9_]+\.sql", name):
                complaints.append(f"{folder}/{name}: -> {number:04d}_<idea>.sql")
    expect_none(complaints)


def test_tables_of_tenants_have_row_level_security_and_start_their_keys_with_the_tenant():
    complaints = []
    for folder in {path.parent for path in migrations()}:
        everything = "\n".join(statement(path) for path in migrations() if path.parent == folder)
        for name, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", everything, re.S):
            if "tenant_id" not in body:
                continue
            if not re.search(rf"ALTER TABLE {name} [^;]*\bFORCE ROW LEVEL SECURITY", everything):
                complaints.append(f"{folder}: {name} -> ALTER TABLE … FORCE ROW LEVEL SECURITY")
            for key in re.findall(r"(?:PRIMARY KEY|UNIQUE|FOREIGN KEY) \((\w+)", body):
                if key != "tenant_id":
                    complaints.append(f"{folder}: {name} ({key} …) -> tenant_id first in every key")
    expect_none(complaints)

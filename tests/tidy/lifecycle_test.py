"""Refusals name what a caller may do instead: the actions that the contract has, and no others."""

import json
import re

from tests.tidy.source import ROOT, expect_none

# Of lifecycles that are not named after what the contract calls the records.
COLLECTIONS = {
    "catalog/item": "catalogItems",
    "catalog/offering": "serviceOfferings",
    "catalog/request": "requests",
    "catalog/service": "catalogServices",
    "change_approval/approval": "approvals",
    "change_approval/template": "changeTemplates",
}
# Of the rest, which are kinds of one record.
BY_SERVICE = {"change_approval": "changes", "ticket": "tickets"}


def documents():
    """(file, collection, document) of each lifecycle."""
    for file in sorted(ROOT.glob("services/*/lifecycles/*.json")):
        service = file.parts[-3]
        collection = COLLECTIONS.get(f"{service}/{file.stem}") or BY_SERVICE[service]
        yield file.relative_to(ROOT), collection, json.loads(file.read_text())


def actions(collection):
    """What callers do with a record of the collection."""
    contract = "".join(file.read_text() for file in ROOT.glob("proto/steward/*/v1/*_service.proto"))
    verbs = re.findall(rf'post: "/v1/{{name={collection}/\*}}:(\w+)"', contract)
    return {*verbs, "update"}


def test_what_no_caller_takes_is_automatic():
    expect_none(
        f'{file}: {transition["action"]} -> "automatic": {json.dumps(automatic)}, as {collection}'
        for file, collection, document in documents()
        for transition in document["transitions"]
        if (automatic := transition["action"] not in actions(collection))
        != transition.get("automatic", False)
    )

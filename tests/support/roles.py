"""proto/steward/roles.json as tests read it: which role has a permission, and for which records."""

import json
import pathlib

TABLE = json.loads(
    (pathlib.Path(__file__).resolve().parents[2] / "proto/steward/roles.json").read_text()
)
# Those that somebody can be given.
ROLES = {name: scopes for name, scopes in TABLE["roles"].items() if name not in TABLE["internal"]}


def grants(granted, permission):
    """Whether an entry of the table stands for a permission."""
    if granted == permission or permission in TABLE["named"]:
        return granted == permission
    collection, _, action = permission.rpartition(".")
    return granted in ("*", f"{collection}.*", f"*.{action}")


def scopes_of(role, permission):
    """The scopes in which a role has a permission, of "tenant", "group" and "own"."""
    return {
        scope
        for scope, granted in ROLES.get(role, {}).items()
        if any(grants(each, permission) for each in granted)
    }


def holders(permission, *scopes):
    """The roles that have a permission in one of the scopes, or in any."""
    wanted = set(scopes or ("tenant", "group", "own"))
    return {role for role in ROLES if scopes_of(role, permission) & wanted}

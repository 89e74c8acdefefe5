"""Whoever docs/reference/access.md says has a permission has it in proto/steward/roles.json."""

import re

import pytest

from tests.support.roles import ROLES, holders
from tests.tidy.source import text

PAGE = "docs/reference/access.md"
ANY = ("tenant", "group", "own")


def roles_of(words):
    """Those that a list in prose names: "agents, catalog managers and an administrator's"."""
    words = re.sub(r"\b(an?|in their groups)\b|'s\b|`", "", words)
    names = ["_".join(each.split()) for each in re.split(r",|\band\b|\bor\b", words)]
    roles = {name if name in ROLES else name.removesuffix("s") for name in names if name}
    return {"tenant_admin" if role == "administrator" else role for role in roles}


def said(pattern):
    """What stands in the parentheses of the pattern, in the one place of the page that matches."""
    (found,) = re.finditer(pattern.replace(" ", r"\s+"), text(PAGE))
    return [roles_of(words) for words in found.groups()]


# What the page says, the permission, and the scope that each of its lists is about.
SENTENCES = [
    (
        r"`phone` of a user is read by the user, as ([^,]*), and by ([^.(]*) \(`users.readContact`",
        "users.readContact",
        [("own",), ("tenant",)],
    ),
    (
        r"A (requester[^.]*) keeps their own \[substitutes\]",
        "substitutes.create",
        [("own",)],
    ),
    (
        r"reaches it: (an auditor's[^,]*) everywhere, (an agent's[^,]*) where a group of theirs",
        "tickets.readConfidential",
        [("tenant",), ("group",)],
    ),
    (
        r"reaches it see such a ticket: ([^.]*), and who has the role `vip_care`",
        "tickets.readVip",
        [ANY],
    ),
    (
        r"`comments.readInternal` too, which ([^.]*) have, and are written",
        "comments.readInternal",
        [ANY],
    ),
    (
        r"`catalogItems.readConfidential` see it: ([^.]*)\.",
        "catalogItems.readConfidential",
        [ANY],
    ),
    (
        r"`roles` of a user and of a service account are written by (administrators)",
        "users.grantRoles",
        [ANY],
    ),
]


@pytest.mark.parametrize("pattern, permission, scopes", SENTENCES)
def test_the_page_names_who_has_a_permission(pattern, permission, scopes):
    assert said(pattern) == [holders(permission, *each) - {"vip_care"} for each in scopes]


def test_the_page_names_who_lacks_what_all_others_have():
    (besides,) = said(r"\nAll but ([^.]*) may also get and list users")
    (programs,) = said(r"All of these but (\S*) see their own \[notifications\]")

    for permission in ("users.list", "memberships.get", "locations.list", "about.get"):
        assert holders(permission) == ROLES.keys() - besides, permission
    for permission in ("notifications.list", "notifications.markRead"):
        assert holders(permission) == ROLES.keys() - besides - programs, permission

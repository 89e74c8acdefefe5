"""Requests about the directory that several tests make."""

from datetime import datetime, timedelta, timezone


def create_user(api, user_id, **fields):
    """Creates a user and returns it."""
    body = {"userId": user_id, "displayName": user_id.title(), **fields}
    return api.post("/v1/users", body).ok()


def the_user(api, user_id):
    """The name of a user, who is created when they do not exist."""
    made = api.post("/v1/users", {"userId": user_id, "displayName": user_id.title()})
    assert made.status in (200, 409), made.json
    return f"users/{user_id}"


def create_group(api, group_id, **fields):
    """Creates a group and returns it."""
    body = {"groupId": group_id, "displayName": group_id.title(), "kind": "ASSIGNMENT", **fields}
    return api.post("/v1/groups", body).ok()


def create_location(api, location_id, **fields):
    """Creates a location and returns it."""
    body = {"locationId": location_id, "displayName": location_id.title(), **fields}
    return api.post("/v1/locations", body).ok()


def create_organization(api, organization_id, **fields):
    """Creates an organization and returns it."""
    body = {"organizationId": organization_id, "displayName": organization_id.title(), **fields}
    return api.post("/v1/organizations", body).ok()


def create_account(api, account_id, **fields):
    """Creates a service account and returns it."""
    body = {"serviceAccountId": account_id, "displayName": account_id.title(), **fields}
    return api.post("/v1/serviceAccounts", body).ok()


def join(api, group, user, **fields):
    """Takes a user into a group; returns the answer."""
    return api.post(f"/v1/{group}/memberships", {"user": user, **fields})


def substitute(api, user, by, **fields):
    """Lets somebody act for a user; returns the answer."""
    body = {"substitute": by, "startTime": "2099-01-01T00:00:00Z", **fields}
    return api.post(f"/v1/{user}/substitutes", {"endTime": "2099-02-01T00:00:00Z", **body})


def create_key(api, account_id="ci", **fields):
    """Creates a key of an account and returns it, with the key itself."""
    return api.post(f"/v1/serviceAccounts/{account_id}/apiKeys", fields).ok()


def after(**span):
    """A time so far from now, as requests have it."""
    return (datetime.now(timezone.utc) + timedelta(**span)).isoformat()


def give_access(api, tenant, grantee, /, *roles, **fields):
    """Gives roles to somebody of another tenant, for an hour; returns the answer."""
    body = {"granteeTenant": tenant, "grantee": grantee, "roles": roles, "reason": "Service desk"}
    return api.post("/v1/accessGrants", {"expireTime": after(hours=1), **body, **fields})

"""Row-level security as it stands in the databases of all services, whatever their migrations say:
of each table that has a tenant, and with rows in it that real calls made."""

import psycopg
import pytest

from tests.e2e.incidents import create
from tests.e2e.records import MAKE
from tests.support.waiting import wait_until

SERVICES = ("catalog", "change_approval", "directory", "notification", "ticket")

TABLES = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND a.attnotnull,
       pg_get_userbyid(c.relowner)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
"""
# Events have their place in a shard, which several tenants share.
KEYS_WITHOUT_TENANT = """
SELECT i.indexrelid::regclass::text
FROM pg_index i
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'tenant_id'
WHERE i.indisunique AND i.indkey[0] <> a.attnum
      AND i.indexrelid::regclass::text <> 'journal_by_offset'
UNION ALL
SELECT c.conname::text
FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'tenant_id'
WHERE c.contype = 'f' AND c.conkey[1] <> a.attnum
"""


def rows(stack, service, user, *statements):
    """What the last one returns, all of them in one transaction."""
    with psycopg.connect(stack.conninfo(service, user)) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall()


def refused(stack, service, user, statement):
    """The class of the refusal; None when it was not refused. Nothing of it stays."""
    with psycopg.connect(stack.conninfo(service, user)) as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            return type(error)
        finally:
            connection.rollback()


def tables(stack, service):
    return [name for name, *_ in rows(stack, service, "postgres", TABLES)]


@pytest.fixture(scope="module")
def tenants(stack):
    """Two, each with records of every service and sealed events."""
    found = [stack.new_tenant(), stack.new_tenant()]
    for tenant in found:
        api = stack.client(tenant)
        api.post("/v1/users", {"userId": "kari", "displayName": "Kari"}).ok()
        create(api, requester="users/kari")
        for collection in ("catalogItems", "requests", "changes", "notifications", "webhooks"):
            MAKE[collection](api)
    sealed = "SELECT count(DISTINCT tenant_id) FROM seal WHERE tenant_id = ANY (ARRAY[{}])".format(
        ", ".join(f"'{tenant}'" for tenant in found)
    )
    wait_until(lambda: rows(stack, "ticket", "postgres", sealed) == [(2,)], what="sealed events")
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_of_tenants_is_fenced(stack, service):
    found = rows(stack, service, "postgres", TABLES)

    assert {"journal", "request", "seal", "signed_head"} <= {name for name, *_ in found}
    application = f"steward_{service}_app"
    assert [name for name, fenced, owner in found if not fenced or owner == application] == []
    assert rows(stack, service, "postgres", KEYS_WITHOUT_TENANT) == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_query_that_forgets_the_tenant_sees_one_only(stack, service, tenants):
    own = tenants[0]
    seen = set()
    for table in tables(stack, service):
        forgetful = f"SELECT DISTINCT tenant_id FROM {table}"
        assert rows(stack, service, f"steward_{service}_app", forgetful) == [], table
        scope = f"SELECT set_config('app.tenant', '{own}', true)"
        shown = rows(stack, service, f"steward_{service}_app", scope, forgetful)
        assert shown in ([], [(own,)]), table
        everything = {tenant for (tenant,) in rows(stack, service, "postgres", forgetful)}
        seen |= {table} if set(tenants) <= everything else set()
    # What the answer of the fence is worth: these hold rows of both.
    expected = {
        "ticket": {"ticket", "journal", "request", "seal", "known_user"},
        "directory": {"directory_user", "journal", "request"},
        "catalog": {"catalog_item", "catalog_service", "service_offering", "service_request"},
        "change_approval": {"approval", "change", "change_model", "journal", "request"},
        "notification": {"contact", "notification", "webhook", "journal", "request"},
    }
    assert expected[service] <= seen


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_role_of_jobs_reaches_over_tenants(stack, service, tenants):
    lift = "SELECT set_config('app.system', 'on', true), set_config('app.tenants', '{}', true)"
    reached = set()
    for table in tables(stack, service):
        count = f"SELECT count(DISTINCT tenant_id) FROM {table}"
        assert rows(stack, service, f"steward_{service}_app", lift, count) == [(0,)], table
        ((found,),) = rows(stack, service, f"steward_{service}_jobs", lift, count)
        reached |= {table} if found > 1 else set()
    assert {"journal"} | ({"seal"} if service == "ticket" else set()) <= reached


@pytest.mark.parametrize("service", SERVICES)
def test_the_roles_of_a_service_change_rows_and_nothing_else(stack, service):
    denied = psycopg.errors.InsufficientPrivilege
    for role in (f"steward_{service}_app", f"steward_{service}_jobs"):
        for statement in (
            "TRUNCATE journal",
            "CREATE TABLE own (id text)",
            "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "ALTER TABLE journal DISABLE ROW LEVEL SECURITY",
            "UPDATE journal SET actor = 'users/nobody'",
            "SET ROLE steward_owner",
        ):
            assert refused(stack, service, role, statement) is denied, (role, statement)
    becomes = f"SET ROLE steward_{service}_jobs"
    assert refused(stack, service, f"steward_{service}_app", becomes) is denied


@pytest.mark.parametrize("service", ("ticket", "directory"))
def test_no_role_of_a_service_deletes_events_that_are_young(stack, service, tenants):
    delete = "WITH gone AS (DELETE FROM journal RETURNING 1) SELECT count(*) FROM gone"
    system = "SELECT set_config('app.system', 'on', true), set_config('app.tenants', '{}', true)"
    tenant = f"SELECT set_config('app.tenant', '{tenants[0]}', true)"
    for role in (f"steward_{service}_app", f"steward_{service}_jobs"):
        for scope in (system, tenant):
            assert rows(stack, service, role, scope, delete) == [(0,)], (role, scope)
        assert rows(stack, service, role, delete) == [(0,)], role

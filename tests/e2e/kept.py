"""What the services keep of a tenant in their databases."""

from tests.support.stack import SERVICES
from tests.support.waiting import wait_until

# Rows of work that goes on by itself: they change whether somebody calls or not.
OF_WORK = {
    "api_key_use",
    "consumed_event",
    "delivery",
    "due_work",
    "endpoint",
    "notice",
    "operation_work",
    "seal",
    "signed_head",
}
# While there are such rows, more is to come.
OPEN = {"due_work": "AND due_time <= now()", "notice": "", "operation_work": ""}
TABLES = """
SELECT table_name FROM information_schema.columns JOIN information_schema.tables
  USING (table_schema, table_name)
WHERE (column_name = 'tenant_id' OR table_name = 'consumer_position') AND table_type = 'BASE TABLE'
GROUP BY table_name"""
EVENT = "steward.event.v1.Event"
EVENTS = "SELECT type, event FROM journal WHERE tenant_id = %s ORDER BY epoch, event_offset"


class Kept:
    """The rows of one tenant, of all services of a stack."""

    def __init__(self, stack):
        self._stack = stack
        tables = {service: {name for (name,) in stack.psql(service, TABLES)}
                  for service in SERVICES}
        assert all({"journal", "counter", "request"} <= names for names in tables.values())
        self._rows = {service: rows_of(names) for service, names in tables.items()}
        self._work = {service: work_of(service, names) for service, names in tables.items()}

    def rows(self, tenant):
        """(service, table, row as text) of each, once everybody has done what follows from it."""
        wait_until(lambda: self._is_quiet(tenant), 30, f"the work of {tenant} to be done")
        return {
            (service, *row)
            for service, query in self._rows.items()
            for row in self._stack.psql(service, query, {"tenant": tenant})
        }

    def events(self, tenant, call):
        """Types of the events that a call made; `call` is the id that its answer has."""
        event = self._stack.contract.message(EVENT)
        return [
            kind
            for service in SERVICES
            for kind, data in self._stack.psql(service, EVENTS, [tenant])
            if event.FromString(data).request_id == call
        ]

    def _is_quiet(self, tenant):
        found = [
            row
            for service, query in self._work.items()
            for row in self._stack.psql(service, query, {"tenant": tenant})
        ]
        heads = {row[1:3]: row[3:] for row in found if row[0] == "head"}
        return all(
            heads[row[1:3]] == row[3:] for row in found if row[0] == "place"
        ) and not any(row[0] == "open" for row in found)


def rows_of(tables):
    """The statement that finds what a tenant has in a database with these tables."""
    return " UNION ALL ".join(
        f"SELECT '{name}', kept::text FROM {name} kept WHERE tenant_id = %(tenant)s"
        for name in sorted(tables - OF_WORK - {"consumer_position"})
    )


def work_of(service, tables):
    """The statement that finds how far the service and its consumers are."""
    parts = [f"SELECT 'head', '{service}', shard::int, epoch, head FROM stream"]
    if "consumer_position" in tables:
        parts.append("SELECT 'place', producer, shard::int, epoch, event_offset"
                     " FROM consumer_position")
    parts += [
        f"SELECT 'open', '{name}', 0, 0, 0 FROM {name} WHERE tenant_id = %(tenant)s {when}"
        for name, when in OPEN.items()
        if name in tables
    ]
    return " UNION ALL ".join(parts)

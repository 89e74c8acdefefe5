"""The end of the story: the stream of changes shows all of it."""

# What the story is about; the stream tells of people and configuration, too.
RECORDS = ("requests/", "approvals/", "tickets/", "changes/", "subscriptions/")


class Follower:
    """A client that keeps the state of records by the stream of changes alone."""

    def __init__(self, client):
        self.client = client
        self.states = {}
        self.seen = []
        self._cursor = None

    def follow(self, until, limit=None):
        """Reads on from where it was until `until(self)`, or so many events."""
        start = {} if self._cursor else {"query": {"from": "earliest"}}
        with self.client.events(**start, last_event_id=self._cursor, timeout=20) as stream:
            for message in stream:
                self._cursor = message.id
                event = message.json.get("event")
                if event is not None:
                    self._take(event)
                if until(self) or (limit is not None and len(self.seen) >= limit):
                    return

    def _take(self, event):
        self.seen.append(event["id"])
        name, resource = event["resourceName"], event.get("resource") or {}
        if name.startswith(RECORDS):
            self.states[name] = resource.get("state")


def state_of(client, name):
    return client.get(f"/v1/{name}").ok()["state"]


def replay(world, names):
    """A client is killed in the middle, resumes, and knows what the services know."""
    admin = world.client("tenant_admin", "admin")
    follower = Follower(admin)
    follower.follow(lambda _: False, limit=25)
    world.tell("A client follows GET /v1/events:watch and is killed after 25 events.")
    wanted = {name: state_of(admin, name) for name in names}
    follower.follow(
        lambda me: all(me.states.get(name) == wanted[name] for name in names)
        # What others have in other shards may come behind.
        and all(state_of(admin, name) == state for name, state in me.states.items())
    )
    assert len(set(follower.seen)) == len(follower.seen)
    services = ("requests/", "approvals/", "tickets/", "changes/")
    assert all(any(name.startswith(each) for name in follower.states) for each in services)
    count = len(follower.states)
    world.tell(f"  It resumes with its cursor and knows all {count} records as they are.")

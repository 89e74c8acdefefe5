"""The key of cursors is replaced while clients hold them, gateway by gateway."""

import pytest

from tests.support.client import refused
from tests.support.stack import Stack

STREAM = "/v1/events:watch"
LIST = "/v1/audit/events"


@pytest.fixture(scope="module")
def two_gateways():
    with Stack(notifications=0, catalogs=0, change_approvals=0, gateways=2) as running:
        yield running


@pytest.fixture
def old_key(two_gateways):
    return two_gateways.keys / "cursor.key"


@pytest.fixture
def new_key(two_gateways):
    path = two_gateways.keys / "cursor-new.key"
    path.touch(mode=0o600)
    path.write_text("the new key of cursors, 32 bytes or more")
    return path


def use(stack, name, first, *others):
    """Restarts a gateway with these keys."""
    path = stack.directory / "config" / f"{name}.yaml"
    lines = [x for x in path.read_text().splitlines() if not x.startswith("cursor_key")]
    listed = ", ".join(f'"{each}"' for each in others)
    lines += [f'cursor_key: "{first}"', f"cursor_keys_accepted: [{listed}]"]
    path.write_text("\n".join(lines) + "\n")
    assert stack.terminate(name) == 0
    stack.restart(name)


class Places:
    """What clients hold of all that the gateways gave them."""

    def __init__(self, clients):
        self.clients = clients
        self.cursors, self.tokens = [], []

    def take(self):
        for each in self.clients:
            with each.events(query={"from": "earliest"}) as stream:
                self.cursors.append(next(iter(stream)).id)
            self.tokens.append(each.get(LIST, query={"pageSize": 1}).ok()["nextPageToken"])

    def check(self):
        for each in self.clients:
            for token in self.tokens:
                each.get(LIST, query={"pageSize": 1, "pageToken": token}).ok()
            for cursor in self.cursors:
                with each.events(last_event_id=cursor) as stream:
                    assert stream.status == 200


def test_cursors_and_page_tokens_outlive_a_change_of_their_key(two_gateways, old_key, new_key):
    stack, tenant = two_gateways, two_gateways.new_tenant()
    clients = [stack.client(tenant, gateway=number) for number in (0, 1)]
    for title in ("One", "Two", "Three"):
        draft = {"kind": "INCIDENT", "title": title, "impact": "LOW", "urgency": "LOW"}
        clients[0].post("/v1/tickets", draft).ok()
    places = Places(clients)
    places.take()
    before = places.cursors[0], places.tokens[0]

    for keys in ((old_key, new_key), (new_key, old_key)):
        for name in stack.names("gateway"):
            use(stack, name, *keys)
            places.take()
            places.check()

    for name in stack.names("gateway"):
        use(stack, name, new_key)
    page = clients[0].get(LIST, query={"pageSize": 1, "pageToken": before[1]})
    assert refused(page, 400, "INVALID_PAGE_TOKEN")
    assert refused(clients[0].get(STREAM, query={"from": before[0]}), 400, "INVALID_CURSOR")
    places.cursors, places.tokens = places.cursors[-2:], places.tokens[-2:]
    places.check()

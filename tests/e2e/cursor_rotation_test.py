"""Keys of cursors and page tokens are replaced while clients hold them, process by process."""

import pytest

from tests.support.client import refused
from tests.support.stack import Stack

STREAM = "/v1/events:watch"
LIST = "/v1/audit/events"
TICKETS = "/v1/tickets"


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


def use(stack, name, key, first, *others):
    """Restarts a process with these keys, of which the first is that of the configuration key."""
    path = stack.directory / "config" / f"{name}.yaml"
    lines = [x for x in path.read_text().splitlines() if not x.startswith(key)]
    listed = ", ".join(f'"{each}"' for each in others)
    lines += [f'{key}: "{first}"', f"{key}s_accepted: [{listed}]"]
    path.write_text("\n".join(lines) + "\n")
    assert stack.terminate(name) == 0
    stack.restart(name)


def record(api, *titles):
    for title in titles:
        draft = {"kind": "INCIDENT", "title": title, "impact": "LOW", "urgency": "LOW"}
        api.post(TICKETS, draft).ok()


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
    record(clients[0], "One", "Two", "Three")
    places = Places(clients)
    places.take()
    before = places.cursors[0], places.tokens[0]

    for keys in ((old_key, new_key), (new_key, old_key)):
        for name in stack.names("gateway"):
            use(stack, name, "cursor_key", *keys)
            places.take()
            places.check()

    for name in stack.names("gateway"):
        use(stack, name, "cursor_key", new_key)
    page = clients[0].get(LIST, query={"pageSize": 1, "pageToken": before[1]})
    assert refused(page, 400, "INVALID_PAGE_TOKEN")
    assert refused(clients[0].get(STREAM, query={"from": before[0]}), 400, "INVALID_CURSOR")
    places.cursors, places.tokens = places.cursors[-2:], places.tokens[-2:]
    places.check()


def test_page_tokens_of_services_outlive_a_change_of_their_key(tmp_path):
    new_key = tmp_path / "page-token-new.key"
    new_key.touch(mode=0o600)
    new_key.write_text("the new key of page tokens, 32 bytes or more")
    with Stack(tickets=2, notifications=0, catalogs=0, change_approvals=0) as stack:
        old_key, api = stack.keys / "page-token.key", stack.client(stack.new_tenant())
        record(api, "One", "Two")
        tokens = []

        def page(token=""):
            return api.get(TICKETS, query={"pageSize": 1, "pageToken": token})

        def check():
            """A call goes to one replica, the next to the other."""
            tokens.extend(page().ok()["nextPageToken"] for _ in range(4))
            for token in tokens * 2:
                page(token).ok()

        check()
        for keys in ((old_key, new_key), (new_key, old_key)):
            for name in stack.names("ticket"):
                use(stack, name, "page_token_key", *keys)
                stack.wait_until_ready()
                check()
        of_old, of_new = tokens[0], tokens[-1]
        for name in stack.names("ticket"):
            use(stack, name, "page_token_key", new_key)
        stack.wait_until_ready()
        for _ in range(4):
            page(of_new).ok()
            assert refused(page(of_old), 400, "INVALID_PAGE_TOKEN")

"""The key that seals secrets of webhooks is replaced, replica by replica."""

import re

import pytest

from tests.e2e.incidents import create
from tests.support.stack import Stack
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import is_signed

OLD, NEW = b"\x01\x011", b"\x01\x012"


@pytest.fixture(scope="module")
def two_replicas():
    with Stack(notifications=2, catalogs=0, change_approvals=0) as running:
        yield running


@pytest.fixture
def new_key(two_replicas):
    path = two_replicas.keys / "seal-new.key"
    path.touch(mode=0o600)
    path.write_text("ab" * 32)
    return path


def use(stack, first, name, *others):
    """Restarts all replicas, one by one, with these keys."""
    for replica in stack.names("notification"):
        path = stack.directory / "config" / f"{replica}.yaml"
        lines = [x for x in path.read_text().splitlines() if not x.startswith("seal_key")]
        listed = ", ".join(f'"{each}"' for each in others)
        lines += [f'seal_key: "{first}"', f'seal_key_id: "{name}"']
        lines += [f"seal_keys_accepted: [{listed}]"]
        path.write_text("\n".join(lines) + "\n")
        assert stack.terminate(replica) == 0
        stack.restart(replica)


def headers(stack):
    """How the stored secrets begin: the name of their key."""
    rows = stack.psql("notification", "SELECT substr(sealed_secret, 1, 3) FROM webhook")
    return [bytes(row[0]) for row in rows]


def metric(stack, name):
    """Of all replicas."""
    found = [
        re.search(rf"^steward_webhook_secrets_{name} (\d+)$", process.metrics(), re.M)
        for process in map(stack.processes.get, stack.names("notification"))
    ]
    return [int(each[1]) for each in found if each]


def assert_delivered(api, receiver, secret):
    before = len(receiver.deliveries)
    create(api)
    assert is_signed(receiver.wait_for(before + 1)[-1], secret)


def test_webhooks_go_on_while_the_key_of_their_secrets_is_replaced(two_replicas, receiver, new_key):
    stack, old_key = two_replicas, two_replicas.keys / "seal.key"
    api = stack.client(stack.new_tenant())
    draft = {"url": receiver.url, "eventTypes": ["dev.steward.ticket.created.v1"]}
    secret = api.post("/v1/webhooks", draft).ok()["secret"]
    assert_delivered(api, receiver, secret)

    use(stack, old_key, 1, f"2={new_key}")
    assert_delivered(api, receiver, secret)
    assert headers(stack) == [OLD]

    use(stack, new_key, 2, f"1={old_key}")
    wait_until(
        lambda: metric(stack, "under_old_keys") == [0, 0]
        and sum(metric(stack, "resealed_total")) >= 1,
        what="the secret to be sealed anew",
    )
    assert headers(stack) == [NEW]
    assert_delivered(api, receiver, secret)

    use(stack, new_key, 2)
    old_key.unlink()
    assert_delivered(api, receiver, secret)
    wait_until(lambda: metric(stack, "under_old_keys") == [0, 0], what="a round without it")


def test_a_secret_whose_key_is_gone_is_told_of(two_replicas, receiver, new_key):
    stack = two_replicas
    third = stack.keys / "seal-third.key"
    third.touch(mode=0o600)
    third.write_text("cd" * 32)
    api = stack.client(stack.new_tenant())
    api.post("/v1/webhooks", {"url": receiver.url}).ok()
    stored = headers(stack)

    use(stack, third, 3)

    wait_until(
        lambda: metric(stack, "under_old_keys") == [len(stored)] * 2, what="both to tell of it"
    )
    assert headers(stack) == stored

"""From an order to its approval, and votes on approvals.

The clock is PostgreSQL's own note of when each transaction was committed; all services have their
databases in one cluster.
"""

import threading
import time

from tests.e2e.offers import create_item
from tests.e2e.people import create_user
from tests.performance.latency import quantile
from tests.support.stack import Stack
from tests.support.waiting import pause, wait_until

ORDERS, QUICK_ORDERS = 600, 100
# Orders arrive at this rate while latency is measured.
RATE = 40
VOTERS = 8
COMMITTED = "extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8"
SUBMITTED = f"SELECT resource, {COMMITTED} FROM journal WHERE type = %s"
# Nothing but the question has changed the row yet.
ASKED = f"SELECT subject, {COMMITTED} FROM approval WHERE version = 1"


def orders(plan):
    count = QUICK_ORDERS if plan.quick else ORDERS
    with Stack(durable=True) as stack:
        stack.psql("catalog", "ALTER SYSTEM SET track_commit_timestamp = on")
        stack.stop_postgres()
        stack.start_postgres()
        stack.wait_until_ready()
        api = stack.client()
        create_user(api, "mike", email="mike@example.com")
        create_user(api, "rita", manager="users/mike")
        rules = [{"title": "Manager", "manager": True, "rule": "ANY"}]
        create_item(api, "laptop", approvalRules=rules)
        plan.notes["order_to_approval_p50_ms"], plan.notes["order_to_approval_p99_ms"] = (
            order_to_approval(stack, count)
        )
        plan.notes["approvals_decided_per_s"] = decide_all(stack, count)


def order_to_approval(stack, count):
    """Milliseconds from the commit of an order to that of its approval: median and 99th."""
    rita = stack.client(role="requester", subject="users/rita")
    begin = time.monotonic()
    for number in range(count):
        pause(max(0, begin + number / RATE - time.monotonic()))
        rita.post("/v1/requests", {"item": "catalogItems/laptop"}).ok()
    submitted = stack.psql("catalog", SUBMITTED, ["dev.steward.request.submitted.v1"])

    def asked():
        found = dict(stack.psql("change-approval", ASKED))
        return found if len(found) == len(submitted) else None

    approvals = wait_until(asked, 60, "all approvals")
    waits = [1e3 * (approvals[name] - at) for name, at in submitted]
    return quantile(waits, 0.50), quantile(waits, 0.99)


def decide_all(stack, count):
    """Votes in a second, of as many voters as have one connection each."""
    mike = [stack.client(role="approver", subject="users/mike") for _ in range(VOTERS)]
    names = iter(range(1, count + 1))
    lock = threading.Lock()

    def vote(client):
        while True:
            with lock:
                number = next(names, None)
            if number is None:
                return
            body = {"decision": "APPROVE"}
            client.post(f"/v1/approvals/APR-{number}:decide", body).ok()

    voters = [threading.Thread(target=vote, args=(client,)) for client in mike]
    begin = time.monotonic()
    for voter in voters:
        voter.start()
    for voter in voters:
        voter.join()
    return count / (time.monotonic() - begin)

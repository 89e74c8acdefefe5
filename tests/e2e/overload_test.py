"""What is too much is refused at once at either door, and no tenant takes the place of another."""

import contextlib
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from tests.support.rpc import info_of
from tests.support.stack import Stack
from tests.support.waiting import wait_until

# Of each door: it has one thread.
MOST = 4
TICKETS = ("/v1/tickets", "steward.ticket.v1.TicketService/ListTickets")
USERS = ("/v1/users", "steward.directory.v1.UserService/ListUsers")
# (gRPC's code or HTTP's status, reason, seconds to wait)
DONE = ("OK", None, None)
SHED = ("UNAVAILABLE", "OVERLOADED", "1")


def by_rest(stack, tenant, method):
    answer = stack.client(tenant).get(method[0])
    if answer.status == 200:
        return DONE
    assert answer.status == 503, answer
    return "UNAVAILABLE", answer.reason, answer.headers["retry-after"]


def by_grpc(stack, tenant, method):
    with stack.grpc(tenant) as client:
        try:
            client.call(method[1])
            return DONE
        except grpc.RpcError as error:
            info = info_of(error, client.contract)
            pushback = dict(error.trailing_metadata())["grpc-retry-pushback-ms"]
            assert pushback == info.metadata["retry_after_seconds"] + "000"
            return error.code().name, info.reason, info.metadata["retry_after_seconds"]


@pytest.fixture(scope="module")
def narrow():
    """A gateway that takes few calls, and has patience with those that it took."""
    gateway = {"calls_max": str(MOST), "read_timeout": "60s"}
    # Limits of rates are taken ahead by asking Redis; here each request comes in at once.
    gateway |= {f"requests_per_minute_{whose}": "0" for whose in ("caller", "tenant")}
    settings = {"gateway": gateway}
    with Stack(notifications=0, catalogs=0, change_approvals=0, settings=settings) as running:
        yield running


@contextlib.contextmanager
def standstill(stack, name):
    """Calls of a process wait until this ends."""
    pid = stack.processes[name].pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def shed_of(stack):
    metrics = stack.processes["gateway-1"].metrics()
    found = re.search(r"^steward_gateway_shed_total (\d+)$", metrics, re.MULTILINE)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("ask", [by_rest, by_grpc])
def test_who_comes_late_has_a_share_of_what_one_tenant_holds(narrow, ask):
    greedy, late = narrow.new_tenant(), narrow.new_tenant()
    before = shed_of(narrow)

    def at_once(tenant, count, refused):
        """So many calls that no service answers, of which so many are refused."""
        calls = [pool.submit(ask, narrow, tenant, TICKETS) for _ in range(count)]
        wait_until(lambda: sum(each.done() for each in calls) >= refused, what="the refusals")
        assert [each.result() for each in calls if each.done()] == [SHED] * refused
        return [each for each in calls if not each.done()]

    with ThreadPoolExecutor(2 * MOST + 4) as pool:
        with standstill(narrow, "ticket-1"):
            held = at_once(greedy, MOST + 2, refused=2)
            # Half of all, with two who want something.
            held += at_once(late, MOST // 2 + 1, refused=1)
            at_once(greedy, 1, refused=1)
            # One service that stands still stops no other.
            assert ask(narrow, greedy, USERS) == ask(narrow, late, USERS) == DONE
        assert [each.result() for each in held] == [DONE] * (MOST + MOST // 2)

    assert shed_of(narrow) - before == 4
    for tenant in (greedy, late):
        assert ask(narrow, tenant, TICKETS) == ask(narrow, tenant, USERS) == DONE

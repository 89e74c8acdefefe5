"""How much callers may send, and how they are told."""

import re
import time

import grpc
import pytest

from tests.support.rpc import reason_of
from tests.support.stack import Stack
from tests.support.waiting import wait_until

TICKETS = "steward.ticket.v1.TicketService/ListTickets"


@pytest.fixture(scope="module")
def strict():
    """Two gateways that share limits."""
    settings = {
        "gateway": {
            "requests_per_minute_caller": "30",
            "requests_per_minute_tenant": "50",
            "limit_replicas": "2",
            "streams_per_caller": "2",
        }
    }
    with Stack(notifications=0, gateways=2, settings=settings) as running:
        yield running


def fields_of(header):
    """'"caller";r=5;t=2, …' as {"caller": {"r": 5, "t": 2}}."""
    items = re.findall(r'"(\w+)"((?:;\w=\d+)+)', header)
    return {
        name: {key: int(value) for key, value in re.findall(r";(\w)=(\d+)", parts)}
        for name, parts in items
    }


def test_every_answer_says_what_is_left(strict):
    api = strict.client(strict.new_tenant())
    first, second = api.get("/v1/tickets"), api.get("/v1/tickets/INC-404")

    assert first.headers["ratelimit-policy"] == '"caller";q=30;w=60, "tenant";q=50;w=60'
    before, after = (fields_of(each.headers["ratelimit"]) for each in (first, second))
    assert before["caller"]["r"] == 29 and before["tenant"]["r"] == 49
    assert after["caller"]["r"] < before["caller"]["r"]
    assert second.status == 404
    # Who nobody knows has no limit of their own to be told.
    assert "ratelimit" not in strict.client_with("x").get("/v1/tickets").headers


def test_a_caller_is_stopped_at_the_limit_by_all_gateways(strict):
    tenant = strict.new_tenant()
    clients = [strict.client(tenant, gateway=gateway) for gateway in (0, 1)]
    began = time.monotonic()
    answers = [clients[i % 2].get("/v1/tickets") for i in range(60)]
    minutes = (time.monotonic() - began) / 60

    admitted = [each for each in answers if each.status == 200]
    refused = [each for each in answers if each.status != 200]
    # What comes back with time comes on top, and each gateway may lose a little that it took ahead.
    assert 26 <= len(admitted) <= 30 + 30 * minutes + 1
    assert {each.reason for each in refused} == {"RATE_LIMITED"}
    last = refused[-1]
    assert last.status == 429
    assert last.json["metadata"]["limit"] == "caller"
    assert 1 <= int(last.headers["retry-after"]) <= 60
    assert last.headers["retry-after"] == last.json["metadata"]["retry_after_seconds"]
    assert fields_of(last.headers["ratelimit"])["caller"]["r"] == 0


def test_a_tenant_is_limited_as_a_whole_and_no_other_is(strict):
    tenant, other = strict.new_tenant(), strict.new_tenant()
    answers = [
        strict.client(tenant, subject=f"users/u{i % 20}").get("/v1/tickets") for i in range(100)
    ]

    refused = [each.json["metadata"]["limit"] for each in answers if each.status == 429]
    assert refused and set(refused) == {"tenant"}
    assert strict.client(other).get("/v1/tickets").status == 200


def test_grpc_has_the_same_limit(strict):
    tenant = strict.new_tenant()
    client = strict.grpc(tenant)
    with pytest.raises(grpc.RpcError) as refused:
        for _ in range(60):
            client.call(TICKETS)

    assert refused.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert reason_of(refused.value, client.contract) == "RATE_LIMITED"
    trailing = dict(refused.value.trailing_metadata())
    assert int(trailing["grpc-retry-pushback-ms"]) > 0


def test_a_caller_holds_so_many_streams(strict):
    tenant = strict.new_tenant()
    api, other = strict.client(tenant), strict.client(tenant, subject="users/other")
    with api.events(query={"from": "now"}), api.events(query={"from": "now"}):
        refused = api.get("/v1/events:watch", query={"from": "now"})
        assert (refused.status, refused.reason) == (429, "RATE_LIMITED")
        assert refused.json["metadata"]["limit"] == "streams"
        assert int(refused.headers["retry-after"]) > 0
        with other.events(query={"from": "now"}) as stream:
            assert stream.status == 200
    wait_until(lambda: opens_a_stream(api), what="the streams to be gone")


def opens_a_stream(api):
    with api.events(query={"from": "now"}) as stream:
        return stream.status == 200


def test_limits_go_on_without_redis(strict):
    strict.kill_redis()
    try:
        api = strict.client(strict.new_tenant())
        answers = [api.get("/v1/tickets") for _ in range(40)]
        statuses = [each.status for each in answers]

        # Half of the limit: there are two gateways.
        assert 10 <= statuses.count(200) <= 20
        assert statuses.count(200) + statuses.count(429) == 40
    finally:
        strict.start_redis()
    wait_until(lambda: left_of_a_new_tenant(strict) == 29, what="the whole limit")


def left_of_a_new_tenant(strict):
    header = strict.client(strict.new_tenant()).get("/v1/tickets").headers["ratelimit"]
    return fields_of(header)["caller"]["r"]

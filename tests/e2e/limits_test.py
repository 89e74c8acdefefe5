"""How much callers may send, and how they are told."""

import re
import time

import grpc
import pytest

from tests.support.command_line import CommandLine
from tests.support.rpc import reason_of
from tests.support.stack import Stack
from tests.support.waiting import wait_until

POLICY = '"caller-read";q=30;w=60, "tenant-read";q=50;w=60'
TICKETS = "steward.ticket.v1.TicketService/ListTickets"


@pytest.fixture(scope="module")
def strict():
    """Two gateways that share limits."""
    settings = {
        "gateway": {
            # Of each class.
            "rate_limits": "caller=30 total=50;tenant=small class=write caller=2;"
            "tenant=narrow class=expensive caller=1;tenant=steady class=expensive caller=30",
            "limit_replicas": "2",
            "streams_per_caller": "2",
        }
    }
    with Stack(notifications=0, gateways=2, settings=settings) as running:
        yield running


def fields_of(header):
    """'"caller-read";r=5;t=2, …' as {"caller-read": {"r": 5, "t": 2}}."""
    items = re.findall(r'"([\w-]+)"((?:;\w=\d+)+)', header)
    return {
        name: {key: int(value) for key, value in re.findall(r";(\w)=(\d+)", parts)}
        for name, parts in items
    }


def test_every_answer_says_what_is_left(strict):
    api = strict.client(strict.new_tenant())
    first, second = api.get("/v1/tickets"), api.get("/v1/tickets/INC-404")

    assert first.headers["ratelimit-policy"] == POLICY
    before, after = (fields_of(each.headers["ratelimit"]) for each in (first, second))
    assert before["caller-read"]["r"] == 29 and before["tenant-read"]["r"] == 49
    assert after["caller-read"]["r"] < before["caller-read"]["r"]
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
    assert fields_of(last.headers["ratelimit"])["caller-read"]["r"] == 0
    assert last.json["metadata"]["class"] == "read"


def quota_of(api):
    """(class, owner): what is left, as /v1/quota tells it."""
    limits = api.get("/v1/quota").ok()["rateLimits"]
    return {(each["rateClass"], each["owner"]): int(each["remainingCount"]) for each in limits}


def draft(title):
    return {"kind": "INCIDENT", "title": title, "impact": "LOW", "urgency": "LOW"}


def test_what_is_left_is_told_without_spending_it(strict):
    api = strict.client(strict.new_tenant())
    assert {api.get("/v1/about").status for _ in range(20)} == {200}
    first = quota_of(api)
    later = [quota_of(api) for _ in range(60)][-1]

    assert first["READ", "CALLER"] < 30 and first["READ", "TENANT"] < 50
    assert first["WRITE", "CALLER"] == first["EXPENSIVE", "CALLER"] == 30
    assert first["WRITE", "TENANT"] == first["EXPENSIVE", "TENANT"] == 50
    # Others come back meanwhile.
    assert all(later[key] >= first[key] for key in first)
    assert "ratelimit" not in api.get("/v1/quota").headers


def test_who_may_read_no_more_may_still_write_and_ask(strict):
    api = strict.client(strict.new_tenant())
    statuses = {api.get("/v1/tickets").status for _ in range(40)}

    assert statuses == {200, 429}
    assert api.post("/v1/tickets", draft("Still here")).status == 200
    left = quota_of(api)
    assert left["READ", "CALLER"] < left["WRITE", "CALLER"]


def test_a_list_with_a_filter_is_a_read(strict):
    api = strict.client(strict.new_tenant())
    listed = api.get("/v1/tickets", query={"filter": 'title = "VPN"', "pageSize": 1})

    assert listed.status == 200
    assert set(fields_of(listed.headers["ratelimit"])) == {"caller-read", "tenant-read"}


def test_a_whole_list_is_expensive_once(strict):
    api = strict.client("narrow")
    for title in ("One", "Two", "Three"):
        api.post("/v1/tickets", draft(title)).ok()
    whole = {"query": {"pageSize": 1}, "headers": {"Accept": "application/x-ndjson"}}
    first, second = api.get("/v1/tickets", **whole), api.get("/v1/tickets", **whole)

    # Three pages.
    assert first.status == 200 and len(first.body.splitlines()) == 3
    assert fields_of(first.headers["ratelimit"])["caller-expensive"]["r"] == 0
    assert second.status == 429
    assert second.json["metadata"]["class"] == "expensive"
    assert api.get("/v1/tickets").status == 200


def test_what_goes_through_everything_is_expensive(strict):
    api = strict.client(strict.new_tenant())
    verified = api.post("/v1/audit:verify", {})
    found = api.send(
        "POST",
        "/scim/v2/Users/.search",
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]},
        headers={"Content-Type": "application/scim+json"},
    )

    for answer in (verified, found):
        assert answer.status == 200, answer.body
        assert set(fields_of(answer.headers["ratelimit"])) == {
            "caller-expensive",
            "tenant-expensive",
        }


def test_a_verification_that_takes_many_requests_waits_for_its_turns(strict, tmp_path):
    api = strict.client("steady", "auditor", "users/ada")
    answers = [api.post("/v1/audit:verify", {}) for _ in range(40)]
    assert {each.status for each in answers[-5:]} == {429}

    ctl = CommandLine(strict, tmp_path, "steady", "auditor", "users/ada")
    assert "intact" in ctl.ok("audit", "verify")


def test_a_tenant_may_have_limits_of_its_own(strict):
    api = strict.client("small")
    made = [api.post("/v1/tickets", draft(f"Number {i}")) for i in range(3)]

    assert [each.status for each in made] == [200, 200, 429]
    assert made[2].json["metadata"]["class"] == "write"
    assert api.get("/v1/about").status == 200


def test_a_batch_counts_as_each_of_its_requests(strict):
    api = strict.client(strict.new_tenant())
    parts = [{"path": "/v1/about"}] * 20
    assert len(api.post("/v1/batch", {"requests": parts}).ok()["responses"]) == 20

    left = wait_until(lambda: within_a_second(api, "READ"), what="the reads to be counted")
    # What was taken ahead comes back when it is not spent.
    assert left <= 12
    answers = api.post("/v1/batch", {"requests": parts}).ok()["responses"]
    assert {each["status"] for each in answers} == {200, 429}


def within_a_second(api, rate_class):
    left = quota_of(api)[rate_class, "CALLER"]
    return left if left < 30 else None


def test_a_scim_bulk_counts_as_each_of_its_operations(strict):
    api = strict.client(strict.new_tenant())
    user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}
    create = {"method": "POST", "path": "/Users"}
    operations = [
        {**create, "bulkId": f"{i}", "data": {**user, "userName": f"u{i}"}} for i in range(40)
    ]
    schema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
    bulk = {"schemas": [schema], "Operations": operations}
    headers = {"Content-Type": "application/scim+json"}
    done = api.send("POST", "/scim/v2/Bulk", bulk, headers=headers)
    assert done.status == 200, done.body

    refused = api.send("POST", "/scim/v2/Bulk", bulk, headers=headers)
    assert refused.status == 429
    assert quota_of(api)["WRITE", "CALLER"] == 0
    assert api.get("/v1/about").status == 200


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
    return fields_of(header)["caller-read"]["r"]

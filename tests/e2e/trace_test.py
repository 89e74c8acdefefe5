"""Spans of all processes make one trace of what a client asked for, at a collector of OTLP."""

import subprocess

import pytest

from tests.e2e.incidents import DRAFT, create
from tests.support.stack import SERVICES, Stack
from tests.support.trace_collector import TraceCollector

TRACE = "0af7651916cd43dd8448eb211c80319c"
CREATE = "steward.ticket.v1.TicketService/CreateTicket"
GET = "steward.ticket.v1.TicketService/GetTicket"


def settings(collector, **others):
    own = {"otlp_endpoint": collector.endpoint, **others}
    return {each: own for each in ("gateway", *SERVICES)}


@pytest.fixture(scope="module")
def collector():
    with TraceCollector() as running:
        yield running


@pytest.fixture(scope="module")
def traced(collector):
    """A Steward whose spans go to the collector."""
    with Stack(settings=settings(collector)) as running:
        yield running


@pytest.fixture
def api(traced):
    return traced.client(traced.new_tenant())


def parent(trace, span="b7ad6b7169203331", flags="01"):
    return {"traceparent": f"00-{trace}-{span}-{flags}"}


def one(spans, text):
    (found,) = [each for each in spans if str(each) == text]
    return found


def trace_of(answer):
    """The ids of trace and span that an answer names."""
    return answer.headers["traceparent"].split("-")[1:3]


def test_a_trace_is_one_tree_from_the_client_to_the_webhook(api, collector, receiver):
    api.post("/v1/webhooks", {"url": receiver.url}).ok()
    answer = api.post("/v1/tickets", DRAFT, headers=parent(TRACE))
    answer.ok()
    (delivery,) = receiver.wait_for(1)

    spans = collector.wait_for(
        TRACE,
        "steward-gateway SERVER POST /v1/tickets",
        f"steward-gateway CLIENT {CREATE}",
        f"steward-ticket SERVER {CREATE}",
        "steward-notification CONSUMER process ticket",
        "steward-notification CLIENT POST webhook",
    )

    door = one(spans, "steward-gateway SERVER POST /v1/tickets")
    assert door.parent == "b7ad6b7169203331"
    assert trace_of(answer) == [TRACE, door.id]
    call = one(spans, f"steward-gateway CLIENT {CREATE}")
    assert call.parent == door.id
    served = one(spans, f"steward-ticket SERVER {CREATE}")
    assert served.parent == call.id
    # What the event says, and who hears of it is below.
    assert delivery.json["traceparent"].split("-")[1:3] == [TRACE, served.id]
    assert one(spans, "steward-notification CLIENT POST webhook").parent == served.id
    assert {each.parent for each in spans if each.kind == "CONSUMER"} == {served.id}
    ids = {each.id for each in spans}
    assert {each.parent for each in spans if each != door} <= ids
    assert len(ids) == len(spans)


def test_spans_say_what_was_asked_and_nothing_of_whom_or_which(api, collector):
    name = create(api, title="Secret title")["name"]
    answer = api.get(f"/v1/{name}", headers={"X-Request-Id": "mine-7"})
    trace, _ = trace_of(answer)

    spans = collector.wait_for(
        trace,
        "steward-gateway SERVER GET /v1/tickets/*",
        f"steward-gateway CLIENT {GET}",
        f"steward-ticket SERVER {GET}",
    )

    door = one(spans, "steward-gateway SERVER GET /v1/tickets/*")
    tenant = door.attributes.pop("steward.tenant")
    assert door.attributes == {
        "http.request.method": "GET",
        "http.route": "/v1/tickets/*",
        "http.response.status_code": 200,
        "url.scheme": "http",
        "steward.method": GET,
        "steward.request_id": "mine-7",
    }
    assert one(spans, f"steward-ticket SERVER {GET}").attributes == {
        "rpc.system": "grpc",
        "rpc.service": "steward.ticket.v1.TicketService",
        "rpc.method": "GetTicket",
        "rpc.grpc.status_code": 0,
        "steward.request_id": "mine-7",
        "steward.tenant": tenant,
    }
    assert one(spans, f"steward-gateway CLIENT {GET}").attributes["peer.service"] == "ticket"
    told = repr(spans)
    assert not any(each in told for each in (name, "Secret", "users/admin", "Bearer"))


def test_what_was_refused_says_why(api, collector):
    missing = api.get("/v1/tickets/INC-404", headers=parent("1" * 32))
    nothing = api.get("/v1/nothing/such", headers=parent("2" * 32))
    assert (missing.status, nothing.status) == (404, 404)

    both = ("steward-gateway SERVER GET /v1/tickets/*", f"steward-ticket SERVER {GET}")
    spans = collector.wait_for("1" * 32, *both, f"steward-gateway CLIENT {GET}")
    (lost,) = collector.wait_for("2" * 32, "steward-gateway SERVER GET")

    for text in both:
        assert one(spans, text).attributes["error.type"] == "RESOURCE_NOT_FOUND"
        assert not one(spans, text).is_error
    assert one(spans, f"steward-gateway CLIENT {GET}").is_error
    assert lost.attributes["error.type"] == "ROUTE_NOT_FOUND"
    assert "http.route" not in lost.attributes


def test_calls_over_grpc_are_one_tree_too(traced, collector):
    grpc = traced.grpc(traced.new_tenant())
    trace = "3" * 32
    metadata = tuple(parent(trace).items())

    grpc.call(CREATE, {"ticket": DRAFT}, metadata=metadata)

    spans = collector.wait_for(
        trace,
        f"steward-gateway SERVER {CREATE}",
        f"steward-gateway CLIENT {CREATE}",
        f"steward-ticket SERVER {CREATE}",
    )
    door = one(spans, f"steward-gateway SERVER {CREATE}")
    assert door.parent == "b7ad6b7169203331"
    assert door.attributes["rpc.grpc.status_code"] == 0
    call = one(spans, f"steward-gateway CLIENT {CREATE}")
    assert call.parent == door.id
    assert one(spans, f"steward-ticket SERVER {CREATE}").parent == call.id


def test_the_requests_of_a_batch_are_below_it(api, collector):
    answer = api.post(
        "/v1/batch",
        {"requests": [{"path": "/v1/tickets"}, {"path": "/v1/tickets/INC-404"}]},
        headers=parent("4" * 32),
    )
    answer.ok()

    spans = collector.wait_for(
        "4" * 32,
        "steward-gateway SERVER POST /v1/batch",
        "steward-gateway INTERNAL GET /v1/tickets",
        "steward-gateway INTERNAL GET /v1/tickets/*",
    )

    whole = one(spans, "steward-gateway SERVER POST /v1/batch")
    parts = [each for each in spans if each.kind == "INTERNAL"]
    assert {each.parent for each in parts} == {whole.id}
    assert {each.name for each in parts} == {"GET /v1/tickets", "GET /v1/tickets/*"}


def test_what_the_client_did_not_sample_is_not_recorded(api, collector):
    quiet, loud = "5" * 32, "6" * 32

    answer = api.post("/v1/tickets", DRAFT, headers=parent(quiet, flags="00"))
    api.post("/v1/tickets", DRAFT, headers=parent(loud)).ok()

    answer.ok()
    assert answer.headers["traceparent"].endswith("-00") and trace_of(answer)[0] == quiet
    # Spans leave a process in their order.
    collector.wait_for(
        loud, f"steward-ticket SERVER {CREATE}", "steward-gateway SERVER POST /v1/tickets"
    )
    assert not collector.trace(quiet)


def test_new_traces_are_sampled_by_the_ratio():
    with TraceCollector() as collector:
        others = dict(change_approvals=0, catalogs=0, notifications=0)
        own = settings(collector, trace_sample_ratio="0")
        with Stack(settings=own, **others) as stack:
            api = stack.client(stack.new_tenant())
            answer = api.post("/v1/tickets", DRAFT)
            # A client's word counts.
            api.post("/v1/tickets", DRAFT, headers=parent(TRACE)).ok()

            answer.ok()
            assert answer.headers["traceparent"].endswith("-00")
            collector.wait_for(TRACE, f"steward-ticket SERVER {CREATE}")
            assert {each.trace for each in collector.spans} == {TRACE}


def test_a_collector_that_hangs_holds_up_neither_calls_nor_the_end():
    with TraceCollector() as collector:
        collector.hang()
        others = dict(change_approvals=0, catalogs=0, notifications=0)
        with Stack(settings=settings(collector), **others) as stack:
            api = stack.client(stack.new_tenant())
            names = [create(api)["name"] for _ in range(600)]

            assert len(set(names)) == 600
            assert collector.asked > 0
            assert stack.terminate("gateway-1") == 0
            assert stack.terminate("ticket-1") == 0
            assert not collector.spans


def test_a_process_that_ends_sends_what_it_has(traced, collector):
    # The last of this module: nothing of it is called any more.
    api = traced.client(traced.new_tenant())
    api.post("/v1/tickets", DRAFT, headers=parent("7" * 32)).ok()

    assert traced.terminate("gateway-1") == 0
    assert traced.terminate("ticket-1") == 0

    texts = {str(each) for each in collector.trace("7" * 32)}
    assert {"steward-gateway SERVER POST /v1/tickets", f"steward-ticket SERVER {CREATE}"} <= texts


@pytest.mark.parametrize("name, status", [("ticket-1", 2), ("gateway-1", 1)])
def test_an_endpoint_that_is_none_is_refused_at_the_start(traced, name, status):
    words = [*traced.processes[name].command, "--otlp_endpoint=collector:4318"]

    done = subprocess.run(words, capture_output=True, text=True, timeout=60)

    assert done.returncode == status
    assert "otlp_endpoint: must be an http:// or https:// URL" in done.stderr

"""The stream of changes: SSE and gRPC, resumed without a gap or a repeat."""

import itertools

import grpc
import pytest

from tests.e2e.incidents import act, create


def take(stream, count):
    return list(itertools.islice((message for message in stream if "event" in message.json), count))


def test_events_follow_from_the_earliest(api):
    name = create(api)["name"]
    act(api, name, "start").ok()

    with api.events(query={"from": "earliest"}) as stream:
        messages = take(stream, 2)

    assert [message.json["event"]["version"] for message in messages] == ["1", "2"]
    assert messages[0].json["event"]["type"] == "dev.steward.ticket.created.v1"
    assert messages[0].id == messages[0].json["cursor"]


def test_now_shows_only_what_happens_from_now_on(api):
    create(api)
    with api.events(query={"from": "now"}, timeout=30) as stream:
        assert stream.status == 200
        second = create(api)["name"]
        (message,) = take(stream, 1)

    assert message.json["event"]["resourceName"] == second


def test_a_watch_resumes_without_gap_or_repeat(api):
    names = [create(api, title=f"Ticket {number}")["name"] for number in range(6)]
    with api.events(query={"from": "earliest"}) as stream:
        first = take(stream, 2)
    with api.events(query={"from": "earliest"}, last_event_id=first[-1].id) as stream:
        second = take(stream, 2)
    with api.events(query={"from": second[-1].id}) as stream:
        third = take(stream, 2)

    seen = [message.json["event"]["resourceName"] for message in first + second + third]
    assert seen == names


def test_a_tenant_sees_only_its_own_events(stack, api):
    other = stack.client(stack.new_tenant())
    create(other, title="Theirs")
    mine = create(api, title="Mine")["name"]

    with api.events(query={"from": "earliest"}) as stream:
        (message,) = take(stream, 1)

    assert message.json["event"]["resourceName"] == mine
    assert message.json["event"]["resource"]["title"] == "Mine"


def test_cursors_are_checked(stack, api):
    create(api)
    with api.events(query={"from": "earliest"}) as stream:
        (message,) = take(stream, 1)
    other = stack.client(stack.new_tenant())

    for client, cursor in [(api, "rubbish"), (other, message.id)]:
        with client.events(query={"from": cursor}) as stream:
            answer = stream.read_body()
        assert (answer.status, answer.reason) == (400, "INVALID_CURSOR")


def test_the_grpc_stream_is_the_same_log(stack, tenant, api):
    create(api)
    create(api)
    with stack.grpc(tenant) as client:
        stream = client.call("steward.event.v1.EventService/Watch", {"from": "earliest"})
        first = next(each for each in stream if each.HasField("event"))
        stream.cancel()
        resumed = client.call("steward.event.v1.EventService/Watch", {"from": first.cursor})
        second = next(each for each in resumed if each.HasField("event"))
        resumed.cancel()

    assert [first.event.resource_name, second.event.resource_name] == [
        "tickets/INC-1",
        "tickets/INC-2",
    ]


def test_webhook_changes_are_in_the_stream_too(api, receiver):
    create(api)
    api.post("/v1/webhooks", {"url": receiver.url}).ok()

    with api.events(query={"from": "earliest"}) as stream:
        messages = take(stream, 2)

    services = {message.json["event"]["service"] for message in messages}
    assert services == {"ticket", "notification"}


def types(messages):
    return [message.json["event"]["type"].removeprefix("dev.steward.") for message in messages]


def test_a_filter_chooses_among_the_events(stack, tenant, api):
    agnes = stack.client(tenant, role="agent", subject="users/agnes")
    first = create(api)["name"]
    act(agnes, first, "start").ok()
    create(agnes)
    last = create(api, title="The last")["name"]

    def seen(expression, count):
        with api.events(query={"from": "earliest", "filter": expression}) as stream:
            return take(stream, count)

    of_first = seen(f'resource_name = "{first}"', 2)
    assert types(of_first) == ["ticket.created.v1", "ticket.started.v1"]
    by_admin = seen('type = "*.created.v1" -actor = "users/agnes"', 2)
    assert [each.json["event"]["resourceName"] for each in by_admin] == [first, last]
    (started,) = seen("version > 1", 1)
    assert types([started]) == ["ticket.started.v1"]
    (by_request,) = seen(f'request_id = "{started.json["event"]["requestId"]}"', 1)
    assert by_request.json["event"]["id"] == started.json["event"]["id"]


def test_a_filter_that_cannot_be_read_is_refused_before_the_stream(stack, tenant, api):
    watch = "steward.event.v1.EventService/Watch"
    for expression, reason, field in (
        ('recource_name = "x"', "INVALID_FILTER", "recource_name"),
        ("version = many", "INVALID_FILTER", "version"),
        ("resource:vpn", "INVALID_FILTER", "resource"),
        ("origin:*", "INVALID_FILTER", "origin"),
        ("type = ", "INVALID_FILTER", None),
        (" ".join(["version = 1"] * 65), "FILTER_TOO_COMPLEX", None),
        (" " * 4097, "INVALID_FIELD", "filter"),
    ):
        with api.events(query={"from": "earliest", "filter": expression}) as stream:
            answer = stream.read_body()
        assert (answer.status, answer.reason) == (400, reason), expression
        if field is not None:
            told = answer.json.get("metadata", {}).get("field")
            assert field in (told, *(each["field"] for each in answer.json.get("violations", [])))
        with stack.grpc(tenant) as client, pytest.raises(grpc.RpcError) as refused:
            next(client.call(watch, {"from": "earliest", "filter": expression}))
        assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert client.reason_of(refused.value) == reason

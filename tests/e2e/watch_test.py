"""The stream of changes: SSE and gRPC, resumed without a gap or a repeat."""

import itertools

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

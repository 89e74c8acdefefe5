"""The audit trail: who changed what, from where, and proof that nothing of it was changed since."""

import base64
import json
import os
import subprocess

import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import create_user, the_user
from tests.support.stack import ROOT
from tests.support.waiting import wait_until

SERVICES = ["catalog", "change-approval", "directory", "notification", "ticket"]


def events(api, **query):
    return api.get("/v1/audit/events", query).ok()["events"]


def pages(api, **query):
    """All events, page by page."""
    found, token = [], ""
    while True:
        page = api.get("/v1/audit/events", {**query, "pageToken": token}).ok()
        found.append([each["event"] for each in page["events"]])
        token = page.get("nextPageToken", "")
        if not token:
            return found


def verify(api):
    """What was found in each service, from the first page to the last."""
    found, token = {}, ""
    while True:
        page = api.post("/v1/audit:verify", {"pageToken": token}).ok()
        found.update({each["service"]: each for each in page["verifications"]})
        token = page.get("nextPageToken", "")
        if not token:
            return found


def length(head):
    """Events in a chain; JSON leaves out a zero."""
    return int(head.get("sequence", 0))


@pytest.fixture
def trail(api):
    """A tenant with events in two services; their resources, oldest first."""
    names = []
    for number in range(3):
        names.append(create(api, title=f"Ticket {number}")["name"])
        names.append(create_user(api, f"user{number}")["name"])
    return names


def test_events_of_all_services_are_listed_newest_first(api, trail):
    found = [each["event"] for each in events(api)]

    assert [each["resourceName"] for each in found] == trail[::-1]
    assert [each["resourceName"] for each in (e["event"] for e in events(api, orderBy="time"))] == (
        trail
    )
    assert {each["service"] for each in found} == {"ticket", "directory"}
    assert {each["actor"] for each in found} == {"users/admin"}
    assert found[0]["method"] == "steward.directory.v1.UserService/CreateUser"
    assert found[1]["resource"]["title"] == "Ticket 2"


@pytest.mark.parametrize("order", ["time", "time desc"])
def test_pages_over_two_services_have_no_gap_and_no_repeat(api, trail, order):
    found = pages(api, pageSize=2, orderBy=order)

    assert all(len(page) <= 2 for page in found)
    names = [each["resourceName"] for page in found for each in page]
    assert names == (trail if order == "time" else trail[::-1])


def test_filters_choose_events(api, trail):
    act(api, trail[0], "start").ok()

    def names(text):
        return [each["event"]["resourceName"] for each in events(api, filter=text, orderBy="time")]

    assert names('service = "directory"') == trail[1::2]
    assert names(f'resource_name = "{trail[0]}"') == [trail[0], trail[0]]
    assert names('type = "dev.steward.ticket.started.v1"') == [trail[0]]
    assert names('actor = "users/nobody"') == []
    assert len(names('time >= "2026-01-01T00:00:00Z"')) == 7
    assert names("version = 2") == [trail[0]]


@pytest.mark.parametrize(
    "query, reason",
    [
        ({"filter": 'method = "x"'}, "INVALID_FILTER"),
        ({"filter": "nonsense = 1"}, "INVALID_FILTER"),
        ({"orderBy": "actor"}, "INVALID_FILTER"),
        ({"pageToken": "rubbish"}, "INVALID_PAGE_TOKEN"),
        ({"pageSize": -1}, "INVALID_FIELD"),
    ],
)
def test_requests_that_are_not_understood_are_refused(api, query, reason):
    answer = api.get("/v1/audit/events", query)

    assert (answer.status, answer.reason) == (400, reason)


def test_a_page_token_is_good_for_its_list_only(stack, tenant, api, trail):
    token = api.get("/v1/audit/events", {"pageSize": 1}).ok()["nextPageToken"]
    others = [
        (api, {"filter": 'service = "ticket"'}),
        (api, {"orderBy": "time"}),
        (stack.client(tenant, role="auditor", subject="users/ann"), {}),
        (stack.client(stack.new_tenant()), {}),
    ]

    for client, query in others:
        answer = client.get("/v1/audit/events", {**query, "pageToken": token})
        assert (answer.status, answer.reason) == (400, "INVALID_PAGE_TOKEN")
    assert api.post("/v1/audit:verify", {"pageToken": token}).reason == "INVALID_PAGE_TOKEN"


CALLS = [("GET", "/v1/audit/events"), ("GET", "/v1/audit/heads"), ("POST", "/v1/audit:verify")]


@pytest.mark.parametrize("method, path", CALLS)
def test_only_auditors_and_administrators_may_look(stack, tenant, method, path):
    body = {} if method == "POST" else None
    for role in ("requester", "approver", "agent", "integration"):
        answer = stack.client(tenant, role=role).send(method, path, body)
        assert (answer.status, answer.reason) == (403, "PERMISSION_DENIED")
    for role in ("auditor", "tenant_admin"):
        assert stack.client(tenant, role=role).send(method, path, body).status == 200


def test_tenants_do_not_see_each_other(stack, api, trail):
    other = stack.client(stack.new_tenant())

    assert events(other) == []
    heads = other.get("/v1/audit/heads").ok()["heads"]
    assert [(head["service"], length(head)) for head in heads] == [(each, 0) for each in SERVICES]
    assert [length(each) for each in verify(other).values()] == [0] * len(SERVICES)


def test_the_chain_of_each_service_verifies_up_to_its_head(api, trail):
    heads = {head["service"]: head for head in api.get("/v1/audit/heads").ok()["heads"]}
    found = verify(api)

    assert sorted(heads) == sorted(found) == SERVICES
    assert length(heads["ticket"]) == 3
    for service, head in heads.items():
        assert length(found[service]) == length(head)
        assert found[service]["hash"] == head["hash"]
        assert "fault" not in found[service]


def test_what_is_changed_behind_the_back_of_a_service_is_named(stack, tenant, api, trail):
    verify(api)
    where = f"WHERE tenant_id = '{tenant}' AND resource = '{trail[2]}' RETURNING 1"
    stack.psql("ticket", f"UPDATE journal SET actor = 'users/mallory' {where}")

    found = verify(api)

    assert found["ticket"]["fault"]["kind"] == "EVENT_DIFFERS"
    assert found["ticket"]["fault"]["sequence"] == "2"
    assert found["ticket"]["fault"]["resourceName"] == trail[2]
    assert "fault" not in found["directory"]


def test_no_answer_is_partial(stack, api, trail):
    stack.kill("notification-1")
    try:
        answers = [
            api.send(method, path, {} if method == "POST" else None) for method, path in CALLS
        ]
    finally:
        stack.restart("notification-1")

    assert {(answer.status, answer.reason) for answer in answers} == {(503, "UNAVAILABLE")}
    wait_until(lambda: api.get("/v1/webhooks").status == 200, 20, "the gateway to reconnect")
    assert len(events(api)) == 6


def test_what_shows_a_confidential_ticket_without_changing_it_is_a_read(stack, tenant, api):
    ticket = create(api, confidential=True, requester=the_user(api, "bob"), title="Secret")["name"]
    admin = stack.client(tenant, role="tenant_admin", subject="users/ann")

    admin.patch(f"/v1/{ticket}", {"title": "Secret"}).ok()
    admin.patch(f"/v1/{ticket}", {"title": "Other", "validateOnly": True})
    act(admin, ticket, "start", {"validateOnly": True}).ok()
    reads = [each["event"] for each in events(api, filter='type:"read"', orderBy="time")]

    methods = [each["resource"]["method"].rpartition("/")[2] for each in reads]
    assert methods[0] == "UpdateTicket" and methods[-1] == "StartTicket"
    assert {each["actor"] for each in reads} == {"users/ann"}


def test_reads_of_confidential_tickets_of_others_are_events(stack, tenant, api, receiver):
    api.post("/v1/webhooks", {"url": receiver.url}).ok()
    owner = stack.client(tenant, role="requester", subject="users/bob")
    ticket = create(api, confidential=True, requester=the_user(api, "bob"), title="Secret")
    auditor = stack.client(tenant, role="auditor", subject="users/ann")

    etag = auditor.get(f"/v1/{ticket['name']}").ok()["etag"]
    auditor.get("/v1/tickets").ok()
    auditor.get(f"/v1/{ticket['name']}/history").ok()
    owner.get(f"/v1/{ticket['name']}").ok()
    last = create(api, title="Plain")["name"]

    reads = [each["event"] for each in events(api, filter='type:"read"', orderBy="time")]
    assert [each["actor"] for each in reads] == ["users/ann"] * 3
    assert {each["type"] for each in reads} == {"dev.steward.ticket.read.v1"}
    assert [each["resource"]["resources"] for each in reads] == [[ticket["name"]]] * 3
    assert [each["resource"]["method"].rpartition("/")[2] for each in reads] == [
        "GetTicket",
        "ListTickets",
        "ListTicketHistory",
    ]
    assert etag == ticket["etag"] == owner.get(f"/v1/{ticket['name']}").ok()["etag"]
    agent = stack.client(tenant, role="agent", subject="users/carl")
    with agent.events(query={"from": "earliest"}) as stream:
        seen = (message.json["event"] for message in stream if "event" in message.json)
        assert next(each for each in seen if each["service"] == "ticket")["resourceName"] == last
    assert {each.json["subject"] for each in receiver.wait_for(2)} == {"users/bob", last}


def test_what_the_trail_and_streams_show_of_confidential_tickets_is_an_event(stack, tenant, api):
    create(api, title="Plain")
    names = [
        create(api, confidential=True, requester=the_user(api, "bob"), title=f"Secret {n}")["name"]
        for n in range(3)
    ]
    api.patch(f"/v1/{names[0]}", {"confidential": False, "title": "Told"}).ok()
    last = create(api, title="Last")["name"]
    auditor = stack.client(tenant, role="auditor", subject="users/ann")
    agent = stack.client(tenant, role="agent", subject="users/carl")

    def reads():
        return [each["event"] for each in events(api, filter='type:"read"', orderBy="time")]

    def follow(client, expression=""):
        with client.events(query={"from": "earliest", "filter": expression}) as stream:
            seen = (message.json["event"] for message in stream if "event" in message.json)
            next(each for each in seen if each["resourceName"] == last)

    assert reads() == []
    follow(agent)
    events(auditor, filter='resource_name = "nothing"')
    follow(auditor, f'resource_name = "{last}"')
    assert reads() == []
    assert events(auditor)
    follow(auditor)
    listed, watched = reads()
    for read, method in ((listed, "ListAuditEvents"), (watched, "Watch")):
        assert read["resource"]["resources"] == names
        assert read["resource"]["method"].rpartition("/")[2] == method
        assert (read["actor"], read["service"]) == ("users/ann", "ticket")
        assert read["origin"]["credential"] == "token"
    events(auditor, filter='type:"read"')
    assert reads() == [listed, watched]


def test_the_grpc_service_answers_the_same(stack, tenant, api, trail):
    with stack.grpc(tenant) as client:
        name = "steward.audit.v1.AuditService/"
        page = client.call(name + "ListAuditEvents", {"page_size": 1})
        heads = client.call(name + "GetAuditHeads")

    assert page.events[0].event.resource_name == trail[-1]
    assert page.next_page_token
    assert [head.service for head in heads.heads] == SERVICES


def run(tmp_path, stack, tenant, *words):
    environment = {**os.environ, "STEWARD_URL": stack.url}
    environment["STEWARD_TOKEN"] = stack.token(tenant, role="auditor")
    return subprocess.run(
        [ROOT / "scripts" / "verify-audit", *words],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_an_export_is_checked_without_the_service(tmp_path, stack, tenant, api, trail):
    keys = stack.keys / "identity.jwks"
    exported = run(tmp_path, stack, tenant, "export", "trail")
    good = run(tmp_path, stack, tenant, "check", "trail", "--keys", keys)

    assert exported.stdout == "6 events\n", exported.stderr
    assert good.returncode == 0, good.stdout + good.stderr
    assert "ticket: 3 events as signed at" in good.stdout


def test_exports_that_overlap_are_one_trail(tmp_path, stack, tenant, api, trail):
    """As after the events that stand only in the older one have ended."""
    keys = stack.keys / "identity.jwks"
    run(tmp_path, stack, tenant, "export", "older")
    create(api, title="Ticket 3")
    run(tmp_path, stack, tenant, "export", "all")
    lines = (tmp_path / "all").read_text().splitlines(keepends=True)
    first = next(each for each in lines if '"service": "ticket"' in each and "canonical" in each)
    (tmp_path / "newer").write_text("".join(each for each in lines if each != first))

    alone = run(tmp_path, stack, tenant, "check", "newer", "--keys", keys)
    together = run(tmp_path, stack, tenant, "check", "older", "newer", "--keys", keys)

    assert alone.returncode == 1
    assert "ticket: only 3 of 4 events are there" in alone.stdout
    assert together.returncode == 0, together.stdout + together.stderr
    assert "ticket: 4 events as signed at" in together.stdout


FAULTS = {
    "content": "ticket: the first 3 events are not those that were signed",
    "removed": "ticket: only 2 of 3 events are there",
    "swapped": "ticket: the first 3 events are not those that were signed",
    "head": f"{SERVICES[0]}: the signature of the head is not valid",
    "shown": "does not show what was hashed",
}


@pytest.mark.parametrize("change", FAULTS)
def test_an_export_that_was_changed_is_found(tmp_path, stack, tenant, api, trail, change):
    run(tmp_path, stack, tenant, "export", "trail")
    lines = [json.loads(line) for line in (tmp_path / "trail").read_text().splitlines()]
    own = [each for each in lines if each.get("event", {}).get("service") == "ticket"]
    if change == "content":
        canonical = base64.b64decode(own[1]["canonical"])
        own[1]["canonical"] = base64.b64encode(canonical.replace(b"Ticket", b"Packet")).decode()
    elif change == "removed":
        lines.remove(own[2])
    elif change == "swapped":
        first, second = lines.index(own[0]), lines.index(own[1])
        lines[first], lines[second] = lines[second], lines[first]
    elif change == "head":
        next(each["head"] for each in lines if "head" in each)["signTime"] = "2026-01-01T00:00:00Z"
    else:
        own[1]["event"]["actor"] = "users/mallory"
    (tmp_path / "trail").write_text("".join(json.dumps(each) + "\n" for each in lines))

    keys = stack.keys / "identity.jwks"
    found = run(tmp_path, stack, tenant, "check", "trail", "--keys", keys)

    assert found.returncode == 1, found.stdout + found.stderr
    assert FAULTS[change] in found.stdout

"""Pages of lists end before they are more than clients of gRPC take."""

import pytest

from tests.e2e.incidents import create
from tests.e2e.scim import Scim

PAGE = 3 << 20
SCIM_USERS = "steward.directory.v1.ScimService/ListScimUsers"
TICKETS = "steward.ticket.v1.TicketService/ListTickets"
USERS, GROUPS = 200, 76


@pytest.fixture(scope="module")
def crowd(stack):
    """A tenant whose users are all in the same groups, with names as long as they may be: SCIM
    tells of each user the groups and what they are called."""
    tenant = stack.new_tenant()
    api = stack.client(tenant)
    ids = [f"user-{number:03}" for number in range(USERS)]
    for begin in range(0, USERS, 100):
        posts = [
            {"method": "POST", "path": "/v1/users", "body": {"userId": each, "displayName": "U"}}
            for each in ids[begin : begin + 100]
        ]
        answers = api.post("/v1/batch", {"requests": posts}).ok()["responses"]
        assert {each["status"] for each in answers} == {200}
    for number in range(GROUPS):
        Scim(api).create_group(f"{number:03}" + "\N{FIRE}" * 252, ids).ok()
    return tenant


def test_a_page_of_scim_ends_early_and_the_next_goes_on(stack, crowd):
    scim = Scim(stack.client(crowd))
    begin, ids = 1, []
    with stack.grpc(crowd) as client:
        while begin <= USERS:
            answer = scim.get("/Users", startIndex=begin, count=USERS)
            page = answer.ok()
            assert 0 < len(answer.body) <= PAGE + 1024
            assert (page["totalResults"], page["startIndex"]) == (USERS, begin)
            assert page["itemsPerPage"] == len(page["Resources"])
            assert {len(each["groups"]) for each in page["Resources"]} == {GROUPS}
            ids += [each["id"] for each in page["Resources"]]
            asked = {"startIndex": begin, "count": USERS}
            assert client.call(SCIM_USERS, asked).body.data == answer.body
            begin += page["itemsPerPage"]
    assert ids == [f"user-{number:03}" for number in range(USERS)]
    less = scim.get("/Users", count=USERS, excludedAttributes="groups").ok()
    assert less["itemsPerPage"] == USERS


def test_a_client_that_takes_4_mib_gets_every_page(stack, tenant):
    api = stack.client(tenant)
    names = [create(api, description="x" * 60000)["name"] for _ in range(80)]
    with stack.grpc(tenant) as client:
        first = client.call(TICKETS, {"pageSize": 1000})
        rest = client.call(TICKETS, {"pageSize": 1000, "pageToken": first.next_page_token})

    assert first.tickets and rest.tickets and not rest.next_page_token
    assert [each.name for each in (*first.tickets, *rest.tickets)] == names[::-1]
    assert first.ByteSize() > 2 << 20

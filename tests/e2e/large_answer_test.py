"""The answer of a service has at most 16 MiB: one that nearly has arrives whole, over REST and
over gRPC, and a larger one is an error. Pages of lists end far below, but for those of SCIM."""

import gzip

import pytest

from tests.e2e.calls import ask
from tests.e2e.incidents import create
from tests.e2e.scim import Scim

MOST = 16 << 20
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


def users_that_fit(scim):
    """How many users an answer has room for, which are all of one size."""
    one, two = (len(scim.get("/Users", count=count).body) for count in (1, 2))
    return (MOST - one) // (two - one)


def call(stack, tenant, count):
    """(code, reason, body) of the list over gRPC, for a client that takes answers of any size."""
    request_class, response_class, _ = stack.contract.method(SCIM_USERS)
    request = request_class(count=count).SerializeToString()
    credential = ("authorization", f"Bearer {stack.token(tenant)}")
    code, reason, answer = ask(stack, f"/{SCIM_USERS}", request, [credential])
    return code, reason, answer and response_class.FromString(answer).body.data


def test_an_answer_near_the_limit_arrives_whole(stack, crowd):
    scim = Scim(stack.client(crowd))
    count = users_that_fit(scim)
    assert count < USERS
    answer = scim.get("/Users", count=count)

    listed = answer.ok()
    assert MOST * 0.98 < len(answer.body) < MOST
    ids = [each["id"] for each in listed["Resources"]]
    assert ids == [f"user-{number:03}" for number in range(count)]
    assert {len(each["groups"]) for each in listed["Resources"]} == {GROUPS}
    packed = scim.send("GET", "/Users", query={"count": count}, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == answer.body
    assert call(stack, crowd, count) == ("OK", None, answer.body)


def test_a_larger_answer_is_an_error(stack, crowd):
    scim = Scim(stack.client(crowd))
    answer = scim.get("/Users", count=USERS)

    assert (answer.status, answer.json["status"]) == (500, "500")
    assert call(stack, crowd, USERS) == ("INTERNAL", "INTERNAL", None)
    assert "an answer is too large" in stack.log("gateway-1")
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

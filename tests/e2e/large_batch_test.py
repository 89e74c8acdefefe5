"""The answers of a batch have at most 16 MiB in all: nearly as much arrives whole, over REST and
over gRPC, and what has no room is told."""

import gzip
import json
import random

import grpc
import pytest

from tests.e2e.calls import ask
from tests.e2e.incidents import DRAFT, create

MOST = 16 << 20
BATCH = "steward.batch.v1.BatchService/RunBatch"
# Tickets of a page, and characters of their descriptions.
TICKETS, TEXT = 5, 60000
PAGE = {"path": "/v1/tickets?filter=creator%20%3D%20%22users/admin%22"}


@pytest.fixture(scope="module")
def archive(stack):
    """A tenant with long tickets, and how many times a batch has room for all of them."""
    tenant = stack.new_tenant()
    api = stack.client(tenant)
    letters = random.Random(1)
    for _ in range(TICKETS):
        create(api, description="".join(letters.choices("abcdefghijklmnop \u00e9", k=TEXT)))
    return tenant, MOST // len(api.get(PAGE["path"]).body)


def call(stack, tenant, batch):
    """The responses of a batch over gRPC, for a client that takes answers of any size, and how many
    bytes they are."""
    request_class, response_class, _ = stack.contract.method(BATCH)
    request = stack.contract.build(request_class.DESCRIPTOR.full_name, batch).SerializeToString()
    credential = ("authorization", f"Bearer {stack.token(tenant)}")
    code, _, answer = ask(stack, f"/{BATCH}", request, [credential])
    assert code == "OK"
    return stack.contract.to_dict(response_class.FromString(answer))["responses"], len(answer)


def test_answers_near_the_limit_arrive_whole(stack, archive):
    tenant, fit = archive
    api = stack.client(tenant)
    page = api.get(PAGE["path"]).ok()
    batch = {"requests": [PAGE] * fit}
    answer = api.post("/v1/batch", batch)

    assert len(answer.body) > MOST * 0.97
    responses = answer.ok()["responses"]
    assert [each["status"] for each in responses] == [200] * fit
    assert all(each["body"] == page for each in responses)
    packed = api.post("/v1/batch", batch, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    unpacked = json.loads(gzip.decompress(packed.body))["responses"]
    assert len(unpacked) == fit and all(each["body"] == page for each in unpacked)
    called, size = call(stack, tenant, batch)
    assert size > MOST * 0.97
    assert len(called) == fit and all(each["body"] == page for each in called)


def test_what_has_no_room_is_told(stack, archive):
    tenant, fit = archive
    batch = {"requests": [PAGE] * (fit + 1)}
    answers = stack.client(tenant).post("/v1/batch", batch).ok()["responses"]
    for each in (answers, call(stack, tenant, batch)[0]):
        left_out = [part for part in each if part["status"] != 200]
        assert [(part["status"], part["body"]["reason"]) for part in left_out] == [
            (413, "BODY_TOO_LARGE")
        ]
        assert left_out[0]["body"]["metadata"] == {"limit": str(MOST)}


def test_what_is_small_has_room_behind_it(stack, archive):
    tenant, fit = archive
    small = [{"path": "/v1/about"}] * 3
    batch = {"requests": [PAGE] * (fit + 1) + small, "sequential": True}
    answers = stack.client(tenant).post("/v1/batch", batch).ok()["responses"]

    assert [each["status"] for each in answers] == [200] * fit + [413] + [200] * 3


def test_what_has_no_room_was_carried_out(stack, archive):
    tenant, fit = archive
    api = stack.client(tenant, subject="users/writer")
    body = {**DRAFT, "description": "x" * TEXT}
    # The pages leave room for fewer.
    posts = [{"method": "POST", "path": "/v1/tickets", "body": body}] * (TICKETS + 1)
    batch = {"requests": [PAGE] * fit + posts, "sequential": True}
    statuses = [each["status"] for each in api.post("/v1/batch", batch).ok()["responses"]]

    assert statuses[:fit] == [200] * fit and statuses[-1] == 413
    mine = api.get("/v1/tickets", {"filter": 'creator = "users/writer"'}).ok()["tickets"]
    assert len(mine) == TICKETS + 1


def test_a_grpc_client_has_to_say_that_it_takes_more_than_4_mib(stack, archive):
    tenant, fit = archive
    with stack.grpc(tenant) as client:
        assert client.call(BATCH, {"requests": [PAGE] * 5}).responses[0].status == 200
        with pytest.raises(grpc.RpcError) as caught:
            client.call(BATCH, {"requests": [PAGE] * fit})

    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    # It is the client that refuses.
    assert client.reason_of(caught.value) is None

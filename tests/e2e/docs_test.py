"""Pages below /docs: for anybody, without a token, and in a browser."""

import html
import re

import pytest

from tests.support.browser import browse
from tests.support.client import RestClient
from tests.support.rpc import Contract


@pytest.fixture
def anybody(stack):
    return RestClient(stack.url)


@pytest.mark.parametrize("path", ["/docs", "/docs/errors", "/docs/errors/ETAG_MISMATCH"])
def test_pages_may_load_nothing_but_what_the_gateway_serves(anybody, path):
    page = anybody.get(path)

    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for asset in re.findall(r'(?:src|href)="(/docs/[a-z.]+)"', page.body.decode()):
        assert anybody.get(asset).status == 200, asset


def test_the_type_of_a_problem_leads_to_what_it_means(anybody, api):
    problem = api.get("/v1/tickets/INC-9").json

    page = anybody.get(problem["type"])
    assert page.status == 200
    assert "RESOURCE_NOT_FOUND" in page.body.decode()
    assert "What to do" in page.body.decode()
    assert anybody.get("/docs/errors/NOTHING").status == 404


def test_the_index_has_every_operation_of_the_document(anybody):
    index = anybody.get("/docs").body.decode()
    document = anybody.get("/v1/openapi.json").ok()

    ids = {it["operationId"] for item in document["paths"].values() for it in item.values()}
    assert set(re.findall(r'<li id="([^"]+)">', index)) == ids


def test_the_descriptor_set_is_what_clients_may_see(anybody):
    answer = anybody.get("/v1/descriptors.binpb")

    assert answer.headers["content-type"] == "application/x-protobuf"
    contract = Contract(answer.body)
    names = {file.name for file in contract.files.file}
    assert contract.method("steward.ticket.v1.TicketService/CreateTicket")
    assert "steward/error/v1/reason.proto" in names
    assert "steward/event/v1/journal_service.proto" not in names
    assert all(file.source_code_info.location for file in contract.files.file)


@pytest.mark.parametrize(
    "operation, shown",
    [
        ("createTicket", ["Records a ticket", "-d '{", '"title": "VPN down"', "tickets.create"]),
        ("listTickets", ["curl -G", "--data-urlencode 'filter=state = NEW", "Query"]),
        ("watch", ["curl -N", "Last-Event-ID"]),
        ("patchScimUser", ["curl -X PATCH", "application/scim+json", "PatchOp"]),
        ("deleteWebhook", ["curl -X DELETE", "/v1/webhooks/WHK-1"]),
    ],
)
def test_a_browser_shows_the_operation_that_the_address_names(stack, operation, shown):
    dom, console = browse(f"{stack.url}/docs#{operation}")

    article = html.unescape(re.search(r"<article.*</article>", dom, re.DOTALL).group())
    for text in shown:
        assert text in article
    assert f'href="#{operation}" aria-current="true"' in dom
    assert console == []

"""What webhooks must not be led to, and what they must not tell. The ids name the case."""

import ssl
import subprocess

import pytest

from tests.e2e.incidents import act, create
from tests.support.crowd import Crowd
from tests.support.stack import Stack
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import WebhookReceiver

WEBHOOKS_MAX = 5
# All that a receiver gets beside the document; nothing of it is the client's choice.
HEADERS = {
    "accept",
    "content-length",
    "content-type",
    "host",
    "traceparent",
    "user-agent",
    "webhook-id",
    "webhook-signature",
    "webhook-timestamp",
}


@pytest.fixture(scope="module")
def strict():
    """A Steward without the development settings."""
    settings = {"webhook_allow_private_networks": "false", "webhook_allow_http": "false"}
    with Stack(settings={"notification": settings}) as running:
        yield running


@pytest.fixture(scope="module")
def impatient():
    """A Steward that gives up soon, and lets a tenant have few webhooks."""
    settings = {"webhook_retry_schedule": "0s;50ms", "webhooks_max": f"{WEBHOOKS_MAX}"}
    with Stack(settings={"notification": settings}) as running:
        yield running


@pytest.fixture
def hooks(impatient):
    """A client of a tenant of the impatient Steward."""
    return impatient.client(impatient.new_tenant())


def ended(api, webhook):
    """The delivery of a webhook, once it is made or given up."""
    path = f"/v1/{webhook['name']}/deliveries"

    def done():
        found = api.get(path).ok().get("deliveries", [])
        return [each for each in found if each["state"] != "PENDING"]

    (delivery,) = wait_until(done, what="the end of the delivery")
    return delivery


@pytest.mark.parametrize(
    "case, url",
    [
        ("W1", "http://hooks.example.com/"),
        ("W2", "https://127.0.0.1/"),
        ("W2", "https://2130706433/"),
        ("W2", "https://0x7f.1/"),
        ("W2", "https://localhost/"),
        ("W2", "https://[::1]/"),
        ("W4", "https://169.254.169.254/latest/meta-data/"),
        ("W4", "https://metadata.google.internal/"),
        ("W4", "https://[fd00:ec2::254]/"),
        ("W5", "https://10.0.0.1/"),
        ("W5", "https://172.16.0.1/"),
        ("W5", "https://192.168.1.1/"),
        ("W5", "https://100.64.0.1/"),
        ("W7", "https://kubernetes.default.svc/"),
        ("W7", "https://ticket.steward.svc.cluster.local/"),
        ("W10", "https://user:pass@hooks.example.com/"),
        ("W10", "https://hooks.example.com\\@127.0.0.1/"),
        ("W10", "https://hooks.example.com#@127.0.0.1/"),
        ("W10", "https://hooks\t.example.com/"),
        ("W10", "https://hooks.example.com/\nHost: x"),
        ("W11", "https://hooks.example.com:22/"),
        ("W11", "https://hooks.example.com:6379/"),
        ("W11", "https://hooks.example.com:25/"),
    ],
)
def test_urls_that_lead_elsewhere_are_refused(strict, case, url):
    api = strict.client("demo")
    good = api.post("/v1/webhooks", {"url": "https://hooks.example.com/", "requestId": "good"})

    for answer in (
        api.post("/v1/webhooks", {"url": url}),
        api.patch(f"/v1/{good.ok()['name']}", {"url": url}),
    ):
        assert (answer.status, answer.reason) == (400, "WEBHOOK_URL_REFUSED"), answer.body
        assert b"pass@" not in answer.body


def test_a_redirect_is_a_failure_and_leads_nowhere(hooks, receiver):
    """W13"""
    with WebhookReceiver() as elsewhere:
        receiver.redirect(elsewhere.url)
        webhook = hooks.post("/v1/webhooks", {"url": receiver.url}).ok()
        create(hooks)

        delivery = ended(hooks, webhook)

        assert (delivery["state"], delivery["lastStatus"]) == ("FAILED", 302)
        assert len(receiver.deliveries) == 2 and elsewhere.deliveries == []


def test_an_answer_without_an_end_is_cut(hooks, receiver):
    """W14"""
    receiver.never_end()
    webhook = hooks.post("/v1/webhooks", {"url": receiver.url}).ok()
    create(hooks)

    delivery = ended(hooks, webhook)

    # The status was there; the rest is nothing that counts.
    assert (delivery["state"], delivery["lastStatus"]) == ("DELIVERED", 200)
    (taken,) = wait_until(lambda: receiver.taken, what="the sender to go away")
    # What is on the way in the buffers of both ends comes on top of 64 KiB.
    assert taken < 16 << 20


@pytest.fixture
def self_signed(tmp_path):
    """A receiver with a certificate that nobody vouches for."""
    certificate = tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", certificate, "-out", tmp_path / "public.pem"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "public.pem", certificate)
    with WebhookReceiver(context) as running:
        yield running


def test_a_certificate_that_nobody_vouches_for_is_a_failure(hooks, self_signed):
    """W16"""
    webhook = hooks.post("/v1/webhooks", {"url": self_signed.url}).ok()
    create(hooks)

    delivery = ended(hooks, webhook)

    assert delivery["state"] == "FAILED" and delivery.get("lastStatus", 0) == 0
    assert "certificate" in delivery["lastError"]
    assert self_signed.deliveries == []


def test_a_webhook_has_no_headers_of_its_own(hooks, receiver):
    """W19"""
    for name in ("Host", "Content-Length", "webhook-signature", "X-A\r\nX-B"):
        answer = hooks.post("/v1/webhooks", {"url": receiver.url, "headers": {name: "x"}})
        assert (answer.status, answer.reason) == (400, "UNKNOWN_FIELD")
    hooks.post("/v1/webhooks", {"url": receiver.url, "displayName": "X-B: x"}).ok()
    create(hooks)

    (delivery,) = receiver.wait_for(1)

    assert delivery.headers.keys() <= HEADERS
    assert delivery.headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize(
    "secret",
    ["whsec_c2hvcnRlcjg=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_" + "k" * 100],
    ids=["eight bytes", "without whsec_", "empty", "too long"],
)
def test_a_weak_secret_is_refused_and_not_shown(hooks, receiver, secret):
    """W20"""
    answer = hooks.post("/v1/webhooks", {"url": receiver.url, "secret": secret})

    assert (answer.status, answer.reason) == (400, "INVALID_FIELD")
    assert answer.json["metadata"]["field"].endswith("secret")
    assert secret == "whsec_" or secret.encode() not in answer.body


class Greedy(Crowd):
    """Callers who each register a webhook."""

    def __init__(self, api, count):
        super().__init__(count)
        self.api = api
        self.answers = []

    def work(self, number):
        self.answers.append(self.api.post("/v1/webhooks", {"url": f"http://127.0.0.1:9/{number}"}))


def test_a_tenant_has_so_many_webhooks(hooks):
    """W23"""
    with Greedy(hooks, 3 * WEBHOOKS_MAX) as crowd:
        pass

    refused = [each for each in crowd.answers if each.status != 200]
    assert len(crowd.answers) - len(refused) == WEBHOOKS_MAX
    assert {(each.status, each.reason) for each in refused} == {(429, "QUOTA_EXCEEDED")}
    assert refused[0].json["metadata"]["limit"] == f"{WEBHOOKS_MAX}"
    assert len(hooks.get("/v1/webhooks").ok()["webhooks"]) == WEBHOOKS_MAX


def test_what_few_may_read_reaches_no_webhook(hooks, receiver):
    """W25"""
    webhook = hooks.post("/v1/webhooks", {"url": receiver.url}).ok()
    secret = create(hooks, confidential=True, title="Layoffs")["name"]
    act(hooks, secret, "start").ok()
    later = create(hooks)["name"]
    hooks.patch(f"/v1/{later}", {"confidential": True, "title": "Layoffs"}).ok()
    known = create(hooks)["name"]

    received = receiver.wait_for(1, lambda each: each.json["subject"] == known)

    assert received
    # Queued in the order of the events, so that whatever was to come is there.
    queued = hooks.get(f"/v1/{webhook['name']}/deliveries").ok()["deliveries"]
    assert [each["eventType"] for each in queued] == ["dev.steward.ticket.created.v1"] * 2
    receiver.wait_for(2)
    assert {each.json["subject"] for each in receiver.deliveries} == {later, known}
    assert not any(b"Layoffs" in each.body for each in receiver.deliveries)


def test_deliveries_of_others_are_as_of_none(impatient, hooks, receiver):
    """W26"""
    webhook = hooks.post("/v1/webhooks", {"url": receiver.url}).ok()
    create(hooks)
    path = f"/v1/{webhook['name']}/deliveries"
    delivery = ended(hooks, webhook)
    other = impatient.client(impatient.new_tenant())

    answers = [other.get(path), other.get("/v1/webhooks/WHK-404/deliveries")]

    assert {(each.status, each.reason) for each in answers} == {(404, "RESOURCE_NOT_FOUND")}
    assert delivery["eventId"].encode() not in answers[0].body
    # Nothing is sent anew on demand.
    assert hooks.post(f"/v1/{delivery['name']}:replay").status == 404

"""Who is let in: tokens of issuers whose keys come and go."""

import contextlib
import http.client
import json
import subprocess

import pytest

from tests.support.client import RestClient
from tests.support.stack import Stack, run_script
from tests.support.waiting import wait_until


def answer(stack, token):
    return RestClient(stack.url, token).get("/v1/tickets")


def issuer_tool(stack, *words):
    done = subprocess.run(
        [stack.bin / "steward-issuer", *map(str, words)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


class Keys:
    """The keys that the issuer of a stack publishes, to be rotated."""

    def __init__(self, stack):
        self.stack = stack

    def make(self, kid):
        path = self.stack.keys / f"{kid}.pem"
        issuer_tool(self.stack, "keygen", "--private", path, "--kid", kid)
        return path

    def publish(self, **paths):
        pairs = [f"{kid}={path}" for kid, path in paths.items()]
        issuer_tool(self.stack, "jwks", "--out", self.stack.keys / "issuer.jwks", *pairs)

    def token(self, path, kid):
        name = run_script("instance.sh", "issuer-name")
        words = ["--issuer", name, "--audience", "steward", "--tenant", "demo"]
        who = ["--subject", "users/alice", "--role", "tenant_admin"]
        return issuer_tool(self.stack, "token", "--private", path, "--kid", kid, *words, *who)


@pytest.fixture(scope="module")
def own_stack():
    """A Steward whose keys are rotated."""
    with Stack(notifications=0) as running:
        yield running


def test_keys_are_rotated_without_a_restart(own_stack):
    keys = Keys(own_stack)
    old, new = own_stack.keys / "issuer.pem", keys.make("next")
    old_token, new_token = keys.token(old, "issuer"), keys.token(new, "next")
    assert answer(own_stack, old_token).status == 200

    keys.publish(issuer=old, next=new)
    wait_until(lambda: answer(own_stack, new_token).status == 200, what="the new key")
    assert answer(own_stack, old_token).status == 200


def test_a_gateway_knows_only_keys_that_are_published(own_stack):
    keys = Keys(own_stack)
    old, new = own_stack.keys / "issuer.pem", keys.make("other")
    old_token, new_token = keys.token(old, "issuer"), keys.token(new, "other")

    keys.publish(other=new)
    own_stack.restart("gateway-1")

    assert answer(own_stack, new_token).status == 200
    refused = answer(own_stack, old_token)
    assert (refused.status, refused.reason) == (401, "INVALID_TOKEN")
    keys.publish(issuer=old)
    own_stack.restart("gateway-1")


def test_tokens_are_verified_while_the_issuer_is_down(own_stack):
    token = own_stack.token(subject="users/bob")
    own_stack.kill("issuer-1")
    try:
        assert answer(own_stack, token).status == 200
    finally:
        own_stack.restart("issuer-1")


def test_a_gateway_without_keys_is_not_ready_until_the_issuer_is_there(own_stack):
    own_stack.kill("issuer-1")
    own_stack.restart("gateway-1", wait=False)
    gateway = own_stack.processes["gateway-1"]
    wait_until(lambda: 'result="failed"' in scraped(gateway), what="a refresh that failed")
    assert RestClient(own_stack.url).get("/readyz").status == 503

    own_stack.restart("issuer-1")

    gateway.wait_until_ready()
    assert answer(own_stack, own_stack.token()).status == 200
    assert 'result="ok"' in gateway.metrics()


def scraped(process):
    """Metrics of a process that may not serve them yet."""
    with contextlib.suppress(OSError):
        return process.metrics()
    return ""


@pytest.mark.parametrize(
    "header, status, reason",
    [
        (None, 401, "UNAUTHENTICATED"),
        ("", 401, "UNAUTHENTICATED"),
        ("Basic YWxpY2U6c2VjcmV0", 401, "INVALID_TOKEN"),
        ("Bearer", 401, "INVALID_TOKEN"),
        ("Bearer x", 401, "INVALID_TOKEN"),
        ("Bearer {token}x", 401, "INVALID_TOKEN"),
        ("Bearer {token}=", 401, "INVALID_TOKEN"),
        ("Bearer {token} {token}", 401, "INVALID_TOKEN"),
        ("{token}", 401, "INVALID_TOKEN"),
        ("bearer {token}", 200, None),
        ("BEARER {token}", 200, None),
    ],
)
def test_credentials_have_one_form(stack, header, status, reason):
    value = header and header.format(token=stack.token())
    client = RestClient(stack.url)

    answered = client.get("/v1/tickets", headers={"Authorization": value})

    assert (answered.status, answered.reason) == (status, reason)
    if status == 401:
        error = ', error="invalid_token"' if reason == "INVALID_TOKEN" else ""
        assert answered.headers["www-authenticate"] == f'Bearer realm="steward"{error}'
        assert ("passwords" in answered.json["detail"]) == (value or "").startswith("Basic")


def test_a_request_has_one_credential(stack):
    client = RestClient(stack.url)
    connection = http.client.HTTPConnection(client.host, client.port, timeout=20)
    with contextlib.closing(connection):
        connection.putrequest("GET", "/v1/tickets")
        for _ in range(2):
            connection.putheader("Authorization", f"Bearer {stack.token()}")
        connection.endheaders()
        response = connection.getresponse()
        assert response.status == 400
        assert json.loads(response.read())["reason"] == "MALFORMED_REQUEST"


def test_the_issuer_says_where_its_keys_are(stack):
    client = RestClient(stack.processes["issuer-1"].admin_url)

    found = client.get("/.well-known/openid-configuration").ok()
    keys = client.get("/.well-known/jwks.json").ok()

    assert found["jwks_uri"].endswith("/.well-known/jwks.json")
    assert [set(key) & {"d", "p", "k"} for key in keys["keys"]] == [set()]

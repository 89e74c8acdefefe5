"""Tokens of an identity provider that is not ours: RSA keys, fetched over TLS."""

import datetime
import time

import pytest

from tests.e2e.people import create_user
from tests.support.client import RestClient
from tests.support.identity_provider import NAME, IdentityProvider
from tests.support.stack import Stack
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def provider():
    with IdentityProvider() as running:
        yield running


@pytest.fixture(scope="module")
def own_stack(provider):
    """A Steward that trusts the provider for the tenant "acme"."""
    issuer = (
        f"issuer={NAME} audience=steward algorithms=RS256|PS256 jwks={provider.url}"
        " types=at+jwt|jwt clients=portal tenant_claim=org tenants=acme|globex"
    )
    settings = {"gateway": {"issuers": issuer, "issuer_ca_file": provider.certificate}}
    with Stack(notifications=0, settings=settings) as running:
        yield running


def answer(stack, token):
    answered = RestClient(stack.url, token).get("/v1/tickets")
    return answered.status, answered.reason


GOOD = {"org": "acme", "azp": "portal"}
REFUSED = (401, "INVALID_TOKEN")


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
@pytest.mark.parametrize(
    "header, claims",
    [
        ({}, {}),
        ({"typ": "JWT"}, {}),
        ({}, {"org": "globex"}),
        ({}, {"aud": ["steward", "account"]}),
        ({"kid": "main", "x5t": "abc"}, {"scope": "openid"}),
    ],
)
def test_its_tokens_are_accepted(own_stack, provider, algorithm, header, claims):
    token = provider.token(algorithm, header, **{**GOOD, **claims})

    assert answer(own_stack, token)[0] == 200


@pytest.mark.parametrize(
    "header, claims",
    [
        ({"alg": "none"}, {}),
        ({"alg": "ES256"}, {}),
        ({"kid": "unknown"}, {}),
        ({"jku": "https://evil.example/keys"}, {}),
        ({"crit": ["exp"]}, {}),
        ({"typ": "JWT"}, {"nonce": "n"}),
        ({}, {"org": "demo"}),
        ({}, {"org": None}),
        ({}, {"azp": "evil"}),
        ({}, {"azp": None}),
        ({}, {"aud": "other"}),
        ({}, {"iss": NAME + "/"}),
        ({}, {"exp": 1}),
        ({}, {"exp": None}),
        ({}, {"sub": None}),
        ({}, {"roles": ["service"]}),
    ],
)
def test_tokens_that_break_a_rule_are_refused(own_stack, provider, header, claims):
    assert answer(own_stack, provider.token("RS256", header, **{**GOOD, **claims})) == REFUSED


@pytest.mark.parametrize("member", ["jku", "x5u"])
@pytest.mark.parametrize("kid", ["main", "unknown"])
def test_a_token_does_not_say_where_its_keys_are(own_stack, provider, member, kid):
    """T5: whoever asked there would be answered, with the key that signed the token."""
    elsewhere = provider.url.replace("/keys", "/elsewhere")
    header = {"kid": kid, member: elsewhere}

    assert answer(own_stack, provider.token("RS256", header, **GOOD)) == REFUSED
    assert answer(own_stack, provider.token(**GOOD))[0] == 200
    assert set(provider.paths) == {"/keys"}


def test_a_token_has_at_most_eight_kibibytes(own_stack, provider):
    """T17"""
    large, larger = (provider.token(padding="x" * size, **GOOD) for size in (5_000, 6_500))
    assert 7 * 1024 < len(large) < 8 * 1024 < len(larger) < 9.5 * 1024

    assert answer(own_stack, large)[0] == 200
    assert answer(own_stack, larger)[0] in (401, 431)


def test_a_public_key_is_no_shared_secret(own_stack, provider):
    assert answer(own_stack, provider.token("HS256", **GOOD)) == REFUSED


def test_nobody_else_issues_tokens(own_stack):
    assert answer(own_stack, own_stack.token("acme")) == REFUSED


def test_tokens_of_a_clock_that_is_ahead_are_revoked_too(own_stack, provider):
    admin = RestClient(own_stack.url, provider.token(sub="root", **GOOD))
    create_user(admin, "mallory")
    whose = {"sub": "mallory", **GOOD}
    now = int(time.time())
    ahead = provider.token(iat=now + 50, exp=now + 600, **whose)
    assert answer(own_stack, ahead)[0] == 200

    revoked = admin.post("/v1/users/mallory:revokeTokens").ok()["tokensRevokeTime"]

    wait_until(lambda: answer(own_stack, ahead) == REFUSED, what="the token to be refused")
    # Issued more than a minute later, and good as soon as our clock is within a minute of it.
    later = int(datetime.datetime.fromisoformat(revoked[:19] + "+00:00").timestamp()) + 61
    fresh = provider.token(iat=later, exp=later + 600, **whose)
    wait_until(lambda: answer(own_stack, fresh)[0] == 200, what="a later token to be accepted")


BIG = b'{"keys":[' + b",".join(b'{"kid":"%d"}' % number for number in range(1000)) + b"]}"


@pytest.mark.parametrize(
    "misbehave, result",
    [
        (lambda it: setattr(it, "answer", (302, {"Location": "/elsewhere"}, b"")), "failed"),
        (lambda it: setattr(it, "answer", (503, {}, b"")), "failed"),
        (lambda it: it.use("stranger"), "failed"),
        (lambda it: setattr(it, "answer", (200, {}, b" " * 2**20 + it.keys)), "refused"),
        (lambda it: setattr(it, "answer", (200, {}, BIG)), "refused"),
        (lambda it: setattr(it, "answer", (200, {}, b'{"keys":[]}')), "refused"),
    ],
    ids=["redirect", "unavailable", "stranger", "large", "thousand", "empty"],
)
def test_its_keys_stay_when_it_misbehaves(own_stack, provider, misbehave, result):
    # A fresh process: the last one may have looked for an unknown key within 30 s.
    own_stack.restart("gateway-1")
    gateway = own_stack.processes["gateway-1"]
    misbehave(provider)
    try:
        assert answer(own_stack, provider.token(header={"kid": "new"}, **GOOD)) == REFUSED
        wait_until(lambda: f'result="{result}"' in gateway.metrics(), what=f"a refresh: {result}")
        assert answer(own_stack, provider.token(**GOOD))[0] == 200
        assert set(provider.paths) == {"/keys"}
    finally:
        provider.restore()

"""An issuer changes its key while clients call without pause."""

import collections

import pytest

from tests.support.client import RestClient
from tests.support.crowd import Crowd
from tests.support.identity_provider import NAME, IdentityProvider
from tests.support.stack import Stack
from tests.support.waiting import wait_until

CALLERS = 4
CALLS = 25
# A gateway looks for a key that it does not know at most every 30 s, and this often by itself.
REFRESH_MAX = 600


@pytest.fixture(scope="module")
def provider():
    with IdentityProvider() as running:
        yield running


@pytest.fixture(scope="module")
def own_stack(provider):
    issuer = (
        f"issuer={NAME} audience=steward algorithms=RS256 jwks={provider.url}"
        " tenant_claim=org tenants=acme"
    )
    settings = {"gateway": {"issuers": issuer, "issuer_ca_file": provider.certificate}}
    with Stack(notifications=0, settings=settings) as running:
        yield running


class Traffic(Crowd):
    """Callers that never rest, each with the token that it was last given."""

    def __init__(self, url, token):
        super().__init__(CALLERS)
        self.url = url
        self.tokens = [token] * CALLERS
        # How often each was answered how, by caller and token.
        self.answers = collections.Counter()

    def give(self, caller, token):
        self.tokens[caller] = token

    def wait_for_calls(self):
        """Until each caller was answered some more times with the token that it has."""
        before = dict(self.answers)

        def calls(caller):
            key = (caller, self.tokens[caller], 200)
            return self.answers[key] - before.get(key, 0)

        # What fails is counted, and told of at the end.
        wait_until(
            lambda: self.failures() or all(calls(each) >= CALLS for each in range(CALLERS)),
            timeout=60,
            what="calls of everybody",
        )

    def failures(self):
        return {key[2]: count for key, count in dict(self.answers).items() if key[2] != 200}

    def work(self, caller):
        while not self.is_over():
            token = self.tokens[caller]
            status = RestClient(self.url, token).get("/v1/about").status
            self.answers[caller, token, status] += 1


def status(stack, token):
    return RestClient(stack.url, token).get("/v1/about").status


def look_for_keys(stack, provider):
    """A token by a key that nobody has: the gateway looks for it, if it may again."""
    assert status(stack, provider.token(header={"kid": "unheard"}, org="acme")) == 401


def test_no_call_fails_while_an_issuer_rotates_its_key(own_stack, provider):
    provider.add_key("next")
    old = [provider.token(org="acme", sub=f"user{each}") for each in range(2)]
    new = provider.token(header={"kid": "next"}, org="acme")
    with Traffic(own_stack.url, old[0]) as traffic:
        traffic.wait_for_calls()

        # Both are published before anything is signed with the new one.
        provider.publish("main", "next")
        look_for_keys(own_stack, provider)
        wait_until(lambda: status(own_stack, new) == 200, REFRESH_MAX, "the new key to be known")
        for caller in range(CALLERS // 2):
            traffic.give(caller, new)
        traffic.wait_for_calls()
        for caller in range(CALLERS):
            traffic.give(caller, new)
        traffic.wait_for_calls()

        # Nobody uses the old one any more.
        provider.publish("next")

        def is_gone():
            look_for_keys(own_stack, provider)
            return status(own_stack, old[0]) == 401

        wait_until(is_gone, REFRESH_MAX, "the old key to be gone", interval=1)
        assert status(own_stack, old[1]) == 401
        traffic.wait_for_calls()
    assert traffic.failures() == {}
    assert {token for _, token, _ in traffic.answers} == {old[0], new}

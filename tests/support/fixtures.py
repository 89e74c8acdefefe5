"""pytest fixtures. A conftest.py imports those it wants:

from tests.support.fixtures import receiver, stack  # noqa: F401
"""

import pytest

from tests.support.stack import Stack
from tests.support.webhook_receiver import WebhookReceiver


@pytest.fixture(scope="session")
def stack():
    """One Steward for all tests of the run, one process of each kind. Tests keep apart by using
    tenants of their own: `stack.new_tenant()`."""
    with Stack() as running:
        yield running


@pytest.fixture
def receiver():
    """A webhook endpoint of one test."""
    with WebhookReceiver() as running:
        yield running

"""End-to-end tests: real processes, spoken to as clients do."""

import pytest

from tests.e2e.outsiders import connect, connect_with, outside_contract  # noqa: F401
from tests.support.fixtures import receiver, stack  # noqa: F401


@pytest.fixture
def tenant(stack):  # noqa: F811
    """A tenant of this test alone."""
    return stack.new_tenant()


@pytest.fixture
def api(stack, tenant):  # noqa: F811
    """A REST client of the tenant's admin."""
    return stack.client(tenant)

"""What the guides tell people to type does what they say."""

import os
import re
import subprocess

import pytest

from tests.support.node import PACKAGES
from tests.support.stack import ROOT, Stack


@pytest.fixture(scope="module")
def guarded():
    with Stack(notifications=0, tls=True) as running:
        yield running


def blocks_of(guide):
    """Its blocks of shell, without the first: that is for the environment of ./scripts/up."""
    text = (ROOT / "docs/guides" / guide).read_text()
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[1:]


def follow(guide, stack, folder):
    """Runs the blocks as the administrator of a tenant of their own."""
    tenant = stack.new_tenant()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("STEWARD_")}
    environment = {
        **kept,
        "STEWARD_URL": stack.url,
        "STEWARD_GRPC": stack.grpc_target,
        "STEWARD_TOKEN": stack.token(tenant),
        # As the first block has it.
        "tenant": tenant,
        "auth": f"Authorization: Bearer {stack.token(tenant)}",
        "json": "Content-Type: application/json",
        "STEWARD_TOKEN_OPERATOR": stack.token("operator"),
        "NODE_PATH": str(PACKAGES),
    }
    if stack.ca:
        environment |= {name: str(stack.ca) for name in ("STEWARD_CA_FILE", "CURL_CA_BUNDLE")}
    # As in tests/support/node.py: npm may be out of reach.
    blocks = [each for each in blocks_of(guide) if PACKAGES.exists() or "node " not in each]
    script = "set -euo pipefail\n" + "\n".join(blocks)
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("doors", ["stack", "guarded"])
def test_calling_over_grpc(doors, request, tmp_path):
    done = follow("calling-over-grpc.md", request.getfixturevalue(doors), tmp_path)

    assert len(blocks_of("calling-over-grpc.md")) > 5
    assert done.returncode == 0, done.stderr + done.stdout


def test_working_for_another_tenant(stack, tmp_path):
    done = follow("working-for-another-tenant.md", stack, tmp_path)

    assert len(blocks_of("working-for-another-tenant.md")) > 4
    assert done.returncode == 0, done.stderr + done.stdout

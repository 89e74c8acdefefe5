"""The image that STEWARD_IMAGE names runs as the manifests say.

./scripts/image
STEWARD_IMAGE=localhost/steward:0.1.0 ./scripts/test --tidy -k image
"""

import os
import subprocess

import grpc
import pytest

from tests.deploy.containers import IMAGE, Pods
from tests.deploy.pod import LIMITS
from tests.support.client import RestClient

pytestmark = [
    pytest.mark.skipif(not IMAGE, reason="STEWARD_IMAGE names no image"),
    pytest.mark.skipif(os.geteuid() != 0, reason="secrets have to be root's, as in a pod"),
]


@pytest.fixture(scope="module", params=["plain", "tls"])
def pods(request):
    with Pods(tls=request.param == "tls") as running:
        yield running


def client(pods, role="tenant_admin"):
    return RestClient(pods.url, pods.token("demo", f"users/{role}", role))


def test_a_ticket_is_recorded_and_read(pods):
    draft = {"kind": "INCIDENT", "title": "VPN down", "impact": "HIGH", "urgency": "HIGH"}
    made = client(pods).post("/v1/tickets", draft).ok()

    read = client(pods, "auditor").get(f"/v1/{made['name']}").ok()

    assert read == made
    assert read["priority"] == "P1"


def test_every_service_answers(pods):
    api = client(pods)

    answers = [api.get(path) for path in ("/v1/users", "/v1/tickets", "/v1/webhooks")]

    assert [answer.status for answer in answers] == [200] * 3


def is_well(ports, kind, asked):
    """Whether a kubelet that makes this probe is content."""
    if kind == "httpGet":
        url = f"http://127.0.0.1:{ports[asked['port']]}"
        return RestClient(url).get(asked["path"]).status == 200
    with grpc.insecure_channel(f"127.0.0.1:{ports['grpc']}") as channel:
        check = channel.unary_unary("/grpc.health.v1.Health/Check")
        return check(b"", timeout=10) == b"\x08\x01"


def test_probes_succeed(pods):
    for pod in pods.pods:
        for kind, asked in pod.probes:
            assert is_well(pods.ports[pod.name], kind, asked), f"{pod.name}: {kind} {asked}"


def test_migrations_may_run_again_while_services_serve(pods):
    pods.migrate()

    assert client(pods).get("/v1/tickets").status == 200


def test_the_image_has_no_shell(pods):
    words = ["podman", "--runtime", "runc", "run", "--rm", *LIMITS, "--network", "host", IMAGE]
    for shell in ("sh", "bash", "/bin/sh"):
        done = subprocess.run([*words, shell, "-c", "true"], capture_output=True)
        assert done.returncode == 127


def test_processes_end_well_when_they_are_told_to(pods):
    assert set(pods.terminate()) == {0}

"""The image that STEWARD_IMAGE names runs as the manifests say, and the story is played in it.

./scripts/test --image builds it and runs this.
"""

import os
import shutil
import subprocess

import grpc
import pytest

from tests.deploy.containers import IMAGE, Pods
from tests.deploy.pod import LIMITS
from tests.story.play import play
from tests.story.world import World
from tests.support.client import RestClient
from tests.support.fixtures import receiver  # noqa: F401
from tests.support.mail_sink import MailSink
from tests.support.stack import free_ports

pytestmark = [
    pytest.mark.skipif(not IMAGE, reason="STEWARD_IMAGE names no image"),
    pytest.mark.skipif(os.geteuid() != 0, reason="secrets have to be root's, as in a pod"),
    pytest.mark.skipif(shutil.which("podman") is None, reason="there is no podman"),
]


@pytest.fixture(scope="module")
def sink():
    with MailSink(next(free_ports())) as running:
        yield running


@pytest.fixture(scope="module", params=["plain", "tls"])
def pods(request, sink):
    notification = {
        "smtp_url": sink.url,
        "mail_from": "steward@example.com",
        "mail_public_url": "https://steward.example.com",
        # The receiver is on this machine.
        "webhook_allow_private_networks": "true",
        "webhook_allow_http": "true",
    }
    with Pods(request.param == "tls", {"notification": notification}) as running:
        yield running


# A collection of each service.
PATHS = ("/v1/users", "/v1/tickets", "/v1/webhooks", "/v1/changes", "/v1/catalogItems")


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

    answers = [api.get(path) for path in PATHS]

    assert [answer.status for answer in answers] == [200] * len(PATHS)


@pytest.fixture
def world(request, pods, sink, receiver):  # noqa: F811
    tenant = f"story-{request.node.callspec.id}"

    def make_client(role, user, abroad=False):
        of = f"{tenant}-abroad" if abroad else tenant
        return RestClient(pods.url, role and pods.token(of, f"users/{user}", role))

    def address(user):
        return f"{user}@{tenant}.example.com"

    def mails(user):
        return [mail.text() for mail in sink.to(address(user))]

    return World(make_client, print, address, mails, receiver)


def test_the_story(world):
    play(world)


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

"""Processes that call each other with certificates, end to end."""

import os
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from tests.e2e.incidents import act, create
from tests.e2e.people import create_user
from tests.support.client import RestClient
from tests.support.stack import ROOT, Stack
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import WebhookReceiver, is_signed


FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"


@pytest.fixture(scope="module")
def guarded():
    """A Steward whose processes call each other with certificates."""
    with Stack(tls=True) as running:
        yield running


def shake(stack, name, own=None, version=None, directory=None):
    """What becomes of a TLS handshake with a service, with the certificate of `own`, which lies in
    the directory or with those of the stack: the version that was agreed on, or None."""
    context = ssl.create_default_context(cafile=stack.certificates / "ca.pem")
    context.set_alpn_protocols(["h2"])
    if version is not None:
        context.maximum_version = version
    if own is not None:
        files = ((directory or stack.certificates) / f"{own}.{kind}" for kind in ("pem", "key"))
        context.load_cert_chain(*files)
    with socket.create_connection(stack.grpc_address(name), timeout=10) as plain:
        try:
            kind = name.rpartition("-")[0]
            with context.wrap_socket(plain, server_hostname=kind) as secure:
                # A server of TLS 1.3 refuses a certificate after the client's handshake.
                return secure.version() if secure.recv(1) else None
        except (ssl.SSLError, ConnectionError):
            return None


def logs(stack):
    kinds = ("directory", "ticket", "change-approval", "catalog", "notification", "gateway")
    return [stack.log(f"{kind}-1") for kind in kinds]


def test_an_incident_and_its_webhook_pass_all_processes(guarded):
    api = guarded.client(guarded.new_tenant())
    with WebhookReceiver() as receiver:
        webhook = api.post("/v1/webhooks", {"url": receiver.url}).ok()
        create_user(api, "bob")
        name = create(api, requester="users/bob")["name"]
        act(api, name, "start").ok()

        received = receiver.wait_for(3)

    assert all(is_signed(each, webhook["secret"]) for each in received)
    assert api.get(f"/v1/{name}").ok()["requester"] == "users/bob"
    assert api.get("/v1/audit/events").ok()["events"]


def test_services_take_tls_13_with_a_certificate_only(guarded):
    for name in ("directory-1", "ticket-1", "change-approval-1", "catalog-1", "notification-1"):
        assert shake(guarded, name, own="gateway") == "TLSv1.3"
        assert shake(guarded, name) is None
        assert shake(guarded, name, "gateway", ssl.TLSVersion.TLSv1_2) is None


def test_probes_and_metrics_need_no_certificate(guarded):
    for name, process in guarded.processes.items():
        if name.startswith("issuer"):
            continue
        admin = RestClient(process.admin_url)
        assert admin.get("/healthz").status == admin.get("/readyz").status == 200
        metrics = admin.get("/metrics").body.decode()
        assert "steward_certificate_expiry_seconds" in metrics
        assert 'steward_certificate_refused{use="processes"} 0' in metrics


def test_calls_go_on_while_certificates_are_renewed(guarded):
    api = guarded.client(guarded.new_tenant())
    name = create(api)["name"]
    done = threading.Event()
    statuses = set()

    def ask():
        while not done.is_set():
            statuses.add(api.get(f"/v1/{name}").status)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(2):
            before = [log.count("a new certificate is in force") for log in logs(guarded)]
            guarded.make_certificates()
            wait_until(
                lambda b=before: all(
                    log.count("a new certificate is in force") > count
                    for log, count in zip(logs(guarded), b)
                ),
                what="the new certificates",
            )
            act(api, create(api)["name"], "start").ok()
    finally:
        done.set()
        asking.join()

    assert statuses == {200}


def test_a_restart_finds_new_certificates_of_a_new_authority():
    with Stack(tls=True) as stack:
        tenant = stack.new_tenant()
        name = create(stack.client(tenant))["name"]
        kinds = ("directory", "ticket", "change-approval", "catalog", "notification", "gateway")
        services = [f"{kind}-1" for kind in kinds]
        for each in services:
            stack.terminate(each)
        shutil.rmtree(stack.certificates)
        stack.make_certificates("--namespace", "production")
        for each in services:
            stack.restart(each, wait=False)
        stack.wait_until_ready()

        # Which trusts the new authority.
        api = stack.client(tenant)
        assert api.get(f"/v1/{name}").ok()["name"] == name
        act(api, name, "start").ok()


def test_a_certificate_that_expired_or_is_of_others_is_refused(guarded, tmp_path):
    """G20"""
    old, others = tmp_path / "old", tmp_path / "others"
    old.mkdir()
    for file in ("ca.pem", "ca.key"):
        shutil.copy(guarded.certificates / file, old)
    last_year = {**os.environ, "LD_PRELOAD": FAKETIME, "FAKETIME": "-300d"}
    subprocess.run([ROOT / "scripts/certificates", old], env=last_year, check=True)
    subprocess.run([ROOT / "scripts/certificates", others], check=True)

    for directory in (old, others):
        assert shake(guarded, "ticket-1", "gateway", directory=directory) is None
    assert shake(guarded, "ticket-1", "gateway") == "TLSv1.3"


def test_a_process_that_is_not_on_the_list_may_not_call():
    """G19"""
    # The gateway comes with the name of another.
    with Stack(tls=True, settings={"ticket": {"mtls_peers": "notification"}}) as stack:
        answer = stack.client(stack.new_tenant()).get("/v1/tickets")

        assert (answer.status, answer.reason) == (403, "PEER_NOT_ALLOWED")


def test_the_log_names_who_cannot_be_reached_and_why(guarded):
    config = guarded.directory / "config" / "gateway-1.yaml"
    before = config.read_text()
    ticket, catalog = (
        "{}:{}".format(*guarded.grpc_address(name)) for name in ("ticket-1", "catalog-1")
    )
    assert ticket in before
    try:
        config.write_text(before.replace(ticket, catalog))
        guarded.terminate("gateway-1")
        guarded.restart("gateway-1", wait=False)
        wait_until(
            lambda: "another process answered: spiffe://" in guarded.log("gateway-1"),
            what="the wrong process in the log",
        )
        assert '"a service cannot be reached"' in guarded.log("gateway-1")
    finally:
        config.write_text(before)
        guarded.terminate("gateway-1")
        guarded.restart("gateway-1")
        guarded.wait_until_ready()

    guarded.terminate("ticket-1")
    wait_until(
        lambda: '"error":"Connection refused"' in guarded.log("gateway-1"),
        what="the missing process in the log",
    )
    guarded.restart("ticket-1")
    wait_until(
        lambda: '"a service is reached again"' in guarded.log("gateway-1"),
        what="the process that is back in the log",
    )


def test_nothing_starts_with_half_a_configuration(guarded):
    config = (guarded.directory / "config" / "ticket-1.yaml").read_text()
    for missing in ("mtls_certificate", "mtls_private_key", "mtls_ca", "mtls_peers"):
        lines = [line for line in config.splitlines() if not line.startswith(f"{missing}:")]
        file = guarded.directory / "config" / "half.yaml"
        file.write_text("\n".join(lines))

        done = subprocess.run(
            [guarded.bin / "steward-ticket", "--config", file], capture_output=True, text=True
        )

        assert done.returncode == 2 and "go together" in done.stderr

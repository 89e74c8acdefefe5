"""Mails and the server that takes them: with TLS and a login, and when it takes nothing for now."""

import contextlib
import socketserver
import ssl
import subprocess
import threading

import pytest
from aiosmtpd.smtp import AuthResult

from tests.e2e.incidents import act, create
from tests.e2e.mail_test import told
from tests.e2e.people import create_user
from tests.support.mail_sink import MailSink
from tests.support.stack import Stack, free_ports

# Not this host by its name, so that TLS is a must.
HOST = "0.0.0.0"
PASSWORD = "correct horse"


def certificate(folder):
    """(certificate, key) that vouch for the host."""
    folder.mkdir()
    files = folder / "server.pem", folder / "server.key"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=mail -days 2"
    out = ["-addext", f"subjectAltName=IP:{HOST}", "-out", files[0], "-keyout", files[1]]
    subprocess.run(["openssl", *words.split(), *out], check=True, capture_output=True)
    return files


def with_tls(files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return {"tls_context": context, "require_starttls": True}


def with_login(attempts=None):
    def check(_server, _session, _envelope, _mechanism, login):
        if attempts is not None:
            attempts.append(login)
        right = login.password == PASSWORD.encode()
        return AuthResult(success=right, handled=False, auth_data=login)

    return {"authenticator": check, "auth_required": True}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mail")
    return {name: certificate(folder / name) for name in ("trusted", "strange")}


@pytest.fixture(scope="module")
def sink(certificates):
    trusted = {**with_tls(certificates["trusted"]), **with_login()}
    with MailSink(next(free_ports()), HOST, **trusted) as running:
        yield running


@pytest.fixture(scope="module")
def stack(sink, certificates, tmp_path_factory):
    password = tmp_path_factory.mktemp("secret") / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    settings = {
        "smtp_url": sink.url,
        "smtp_user": "steward",
        "smtp_password_file": str(password),
        "smtp_ca_file": str(certificates["trusted"][0]),
        "mail_from": "steward@example.com",
        "mail_retry_schedule": ";".join(["0s"] + ["200ms"] * 100),
    }
    with Stack(settings={"notification": settings}) as running:
        yield running


@contextlib.contextmanager
def changed(sink, smtp):
    """The sink is another one for a while."""
    before = sink.smtp
    sink.stop()
    try:
        sink.smtp = smtp
        sink.start()
        yield
    finally:
        sink.stop()
        sink.smtp = before
        sink.start()


@contextlib.contextmanager
def greeting(sink, line):
    """A server in the sink's place that says one line and hangs up."""

    class Greeter(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.sendall(line.encode() + b"\r\n")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    sink.stop()
    try:
        with Server((sink.host, sink.port), Greeter) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield
            server.shutdown()
            thread.join()
    finally:
        sink.start()


@pytest.fixture
def assign(stack, api, tenant):
    """Assigns a ticket to Bob and returns his mail address."""
    address = f"bob@{tenant}.example.com"
    create_user(api, "bob", email=address)
    create_user(api, "agnes")
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    def assigned():
        name = create(api, title="VPN down")["name"]
        act(agent, name, "assign", {"assignee": "users/bob"}).ok()
        return address

    return assigned


def retried(api):
    """Why the mail to Bob waits, once it was attempted."""
    (waiting,) = told(api, "channel = MAIL AND attempt_count > 0")
    assert waiting["state"] == "PENDING", waiting
    return waiting["lastError"]


def test_mails_are_sent_over_tls_and_with_the_login(sink, assign):
    (mail,) = sink.wait_for(assign())

    assert (mail.tls, mail.user) == (True, "steward")


def test_nothing_is_said_to_a_server_without_tls(sink, api, assign):
    logins = []
    with changed(sink, {**with_login(logins), "auth_require_tls": False}):
        address = assign()
        assert retried(api) == "The mail server offers no TLS."
        assert (logins, sink.to(address)) == ([], [])

    sink.wait_for(address)


def test_nothing_is_said_to_a_server_that_nobody_vouches_for(sink, api, assign, certificates):
    logins = []
    strange = {**with_tls(certificates["strange"]), **with_login(logins)}
    with changed(sink, strange):
        address = assign()
        assert "certificate of the mail server is not trusted" in retried(api)
        assert (logins, sink.to(address)) == ([], [])

    sink.wait_for(address)


def test_a_login_that_is_refused_is_tried_again(sink, api, assign, certificates):
    def refuse(*_):
        return AuthResult(success=False, handled=False)

    refusing = {"authenticator": refuse, "auth_required": True}
    with changed(sink, {**with_tls(certificates["trusted"]), **refusing}):
        address = assign()
        assert retried(api) == "The mail server does not accept the user."

    sink.wait_for(address)


@pytest.mark.parametrize("line", ["554 No service for you", "421 Too many connections"])
def test_a_server_that_takes_nothing_for_now_is_asked_again(sink, api, assign, line):
    with greeting(sink, line):
        address = assign()
        assert retried(api)

    sink.wait_for(address)


@pytest.mark.parametrize(
    "command, answer",
    [
        ("MAIL", "550 5.7.1 Sender not accepted"),
        ("MAIL", "554 5.3.2 System not accepting messages"),
        ("RCPT", "554 5.7.1 Relay access denied"),
        ("RCPT", "451 4.7.1 Greylisted"),
    ],
)
def test_what_is_said_of_the_server_is_not_final(sink, api, assign, command, answer):
    sink.refusals[command] = answer
    try:
        address = assign()
        assert retried(api) == f"The mail server answered {answer[:3]}."
    finally:
        sink.refusals.clear()

    sink.wait_for(address)


@pytest.mark.parametrize("answer", ["550 5.1.1 User unknown", "552 Mailbox full"])
def test_what_is_said_of_the_recipient_is_final(sink, api, assign, answer):
    sink.refusals["RCPT"] = answer
    try:
        address = assign()
        (failed,) = told(api, "channel = MAIL AND state = FAILED")
    finally:
        sink.refusals.clear()

    assert (failed["attemptCount"], failed["lastError"]) == (
        1,
        f"The mail server answered {answer[:3]}.",
    )
    assert not sink.to(address)

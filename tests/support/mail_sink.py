"""An SMTP server on loopback that keeps what it is given."""

import dataclasses
import email
import email.policy
import threading

from aiosmtpd.controller import Controller

from tests.support.waiting import wait_until


@dataclasses.dataclass(frozen=True)
class Received:
    """One mail that arrived."""

    sender: str
    recipients: list
    content: bytes
    # Whether it came over TLS, and who had logged in, if anybody.
    tls: bool = False
    user: str = ""

    @property
    def message(self):
        """The mail, parsed."""
        return email.message_from_bytes(self.content, policy=email.policy.default)

    def text(self, kind="plain"):
        """The body as text: "plain" or "html"."""
        body = self.message.get_body((kind,))
        return body.get_content() if body is not None else None


class HangingUp(Controller):
    """Closes the connections that it still has when it stops; a client would wait at them."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._sessions = []

    def factory(self):
        self._sessions.append(super().factory())
        return self._sessions[-1]

    def stop(self, *arguments, **options):
        for each in self._sessions:
            if each.transport is not None:
                self.loop.call_soon_threadsafe(each.transport.abort)
        super().stop(*arguments, **options)


class MailSink:
    """Use as a context manager; `url` is for smtp_url. It can be stopped and started again at the
    same port. `smtp` is what aiosmtpd's server is told besides, such as a tls_context."""

    def __init__(self, port, host="127.0.0.1", **smtp):
        self.port, self.host, self.smtp = port, host, smtp
        self.url = f"smtp://{host}:{port}"
        self._lock = threading.Lock()
        self._mails = []
        self._answers = []
        # By command: what it is refused with.
        self.refusals = {}
        self._controller = None

    async def handle_MAIL(self, _server, _session, envelope, address, _options):
        envelope.mail_from = address
        return self.refusals.get("MAIL", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        envelope.rcpt_tos.append(address)
        return self.refusals.get("RCPT", "250 OK")

    async def handle_DATA(self, _server, session, envelope):
        with self._lock:
            answer = self._answers.pop(0) if self._answers else "250 OK"
            if answer.startswith("2"):
                user = session.auth_data.login.decode() if session.authenticated else ""
                mail = Received(
                    envelope.mail_from,
                    envelope.rcpt_tos,
                    envelope.content,
                    session.ssl is not None,
                    user,
                )
                self._mails.append(mail)
        return answer

    def answer(self, *answers):
        """Answers the next mails with these lines, one each, then takes them again."""
        with self._lock:
            self._answers.extend(answers)

    def start(self):
        self._controller = HangingUp(self, self.host, self.port, **self.smtp)
        self._controller.start()

    def stop(self):
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def received(self):
        """All mails so far, in the order of their arrival."""
        with self._lock:
            return list(self._mails)

    def to(self, address):
        """The mails to an address so far."""
        return [each for each in self.received if each.recipients == [address]]

    def wait_for(self, address, count=1):
        """The mails to an address, once there are so many."""
        wait_until(lambda: len(self.to(address)) >= count, what=f"{count} mails to {address}")
        return self.to(address)

"""An HTTP endpoint on loopback for webhooks: it records, verifies, fails, hangs and misleads."""

import base64
import dataclasses
import hashlib
import hmac
import http.server
import json
import threading
import time

from tests.support.waiting import wait_until


@dataclasses.dataclass(frozen=True)
class Delivery:
    """One request that arrived. Names of headers are lower case."""

    method: str
    path: str
    headers: dict
    body: bytes
    received: float
    status: int

    @property
    def id(self):
        """The `webhook-id`: the id of the event."""
        return self.headers.get("webhook-id")

    @property
    def json(self):
        """The CloudEvent."""
        return json.loads(self.body)


class WebhookReceiver:
    """Use as a context manager; `url` is what to register. Answers 204 unless told otherwise. With
    `tls`, an ssl.SSLContext, it is an https URL."""

    def __init__(self, tls=None):
        self._lock = threading.Lock()
        self._deliveries = []
        self._failures = []
        self._fail_always = None
        self._open = threading.Event()
        self._open.set()
        self._location = None
        self._is_endless = False
        # Bytes of endless answers that the sender took before it went away, one for each.
        self.taken = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                receiver._receive(self)

            do_GET = do_PUT = do_POST

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.url = f"http{'' if tls is None else 's'}://127.0.0.1:{self.port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def fail(self, *statuses):
        """Answers the next requests with these statuses, one each, then 204 again."""
        with self._lock:
            self._failures.extend(statuses)

    def fail_always(self, status):
        """Answers every request with the status; None ends that."""
        with self._lock:
            self._fail_always = status

    def hang(self):
        """Accepts requests and answers none before `release`. They are recorded all the same."""
        self._open.clear()

    def redirect(self, url):
        """Answers every request with 302 and leads to that URL."""
        self._location = url

    def never_end(self):
        """Answers every request with 200 and a body that has no end."""
        self._is_endless = True

    def release(self):
        """Answers again, also those that hang."""
        self._open.set()

    @property
    def deliveries(self):
        """All requests so far, in the order of their arrival."""
        with self._lock:
            return list(self._deliveries)

    @property
    def accepted(self):
        """Those that were answered with 2xx."""
        return [each for each in self.deliveries if 200 <= each.status < 300]

    def clear(self):
        """Forgets the requests so far."""
        with self._lock:
            self._deliveries.clear()

    def wait_for(self, count=1, matching=lambda delivery: True, timeout=15.0):
        """Waits until that many matching requests have arrived and returns them."""

        def enough():
            found = [each for each in self.deliveries if matching(each)]
            return found if len(found) >= count else None

        return wait_until(enough, timeout, f"{count} webhook requests")

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._open.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def _receive(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._lock:
            status = self._fail_always or (self._failures.pop(0) if self._failures else 204)
            status = 302 if self._location else 200 if self._is_endless else status
            self._deliveries.append(
                Delivery(handler.command, handler.path, headers, body, time.time(), status)
            )
        self._open.wait()
        try:
            handler.send_response(status)
            if self._location:
                handler.send_header("Location", self._location)
            if not self._is_endless:
                handler.send_header("Content-Length", "0")
            handler.end_headers()
            if self._is_endless:
                self._send_without_end(handler)
        except OSError:
            # The sender gave up in the meantime.
            handler.close_connection = True

    def _send_without_end(self, handler):
        taken = 0
        try:
            while True:
                taken += handler.wfile.write(b"x" * 8192)
        finally:
            with self._lock:
                self.taken.append(taken)


def sign(secret, message_id, timestamp, body):
    """The `webhook-signature` of Standard Webhooks 1.0, scheme v1 (HMAC-SHA256)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def is_signed(delivery, secret, tolerance=300.0):
    """Whether a request is signed with the secret and its timestamp is near its arrival."""
    timestamp = delivery.headers.get("webhook-timestamp", "")
    if not timestamp.isascii() or not timestamp.isdigit() or not delivery.id:
        return False
    if abs(delivery.received - int(timestamp)) > tolerance:
        return False
    expected = sign(secret, delivery.id, timestamp, delivery.body)
    signatures = delivery.headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, each) for each in signatures)

"""An identity provider of a test: HTTPS on the loopback, RSA keys, tokens."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import pathlib
import ssl
import subprocess
import tempfile
import threading
import time

NAME = "https://login.example"
PADDING = {
    "RS256": (),
    "PS256": ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"),
}


class IdentityProvider:
    """Publishes its key "main" at `url` until told to misbehave, or to publish others.
    `certificate` is the file to trust."""

    def __init__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="steward-idp-")
        self._path = pathlib.Path(self._directory.name)
        self.certificate = self._make_certificate("good")
        self._make_certificate("stranger")
        self._private = {}
        self.add_key("main")
        self.keys = self._key_set("main")
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self._server.daemon_threads = True
        self._server.socket = self._context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.paths = []
        self.restore()

    @property
    def url(self):
        return f"https://127.0.0.1:{self._server.server_port}/keys"

    def add_key(self, kid):
        """A key that tokens may be signed with from now on; it is not published by itself."""
        self._private[kid] = self._path / f"{kid}.pem"
        kind = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        openssl("genpkey", *kind, "-out", self._private[kid])

    def publish(self, *kids):
        """Shows these keys and no others."""
        self.keys = self._key_set(*kids)
        self.restore()

    def restore(self):
        """Behaves again."""
        self.answer = (200, {}, self.keys)
        self.use("good")

    def use(self, name):
        """Shows the certificate "good" or that of a "stranger" to whoever connects from now on."""
        self._context.load_cert_chain(self._path / f"{name}.crt", self._path / f"{name}.key")

    def token(self, algorithm="RS256", header=None, **claims):
        """A token that lives for ten minutes; claims may be replaced, or left out with None. The
        key that the header names signs it, or "main"."""
        now = int(time.time())
        who = {"iss": NAME, "aud": "steward", "sub": "alice", "roles": ["tenant_admin"]}
        merged = {**who, "iat": now, "exp": now + 600, **claims}
        body = {name: value for name, value in merged.items() if value is not None}
        head = {"alg": algorithm, "typ": "at+jwt", "kid": "main", **(header or {})}
        message = f"{encode(json.dumps(head).encode())}.{encode(json.dumps(body).encode())}"
        return f"{message}.{encode(self._sign(algorithm, message.encode(), head['kid']))}"

    def _sign(self, algorithm, message, kid):
        if algorithm == "HS256":
            return hmac.new(self.keys, message, hashlib.sha256).digest()
        key = self._private.get(kid, self._private["main"])
        words = ["-sha256", "-sign", key, *PADDING[algorithm]]
        return openssl("dgst", *words, stdin=message)

    def _key_set(self, *kids):
        return json.dumps({"keys": [self._jwk(kid) for kid in kids]}).encode()

    def _jwk(self, kid):
        words = ["-in", self._private[kid], "-noout", "-modulus"]
        number = bytes.fromhex(openssl("rsa", *words).decode().strip().partition("=")[2])
        return {"kty": "RSA", "kid": kid, "use": "sig", "n": encode(number), "e": "AQAB"}

    def _make_certificate(self, name):
        key, certificate = self._path / f"{name}.key", self._path / f"{name}.crt"
        kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", key]
        names = ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"]
        openssl("req", "-x509", *kind, *names, "-days", "2", "-out", certificate)
        return certificate

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._directory.cleanup()


def handler_of(provider):
    class Handler(http.server.BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self):
            provider.paths.append(self.path)
            status, headers, body = provider.answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def encode(data):
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*words, stdin=b""):
    """What the command prints."""
    done = subprocess.run(["openssl", *map(str, words)], input=stdin, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout

"""Redis by its protocol (RESP): commands for the one of a stack, and a peer that is no Redis."""

import socket
import socketserver
import threading

from tests.support.waiting import pause


def connect(address):
    """A socket to "unix:PATH" or "HOST:PORT"."""
    if address.startswith("unix:"):
        found = socket.socket(socket.AF_UNIX)
        found.connect(address.removeprefix("unix:"))
        return found
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)))


def encode(*words):
    """A command as it is sent."""
    parts = [each if isinstance(each, bytes) else str(each).encode() for each in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(it), it) for it in parts)


def ask(address, *commands):
    """Sends commands at once; the first lines of their answers, such as "+OK" or ":2". None of them
    is answered by an array."""
    with connect(address) as redis:
        sender = threading.Thread(
            target=redis.sendall, args=(b"".join(encode(*each) for each in commands),)
        )
        sender.start()
        lines = redis.makefile("rb")
        answers = []
        for _ in commands:
            answers.append(lines.readline().decode().rstrip())
            if answers[-1].startswith("$") and answers[-1] != "$-1":
                lines.read(int(answers[-1][1:]) + 2)
        sender.join()
        return answers


class WrongPeer:
    """Listens where Redis should and answers whatever comes with the same bytes; with `filler`
    goes on with that, up to `most` bytes, after so many seconds each. Use as a context manager."""

    def __init__(self, answer=b"", filler=b"", pace=0, most=256 << 20):
        self.most = most
        self.say(answer, filler, pace)
        self._lock = threading.Lock()
        # Connections that something came by, and how many bytes each took before it was closed.
        self.asked = 0
        self.taken = []
        peer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                peer._serve(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def say(self, answer, filler=b"", pace=0):
        """Answers so from now on."""
        self.answer, self.filler, self.pace = answer, filler, pace

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, client):
        taken = 0
        try:
            while client.recv(65536):
                with self._lock:
                    self.asked += 1
                client.sendall(self.answer)
                while self.filler and taken < self.most:
                    taken += client.send(self.filler)
                    pause(self.pace)
        except OSError:
            # The other end has had enough.
            pass
        with self._lock:
            self.taken.append(taken)

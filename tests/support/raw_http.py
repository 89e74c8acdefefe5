"""One connection to a gateway, to send what no HTTP client would."""

import http.client
import select
import socket
import urllib.parse

from tests.support.client import Answer, lower


class RawConnection:
    """Bytes out, answers in; use it as a context manager."""

    def __init__(self, url, timeout=30.0):
        parts = urllib.parse.urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout)
        self._file = self._socket.makefile("rb")

    def send(self, *pieces):
        """Sends bytes as they are. A server that has closed takes none; its answer says why."""
        try:
            for piece in pieces:
                self._socket.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return self

    def answer(self):
        """The next answer; None when the server has closed."""
        line = self._line()
        if not line:
            return None
        status = int(line.split()[1])
        headers = lower(http.client.parse_headers(self._file).items())
        return Answer(status, headers, self._file.read(int(headers.get("content-length", 0))))

    def has_answer(self):
        """Whether something has come that was not read."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def _line(self):
        try:
            return self._file.readline()
        except ConnectionResetError:
            return b""

    def is_closed(self):
        """Whether the server closes without another answer."""
        return self._line() == b""

    def close(self):
        self._file.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def head(line, *fields):
    """The head of a request: its first line, and its fields as "Name: value"."""
    return "\r\n".join([line, *fields, "", ""]).encode("latin-1")

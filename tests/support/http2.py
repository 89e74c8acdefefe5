"""One HTTP/2 connection (RFC 9113), frame by frame: for frames that no client sends."""

import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = (
    0, 1, 3, 4, 6, 7, 8, 9,
)  # fmt: skip
END_STREAM = ACK = 0x1
END_HEADERS = 0x4
INITIAL_WINDOW_SIZE = 4
ENHANCE_YOUR_CALM = 11


def frame(kind, payload=b"", flags=0, stream=0):
    """The bytes of one frame."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def field(name, value):
    """A header field as HPACK writes it without table and Huffman code (RFC 7541 §6.2.2)."""
    return b"\0" + text(name) + text(value)


def text(value):
    """A string of HPACK (RFC 7541 §5.2)."""
    octets = value if isinstance(value, bytes) else value.encode()
    if len(octets) < 127:
        return bytes([len(octets)]) + octets
    rest, size = len(octets) - 127, bytearray([127])
    while rest >= 128:
        size.append(rest % 128 + 128)
        rest //= 128
    return bytes(size) + bytes([rest]) + octets


def call_fields(path, *more):
    """The header block of a gRPC call."""
    named = [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", path),
        (":authority", "x"),
        ("content-type", "application/grpc"),
        ("te", "trailers"),
        *more,
    ]
    return b"".join(field(name, value) for name, value in named)


def message(octets):
    """A message of gRPC, not compressed."""
    return struct.pack(">BI", 0, len(octets)) + octets


class Http2Connection:
    """Sends bytes, and collects the frames that come; use it as a context manager."""

    def __init__(self, target, settings=b"", acknowledges=True, timeout=30.0):
        host, _, port = target.rpartition(":")
        self._socket = socket.create_connection((host, int(port)), timeout)
        self._file = self._socket.makefile("rb")
        self._acknowledges = acknowledges
        self.send(PREFACE, frame(SETTINGS, settings))

    def send(self, *pieces):
        """Sends bytes; False when the server has closed."""
        try:
            for piece in pieces:
                self._socket.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def frames(self):
        """(kind, flags, stream, payload) of what comes, until the server closes."""
        try:
            while len(head := self._file.read(9)) == 9:
                size = int.from_bytes(head[:3], "big")
                kind, flags, stream = struct.unpack(">BBI", head[3:])
                payload = self._file.read(size)
                if kind == SETTINGS and not flags & ACK and self._acknowledges:
                    self.send(frame(SETTINGS, flags=ACK))
                yield kind, flags, stream, payload
        except ConnectionResetError:
            return

    def going_away(self):
        """(error code, debug data) of the GOAWAY that must come, or None when the server closes
        without."""
        for kind, _, _, payload in self.frames():
            if kind == GOAWAY:
                return struct.unpack(">I", payload[4:8])[0], payload[8:]
        return None

    def close(self):
        self._file.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

"""A collector of OpenTelemetry on loopback: it takes spans by OTLP over HTTP and keeps them."""

import dataclasses
import functools
import gzip
import http.server
import threading

from tests.support.protos import compile_protos
from tests.support.rpc import Contract
from tests.support.stack import ROOT
from tests.support.waiting import wait_until


@dataclasses.dataclass(frozen=True)
class Span:
    """One span; ids are hexadecimal, `parent` is empty for the first of a trace."""

    service: str
    trace: str
    id: str
    parent: str
    name: str
    kind: str
    is_error: bool
    attributes: dict

    def __str__(self):
        return f"{self.service} {self.kind} {self.name}"


@functools.lru_cache(maxsize=None)
def request_class():
    source = compile_protos([ROOT / "tests/support/otlp.proto"], ROOT)
    return Contract(source).message("steward.tests.otlp.ExportTraceServiceRequest")


def attributes_of(pairs):
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in pairs}


def spans_of(body):
    """The spans of an ExportTraceServiceRequest."""
    for of_resource in request_class().FromString(body).resource_spans:
        service = attributes_of(of_resource.resource.attributes)["service.name"]
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                assert span.start_time_unix_nano <= span.end_time_unix_nano
                yield Span(
                    service,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    span.name,
                    span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
                    span.status.code == 2,
                    attributes_of(span.attributes),
                )


class TraceCollector:
    """Use as a context manager; `endpoint` is what to configure."""

    def __init__(self):
        self._lock = threading.Lock()
        self._spans = []
        self._asked = 0
        self._open = threading.Event()
        self._open.set()
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                collector._take(self)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def hang(self):
        """Accepts requests and answers none any more, until it ends."""
        self._open.clear()

    @property
    def asked(self):
        """How many requests came, answered or not."""
        with self._lock:
            return self._asked

    @property
    def spans(self):
        """All spans so far, in the order of their arrival."""
        with self._lock:
            return list(self._spans)

    def trace(self, trace):
        """The spans of one trace so far."""
        return [each for each in self.spans if each.trace == trace]

    def wait_for(self, trace, *wanted, timeout=30.0):
        """Waits until a trace has spans that read so ("steward-ticket SERVER …"), and returns all
        of it."""

        def complete():
            found = self.trace(trace)
            missing = set(wanted) - {str(each) for each in found}
            assert not missing, f"missing {missing}, there are {sorted(map(str, found))}"
            return found

        return wait_until(complete, timeout, "the spans of a trace")

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._open.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        with self._lock:
            self._asked += 1
        self._open.wait()
        assert handler.path == "/v1/traces", handler.path
        assert handler.headers["Content-Type"] == "application/x-protobuf"
        assert handler.headers["Content-Encoding"] == "gzip"
        spans = list(spans_of(gzip.decompress(body)))
        with self._lock:
            self._spans.extend(spans)
        try:
            handler.send_response(200)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        except OSError:
            # The process ended in the meantime.
            handler.close_connection = True

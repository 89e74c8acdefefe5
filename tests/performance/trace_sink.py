"""Where the spans of a run go: nobody looks at them."""

import http.server
import threading

# Of the traces that begin, as in operation: a hundredth is recorded, in all processes.
SAMPLE_RATIO = 0.01


class TraceSink:
    """`settings` are what a process is given to send its spans here."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.server.requests += 1
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.requests = 0
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.settings = {
            "otlp_endpoint": f"http://127.0.0.1:{self._server.server_address[1]}",
            "trace_sample_ratio": str(SAMPLE_RATIO),
        }

    @property
    def requests(self):
        """How many came."""
        return self._server.requests

    def close(self):
        self._server.shutdown()
        self._server.server_close()

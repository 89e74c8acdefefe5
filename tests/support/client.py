"""REST client and reader of server-sent events, on http.client alone."""

import dataclasses
import http.client
import json
import ssl
import urllib.parse


@dataclasses.dataclass(frozen=True)
class Answer:
    """An HTTP answer. Names of headers are lower case."""

    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def reason(self):
        """The reason of application/problem+json, or None."""
        if self.headers.get("content-type", "").startswith("application/problem+json"):
            return self.json.get("reason")
        return None

    def ok(self):
        """The JSON body of an answer that must be a success."""
        assert 200 <= self.status < 300, f"{self.status}: {self.body.decode(errors='replace')}"
        return self.json


def refused(answer, status, reason):
    """Whether an answer is this refusal."""
    return (answer.status, answer.reason) == (status, reason)


class RestClient:
    """Sends requests with one token, each over a connection of its own; any thread may use it. For
    an https URL, `ca` is the file of the authorities to trust."""

    def __init__(self, url, token=None, headers=None, timeout=20.0, ca=None):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.timeout = timeout
        self._tls = ssl.create_default_context(cafile=ca) if parts.scheme == "https" else None
        self.headers = dict(headers or {})
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path, query=None, headers=None):
        return self.send("GET", path, query=query, headers=headers)

    def post(self, path, body=None, query=None, headers=None):
        return self.send("POST", path, {} if body is None else body, query, headers)

    def patch(self, path, body, query=None, headers=None):
        return self.send("PATCH", path, body, query, headers)

    def delete(self, path, query=None, headers=None):
        return self.send("DELETE", path, query=query, headers=headers)

    def send(self, method, path, body=None, query=None, headers=None):
        """Sends a body as JSON, or none. `query` is a dict; values may be lists."""
        data = None if body is None else json.dumps(body).encode()
        extra = {} if data is None else {"Content-Type": "application/json"}
        return self.raw(method, with_query(path, query), data, {**extra, **(headers or {})})

    def raw(self, method, path, data=None, headers=None):
        """Sends bytes as they are. A header whose value is None is left out."""
        connection = self._connection(self.timeout)
        try:
            connection.request(method, path, data, self._headers(headers))
            response = connection.getresponse()
            return Answer(response.status, lower(response.getheaders()), response.read())
        finally:
            connection.close()

    def events(self, path="/v1/events:watch", query=None, last_event_id=None, timeout=None):
        """Opens a stream of server-sent events; use it as a context manager."""
        headers = {"Accept": "text/event-stream"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        connection = self._connection(self.timeout if timeout is None else timeout)
        connection.request("GET", with_query(path, query), headers=self._headers(headers))
        return EventStream(connection, connection.getresponse())

    def _connection(self, timeout):
        if self._tls is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        return http.client.HTTPSConnection(
            self.host, self.port, timeout=timeout, context=self._tls
        )

    def _headers(self, extra):
        merged = {**self.headers, **(extra or {})}
        return {name: value for name, value in merged.items() if value is not None}


@dataclasses.dataclass(frozen=True)
class ServerSentEvent:
    """One message of the stream (WHATWG HTML, section 9.2)."""

    id: str
    type: str
    data: str

    @property
    def json(self):
        """The data as JSON."""
        return json.loads(self.data)


class EventStream:
    """Iterates over the messages that carry data. Ends when the server ends the stream; raises
    TimeoutError when nothing, not even a comment, came for the timeout of the client."""

    def __init__(self, connection, response):
        self._connection = connection
        self._response = response
        self.status = response.status
        self.headers = lower(response.getheaders())
        self.comments = 0
        self._id = ""

    def __iter__(self):
        kind, data = "message", []
        for line in iter(self._response.readline, b""):
            text = line.decode().rstrip("\r\n")
            if not text:
                if data:
                    yield ServerSentEvent(self._id, kind, "\n".join(data))
                kind, data = "message", []
                continue
            name, _, value = text.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if name == "":
                self.comments += 1
            elif name == "data":
                data.append(value)
            elif name == "event":
                kind = value
            elif name == "id" and "\0" not in value:
                self._id = value

    def read_body(self):
        """The whole body, of an answer that is an error and not a stream."""
        return Answer(self.status, self.headers, self._response.read())

    def close(self):
        self._response.close()
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def with_query(path, query):
    """Adds a query string to a path."""
    if not query:
        return path
    return path + "?" + urllib.parse.urlencode(query, doseq=True)


def lower(headers):
    """Headers as a dict with lower-case names."""
    return {name.lower(): value for name, value in headers}

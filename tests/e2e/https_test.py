"""TLS on the gateway's own doors, over raw sockets."""

import socket
import ssl
import threading

import grpc
import pytest

from tests.e2e.incidents import create
from tests.e2e.people import create_account
from tests.support.client import RestClient
from tests.support.rpc import GrpcClient
from tests.support.stack import Stack
from tests.support.waiting import wait_until

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def guarded():
    """A Steward whose gateway speaks TLS and has little patience."""
    with Stack(tls=True, settings={"gateway": {"http_header_timeout": "2s"}}) as running:
        yield running


def port_of(stack):
    return RestClient(stack.url, ca=stack.ca).port


def tcp(port):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def connect(stack, port=None, alpn=(), lowest=None, highest=None):
    """A TLS connection to the REST door, or to another port."""
    context = ssl.create_default_context(cafile=stack.ca)
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if lowest is not None:
        # What Debian leaves out is what the server has to refuse.
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.minimum_version = lowest
    if highest is not None:
        context.maximum_version = highest
    plain = tcp(port or port_of(stack))
    return context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False)


def answer(connection):
    """The next answer of a connection, whose body has a length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1)
    length = int(data.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while length:
        length -= len(connection.recv(length))
    return data.decode()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_versions_and_protocols(guarded):
    with connect(guarded, alpn=["h2", "http/1.1"]) as connection:
        assert (connection.version(), connection.selected_alpn_protocol()) == ("TLSv1.3", "http/1.1")
    with connect(guarded, highest=ssl.TLSVersion.TLSv1_2) as connection:
        assert connection.version() == "TLSv1.2" and "ECDHE" in connection.cipher()[0]
    grpc_port = guarded.grpc_address("gateway-1")[1]
    with connect(guarded, grpc_port, alpn=["h2"]) as connection:
        assert connection.selected_alpn_protocol() == "h2"
    with pytest.raises(ssl.SSLError):
        connect(guarded, alpn=["h2"])
    with pytest.raises(ssl.SSLError):
        connect(guarded, lowest=ssl.TLSVersion.TLSv1, highest=ssl.TLSVersion.TLSv1_1)


def test_requests_share_a_connection_that_ends_properly(guarded):
    with connect(guarded) as connection:
        # The second comes before the first was answered.
        connection.sendall(HEALTH + HEALTH)
        assert answer(connection).startswith("HTTP/1.1 200")
        assert answer(connection).startswith("HTTP/1.1 200")
        connection.sendall(LAST)
        assert "Connection: close" in answer(connection)
        # Not a bare end of the stream, which anybody between could have made: that would raise.
        assert connection.recv(1) == b""


def test_large_bodies_and_streams_pass(guarded):
    api = guarded.client(guarded.new_tenant())
    text = "x" * 60_000

    with api.events(query={"from": "earliest"}) as stream:
        name = create(api, description=text)["name"]

        assert api.get(f"/v1/{name}").ok()["description"] == text
        told = next(message for message in stream if "event" in message.json)
        assert told.json["event"]["resourceName"] == name


def test_browsers_are_told_to_stay_with_https(guarded, stack):
    secure, plain = RestClient(guarded.url, ca=guarded.ca), RestClient(stack.url)

    assert "strict-transport-security" in secure.get("/v1/x").headers
    assert "strict-transport-security" not in plain.get("/v1/x").headers


def test_who_does_not_speak_tls_is_not_answered(guarded):
    with tcp(port_of(guarded)) as connection:
        connection.sendall(HEALTH)
        try:
            heard = connection.recv(100)
        except ConnectionError:
            heard = b""
    assert not heard.startswith(b"HTTP")
    plain = GrpcClient(guarded.grpc_target, guarded.token(), guarded.contract)
    with pytest.raises(grpc.RpcError) as caught:
        plain.call("steward.ticket.v1.TicketService/ListTickets", timeout=5)
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE


def test_a_handshake_that_does_not_go_on_is_cut_off(guarded):
    for port in (port_of(guarded), guarded.grpc_address("gateway-1")[1]):
        for begin in (b"", b"\x16\x03\x01"):
            with tcp(port) as connection:
                connection.sendall(begin)
                # Nothing, or the alert that says so.
                while connection.recv(100):
                    pass


def test_grpc_comes_by_tls(guarded):
    tenant = guarded.new_tenant()
    name = create(guarded.client(tenant))["name"]

    got = guarded.grpc(tenant).call("steward.ticket.v1.TicketService/GetTicket", {"name": name})

    assert got.name == name


def test_certificates_are_swapped_without_a_failed_request(guarded):
    api = guarded.client(guarded.new_tenant())
    name = create(api)["name"]
    done = threading.Event()
    statuses = set()

    def ask():
        while not done.is_set():
            statuses.add(api.get(f"/v1/{name}").status)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    with connect(guarded) as kept:
        kept.sendall(HEALTH)
        answer(kept)
        before = kept.getpeercert()["serialNumber"]
        for thread in asking:
            thread.start()
        try:
            # Half a certificate first.
            file = guarded.certificates / "clients.pem"
            file.write_bytes(file.read_bytes()[:300])
            wait_until(
                lambda: "the certificate in force stays" in guarded.log("gateway-1"),
                what="the refusal of half a file",
            )
            with connect(guarded) as other:
                assert other.getpeercert()["serialNumber"] == before
            guarded.make_certificates()

            def is_new():
                with connect(guarded) as other:
                    return other.getpeercert()["serialNumber"] != before

            wait_until(is_new, what="the new certificate")
        finally:
            done.set()
            for thread in asking:
                thread.join()
        kept.sendall(HEALTH)
        assert answer(kept).startswith("HTTP/1.1 200")

    assert statuses == {200}


def test_api_keys_need_a_way_on_which_nobody_reads_them():
    with Stack(settings={"gateway": {"trusted_proxies": "127.0.0.1"}}) as stack:
        tenant = stack.new_tenant()
        admin = stack.client(tenant)
        name = create_account(admin, "ci", roles=["integration"])["name"]
        key = admin.post(f"/v1/{name}/apiKeys").ok()["key"]
        robot = stack.client_with(key)

        def refusal(**headers):
            sent = {header.replace("_", "-"): value for header, value in headers.items()}
            got = robot.get("/v1/tickets", headers=sent)
            return got.status, got.reason

        assert refusal(X_Forwarded_Proto="https") == (200, None)
        assert refusal(X_Forwarded_Proto="http") == (401, "INVALID_TOKEN")
        assert refusal() == (401, "INVALID_TOKEN")
        assert admin.get("/v1/tickets").status == 200
        wait_until(lambda: "[transport]" in stack.log("gateway-1"), what="the reason in the log")
        by_grpc = GrpcClient(stack.grpc_target, key, stack.contract)
        with pytest.raises(grpc.RpcError) as caught:
            by_grpc.call("steward.ticket.v1.TicketService/ListTickets")
        assert by_grpc.reason_of(caught.value) == "INVALID_TOKEN"

"""Calls past the gateway, as the gateway makes them: a signed identity in the metadata."""

import subprocess
import tempfile
import time

from tests.support.rpc import GrpcClient

CONTEXT = b"steward-identity-v1\n"


def service_client(stack, name, tenant, role="tenant_admin", subject="users/admin"):
    """A gRPC client of one process, such as "ticket-1", for a caller with this role. Its identity
    is valid for a minute."""
    host, port = stack.grpc_address(name)
    service = name.rpartition("-")[0]
    now = int(time.time())
    identity = stack.contract.build(
        "steward.identity.v1.Identity",
        {"tenant": tenant, "subject": subject, "roles": [role], "audience": service},
    )
    identity.issue_time.seconds = now
    identity.expire_time.seconds = now + 60
    signed = stack.contract.message("steward.identity.v1.SignedIdentity")(
        identity=identity.SerializeToString(), key_id="gateway"
    )
    signed.signature = sign(stack.keys / "gateway.pem", CONTEXT + signed.identity)
    metadata = [("steward-identity-bin", signed.SerializeToString())]
    return GrpcClient(f"{host}:{port}", None, stack.contract, metadata)


def sign(key, message):
    """The Ed25519 signature of a message."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", file.name]
        return subprocess.run(command, check=True, capture_output=True).stdout

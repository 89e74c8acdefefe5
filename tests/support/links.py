"""Links that decide: as a mail has them, and as nobody should make them."""

import base64
import re
import time

from tests.support.identity import sign

CONTEXT = b"steward-link-v1\n"
SECONDS = 3600


def token_in(text):
    """The token of the link in the text of a mail, or None."""
    found = re.search(r"https?://\S+/decide#([A-Za-z0-9_-]+)", text)
    return found and found.group(1)


def make_token(stack, tenant, approval, user, key="notification", ends_in=SECONDS, **changes):
    """A token as the notification service makes it for a user who is asked in the first stage."""
    fields = {
        "audience": "change-approval",
        "purpose": "decide",
        "tenant": tenant,
        "subject": user,
        "resource": approval["name"],
        "digest": base64.b64encode(bytes.fromhex(approval["subjectDigest"])).decode(),
    }
    link = stack.contract.build("steward.identity.v1.Link", {**fields, **changes})
    link.expire_time.seconds = int(time.time()) + ends_in
    signed = stack.contract.message("steward.identity.v1.SignedLink")(
        link=link.SerializeToString(), key_id=key
    )
    signed.signature = sign(stack.keys / f"{key}.pem", CONTEXT + signed.link)
    return base64.urlsafe_b64encode(signed.SerializeToString()).decode().rstrip("=")


def read_link(client, token):
    return client.post("/v1/decisionLinks:read", {"token": token})


def follow_link(client, token, decision="APPROVE", **fields):
    body = {"token": token, "decision": decision, **fields}
    return client.post("/v1/decisionLinks:follow", body)

"""Links that decide, as a mail has them, and what is done with them."""

import re


def token_in(text):
    """The token of the link in the text of a mail, or None."""
    found = re.search(r"https?://\S+/decide#([A-Za-z0-9_-]+)", text)
    return found and found.group(1)


def read_link(client, token):
    return client.post("/v1/decisionLinks:read", {"token": token})


def follow_link(client, token, decision="APPROVE", **fields):
    body = {"token": token, "decision": decision, **fields}
    return client.post("/v1/decisionLinks:follow", body)

"""Requests that several tests make."""

DRAFT = {
    "kind": "INCIDENT",
    "title": "VPN down",
    "description": "Nobody in Oslo can connect.",
    "impact": "HIGH",
    "urgency": "HIGH",
}
RESOLUTION = {"resolutionCode": "FIXED", "resolutionNotes": "Restarted the concentrator."}


def create(api, **fields):
    """Records an incident and returns it."""
    return api.post("/v1/tickets", {**DRAFT, **fields}).ok()


def act(api, name, action, body=None, **headers):
    """POST /v1/tickets/…:action."""
    return api.post(f"/v1/{name}:{action}", body or {}, headers=headers or None)

"""Requests about changes that several tests make."""

from tests.e2e.people import create_account, create_key, the_user
from tests.support.client import RestClient

# The kind of a change on which an operation can be carried out, and what happened to it before.
READY = {
    "requestChangeApproval": ("NORMAL", ("assess",)),
    "startChange": ("EMERGENCY", ()),
    "completeChange": ("EMERGENCY", ("start",)),
    "failChange": ("EMERGENCY", ("start",)),
    "backOutChange": ("EMERGENCY", ("start", "fail")),
    "closeChange": ("EMERGENCY", ("start", "approve", "complete")),
}


def create_model(api, model_id, kind="NORMAL", approver=None):
    """Creates a model whose changes somebody, users/admin by default, approves and returns it."""
    stage = {"title": "Board", "rule": "ANY", "users": [approver or the_user(api, "admin")]}
    model = {"title": "Network", "kind": kind, "stages": [stage]}
    return api.post("/v1/changeModels", {**model, "changeModelId": model_id}).ok()


def create_template(api, template_id):
    """Creates a template and returns it."""
    template = {"title": "Restart the proxy", "implementationPlan": "Restart it."}
    return api.post("/v1/changeTemplates", {**template, "changeTemplateId": template_id}).ok()


def create_change(api, model_id, requester, kind="NORMAL", approver=None):
    """Creates a model and a change of it, and returns the change."""
    change = {
        "model": create_model(api, model_id, kind, approver)["name"],
        "title": "New switches",
        "implementationPlan": "Screw them in.",
        "requester": requester,
        "implementer": requester,
        "plannedStartTime": "2099-01-01T00:00:00Z",
        "plannedEndTime": "2099-01-01T02:00:00Z",
    }
    return api.post("/v1/changes", change).ok()


def change_ready_for(api, operation):
    """The last part of the name of a change on which an operation can be carried out next."""
    kind, steps = READY.get(operation, ("NORMAL", ()))
    recorder = account_of(api, f"recorder-{operation}")
    requester, approver = the_user(api, "alice"), the_user(api, "admin")
    change = create_change(recorder, operation, requester, kind, approver)
    for step in steps:
        if step == "approve":
            api.post(f"/v1/{change['approval']}:decide", {"decision": "APPROVE"}).ok()
            continue
        body = {"failureNotes": "They do not boot."} if step == "fail" else {}
        change = api.post(f"/v1/{change['name']}:{step}", body).ok()
    return change["name"].rpartition("/")[2]


def template_of_another(api):
    """The last part of the name of a template that somebody else wrote."""
    return create_template(account_of(api, "writer"), "another")["name"].rpartition("/")[2]


def account_of(api, account_id):
    """A client of a new service account that manages changes: people decide, and so not on what
    they recorded."""
    create_account(api, account_id, roles=["change_manager"])
    key = create_key(api, account_id, roles=["change_manager"])["key"]
    return RestClient(f"http://{api.host}:{api.port}", key)

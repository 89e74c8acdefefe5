"""Requests about changes that several tests make."""


def create_model(api, model_id):
    """Creates a model of normal changes and returns it."""
    stage = {"title": "Board", "rule": "ANY", "users": ["users/mallory"]}
    model = {"title": "Network", "kind": "NORMAL", "stages": [stage]}
    return api.post("/v1/changeModels", {**model, "changeModelId": model_id}).ok()


def create_template(api, template_id):
    """Creates a template and returns it."""
    template = {"title": "Restart the proxy", "implementationPlan": "Restart it."}
    return api.post("/v1/changeTemplates", {**template, "changeTemplateId": template_id}).ok()


def create_change(api, model_id, requester):
    """Creates a model and a change of it, and returns the change."""
    model = create_model(api, model_id)["name"]
    change = {"model": model, "title": "New switches", "requester": requester}
    return api.post("/v1/changes", change).ok()

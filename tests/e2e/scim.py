"""SCIM as identity providers speak it."""

CORE = "urn:ietf:params:scim:schemas:core:2.0:"
MESSAGE = "urn:ietf:params:scim:api:messages:2.0:"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class Scim:
    """A SCIM client on top of the REST client."""

    def __init__(self, client):
        self.client = client

    def send(self, method, path, body=None, query=None, **headers):
        extra = {"Accept": "application/scim+json"}
        extra.update({name.replace("_", "-"): value for name, value in headers.items()})
        if body is not None:
            extra["Content-Type"] = "application/scim+json"
        return self.client.send(method, f"/scim/v2{path}", body, query, extra)

    def get(self, path, **query):
        return self.send("GET", path, query=query)

    def create_user(self, user_name, **attributes):
        return self.send("POST", "/Users", user(user_name, **attributes))

    def create_group(self, display_name, members=(), **attributes):
        body = {"schemas": [CORE + "Group"], "displayName": display_name, **attributes}
        body["members"] = [{"value": each} for each in members]
        return self.send("POST", "/Groups", body)

    def patch(self, path, *operations, **headers):
        body = {"schemas": [MESSAGE + "PatchOp"], "Operations": list(operations)}
        return self.send("PATCH", path, body, **headers)

    def found(self, kind, expression, **query):
        """Ids of what a filter finds."""
        answer = self.get(f"/{kind}", filter=expression, **query).ok()
        return [each["id"] for each in answer["Resources"]]


def user(user_name, **attributes):
    return {"schemas": [CORE + "User"], "userName": user_name, **attributes}


def refusal(answer):
    """(status, scimType) of an error, in the form of the standard."""
    assert answer.headers["content-type"] == "application/scim+json"
    assert answer.json["schemas"] == [MESSAGE + "Error"]
    assert answer.json["status"] == str(answer.status) and answer.json["detail"]
    return answer.status, answer.json.get("scimType")


def member_ids(answer):
    return [each["value"] for each in answer.ok().get("members", [])]


def history(stack, tenant, name):
    """Types of the events of a resource, without their common parts."""
    rows = stack.psql(
        "directory",
        "SELECT type FROM journal WHERE tenant_id = %s AND resource = %s ORDER BY version",
        [tenant, name],
    )
    return [row[0].removeprefix("dev.steward.directory.").removesuffix(".v1") for row in rows]

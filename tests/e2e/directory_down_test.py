"""The directory may be down, and tickets still flow."""

from tests.e2e.incidents import act, create
from tests.e2e.people import create_user
from tests.support.stack import Stack
from tests.support.waiting import wait_until


def test_tickets_flow_while_the_directory_is_down():
    with Stack() as stack:
        api = stack.client()
        bob = create_user(api, "bob")["name"]
        name = create(api, requester=bob)["name"]
        stack.kill("directory-1")

        other = create(api, requester=bob)["name"]
        assert act(api, name, "assign", {"assignee": bob}).ok()["assignee"] == bob
        assert act(api, other, "start").ok()["state"] == "IN_PROGRESS"
        unknown = act(api, other, "assign", {"assignee": "users/new"})
        assert (unknown.status, unknown.reason) == (503, "UNAVAILABLE")
        assert unknown.json["metadata"] == {"service": "ticket"}
        assert "a change may have been made" in unknown.json["detail"]
        read = api.get("/v1/users/bob")
        assert (read.status, read.reason) == (503, "UNAVAILABLE")
        assert read.json["metadata"] == {"service": "directory"}
        assert read.json["detail"] == (
            "The directory service cannot do this for the moment; retry with backoff."
        )

        stack.restart("directory-1")
        wait_until(lambda: api.get("/v1/users/bob").status == 200, what="the directory to answer")
        create_user(api, "new")
        assert act(api, other, "assign", {"assignee": "users/new"}).ok()["assignee"] == "users/new"

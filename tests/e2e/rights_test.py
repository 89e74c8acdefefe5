"""Who sees and changes which records and fields, case by case; access_test.py has the matrix."""

from tests.e2e.incidents import create
from tests.e2e.people import create_account, create_group, create_user, join, the_user
from tests.support.waiting import wait_until


def test_requesters_see_their_own_tickets_only(stack, tenant, api):
    mine = create(api, requester=the_user(api, "rita"))["name"]
    create(api, requester=the_user(api, "ruth"))
    rita = stack.client(tenant, role="requester", subject="users/rita")

    assert [each["name"] for each in rita.get("/v1/tickets").ok()["tickets"]] == [mine]
    assert rita.post(f"/v1/{mine}:start", {}).status == 403
    assert rita.post(f"/v1/{mine}:cancel", {}).ok()["state"] == "CANCELLED"


def test_confidential_tickets_are_hidden_from_agents(stack, tenant, api):
    hidden = create(api, requester=the_user(api, "rita"), confidential=True)["name"]
    agent = stack.client(tenant, role="agent", subject="users/agnes")
    rita = stack.client(tenant, role="requester", subject="users/rita")

    assert agent.get(f"/v1/{hidden}").status == 404
    assert not agent.get("/v1/tickets", {"filter": "confidential = true"}).ok().get("tickets")
    assert rita.get(f"/v1/{hidden}").ok()["confidential"] is True
    api.post(f"/v1/{hidden}:assign", {"assignee": the_user(api, "agnes")}).ok()
    assert agent.get(f"/v1/{hidden}").ok()["assignee"] == "users/agnes"


def test_only_who_may_classify_marks_a_ticket_confidential(stack, tenant, api):
    rita = stack.client(tenant, role="requester", subject="users/rita")
    draft = {"kind": "INCIDENT", "title": "Badge lost", "confidential": True}

    refused = rita.post("/v1/tickets", draft)

    assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
    assert refused.json["metadata"] == {"permission": "tickets.classify", "field": "confidential"}
    mine = rita.post("/v1/tickets", {**draft, "confidential": False}).ok()["name"]
    assert rita.patch(f"/v1/{mine}", {"title": "Badge found"}).ok()["title"] == "Badge found"
    assert rita.patch(f"/v1/{mine}", {"confidential": True}).status == 403


def test_what_is_not_changed_needs_no_permission_to_change_it(stack, tenant, api):
    user = create_user(api, "rita", roles=["agent", "auditor"])
    create_account(api, "ci", roles=["agent"])
    sync = stack.client(tenant, role="provisioner", subject="users/sync")
    path = f"/v1/{user['name']}"

    sent = {**user, "title": "Buyer", "roles": ["auditor", "agent"]}
    assert sync.patch(path, sent, query={"updateMask": "*"}).ok()["title"] == "Buyer"
    assert sync.patch(path, {"title": "CEO", "roles": user["roles"]}).ok()["title"] == "CEO"
    for roles in (["agent"], [], ["agent", "auditor", "tenant_admin"]):
        refused = sync.patch(path, {"roles": roles}, query={"updateMask": "roles"})
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
        assert refused.json["metadata"] == {"permission": "users.grantRoles", "field": "roles"}
    assert api.get(path).ok()["roles"] == ["agent", "auditor"]


def test_events_of_confidential_tickets_reach_only_who_may_read_them(stack, tenant, api):
    create(api, title="Open to all")
    secret = create(api, title="Between us", confidential=True)["name"]
    last = create(api, title="The last")["name"]
    of_two = f'resource_name = "{secret}" OR resource_name = "{last}"'

    def titles(role, expression=""):
        client = stack.client(tenant, role=role, subject="users/agnes")
        seen = []
        with client.events(query={"from": "earliest", "filter": expression}) as stream:
            for event in stream:
                if "event" in (event.json or {}):
                    seen.append(event.json["event"]["resource"]["title"])
                    if seen[-1] == "The last":
                        return seen

    assert titles("agent") == ["Open to all", "The last"]
    assert titles("agent", of_two) == ["The last"]
    assert titles("tenant_admin") == ["Open to all", "Between us", "The last"]
    assert titles("tenant_admin", of_two) == ["Between us", "The last"]


def test_history_shows_no_more_than_the_stream(stack, tenant, api):
    name = create(api, title="Open to all")["name"]
    for patch in ({"confidential": True}, {"title": "Between us"}, {"confidential": False}):
        api.patch(f"/v1/{name}", patch, query={"updateMask": next(iter(patch))}).ok()
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    def versions(client):
        return [each["version"] for each in client.get(f"/v1/{name}/history").ok()["events"]]

    assert versions(agent) == ["1", "4"]
    assert versions(api) == ["1", "2", "3", "4"]


def test_what_was_confidential_stays_so_in_the_event_that_ends_it(stack, tenant, api):
    name = create(api, title="Between us", confidential=True)["name"]
    patch = {"confidential": False, "title": "Open to all"}
    api.patch(f"/v1/{name}", patch, query={"updateMask": "confidential,title"}).ok()
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    (event,) = agent.get(f"/v1/{name}/history").ok()["events"]
    assert event["resource"]["title"] == "Open to all"
    assert not event.get("changes")
    with agent.events(query={"from": "earliest"}) as stream:
        seen = next(each.json["event"] for each in stream if "event" in (each.json or {}))
    assert seen["version"] == "2" and not seen.get("changes")
    assert api.get(f"/v1/{name}/history").ok()["events"][1]["changes"]


def test_some_fields_are_for_some_readers(stack, tenant, api):
    for user in ("rita", "ruth"):
        create_user(api, user, phone=f"+49 40 {len(user)}")
    api.patch("/v1/users/ruth", {"phone": "+49 40 77", "title": "Buyer"}).ok()
    rita = stack.client(tenant, role="requester", subject="users/rita")
    agent = stack.client(tenant, role="agent", subject="users/agnes")

    assert "phone" not in rita.get("/v1/users/ruth").ok()
    assert rita.get("/v1/users/rita").ok()["phone"] == "+49 40 4"
    assert agent.get("/v1/users/ruth").ok()["phone"] == "+49 40 77"
    seen = {user["name"]: user.get("phone") for user in rita.get("/v1/users").ok()["users"]}
    assert seen == {"users/rita": "+49 40 4", "users/ruth": None}


def test_nobody_filters_by_what_they_may_not_read(stack, tenant, api):
    create_user(api, "ruth", phone="+49 40 77")
    rita = stack.client(tenant, role="requester", subject="users/rita")

    for query in ({"filter": 'phone = "+49*"'}, {"orderBy": "phone"}):
        refused = rita.get("/v1/users", query)
        assert (refused.status, refused.reason) == (403, "PERMISSION_DENIED")
        assert refused.json["metadata"] == {"permission": "users.readContact", "field": "phone"}
    assert len(api.get("/v1/users", {"filter": 'phone = "+49*"'}).ok()["users"]) == 1


def test_resolvers_see_the_tickets_of_their_groups(stack, tenant, api):
    group = create_group(api, "network")["name"]
    other = create_group(api, "mail")["name"]
    ours, theirs, secret = (create(api, title=f"{n}")["name"] for n in range(3))
    for name, assigned in ((ours, group), (theirs, other), (secret, group)):
        api.post(f"/v1/{name}:assign", {"assignmentGroup": assigned}).ok()
    api.patch(f"/v1/{secret}", {"confidential": True}).ok()
    for user in ("rolf", "rosa"):
        create_user(api, user)
    join(api, group, "users/rolf").ok()
    rolf = stack.client(tenant, role="resolver", subject="users/rolf")
    rosa = stack.client(tenant, role="resolver", subject="users/rosa")
    agent = stack.client(tenant, role="agent", subject="users/rolf")

    def names(client):
        return {each["name"] for each in client.get("/v1/tickets").ok()["tickets"]}

    assert names(rolf) == {ours, secret}
    assert names(rosa) == set()
    assert names(agent) == {ours, theirs, secret}
    assert rolf.get(f"/v1/{theirs}").status == 404
    assert rolf.post(f"/v1/{ours}:start", {}).ok()["state"] == "IN_PROGRESS"
    api.send("DELETE", f"/v1/{group}/memberships/rolf").ok()
    wait_until(lambda: names(rolf) == set(), what="the end of the membership to count")
    assert rolf.get(f"/v1/{ours}").status == 404

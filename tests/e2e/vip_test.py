"""Tickets of VIPs: the directory says who is one, tickets show it and are hidden by it."""

from tests.e2e.incidents import create
from tests.e2e.people import create_account, create_key, create_user
from tests.support.waiting import wait_until


def names(client, query=None):
    return {each["name"] for each in client.get("/v1/tickets", query).ok().get("tickets", [])}


def program(stack, api, account_id, *roles):
    create_account(api, account_id, roles=list(roles))
    return stack.client_with(create_key(api, account_id)["key"])


def test_a_ticket_is_marked_by_its_requester(stack, tenant, api):
    create_user(api, "vera", vip=True)
    create_user(api, "bob")
    vera = stack.client(tenant, role="requester", subject="users/vera")

    for_her = create(api, requester="users/vera")
    own = create(vera)
    other = create(api, requester="users/bob", vip=True)

    assert for_her["vip"] is True and own["vip"] is True and "vip" not in other
    assert names(api, {"filter": "vip = true"}) == {for_her["name"], own["name"]}
    given = api.patch(f"/v1/{other['name']}", {"requester": "users/vera"}).ok()
    assert given["vip"] is True
    taken = api.patch(f"/v1/{other['name']}", {"requester": "users/bob"}).ok()
    assert "vip" not in taken


def test_whoever_becomes_a_vip_is_one_for_what_they_record_from_then_on(stack, tenant, api):
    create_user(api, "bob")
    bob = stack.client(tenant, role="requester", subject="users/bob")
    before = create(bob)
    assert "vip" not in before

    api.patch("/v1/users/bob", {"vip": True}).ok()

    wait_until(lambda: create(bob).get("vip"), what="tickets of a VIP to be marked")
    assert "vip" not in api.get(f"/v1/{before['name']}").ok()


def test_programs_see_the_tickets_of_vips_when_they_care_for_them(stack, tenant, api):
    create_user(api, "vera", vip=True)
    hidden = create(api, requester="users/vera")["name"]
    seen = create(api)["name"]
    blind = program(stack, api, "blind", "integration")
    carer = program(stack, api, "carer", "integration", "vip_care")

    assert blind.get(f"/v1/{hidden}").status == 404
    assert blind.patch(f"/v1/{hidden}", {"title": "Mine"}).status == 404
    assert names(blind) == {seen} and names(carer) == {seen, hidden}
    own = create(blind, requester="users/vera")["name"]
    assert names(blind) == {seen, own}
    assert carer.get(f"/v1/{hidden}").ok()["vip"] is True
    assert names(stack.client(tenant, role="agent", subject="users/agnes")) == {seen, hidden, own}

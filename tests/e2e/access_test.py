"""Who may do what with which record: every method that names one, from the descriptors, so that a
new method is in here the day it exists."""

import grpc
import pytest

from tests.e2e.methods import Methods, answer
from tests.e2e.people import create_group, create_user, join
from tests.e2e.records import MAKE, NUMBERS, hand_to, new_abroad, new_of
from tests.support.roles import ROLES, scopes_of

MISSING = "999999"
REFUSED = (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
ABSENT = (grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND")
# Roles that may do something with their own records, or with those of their groups, only.
NARROW = [role for role, scopes in ROLES.items() if set(scopes) - {"tenant"}]


@pytest.fixture(scope="module")
def methods(stack):
    return Methods(stack.contract)


class Matrix:
    """What methods answer to users/owner and users/other of a tenant, both with one role: about
    records of users/owner (or of their group), of another tenant, and of nobody."""

    def __init__(self, stack, methods, role):
        self._stack, self._methods, self._role = stack, methods, role
        self._tenant = stack.new_tenant()
        self._admin, self._foreign = stack.client(self._tenant), stack.client(stack.new_tenant())
        self._owner = stack.grpc(self._tenant, role, "users/owner")
        self._other = stack.grpc(self._tenant, role, "users/other")
        # Each is in a group, and only one of these has the records.
        for user, group in (("owner", "crew"), ("other", "rivals")):
            create_user(self._admin, user)
            join(self._admin, create_group(self._admin, group)["name"], f"users/{user}").ok()

    def row(self, name, target, scopes):
        """{whose record: (code, reason)} of a method."""
        path, collection = target
        own, abroad = self.record(collection, scopes), new_abroad(self._foreign, collection)
        return {
            kind: answer(client, name, self._methods.request(name, path, record))
            for kind, client, record in (
                ("missing", self._owner, f"{own}{MISSING}"),
                ("foreign", self._owner, abroad),
                ("other's", self._other, own),
                ("own", self._owner, own),
            )
        }

    def record(self, collection, scopes):
        """One that is users/owner's for who has a right in these scopes."""
        owner = self._stack.client(self._tenant, self._role, "users/owner")
        name = new_of(self._admin, owner if "own" in scopes else self._admin, collection)
        if "group" in scopes:
            hand_to(self._admin, name, "groups/crew")
        return name

    def listed(self, whose, method):
        """How many a list without a filter has for "owner" or "other"."""
        return listed({"owner": self._owner, "other": self._other}[whose], method)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._owner.close()
        self._other.close()


def may_see(role, collection):
    """Whether a role gets every record of a collection."""
    return "tenant" in scopes_of(role, f"{collection.rpartition('/')[2]}.get")


@pytest.mark.parametrize("role", NARROW)
def test_what_is_ones_own_is_nobody_elses(stack, methods, role):
    """What a role may do with its own records only, or with those of its groups."""
    checked, wrong = [], []
    with Matrix(stack, methods, role) as matrix:
        for name, permission in methods.public():
            target, scopes = methods.target(name), scopes_of(role, permission)
            if target is None or not scopes or "tenant" in scopes:
                continue
            found = matrix.row(name, target, scopes)
            checked.append(name)
            # Who sees the record of another is told what they lack; nobody else learns of it.
            hidden = REFUSED if may_see(role, target[1]) else ABSENT
            if found["other's"] != hidden or found["own"] in (REFUSED, ABSENT):
                wrong.append((name, found))
            if found["missing"] != found["foreign"] or found["missing"] not in (ABSENT, hidden):
                wrong.append((name, found))
    assert len(checked) > 1
    assert wrong == []


def test_what_reaches_the_tenant_is_the_same_for_every_record_of_it(stack, methods):
    """What a requester may do with all records, or with none, does not tell one from another."""
    counts, wrong = {True: 0, False: 0}, []
    with Matrix(stack, methods, "requester") as matrix:
        for name, permission in methods.public():
            target, scopes = methods.target(name), scopes_of("requester", permission)
            may = "tenant" in scopes
            if target is None or (scopes and not may):
                continue
            found = matrix.row(name, target, scopes)
            counts[may] += 1
            known = {found["own"], found["other's"]}
            if len(known) > 1 or (REFUSED in known) is may or ABSENT in known:
                wrong.append((name, found))
            if {found["missing"], found["foreign"]} != {ABSENT if may else REFUSED}:
                wrong.append((name, found))
    assert min(counts.values()) > 5
    assert wrong == []


def test_every_method_hides_other_tenants_from_administrators(stack, methods):
    """Whoever may do everything in one tenant learns nothing of another: each method that names a
    record answers as if it were not there, and otherwise for one that is."""
    tenant, wrong, checked = stack.new_tenant(), [], 0
    api, foreign = stack.client(tenant), stack.client(stack.new_tenant())
    with stack.grpc(tenant, "tenant_admin", "users/admin") as admin:
        for name, _ in methods.public():
            target = methods.target(name)
            if target is None or target[1] == "tenants":
                continue
            path, collection = target
            abroad = new_abroad(foreign, collection)
            missing = abroad[: abroad.rindex("/") + 1] + "nobody-" + MISSING
            own, *others = (
                answer(admin, name, methods.request(name, path, record))
                for record in (MAKE[collection](api), abroad, missing)
            )
            checked += 1
            # What only its reader may do is refused, for it is there.
            if others != [ABSENT, ABSENT] or own == ABSENT:
                wrong.append((name, own, others))
    assert checked > 130
    assert wrong == []


def test_every_method_on_tenants_looks_for_it(stack, methods):
    operator, wrong, checked = stack.client("operator"), [], 0
    with stack.grpc("operator", "tenant_admin", "users/admin") as admin:
        for name, _ in methods.public():
            target = methods.target(name)
            if target is None or target[1] != "tenants":
                continue
            body = {"tenantId": f"of-operator-{next(NUMBERS)}", "displayName": "Acme"}
            tenant = operator.post("/v1/tenants", body).ok()["name"]
            own, other = (
                answer(admin, name, methods.request(name, target[0], record))
                for record in (tenant, tenant + MISSING)
            )
            checked += 1
            if other != ABSENT or own in (ABSENT, REFUSED):
                wrong.append((name, own, other))
    assert checked > 3
    assert wrong == []


def lists(methods):
    """(name, permission) of each method that lists a whole collection."""
    for name, permission in methods.public():
        fields = methods.contract.method(name)[0].DESCRIPTOR.fields_by_name
        if "/List" in name and methods.target(name) is None and "page_token" in fields:
            yield name, permission


def listed(client, name):
    """How many a list without a filter has; None where it may not be had."""
    request, response = client.contract.method(name)[0](), client.contract.method(name)[1]
    if "parent" in request.DESCRIPTOR.fields_by_name:
        request.parent = "users/-"
    repeated = [each for each in response.DESCRIPTOR.fields if each.label == each.LABEL_REPEATED]
    try:
        return len(getattr(client.call(name, request), repeated[0].name))
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.PERMISSION_DENIED, name
        return None


@pytest.mark.parametrize("role", NARROW)
def test_no_list_shows_what_is_somebody_elses(stack, methods, role):
    """Each list of a role that may list its own records, or those of its groups, only."""
    collections = {each.rpartition("/")[2]: each for each in MAKE}
    found = {}
    with Matrix(stack, methods, role) as matrix:
        for name, permission in lists(methods):
            scopes = scopes_of(role, permission)
            if not scopes or "tenant" in scopes:
                continue
            matrix.record(collections[permission.removesuffix(".list")], scopes)
            found[name] = (matrix.listed("owner", name), matrix.listed("other", name))

    assert {name: counts for name, counts in found.items() if not counts[0] or counts[1]} == {}
    assert found or role == "auditor"


def test_no_list_shows_anything_of_other_tenants(stack, methods):
    full, empty = stack.new_tenant(), stack.new_tenant()
    for collection, make in MAKE.items():
        if collection != "tenants":
            make(stack.client(full))
    with stack.grpc(full) as there, stack.grpc(empty) as here:
        found = {name: (listed(there, name), listed(here, name)) for name, _ in lists(methods)}

    # Tenants are the operator's.
    assert found.pop("steward.directory.v1.TenantService/ListTenants") == (None, None)
    # Of these every tenant begins with some.
    for kind in ("Rule", "Template"):
        name = f"steward.notification.v1.Notification{kind}Service/ListNotification{kind}s"
        more, fewer = found.pop(name)
        assert more == fewer + 1 + (kind == "Template")
    assert len(found) > 20
    assert {name: counts for name, counts in found.items() if not counts[0] or counts[1]} == {}


def test_a_role_without_permissions_may_do_nothing(stack, methods):
    names = [name for name, _ in methods.public()]
    found = {}
    with stack.grpc(role="nobody") as nobody:
        for name in names:
            streams = stack.contract.method(name)[2]
            try:
                reply = nobody.call(name)
                found[name] = next(iter(reply), None) if streams else reply
            except grpc.RpcError as error:
                found[name] = error.code()

    assert found == dict.fromkeys(names, grpc.StatusCode.PERMISSION_DENIED)

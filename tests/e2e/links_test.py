"""Approvers decide by the link in their mail, once, and by nothing that only looks like one."""

import base64
import hashlib
import json
import re
import threading

import grpc
import pytest

from tests.e2e.approval_test import act_for, ask, decide
from tests.e2e.audit_test import events as audit_events
from tests.e2e.batch_test import post, run
from tests.e2e.people import create_user
from tests.support.browser import browse
from tests.support.client import RestClient, refused
from tests.support.link_tokens import make_token
from tests.support.links import follow_link, read_link, token_in
from tests.support.mail_sink import MailSink
from tests.support.rpc import GrpcClient
from tests.support.stack import Stack, free_ports
from tests.support.waiting import wait_until

ALL = [{"title": "All", "rule": "ALL", "users": ["users/mike", "users/mona"]}]
TELL = {
    "notificationRuleId": "tell-sam",
    "displayName": "Tell Sam",
    "eventTypes": ["dev.steward.approval.requested.v1"],
    "recipients": [{"user": "users/sam"}],
    "channels": ["MAIL"],
    "template": "notificationTemplates/approval-requested",
    "eventClass": "APPROVAL",
}


@pytest.fixture(scope="module")
def sink():
    with MailSink(next(free_ports())) as running:
        yield running


@pytest.fixture(scope="module")
def stack(sink):
    """A Steward that sends mails."""
    settings = {
        "smtp_url": sink.url,
        "mail_from": "steward@example.com",
        "mail_public_url": "https://steward.example.com",
        "mail_retry_schedule": ";".join(["0s"] + ["200ms"] * 50),
    }
    with Stack(settings={"notification": settings}) as running:
        yield running


@pytest.fixture
def anybody(stack):
    """Somebody without a credential."""
    return RestClient(stack.url)


@pytest.fixture
def address(tenant):
    return lambda user: f"{user}@{tenant}.example.com"


@pytest.fixture(autouse=True)
def people(api, address):
    for user in ("rita", "mike", "mona", "sam"):
        create_user(api, user, email=address(user), displayName=user.title())


@pytest.fixture
def asked(api):
    return ask(api, stages=ALL, description="Two of <b>24</b> ports.").ok()


@pytest.fixture
def token(stack, tenant, asked):
    """Makes a token for the approval."""

    def make(user="users/mike", approval=asked, **changes):
        return make_token(stack, changes.pop("tenant", tenant), approval, user, **changes)

    return make


def audited(api):
    return [each["event"] for each in audit_events(api, pageSize=1000)]


def mailed_token(sink, mail_address):
    (mail,) = sink.wait_for(mail_address)
    return token_in(mail.text())


def log_of(api, user):
    condition = f'recipient = "users/{user}" AND channel = MAIL'
    return api.get("/v1/notifications", query={"filter": condition}).ok()["notifications"]


def test_an_approver_decides_by_the_link_in_the_mail(sink, api, anybody, address, asked):
    token = mailed_token(sink, address("mike"))

    shown = read_link(anybody, token).ok()
    assert (shown["state"], shown["user"], shown["stage"]) == ("OPEN", "users/mike", "All")
    assert (shown["approval"], shown["title"]) == (asked["name"], "New switches")
    assert (shown["subject"], shown["requester"]) == ("deployments/2041", "users/rita")
    assert shown["description"] == "Two of <b>24</b> ports."
    rehearsed = follow_link(anybody, token, validateOnly=True).ok()
    assert rehearsed["decision"] == "APPROVE" and read_link(anybody, token).ok() == shown

    done = follow_link(anybody, token, comment="Fine.", requestId="once").ok()

    assert (done["state"], done["decision"]) == ("SPENT", "APPROVE")
    assert follow_link(anybody, token, comment="Fine.", requestId="once").ok() == done
    assert refused(follow_link(anybody, token), 409, "LINK_SPENT")
    assert refused(follow_link(anybody, token, "REJECT", comment="No."), 409, "LINK_SPENT")
    assert read_link(anybody, token).ok() == done
    mike, mona = api.get(f"/v1/{asked['name']}").ok()["stages"][0]["approvers"]
    assert (mike["decision"], mike["comment"]) == ("APPROVE", "Fine.")
    assert "decidedBy" not in mike and "decision" not in mona


def test_the_journal_says_that_it_came_by_a_link(anybody, api, asked, token):
    follow_link(anybody, token()).ok()

    decided = next(it for it in audited(api) if it["type"].endswith(".approval.decided.v1"))
    assert decided["actor"] == "users/mike"
    assert decided["origin"] == {"credential": "link", "clientAddress": "127.0.0.1"}
    assert decided["method"] == "steward.approval.v1.DecisionLinkService/FollowDecisionLink"


def test_what_is_on_record_has_no_token(stack, sink, api, tenant, address, asked):
    tokens = [mailed_token(sink, address(user)) for user in ("mike", "mona")]

    (log,) = log_of(api, "mike")
    assert log["name"].rpartition("/")[2] in log["text"] and "/decide#" in log["text"]
    mike = stack.client(tenant, role="requester", subject="users/mike")
    inbox = mike.get("/v1/notifications", query={"filter": "channel = INBOX"})
    (entry,) = inbox.ok()["notifications"]
    assert "/decide" not in entry["text"]
    rows = stack.psql("notification", "SELECT html, body, link FROM notification")
    kept = json.dumps([log, audited(api)]) + repr(rows) + "".join(map(stack.log, stack.processes))
    assert all(tokens) and not [each for each in tokens if each in kept]


def test_each_mail_has_a_link_for_its_own_reader(sink, anybody, api, address, asked):
    mike, mona = (mailed_token(sink, address(user)) for user in ("mike", "mona"))

    assert read_link(anybody, mona).ok()["user"] == "users/mona"
    follow_link(anybody, mike).ok()
    assert follow_link(anybody, mona, "REJECT", comment="Too dear.").ok()["decision"] == "REJECT"
    ended = api.get(f"/v1/{asked['name']}").ok()
    assert ended["state"] == "REJECTED"


def test_whoever_is_told_but_not_asked_gets_no_link(sink, api, address):
    api.post("/v1/notificationRules", TELL).ok()
    ask(api, stages=ALL).ok()

    (mail,) = sink.wait_for(address("sam"))

    assert "New switches" in mail.text() and token_in(mail.text()) is None
    assert mailed_token(sink, address("mike"))


def test_a_substitute_decides_by_a_link_of_their_own(stack, tenant, sink, api, anybody, address):
    act_for(api, "mike", "sam")
    asked = ask(api, stages=ALL).ok()
    mike = mailed_token(sink, address("mike"))
    (mail,) = sink.wait_for(address("sam"))
    assert "as the substitute of Mike" in mail.text()
    sam = token_in(mail.text())

    shown = read_link(anybody, sam).ok()
    assert (shown["state"], shown["user"]) == ("OPEN", "users/sam")
    assert shown["onBehalfOf"] == "users/mike"
    done = follow_link(anybody, sam, comment="For Mike.").ok()

    assert (done["state"], done["decision"]) == ("SPENT", "APPROVE")
    said, open_still = api.get(f"/v1/{asked['name']}").ok()["stages"][0]["approvers"]
    assert (said["user"], said["decidedBy"]) == ("users/mike", "users/sam")
    assert (said["comment"], "decision" in open_still) == ("For Mike.", False)
    for spent in (mike, sam):
        assert refused(follow_link(anybody, spent), 409, "LINK_SPENT")
    (log,) = log_of(api, "sam")
    inbox = stack.client(tenant, role="requester", subject="users/sam")
    (entry,) = inbox.get("/v1/notifications", query={"filter": "channel = INBOX"}).ok()[
        "notifications"
    ]
    assert log["onBehalfOf"] == entry["onBehalfOf"] == "users/mike"
    assert not log_of(api, "mike")[0].get("onBehalfOf")
    assert len(sink.to(address("sam"))) == len(sink.to(address("mike"))) == 1


def test_a_link_of_a_substitute_ends_with_the_substitution(api, anybody, asked, token):
    standing = act_for(api, "mike", "sam")["name"]
    mine = token("users/sam", on_behalf_of="users/mike")
    assert read_link(anybody, mine).ok()["state"] == "OPEN"
    assert refused(
        follow_link(anybody, token("users/sam", on_behalf_of="users/mona")), 403, "NOT_AN_APPROVER"
    )
    api.delete(f"/v1/{standing}").ok()

    wait_until(lambda: read_link(anybody, mine).ok()["state"] == "VOID", what="its end")

    assert refused(follow_link(anybody, mine), 403, "NOT_AN_APPROVER")
    assert api.get(f"/v1/{asked['name']}").ok() == asked


def test_a_decision_made_otherwise_spends_the_link(stack, tenant, api, anybody, asked, token):
    act_for(api, "mike", "sam")
    sam, mona = (stack.client(tenant, role="approver", subject=f"users/{user}")
                 for user in ("sam", "mona"))
    decide(sam, asked, onBehalfOf="users/mike").ok()

    assert refused(follow_link(anybody, token()), 409, "LINK_SPENT")
    assert read_link(anybody, token()).ok()["state"] == "SPENT"
    decide(mona, asked).ok()
    assert refused(follow_link(anybody, token("users/mona")), 409, "LINK_SPENT")


def test_nothing_is_decided_twice_by_many_at_once(stack, api, asked, token):
    found, mine = [], token()

    def follow(decision):
        answer = follow_link(RestClient(stack.url), mine, decision, comment=decision)
        found.append((answer.status, answer.reason))

    threads = [threading.Thread(target=follow, args=(each,)) for each in ("APPROVE", "REJECT") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [(200, None)] + [(409, "LINK_SPENT")] * 7
    mike = api.get(f"/v1/{asked['name']}").ok()["stages"][0]["approvers"][0]
    assert mike["comment"] == mike["decision"]


def test_nothing_else_is_a_link(stack, tenant, anybody, api, asked, token):
    good = token()
    raw = base64.urlsafe_b64decode(good + "=" * (-len(good) % 4))
    flipped = raw[:40] + bytes([raw[40] ^ 1]) + raw[41:]
    wrong = [
        good[:-1],
        good + "A",
        base64.urlsafe_b64encode(flipped).decode().rstrip("="),
        "x",
        stack.token(tenant),
        token(ends_in=0),
        token(ends_in=15 * 24 * 3600),
        token(key="ticket"),
        token(key="gateway"),
        token(tenant="Not-A-Tenant"),
        token(audience="ticket"),
        token(purpose="read"),
        token("services/notification"),
    ]
    bodies = set()
    for each in wrong:
        for answer in (read_link(anybody, each), follow_link(anybody, each)):
            assert refused(answer, 400, "INVALID_LINK"), each
            bodies.add(answer.json["detail"])
    assert len(bodies) == 1
    # Good ones, of another tenant, which has no such approval.
    abroad = token(tenant=stack.new_tenant())
    assert refused(read_link(anybody, abroad), 400, "REFERENCE_DISABLED")
    assert api.get(f"/v1/{asked['name']}").ok() == asked
    assert read_link(anybody, good).ok()["state"] == "OPEN"


def test_links_end_with_the_setting(stack, tenant, anybody, asked, token):
    short = token(ends_in=1)

    wait_until(lambda: read_link(anybody, short).reason == "INVALID_LINK", what="its end")

    assert refused(follow_link(anybody, short), 400, "INVALID_LINK")


def test_users_who_left_decide_nothing(anybody, api, asked, token):
    api.post("/v1/users/mike:disable", {}).ok()

    for answer in (read_link(anybody, token()), follow_link(anybody, token())):
        assert refused(answer, 400, "REFERENCE_DISABLED")
    assert refused(read_link(anybody, token("users/nobody")), 400, "REFERENCE_DISABLED")
    assert api.get(f"/v1/{asked['name']}").ok() == asked


def test_what_has_changed_takes_a_new_link(sink, anybody, api, address, asked):
    old = mailed_token(sink, address("mike"))
    body = {"subjectDigest": "b" * 64, "title": "Newer switches"}
    api.post(f"/v1/{asked['name']}:restate", body).ok()

    assert refused(follow_link(anybody, old), 409, "SUBJECT_CHANGED")
    shown = read_link(anybody, old).ok()
    assert shown["state"] == "VOID" and "title" not in {k for k, v in shown.items() if v}
    later = token_in(sink.wait_for(address("mike"), 2)[-1].text())
    assert read_link(anybody, later).ok()["title"] == "Newer switches"
    assert follow_link(anybody, later).ok()["state"] == "SPENT"


def test_what_was_withdrawn_is_not_decided(anybody, api, asked, token):
    assert refused(follow_link(anybody, token("users/rita")), 403, "SEPARATION_OF_DUTIES")
    assert refused(follow_link(anybody, token("users/sam")), 403, "NOT_AN_APPROVER")
    assert refused(follow_link(anybody, token(part=1)), 403, "NOT_AN_APPROVER")
    assert refused(follow_link(anybody, token(), "REJECT"), 400, "INVALID_FIELD")
    api.post(f"/v1/{asked['name']}:cancel", {"cancelReason": "Not needed."}).ok()

    assert refused(follow_link(anybody, token()), 409, "ILLEGAL_TRANSITION")
    assert read_link(anybody, token()).ok()["state"] == "VOID"


def test_a_credential_is_not_looked_at(stack, api, asked, token):
    for credential in ("x" * 40, stack.token(stack.new_tenant())):
        client = stack.client_with(credential)
        assert read_link(client, token()).ok()["state"] == "OPEN"
    (part,) = run(api, post("/v1/decisionLinks:read", {"token": token()}))
    assert part["body"]["reason"] == "MALFORMED_REQUEST"


def test_links_are_followed_over_grpc_too(stack, token):
    service = "steward.approval.v1.DecisionLinkService"
    fields = {"token": token(), "decision": "APPROVE"}
    with GrpcClient(stack.grpc_target, None, stack.contract) as nobody:
        request = stack.contract.build("steward.approval.v1.FollowDecisionLinkRequest", fields)
        done = nobody.call(f"{service}/FollowDecisionLink", request)
        with pytest.raises(grpc.RpcError) as refusal:
            nobody.call(f"{service}/FollowDecisionLink", request)

    assert done.user == "users/mike"
    assert nobody.reason_of(refusal.value) == "LINK_SPENT"


def test_the_page_runs_its_own_script_only(anybody):
    page = anybody.get("/decide")

    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    html, policy = page.body.decode(), page.headers["content-security-policy"]
    for kind, directive in (("script", "script-src"), ("style", "style-src")):
        (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert not re.search(r"""(?:src|href)=["'](?!data:,)""", html)
    assert not re.search(r"""<[^>]+ (?:on\w+|style)=""", html)


@pytest.mark.parametrize(
    "language, approve, approved",
    [("en-US", "Approve", "You have approved."), ("de-DE", "Genehmigen", "Sie haben genehmigt.")],
)
def test_a_browser_shows_what_is_asked(
    stack, sink, anybody, address, asked, language, approve, approved
):
    token = mailed_token(sink, address("mike"))
    page = f"{stack.url}/decide#{token}"

    dom, console = browse(page, language)

    assert ">New switches</h2>" in dom and "Two of &lt;b&gt;24&lt;/b&gt; ports." in dom
    assert f"<dd>{asked['subject']}</dd>" in dom
    assert f">{approve}</button>" in dom and '<form id="form">' in dom
    assert token not in dom and console == []

    follow_link(anybody, token).ok()
    dom, console = browse(page, language)
    assert f">{approved}</p>" in dom and '<form id="form" hidden="">' in dom
    assert console == []

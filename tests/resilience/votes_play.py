"""Who decides: a manager's substitute, a technician, and two of the three of a board, one of them
by the links in her mails alone; the third one comes too late."""

import collections
import re

from tests.support.links import follow_link, token_in
from tests.support.waiting import pause

BOARD = ("fay", "fred", "finn")
BY_LINK = "fay"


def number_of(approval):
    return int(approval["name"].rpartition("-")[2])


def asked(approval, user):
    """Whether the open stage waits for a user."""
    return any(
        stage["state"] == "OPEN"
        and any(
            each["user"] == f"users/{user}" and not each.get("decision")
            for each in stage.get("approvers", [])
        )
        for stage in approval["stages"]
    )


def third_of(approval):
    """Whom of the board nobody needs."""
    return BOARD[number_of(approval) % len(BOARD)]


class VotesPlay:
    """`given` counts the decisions that were taken, `late` holds the refusals of the third ones by
    approval, and `refused` what else was refused. `mails(user)` is what somebody has got so far."""

    def __init__(self, crew, mails):
        self.crew = crew
        self._mails = mails
        self.given = collections.Counter()
        self.late = {}
        self.refused = []
        crew.begin(self._vote, "dora", "dora", None)
        crew.begin(self._vote, "mona", "mike", {"onBehalfOf": "users/mike"})
        crew.begin(self._follow_links, BY_LINK)
        for user in BOARD:
            if user != BY_LINK:
                crew.begin(self._vote, user, user, None)
            crew.begin(self._come_late, user)

    def _vote(self, user, whose, fields):
        client = self.crew.client("approver", user)
        while not self.crew.finished.is_set():
            for approval in self._list(client, "PENDING"):
                if asked(approval, whose) and (user not in BOARD or third_of(approval) != user):
                    self._decide(client, user, approval, fields or {})
            pause(0.1)

    def _decide(self, client, user, approval, fields):
        # What has changed is decided once more.
        name, digest = approval["name"], approval["subjectDigest"][:16]
        body = {"decision": "APPROVE", "requestId": f"vote-{user}-{name}-{digest}", **fields}
        self._note(name, user, client.post(f"/v1/{name}:decide", body))

    def _follow_links(self, user):
        """Each mail's link once, however often the mail comes."""
        anybody, read, followed = self.crew.anybody(), 0, set()
        while not self.crew.finished.is_set():
            mails = self._mails(user)
            for mail in mails[read:]:
                text, mail_id = mail.text(), mail.message["Message-ID"]
                token = token_in(text)
                if token is None or mail_id in followed:
                    continue
                followed.add(mail_id)
                name = re.search(r"approvals/[\w-]+", text).group()
                if third_of({"name": name}) != user:
                    fields = {"requestId": f"link-{mail_id.strip('<>')}"}
                    self._note(name, user, follow_link(anybody, token, **fields))
            read = len(mails)
            pause(0.1)

    def _note(self, name, user, answer):
        with self.crew.lock:
            if answer.status == 200:
                self.given[name, user] += 1
            else:
                self.refused.append((name, user, answer.status, answer.body))

    def _come_late(self, user):
        client = self.crew.client("approver", user)
        while not self.crew.finished.is_set():
            for approval in self._list(client, "APPROVED"):
                name = approval["name"]
                if third_of(approval) != user or name in self.late:
                    continue
                body = {"decision": "APPROVE", "requestId": f"late-{name}"}
                answer = client.post(f"/v1/{name}:decide", body)
                with self.crew.lock:
                    self.late[name] = (answer.status, answer.reason)
            pause(0.5)

    def _list(self, client, state):
        query = {"filter": f"state = {state}", "pageSize": 1000}
        return client.get("/v1/approvals", query).ok().get("approvals", [])

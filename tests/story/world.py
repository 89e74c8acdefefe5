"""Who plays the story, and where."""

from tests.support.client import refused


class World:
    """A tenant of a running Steward. `make_client(role, user, abroad=False)` returns a client that
    is used as RestClient, whatever it goes over: of another tenant when they are from abroad, and
    for somebody without a credential when role and user are None. `tell` takes each line of the
    story. Where mails are sent, `address(user)` is the mail address of a user and `mails(user)`
    what they have got so far, the text of each. `receiver`, if any, is a webhook endpoint."""

    def __init__(self, make_client, tell, address=None, mails=None, receiver=None):
        self._make_client = make_client
        self._clients = {}
        self._address = address
        self.mails = mails
        self.receiver = receiver
        self.tell = tell

    def client(self, role, user):
        key = (role, user)
        if key not in self._clients:
            self._clients[key] = self._make_client(role, user)
        return self._clients[key]

    def stranger(self):
        """A client of the administrator of another tenant."""
        return self._make_client("tenant_admin", "admin", abroad=True)

    def anybody(self):
        """A client without a credential."""
        return self.client(None, None)

    def contact(self, user):
        """The fields of a user that say how to reach them."""
        return {"email": self._address(user)} if self._address else {}

    def refused(self, answer, status, reason):
        """The answer must be this refusal."""
        assert refused(answer, status, reason), (answer.status, answer.body)
        self.tell(f"  Refused with {reason}.")

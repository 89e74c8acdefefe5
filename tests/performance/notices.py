"""From events to what leaves: rules make mails and inbox entries of them, and a webhook gets them.

The notification service is down while the events are made, so what is measured is how fast it works
off what waits for it. A mail sink and a webhook endpoint in Python take what it sends.
"""

import threading

from tests.e2e.incidents import act, create
from tests.e2e.people import create_user
from tests.support.mail_sink import MailSink
from tests.support.stack import Stack, free_ports
from tests.support.waiting import wait_until
from tests.support.webhook_receiver import WebhookReceiver

EVENTS, QUICK_EVENTS = 1500, 500
CLIENTS = 8
WAIT_SECONDS = 60
ASSIGNED = "dev.steward.ticket.assigned.v1"
# When the first event was told, and the last mail was taken.
TOLD = "SELECT extract(epoch FROM min(create_time))::float8 FROM notification"
MAILED = (
    "SELECT count(*), extract(epoch FROM max(send_time))::float8 FROM notification"
    " WHERE channel = 1 AND state = 2"
)
ATTEMPTED = "SELECT count(*) FROM delivery WHERE attempt_count > 0"


def notices(plan):
    count = QUICK_EVENTS if plan.quick else EVENTS
    with MailSink(next(free_ports())) as sink, WebhookReceiver() as receiver:
        settings = {"smtp_url": sink.url, "mail_from": "steward@example.com"}
        with Stack(
            durable=True, change_approvals=0, catalogs=0, settings={"notification": settings}
        ) as stack:
            api = stack.client()
            create_user(api, "bob", email="bob@example.com")
            api.post("/v1/webhooks", {"url": receiver.url, "eventTypes": [ASSIGNED]}).ok()
            stack.kill("notification-1")
            make_events(stack, count)
            stack.restart("notification-1")
            plan.notes["notices_mails_per_s"], plan.notes["notices_webhook_attempts_per_s"] = (
                rates(stack, receiver, count)
            )


def make_events(stack, count):
    """Tickets that are assigned to Bob, by as many clients as have one connection each."""
    numbers = iter(range(count))
    lock = threading.Lock()

    def work():
        agent = stack.client(role="agent", subject="users/agnes")
        while True:
            with lock:
                if next(numbers, None) is None:
                    return
            act(agent, create(agent)["name"], "assign", {"assignee": "users/bob"}).ok()

    clients = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def rates(stack, receiver, count):
    """Mails taken in a second from the first event that was told on, and webhooks attempted in one
    from the first attempt on."""

    def mailed():
        ((mails, last),) = stack.psql("notification", MAILED)
        return last if mails == count else None

    wait_until(
        lambda: stack.psql("notification", ATTEMPTED) == [(count,)] and mailed(),
        WAIT_SECONDS,
        "all mails and deliveries",
        interval=0.2,
    )
    ((began,),) = stack.psql("notification", TOLD)
    attempts = [each.received for each in receiver.wait_for(count)]
    return count / (mailed() - began), count / (max(attempts) - min(attempts))

"""Watchers that lose their stream again and again, and go on behind what they saw last."""

import http.client
import threading

from tests.support.waiting import pause


class Watcher(threading.Thread):
    """Follows a tenant's events from the earliest on, whatever happens to its stream."""

    def __init__(self, api, cut_after=None):
        """`cut_after` events it closes its stream itself."""
        super().__init__(name="watcher", daemon=True)
        self.api = api
        self.api.timeout = 5.0
        self.cut_after = cut_after
        self.events = []
        self.streams = 0
        self._cursor = None
        self._stopping = False

    def run(self):
        while not self._stopping:
            try:
                self._follow()
            except (OSError, http.client.HTTPException):
                pass
            pause(0.1)

    def _follow(self):
        with self.api.events(query={"from": "earliest"}, last_event_id=self._cursor) as stream:
            if stream.status != 200:
                return
            self.streams += 1
            seen = 0
            for message in stream:
                if self._stopping:
                    return
                self._cursor = message.id
                if "event" not in message.json:
                    continue
                self.events.append(message.json["event"])
                seen += 1
                if seen == self.cut_after:
                    return

    def stop(self):
        self._stopping = True
        self.join(15)

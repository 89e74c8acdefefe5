"""Kills processes at random, by a seeded plan, and starts them again."""

import random
import time

from tests.support.waiting import pause


class Faults:
    """Runs for some seconds against a stack and kills what is named; `log` says what was done
    when."""

    NAMES = ("ticket-1", "ticket-2", "directory-1", "notification-1", "redis")

    def __init__(self, stack, seed, seconds, names=NAMES):
        self.stack = stack
        self.random = random.Random(f"{seed}/faults")
        self.seconds = seconds
        self.names = names
        self.log = []
        self._began = 0.0

    def run(self):
        self._began = time.monotonic()
        crash_at = self.random.uniform(0.35, 0.65) * self.seconds
        crashed = False
        while (now := time.monotonic() - self._began) < self.seconds:
            if not crashed and now >= crash_at:
                crashed = True
                self._crash_postgres()
            else:
                self._kill_one()
            pause(self.random.uniform(0.3, 1.2))

    def _note(self, text):
        self.log.append(f"{time.monotonic() - self._began:6.2f} s  {text}")

    def _crash_postgres(self):
        self._note("postgres stopped immediately")
        self.stack.stop_postgres("immediate")
        pause(self.random.uniform(0.1, 0.8))
        self.stack.start_postgres()
        self._note("postgres started")

    def _kill_one(self):
        name = self.random.choice(self.names)
        self._note(f"{name} killed")
        if name == "redis":
            self.stack.kill_redis()
            pause(self.random.uniform(0, 0.8))
            self.stack.start_redis()
            return
        self.stack.kill(name)
        pause(self.random.uniform(0, 0.8))
        self.stack.restart(name, wait=False)

"""Kills processes at random, by a seeded plan, and starts them again."""

import dataclasses
import random
import time

from tests.support.waiting import pause


@dataclasses.dataclass(frozen=True)
class Fault:
    """`name` is killed or, if it is "postgres", stopped at once; it is down for some seconds. Then
    all goes on undisturbed for some."""

    name: str
    down: float
    rest: float


def plan_of(seed, names):
    """Faults without end, the same ones for a seed, however fast the machine is. Each name, and
    PostgreSQL, has its turn before any has its second; PostgreSQL has one."""
    draw = random.Random(f"{seed}/faults")
    turn = [*names, "postgres"]
    while True:
        draw.shuffle(turn)
        for name in turn:
            yield Fault(name, draw.uniform(0, 0.8), draw.uniform(0.3, 1.2))
        turn = list(names)


class Faults:
    """Runs for some seconds against a stack, and until everything that is named was down once;
    `log` says what was done when."""

    NAMES = ("ticket-1", "ticket-2", "directory-1", "notification-1", "redis")

    def __init__(self, stack, seed, seconds, names=NAMES):
        self.stack = stack
        self.seed = seed
        self.seconds = seconds
        self.names = names
        self.log = []
        self.killed = []
        self._began = 0.0

    def run(self):
        self._began = time.monotonic()
        for fault in plan_of(self.seed, self.names):
            is_over = time.monotonic() - self._began >= self.seconds
            if is_over and set(self.killed) == {*self.names, "postgres"}:
                return
            self._happen(fault)

    def _note(self, text):
        self.log.append(f"{time.monotonic() - self._began:6.2f} s  {text}")

    def _happen(self, fault):
        name = fault.name
        stop, start = self._ways(name)
        self._note("postgres stopped immediately" if name == "postgres" else f"{name} killed")
        self.killed.append(name)
        stop()
        pause(fault.down)
        start()
        if name == "postgres":
            self._note("postgres started")
        pause(fault.rest)

    def _ways(self, name):
        """How to stop it without a word, and how to start it."""
        stack = self.stack
        if name == "postgres":
            return lambda: stack.stop_postgres("immediate"), stack.start_postgres
        if name == "redis":
            return stack.kill_redis, stack.start_redis
        return lambda: stack.kill(name), lambda: stack.restart(name, wait=False)

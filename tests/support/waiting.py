"""Waiting for what happens soon, and pacing."""

import time


def wait_until(condition, timeout=10.0, what="the condition", interval=0.02):
    """Calls `condition` until it returns something true, and returns that.

    Raises TimeoutError that names `what`, and the last exception of the condition if it had one.
    """
    end = time.monotonic() + timeout
    error = None
    while True:
        try:
            value = condition()
            if value:
                return value
            error = None
        except Exception as caught:  # whatever is not ready yet
            error = caught
        if time.monotonic() >= end:
            reason = f": {error!r}" if error else ""
            raise TimeoutError(f"waited {timeout:g} s for {what}{reason}") from error
        time.sleep(interval)


def pause(seconds):
    """Spaces out load and faults, by a plan. Never to wait for something: that is wait_until."""
    time.sleep(seconds)

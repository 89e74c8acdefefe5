"""One process of a stack."""

import pathlib
import signal
import subprocess
import urllib.request

from tests.support.waiting import wait_until


class Process:
    """A Steward process with its log. `start` may be called again after an end."""

    def __init__(self, name, command, directory, admin_port, environment):
        self.name = name
        self.command = command
        self.admin_port = admin_port
        self.environment = environment
        self.log_path = directory / "log" / f"{name}.log"
        self._pid_path = directory / "run" / f"{name}.pid"
        self._popen = None
        # An end that a test asked for is not a fault.
        self._expected = False

    @property
    def pid(self):
        return self._popen.pid

    @property
    def admin_url(self):
        return f"http://127.0.0.1:{self.admin_port}"

    def start(self):
        assert not self.is_running(), f"{self.name} runs already"
        self._expected = False
        with open(self.log_path, "ab") as log:
            self._popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )
        self._pid_path.write_text(f"{self.pid} {start_time(self.pid)}\n")

    def is_running(self):
        return self._popen is not None and self._popen.poll() is None

    def is_ready(self):
        if not self.is_running():
            raise AssertionError(f"{self.name} has ended\n{self.log_tail()}")
        with urllib.request.urlopen(self.admin_url + "/readyz", timeout=2) as answer:
            return answer.status == 200

    def wait_until_ready(self, timeout=30.0):
        def ready():
            try:
                return self.is_ready()
            except OSError:
                return False

        try:
            wait_until(lambda: not self.is_running() or ready(), timeout, f"{self.name} ready")
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.log_tail()}") from None
        assert self.is_running(), f"{self.name} has ended\n{self.log_tail()}"

    def metrics(self):
        """The text of /metrics."""
        with urllib.request.urlopen(self.admin_url + "/metrics", timeout=5) as answer:
            return answer.read().decode()

    def kill(self):
        """SIGKILL; returns when the process is gone."""
        self._end(signal.SIGKILL, 10)

    def terminate(self, timeout=20.0):
        """SIGTERM; returns the exit status. A process that does not end in time is killed."""
        try:
            return self._end(signal.SIGTERM, timeout)
        except subprocess.TimeoutExpired:
            self._end(signal.SIGKILL, 10)
            raise AssertionError(
                f"{self.name} did not end {timeout:g} s after SIGTERM\n{self.log_tail()}"
            ) from None

    def _end(self, number, timeout):
        assert self._popen is not None, f"{self.name} was never started"
        if self._popen.poll() is None:
            self._expected = True
            self._popen.send_signal(number)
        status = self._popen.wait(timeout)
        self._pid_path.unlink(missing_ok=True)
        return status

    def fault(self):
        """What is wrong with the process, or None: it ended though nobody asked it to."""
        if self._popen is None or self._popen.poll() is None or self._expected:
            return None
        return f"{self.name} ended by itself with status {self._popen.returncode}"

    def log(self):
        """The whole log."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def log_tail(self, lines=30):
        return "\n".join(self.log().splitlines()[-lines:])


def start_time(pid):
    """When a process started, in clock ticks since boot: tells it from a later one of its pid."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""

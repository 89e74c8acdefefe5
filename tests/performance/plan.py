"""How long and how often is measured, and what came out."""

import dataclasses
import statistics
import sys

from tests.performance import machine
from tests.performance.runs import Pgbench, RunFailed

# The ids of the tickets that are loaded; those that the service makes begin at 1.
FIRST_LOADED = 10_000_001


@dataclasses.dataclass(frozen=True)
class Rounds:
    """A contender's runs, one of each round."""

    runs: tuple

    @property
    def median(self):
        return sorted(self.runs, key=lambda run: run.throughput)[len(self.runs) // 2]

    def versus(self, other, figure, under=None):
        """The median of the rounds' ratios of what `figure` makes of a run to what `under`, or it
        too, makes of the other's. Machines are slower at one time than at another, and all
        contenders of a round with them."""
        return statistics.median(
            figure(mine) / (under or figure)(theirs)
            for mine, theirs in zip(self.runs, other.runs, strict=True)
        )


class Plan:
    """The settings of a run, its lab and its results."""

    def __init__(self, lab, quick):
        self.lab = lab
        self.quick = quick
        self.seconds = 2 if quick else 4
        self.rounds = 1 if quick else 5
        self.loaded = 100_000 if quick else 1_000_000
        self.ratios = {}
        # Figures that are no gates.
        self.notes = {}
        self.failures = []
        self.table = []
        self.machine = machine.describe()
        self.ids = (FIRST_LOADED, self.loaded // 10)
        self.pgbench = Pgbench(lab, self.ids)
        # Milliseconds of each round, by key.
        self.latencies = {}
        # What several experiments need, made by the first one.
        self.tickets_loaded = False

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def fail(self, name, error):
        # What follows the first line is the log of a process.
        why = str(error).partition("\n")[0] or type(error).__name__
        text = f"{name}: {why}"
        self.failures.append(text)
        self.say(f"  failed: {text}")

    def ratio(self, key, over, under):
        """Notes the ratio of two contenders' throughputs when there are both."""
        if over and under:
            self.ratios[key] = over.versus(under, lambda run: run.throughput)

    def gateway_cpu(self, key, rest, bare):
        """Notes what a request costs the gateway, as a share of what the same costs pgbench and
        its PostgreSQL together, when there are both."""
        if rest and bare:
            self.ratios[key] = rest.versus(
                bare,
                lambda run: run.cpu_us["gateway"],
                lambda run: run.cpu_us["client"] + run.cpu_us["postgres"],
            )

    def interleave(self, contenders, times=1):
        """Runs each contender in turn, `rounds` times, or so many times that. Returns the Rounds of
        each; one that fails is left out and reported."""
        runs = {name: [] for name in contenders}
        rounds = times * self.rounds
        for number in range(rounds):
            for name, contender in contenders.items():
                try:
                    run = contender()
                except (RunFailed, AssertionError, OSError) as error:
                    self.fail(name, error)
                    continue
                runs[name].append(run)
                self.say(f"  round {number + 1} of {rounds}  {name:26}"
                         f"{run.throughput:10,.0f}/s  p50 {run.p50_ms:7.2f} ms")
        done = {}
        for name, all_runs in runs.items():
            if len(all_runs) == rounds:
                done[name] = Rounds(tuple(all_runs))
                self._add_row(name, done[name])
        return done

    def _add_row(self, name, rounds):
        median, runs = rounds.median, rounds.runs
        self.table.append(
            {
                "name": name,
                "throughput": median.throughput,
                "p50_ms": statistics.median(run.p50_ms for run in runs),
                "p99_ms": statistics.median(run.p99_ms for run in runs),
                "cpu_us": median.cpu_us,
                "journal_group": median.group,
                "rounds": [round(run.throughput, 1) for run in runs],
            }
        )

"""What a benchmark is, and what one run of it gives."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

from .measuring import Task, interleaved

Quantity = Literal["ours", "ratio_to_limit", "ratio_to_best_peer"]


@dataclass(frozen=True, slots=True)
class Contest:
    """What is measured in one run: our way, the least that the machine allows, and other ways to the same end."""

    ours: Task
    limit: Task
    peers: Mapping[str, Task] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """The most that a quantity of the measurement may be; `ours` is in seconds."""

    quantity: Quantity
    at_most: float

    def __str__(self) -> str:
        return f"{self.quantity} <= {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A contest and its targets. `prepare(tiny)` makes what is needed and takes it away again.

    `of_all` makes one figure of the samples: the median, or `min` where only this process's own work is measured.
    `tiny` means sizes that are only good to try that everything works.
    """

    name: str
    targets: tuple[Target, ...]
    rounds: int
    prepare: Callable[[bool], AbstractContextManager[Contest]]
    of_all: Callable[[Sequence[float]], float] = median


@dataclass(frozen=True, slots=True)
class Measurement:
    """The seconds of one benchmark, all from one run."""

    name: str
    ours: float
    limit: float
    peers: Mapping[str, float]
    targets: tuple[Target, ...]

    @property
    def ratio_to_limit(self) -> float:
        """How many times the limit we take."""
        return self.ours / self.limit

    @property
    def ratio_to_best_peer(self) -> float | None:
        """How many times the quickest peer we take; None without a peer."""
        return self.ours / min(self.peers.values()) if self.peers else None

    @property
    def holds(self) -> bool:
        """Whether all targets are reached."""
        reached = [(getattr(self, target.quantity), target.at_most) for target in self.targets]
        return all(quantity is not None and quantity <= at_most for quantity, at_most in reached)

    @property
    def target(self) -> str:
        """What is to be reached: `ours <= 0.016 and ratio_to_best_peer <= 0.01`."""
        return " and ".join(map(str, self.targets))

    def to_json(self) -> dict[str, Any]:
        """Give what `python -m benchmarks --json` prints of it."""
        return {
            "name": self.name,
            "ours": self.ours,
            "limit": self.limit,
            "peers": dict(self.peers),
            "ratio_to_limit": self.ratio_to_limit,
            "ratio_to_best_peer": self.ratio_to_best_peer,
            "target": self.target,
            "holds": self.holds,
        }


def measure(benchmark: Benchmark, tiny: bool) -> Measurement:
    """Run one benchmark; a tiny one takes a single sample of each task."""
    with benchmark.prepare(tiny) as contest:
        tasks = (contest.ours, contest.limit, *contest.peers.values())
        ours, limit, *others = interleaved(tasks, 1 if tiny else benchmark.rounds, not tiny, benchmark.of_all)
    peers = dict(zip(contest.peers, others, strict=True))
    return Measurement(benchmark.name, ours, limit, peers, benchmark.targets)

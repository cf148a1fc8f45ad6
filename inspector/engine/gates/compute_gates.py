"""The gates of a called layer, chunk by chunk, with the check against what was captured."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ...gates.gates import SelfCheck
from .called_layer import CalledLayer
from .direction_pass import DirectionPass
from .gate_values import Values
from .layer_output import layer_output
from .self_check import RunningCheck

Progress = Callable[[int, int], None]


class GateSink(Protocol):
    """Whoever takes the gates as they are computed."""

    def take(self, place: tuple[int, int], first: int, values: Values) -> None:
        """Take the gates of (layer, direction) from time step `first` on, (steps, batch, hidden) each."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The layers and directions whose gates are wanted, and the unit, None for all."""

    layers: tuple[int, ...]
    directions: tuple[int, ...]
    unit: int | None


def compute_gates(called: CalledLayer, wanted: Wanted, sink: GateSink, progress: Progress) -> SelfCheck:
    """Compute the gates and give them to the sink; `progress` is told how many time steps of how many are done.

    No more than a chunk of them is held at once. The layers below the wanted ones are run again.
    """
    check = RunningCheck()
    runs = sum(not called.holds_output(layer) for layer in range(wanted.layers[-1] + 1))
    of = called.steps * (len(wanted.layers) * len(wanted.directions) + runs)
    done = 0
    progress(0, of)
    for steps in _work(called, wanted, sink, check):
        done += steps
        progress(done, of)
    return check.done(called.approximate)


def _work(called: CalledLayer, wanted: Wanted, sink: GateSink, check: RunningCheck) -> Iterator[int]:
    """Do the work piece by piece, and give the number of time steps of each."""
    for part in called.parts():
        x = part.x
        for layer in range(wanted.layers[-1] + 1):
            held = called.holds_output(layer)
            output = layer_output(called, part, layer, x)
            yield 0 if held else part.steps
            for direction in wanted.directions if layer in wanted.layers else ():
                a_pass = DirectionPass(called, part, (layer, direction), wanted.unit, check)
                for first, values in a_pass.run(x, output, compare=held):
                    sink.take((layer, direction), first, values)
                    yield len(values["h"])
            x = output

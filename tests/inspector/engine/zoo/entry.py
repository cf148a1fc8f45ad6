"""What one model of the zoo declares: how it is built, what it is given, and the calls that a run must show."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import torch
from torch import nn

from inspector.engine.inputs.inputs import RunInput, build_input
from inspector.model.source import PresetSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from tests.inspector.engine.zoo.oracle import Oracle, hooked

# The sizes of what a person would give; those that the program chooses by itself are the same.
BATCH, TIME, INPUT, HIDDEN = 3, 7, 10, 6
SEQUENCE = ("0=normal(3,7,10)",)  # (batch, time, input)
TIME_FIRST = ("0=normal(7,3,10)",)  # (time, batch, input)

SCRIPTED, TRACED, FROZEN, EXPORTED = KINDS = ("scripted", "traced", "frozen", "exported")
# What most models that cannot be saved in every way can be saved as, found by trying.
NOT_SCRIPTED = (TRACED, FROZEN, EXPORTED)
NOT_TRACED = (SCRIPTED, FROZEN, EXPORTED)
NOT_EXPORTED = (SCRIPTED, TRACED, FROZEN)


@dataclass(frozen=True, slots=True)
class Declared:
    """One call that a run must show; `index` counts the calls of its layer."""

    module: str
    kind: str
    index: int
    roles: tuple[str, ...]
    lengths: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ZooEntry:
    """One model, and `inputs`, the texts of --input that it is meant for.

    `variants` are the kinds of file that it can be saved as, found by trying; `file_inputs` and `file_oracle` are
    theirs where they differ from the class's. `unseen` names layers that never run, `stops` is the class of the error
    that its forward ends with, `around` what must hold while it lives.
    """

    name: str
    situation: str
    make: Callable[[], nn.Module]
    inputs: tuple[str, ...]
    calls: tuple[Declared, ...]
    variants: tuple[str, ...] = KINDS
    oracle: Oracle = hooked
    method: str = "forward"
    dtype: str = "float32"
    unseen: tuple[str, ...] = ()
    stops: str = ""
    around: Callable[[], AbstractContextManager[object]] = nullcontext
    file_inputs: tuple[str, ...] = ()
    file_oracle: Oracle | None = None

    def build(self) -> nn.Module:
        """Build the model with the same weights every time, in eval mode."""
        torch.manual_seed(11)
        return self.make().to(getattr(torch, self.dtype)).eval()

    def arguments(self, model: nn.Module) -> RunInput:
        """Make what the entry method is given, with the numbers that a run draws."""
        torch.manual_seed(0)
        return build_input(self._request(), model)

    def request(self) -> RunRequest:
        """Say the run as the command line would."""
        return self._request() if self.method == "forward" else replace(self._request(), method=self.method)

    def _request(self) -> RunRequest:
        return RunRequest(PresetSource("zoo"), tuple(map(parse_input, self.inputs)), dtype=self.dtype)


def calls(module: str, kind: str, count: int = 1, state: bool = False, **more) -> tuple[Declared, ...]:
    """Declare `count` calls of a layer, one after the other, from `first` on; `state`: h_0 (and c_0) were given."""
    first = more.pop("first", 0)
    return tuple(Declared(module, kind, first + index, roles(kind, state), **more) for index in range(count))


def roles(kind: str, state: bool) -> tuple[str, ...]:
    """Name what one call takes and gives."""
    cell_state = kind.startswith("LSTM")
    given = ("h_0", "c_0")[: 1 + cell_state] if state else ()
    output = () if kind.endswith("Cell") else ("output",)
    return ("input", *given, *output, *("h_n", "c_n")[: 1 + cell_state])

"""One captured call of a recurrent layer, read from the run file and laid out in one way, whatever the layer's way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from ...errors import InputError
from ...gates.gate_names import gate_names
from ...gates.gate_request import GateRequest
from ...model.config import RecurrentConfig
from ...run.run import Run
from ...run.run_file import open_run
from .stored_call import StoredCall, find_weights, stored_call

_PART_NBYTES = 32 << 20  # the gates of so many calls of a stack are computed at once


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One call, or calls of one time step side by side along batch: `steps` of the gates' steps, from `first` on.

    `x` is (time, batch, input), `output` (time, batch, direction x projection), the states are (layer x direction,
    batch, hidden); None is what the run has not, as an initial state that was not given. A cell's h_n is its output.
    `lengths` are those of a packed sequence, (batch,).
    """

    x: Tensor
    output: Tensor | None
    h_0: Tensor | None
    c_0: Tensor | None
    h_n: Tensor | None
    c_n: Tensor | None
    lengths: Tensor | None
    first: int
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class CalledLayer:
    """A layer with its weights by torch's names, and what one of its calls, or a stack of them, was given and gave.

    The tensors by role are (call, time, batch, feature), states (call, layer x direction, batch, feature), and hold
    the samples that were asked for only. Their types are those of the run.
    """

    config: RecurrentConfig
    weights: Mapping[str, Tensor]
    roles: Mapping[str, Tensor]
    lengths: tuple[int, ...] | None
    quantised: bool

    @property
    def kernel_dtype(self) -> torch.dtype:
        """The type in which the layer computed: that of what it gave."""
        return next(self.roles[role].dtype for role in ("output", "h_n", "input") if role in self.roles)

    @property
    def dtype(self) -> torch.dtype:
        """The type in which its gates are computed: float64 as it is, all others in float32."""
        return torch.float64 if self.kernel_dtype == torch.float64 else torch.float32

    @property
    def approximate(self) -> str:
        """Why the gates are not exactly those of the layer, "" where they are."""
        if self.quantised:
            return "the weights are quantised, the gates are computed with the floats that they stand for."
        if self.kernel_dtype in (torch.float32, torch.float64):
            return ""
        name = str(self.kernel_dtype).removeprefix("torch.")
        return f"the layer computed in {name}, the gates are computed in float32."

    def holds_output(self, layer: int) -> bool:
        """Tell whether the run holds the output of the layer: of the last one, and of a cell, whose h_n it is."""
        return layer == self.config.num_layers - 1 and ("h_n" if self.config.is_cell else "output") in self.roles

    @property
    def steps(self) -> int:
        """The number of time steps, those of all calls of a stack one after the other."""
        calls, time = self.roles["input"].shape[:2]
        return calls * time

    @property
    def batch(self) -> int:
        """The number of samples asked for."""
        return self.roles["input"].shape[2]

    def parts(self) -> Iterator[Part]:
        """Give the calls in order, those of one time step many at a time."""
        calls, time = self.roles["input"].shape[:2]
        step_nbytes = 8 * 6 * max(1, self.batch) * self.config.hidden_size
        together = max(1, _PART_NBYTES // step_nbytes) if time == 1 else 1
        for first in range(0, calls, together):
            yield self._part(first, min(calls, first + together))

    def _part(self, first: int, end: int) -> Part:
        def of(role: str) -> Tensor | None:
            found = self.roles.get(role)
            return None if found is None else found[first:end].transpose(0, 1).flatten(1, 2)

        time = self.roles["input"].shape[1]
        lengths = None if self.lengths is None or time == 1 else torch.tensor(self.lengths)
        x = of("input")
        assert x is not None  # no call is without
        return Part(
            x,
            of("h_n" if self.config.is_cell else "output"),
            of("h_0"),
            of("c_0"),
            of("h_n"),
            of("c_n"),
            lengths,
            first * time,
            (end - first) * time,
        )


def called_layer(request: GateRequest) -> CalledLayer:
    """Read the call that the request names, of its sample only. Raises InputError and FileError.

    A call `0-9` of calls that are not stacked in the run is taken as the stack of them.
    """
    run = open_run(request.run).run
    call = stored_call(run, request.module, request.call)
    gate_names(call.config)
    _check_numbers(call, request)
    weights = find_weights(run, call)
    roles = {role: _chosen(tensor, request.sample) for role, tensor in call.roles.items()}
    lengths = call.lengths if request.sample is None or call.lengths is None else (call.lengths[request.sample],)
    _check_dropout(run, call.config, request)
    return CalledLayer(call.config, weights.tensors, roles, lengths, weights.quantised)


def _chosen(tensor: Tensor, sample: int | None) -> Tensor:
    return tensor if sample is None else tensor.narrow(2, sample, 1)


def _check_numbers(call: StoredCall, request: GateRequest) -> None:
    sizes = {
        "layer": call.config.num_layers,
        "direction": call.config.directions,
        "sample": call.roles["input"].shape[2],
        "unit": call.config.hidden_size,
    }
    for name, size in sizes.items():
        number = getattr(request, name)
        if number is not None and not 0 <= number < size:
            numbers = f"Write a number from 0 to {size - 1}." if size else "Leave the number out."
            raise InputError(f"There is no {name} {number} in this call: it has {size or 'none'}.", numbers)


def _check_dropout(run: Run, config: RecurrentConfig, request: GateRequest) -> None:
    if run.request.train and config.dropout and config.num_layers > 1 and request.layer != 0:
        raise InputError(
            f"The gates above layer 0 cannot be computed again: the model ran in train mode, where dropout "
            f"({config.dropout:g}) zeroed random outputs of each layer below, and nothing tells which.",
            "Run it in eval mode, or ask for layer 0, which dropout does not reach.",
        )

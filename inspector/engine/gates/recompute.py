"""From a run file to a gates file: the gates and states of one call, computed again from what the run holds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from ...gates.gate_request import GateRequest
from ...gates.gates import Gates, SelfCheck, gate_tensor_name
from .called_layer import CalledLayer, called_layer
from .compute_gates import Wanted, compute_gates
from .write_gates import GateWriter, replaced_file

Progress = Callable[[int, int], None]
_TOLD_EVERY = 0.05  # seconds
_UNKNOWN = SelfCheck(None, None, None)


def recompute_gates(request: GateRequest, path: Path, progress: Progress) -> Gates:
    """Compute the gates that are asked for, write them to a gates file at `path`, and describe them.

    `progress` is told how many time steps of how many are done. Raises InputError for what is not in the run, for a
    layer without gates and for one that dropout has kept from being computed again, FileError for a damaged run.
    """
    called = called_layer(request)
    gates = _described(request, called)
    wanted = Wanted(gates.layers, gates.directions, request.unit)
    with replaced_file(path) as file:
        writer = GateWriter(file, gates, _shapes(called, gates), called.dtype.itemsize)
        check = compute_gates(called, wanted, writer, _now_and_then(progress))
        gates = replace(gates, check=check)
        writer.finish(gates)
    return gates


def _described(request: GateRequest, called: CalledLayer) -> Gates:
    config = called.config
    stacked = called.roles["input"].shape[0] > 1
    return Gates(
        module=request.module,
        call=request.call,
        config=config,
        layers=_all_or(request.layer, config.num_layers),
        directions=_all_or(request.direction, config.directions),
        samples=None if request.sample is None else (request.sample,),
        units=None if request.unit is None else (request.unit,),
        lengths=None if stacked else called.lengths,
        check=replace(_UNKNOWN, approximate=called.approximate),
    )


def _all_or(number: int | None, count: int) -> tuple[int, ...]:
    return tuple(range(count)) if number is None else (number,)


def _shapes(called: CalledLayer, gates: Gates) -> dict[str, tuple[int, ...]]:
    def width(name: str) -> int:
        if gates.units is not None:
            return len(gates.units)
        return (called.config.proj_size if name == "h" else 0) or called.config.hidden_size

    return {
        gate_tensor_name(layer, direction, name): (called.steps, called.batch, width(name))
        for layer in gates.layers
        for direction in gates.directions
        for name in gates.names
    }


def _now_and_then(progress: Progress) -> Progress:
    """Tell of the beginning and the end, and between them not more often than anybody can read."""
    told = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal told
        if done in (0, of) or perf_counter() - told >= _TOLD_EVERY:
            told = perf_counter()
            progress(done, of)

    return tell

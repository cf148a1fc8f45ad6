"""`gates`: the gates and states of one call at every time step, computed again from the run file alone."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, WorkerError
from ..export.gate_code import gate_code
from ..gates.gate_archive import FORMATS, write_archive
from ..gates.gate_file import GateFile, open_gates
from ..gates.gate_request import GateRequest
from ..gates.labelled_calls import labelled_calls
from ..gates.layer_habits import LayerHabits, layer_habits
from ..run.run import Call, Run
from ..worker.client import Worker, WorkerSetup
from ..worker.limits import default_memory_bytes
from ..worker.protocol import Role
from .gates_text import gates_text
from .keep_file import check_place, keep_file
from .named_call import named_call
from .output import Output
from .saved_run import open_saved_run


@dataclass(frozen=True, slots=True)
class _Code:
    """The code that computes the gates; `verified`, None where it could not be executed, for the reason `missing`."""

    text: str
    verified: bool | None
    missing: str = ""

    @property
    def printed(self) -> str:
        """The code below what is known of it, a whole script."""
        equal = "executed, equal to the gates" if self.verified else "EXECUTED, BUT NOT EQUAL: do not use it"
        return f"# {equal if self.verified is not None else f'NOT EXECUTED: {self.missing}'}\n{self.text.rstrip()}"


def show_gates(arguments: argparse.Namespace, folder: Path) -> Output:
    """Compute, check and count; with -o the gates are kept, with --json and --code there is code, executed before.

    With --code the text is that code alone, so that it can be kept as a file.
    """
    path = Path(arguments.run).absolute()
    run = open_saved_run(arguments.run).run
    calls = named_call(run, arguments.run, arguments.module)
    wanted = None if arguments.output is None else _place(arguments.output, arguments.run)
    label = calls[0].label if len(calls) == 1 else f"{calls[0].first}-{calls[-1].first}"
    request = GateRequest(
        path, calls[0].module, label, arguments.layer, arguments.direction, arguments.sample, arguments.unit
    )
    made = folder / "gates.safetensors"
    _compute(request, made)
    file = open_gates(made)
    code = _checked_code(run, calls, request, made) if arguments.json or arguments.code else None
    if wanted is not None:
        keep_file(_in_format(file, made, wanted), wanted)
    habits = layer_habits(file)
    text = code.printed if code and arguments.code else gates_text(file, _title(run, calls), habits)
    saved = f"\n{'# ' if arguments.code else ''}saved as {arguments.output}" if wanted else ""
    return Output(_json(request, calls, file, habits, code) | {"file": arguments.output}, text + saved)


def _compute(request: GateRequest, made: Path) -> None:
    worker = Worker(WorkerSetup(Role.TENSOR, made.parent))
    try:
        worker.request("gates", {"request": request.to_json(), "path": str(made)})
    finally:
        worker.close()


def _checked_code(run: Run, calls: Sequence[Call], request: GateRequest, made: Path) -> _Code:
    code = gate_code(run, calls, request.layer)
    worker = Worker(WorkerSetup(Role.MODEL, made.parent, default_memory_bytes()))
    try:
        told = worker.request("verify_gates", {"script": code, "path": str(made)})
        return _Code(code, bool(told["close"]))
    except WorkerError as error:  # the gates are there all the same
        return _Code(code, None, error.message)
    finally:
        worker.close()


def _place(place: str, run: str) -> Path:
    if Path(place).suffix.lower() not in FORMATS:
        raise InputError(
            f"{place} cannot be written: its ending names no format.", f"End it in {' or '.join(FORMATS)}."
        )
    return check_place(place, run)


def _in_format(file: GateFile, made: Path, wanted: Path) -> Path:
    """Give a file in the format that the wanted one's ending names."""
    if wanted.suffix.lower() == FORMATS[0]:
        return made
    packed = made.with_suffix(".npz")
    write_archive(file, packed)
    return packed


def _title(run: Run, calls: Sequence[Call]) -> str:
    module, first = calls[0].module, calls[0].first
    count = sum(call.count for call in run.calls if call.module == module)
    last = calls[-1].first + calls[-1].count - 1
    which = f"call {first}" if first == last else f"calls {first} to {last}"
    of = f" of {count}" if count > 1 else ""
    together = f"0-{count - 1}"
    if first < last:
        joined = ", one after the other"
    elif calls[0].config.is_cell and count > 1 and labelled_calls(run, module, together):
        joined = f" ({module}#{together}: all of them as time steps)"
    else:
        joined = ""
    return f"{module or calls[0].config.kind}, {which}{of}{joined}"


def _json(
    request: GateRequest, calls: Sequence[Call], file: GateFile, habits: Sequence[LayerHabits], code: _Code | None
) -> dict[str, Any]:
    gates = file.gates
    check = gates.check.to_json()
    count = sum(call.count for call in calls)
    return {
        "module": gates.module,
        "call": calls[0].first,
        **({"count": count} if count > 1 else {}),
        "layers": gates.config.num_layers,
        "directions": gates.config.directions,
        "max_error": check["max_error"],
        "approximate": check["approximate"],
        "names": list(gates.names),
        "selection": {name: getattr(request, name) for name in ("layer", "direction", "sample", "unit")},
        "lengths": None if gates.lengths is None else list(gates.lengths),
        "habits": [each.to_json() for each in habits],
        "code": code.text if code else None,
        "verified": code.verified if code else None,
    }

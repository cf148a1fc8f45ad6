"""`reshape`: apply reshape steps to a captured tensor: shapes, and code that was executed and compared."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, StepError
from ..export.torch_script import torch_script
from ..model.safetensors_file import read_header
from ..reshape.outcome import Outcome, StepFailure, StepOutcome
from ..reshape.parse import parse_steps
from ..reshape.steps import ReshapeStep
from ..reshape.trace_request import outcomes_of, trace_arguments
from ..run.key import parse_key
from ..run.run import Run
from ..run.run_file import open_run
from ..tensor.layer_axes import record_of
from ..tensor.record import TensorRecord, shape_text
from ..tensor.statistics import Statistics, statistics_of
from ..worker.client import Worker, WorkerSetup
from ..worker.limits import default_memory_bytes
from ..worker.protocol import Role
from .missing_here import missing_here
from .output import Output


@dataclass(frozen=True, slots=True)
class _Reshaped:
    """What became of a pipeline that torch accepted: figures of the result, and its script.

    `verified` is whether the script, executed, gave the same; None where it was not executed, for want of `missing`.
    """

    statistics: Statistics
    script: str
    verified: bool | None
    missing: str = ""


def reshape_tensor(run_path: str, tensor: str, code: str, folder: Path) -> Output:
    """Trace, apply, write the script and execute it. A step that torch refuses ends the list with exit code 2."""
    run, steps = open_run(Path(run_path).absolute()).run, parse_steps(code)
    record = record_of(run, parse_key(tensor))
    if record is None:
        names = ", ".join(known.name for known in run.captured_keys())
        raise InputError(f"{run_path} has no tensor {tensor!r}.", f"It has {names}.")
    worker = Worker(WorkerSetup(Role.TENSOR, folder))
    try:
        outcomes = outcomes_of(record, steps, worker.request("trace", trace_arguments(record, steps)))
        refused = any(isinstance(outcome, StepFailure) for outcome in outcomes)
        statistics = None if refused else _applied(worker, run, record, code, folder)
        missing = missing_here(run, record.key, worker.request("devices", {})["devices"])
    finally:
        worker.close()
    made = _scripted(run, record, steps, statistics, missing, folder) if statistics else None
    return Output(_json(record, outcomes, made), _text(record, outcomes, made), StepError.exit_code if refused else 0)


def _applied(worker: Worker, run: Run, record: TensorRecord, code: str, folder: Path) -> Statistics:
    path = folder / "reshaped.safetensors"
    worker.request("apply", {"run": str(run.path), "name": record.key.name, "code": code, "path": str(path)})
    return statistics_of(read_header(path).tensors[0].read())


def _scripted(
    run: Run, record: TensorRecord, steps: tuple[ReshapeStep, ...], statistics: Statistics, missing: str, folder: Path
) -> _Reshaped:
    script = torch_script(run, record.key, steps)
    if missing:
        return _Reshaped(statistics, script, None, missing)
    code = "".join(step.code for step in steps)
    worker = Worker(WorkerSetup(Role.MODEL, folder, default_memory_bytes(), run.device))
    arguments = {"run": str(run.path), "name": record.key.name, "code": code, "script": script}
    try:
        return _Reshaped(statistics, script, bool(worker.request("verify", arguments)["close"]))
    finally:
        worker.close()


def _json(record: TensorRecord, outcomes: tuple[Outcome, ...], made: _Reshaped | None) -> dict[str, Any]:
    last = outcomes[-1] if outcomes else None
    axes = last.axes if isinstance(last, StepOutcome) else record.axes
    result = {"shape": [axis.size for axis in axes], "axes": [axis.to_json() for axis in axes]}
    return {
        "source": {
            "tensor": record.key.name,
            "shape": list(record.shape),
            "axes": [axis.to_json() for axis in record.axes],
        },
        "steps": [_step_json(outcome) for outcome in outcomes],
        "result": result | {"sum": made.statistics.sum} if made else None,
        "snippets": {"torch": made.script} if made else {},
        "verified": {"torch": made.verified} if made else {},
    }


def _step_json(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case StepFailure(code, error):
            return {"code": code, "shape": None, "axes": None, "shares_memory": None, "error": error, "findings": []}
        case StepOutcome(code, shape, _, axes, shares_memory):
            return {
                "code": code,
                "shape": list(shape),
                "axes": [axis.to_json() for axis in axes],
                "shares_memory": shares_memory,
                "error": None,
                "findings": [],
            }


def _text(record: TensorRecord, outcomes: tuple[Outcome, ...], made: _Reshaped | None) -> str:
    lines = [f"{record.key.name}  {record.shape_text}", *map(_step_text, outcomes)]
    if made:
        lines += ["", f"# {_badge(made)}", made.script.rstrip()]
    return "\n".join(lines)


def _badge(made: _Reshaped) -> str:
    if made.verified is None:
        return f"NOT EXECUTED: {made.missing}"
    return "executed, equal to the captured tensor" if made.verified else "EXECUTED, BUT NOT EQUAL: do not use it"


def _step_text(outcome: Outcome) -> str:
    match outcome:
        case StepFailure(code, error):
            return f"  {code}  refused: {error}"
        case StepOutcome(code, _, _, axes, shares_memory):
            return f"  {code}  {shape_text(axes)}  {'view' if shares_memory else 'copy'}"

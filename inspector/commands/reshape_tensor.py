"""`reshape`: apply reshape steps to a captured tensor: shapes, and code that was executed and compared."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import StepError
from ..export.code_dialect import CodeDialect
from ..export.torch_script import torch_script
from ..findings.examine_steps import examine_steps
from ..findings.finding import Finding
from ..model.safetensors_file import read_header
from ..reshape.apply_request import ApplyRequest, apply_request
from ..reshape.outcome import Outcome, StepFailure, StepOutcome
from ..reshape.reading.parse import parse_steps
from ..reshape.reading.reading_context import ReadingContext
from ..reshape.steps import bound_steps, names_in
from ..reshape.steps.bindings import bindings_beside, bindings_of
from ..reshape.trace_request import outcomes_of, trace_arguments
from ..run.run import Run
from ..tensor.record import TensorRecord
from ..tensor.statistics import Statistics, statistics_of
from ..worker.client import Worker, WorkerSetup
from ..worker.limits import default_memory_bytes
from ..worker.protocol import Role
from .array_snippets import Snippet, array_snippets
from .missing_here import missing_here
from .named_tensor import named_tensor
from .output import Output
from .saved_run import open_saved_run
from .step_outcome import step_json, step_text

_Told = list[tuple[Outcome, tuple[Finding, ...]]]  # the outcome of every step that was tried, what is wrong with it


@dataclass(frozen=True, slots=True)
class _Reshaped:
    """What became of a pipeline that torch accepted: figures of the result, and its script.

    `verified` is whether the script, executed, gave the same; None where it was not executed, for want of `missing`.
    """

    statistics: Statistics
    script: str
    verified: bool | None
    missing: str = ""
    arrays: tuple[Snippet, ...] = ()

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """The script, then the lines for other libraries."""
        return (Snippet(CodeDialect.TORCH, self.script, self.verified), *self.arrays)


def reshape_tensor(run_path: str, tensor: str, code: str, folder: Path) -> Output:
    """Trace, apply, write the script and execute it. A step that torch refuses ends the list with exit code 2."""
    opened = open_saved_run(run_path)
    run, record = opened.run, named_tensor(opened.run, run_path, tensor)
    steps = parse_steps(code, ReadingContext(record, bindings_beside(run, record.key)))
    bindings = bindings_of(run, record.key, names_in(steps))
    steps = bound_steps(steps, bindings)
    request = apply_request(opened.tensor(record.key), record, steps, bindings)
    worker = Worker(WorkerSetup(Role.TENSOR, folder))
    try:
        answer = worker.request("trace", trace_arguments(record, steps, bindings))
        outcomes = outcomes_of(record, steps, answer, bindings)
        refused = any(isinstance(outcome, StepFailure) for outcome in outcomes)
        statistics = None if refused else _applied(worker, request, folder)
        arrays = () if refused else array_snippets(worker, record, steps, request)
        missing = missing_here(run, record.key, steps, worker.request("devices", {})["devices"])
    finally:
        worker.close()
    made = _scripted(run, record, request, statistics, missing, folder) if statistics else None
    made = replace(made, arrays=arrays) if made else None
    findings = examine_steps(record, steps[: len(outcomes)], bool(bindings.lengths))
    told = list(zip(outcomes, findings, strict=True))
    return Output(_json(record, told, made), _text(record, told, made), StepError.exit_code if refused else 0)


def _applied(worker: Worker, request: ApplyRequest, folder: Path) -> Statistics:
    path = folder / "reshaped.safetensors"
    worker.request("apply", {"request": request.to_json(), "path": str(path)})
    return statistics_of(read_header(path).tensors[0].read())


def _scripted(
    run: Run, record: TensorRecord, request: ApplyRequest, statistics: Statistics, missing: str, folder: Path
) -> _Reshaped:
    script = torch_script(run, record.key, request.steps)
    if missing:
        return _Reshaped(statistics, script, None, missing)
    worker = Worker(WorkerSetup(Role.MODEL, folder, default_memory_bytes(), run.device))
    try:
        told = worker.request("verify", {"request": request.to_json(), "script": script})
        return _Reshaped(statistics, script, bool(told["close"]))
    finally:
        worker.close()


def _json(record: TensorRecord, told: _Told, made: _Reshaped | None) -> dict[str, Any]:
    last = told[-1][0] if told else None
    axes = last.axes if isinstance(last, StepOutcome) else record.axes
    result = {"shape": [axis.size for axis in axes], "axes": [axis.to_json() for axis in axes]}
    return {
        "source": {
            "tensor": record.key.name,
            "shape": list(record.shape),
            "axes": [axis.to_json() for axis in record.axes],
        },
        "steps": [step_json(outcome, findings) for outcome, findings in told],
        "result": result | {"sum": made.statistics.sum} if made else None,
        "snippets": {snippet.dialect.value: snippet.code for snippet in made.snippets} if made else {},
        "verified": {snippet.dialect.value: snippet.verified for snippet in made.snippets} if made else {},
    }


def _text(record: TensorRecord, told: _Told, made: _Reshaped | None) -> str:
    lines = [f"{record.key.name}  {record.shape_text}", *(step_text(*step) for step in told)]
    if made:
        lines += ["", f"# {_badge(made)}", made.script.rstrip()]
    return "\n".join(lines)


def _badge(made: _Reshaped) -> str:
    if made.verified is None:
        return f"NOT EXECUTED: {made.missing}"
    return "executed, equal to the captured tensor" if made.verified else "EXECUTED, BUT NOT EQUAL: do not use it"

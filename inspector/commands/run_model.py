"""`run`: run sample input and print the tree of what was captured."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import InspectorError, ModelError
from ..findings.examine import examine
from ..model.source import (
    ClassSource,
    FileSource,
    ModelSource,
    SourceOptions,
    parse_source,
    source_text,
    source_to_json,
)
from ..run.inferred_input import inferred_to_json
from ..run.input import FromFile, InputSpec, parse_input
from ..run.key import result_key
from ..run.prediction import prediction_from_json
from ..run.request import RunRequest
from ..run.run import Call, Run
from ..run.run_file import RunFile, open_run
from ..run.run_json import request_to_json
from ..run.state import CarryState, FileState, StateSpec, parse_state
from ..run.timeline import timeline_of
from ..run.timeline_text import timeline_json
from ..tensor.explained_stop import explained_stop
from ..worker.client import Worker, WorkerSetup
from ..worker.limits import default_memory_bytes
from ..worker.protocol import Role
from .chosen_inputs import infer_inputs
from .keep_file import check_place, keep_file
from .keras_json import keras_json
from .output import Output
from .run_text import run_text
from .tensor_json import tensor_json

_MOST_MEMORY = 1 << 60  # bytes: what a system counts in stays far above


def run_model(arguments: argparse.Namespace, folder: Path) -> Output:
    """Run in a model worker; with -o the run is kept. Exit code 4 where the forward failed."""
    request = _request(arguments)
    wanted = None if arguments.output is None else check_place(arguments.output, *_files(request))
    memory = default_memory_bytes() if arguments.memory is None else min(int(arguments.memory * 1e9), _MOST_MEMORY)
    path = folder / "run.safetensors"
    worker = Worker(WorkerSetup(Role.MODEL, folder, memory, request.device))
    try:
        found = infer_inputs(worker, request, arguments.timeout)
        wish = replace(request, inputs=tuple(each.spec for each in found)) if found else request
        worker.request("run", {"request": request_to_json(wish), "path": str(path)}, timeout=arguments.timeout)
        opened = open_run(path)
        names = tuple(each.argument for each in found) or _names(worker, wish, opened.run, arguments.timeout)
    finally:
        worker.close()
    if wanted is not None:
        keep_file(path, wanted)
    text = run_text(opened, not request.inputs, found, names)
    saved = f"\nsaved as {arguments.output}" if wanted else ""
    exit_code = ModelError.exit_code if opened.run.stopped_at else 0
    data = _json(opened, arguments.output, names) | {"inferred": [inferred_to_json(each) for each in found]}
    return Output(data, text + saved, exit_code)


def _names(worker: Worker, request: RunRequest, run: Run, timeout: float | None) -> tuple[str, ...]:
    """Ask what forward calls its parameters, where a run stopped and the reason is to be told with them."""
    if run.stopped_at is None or run.stopped_at.in_constructor:
        return ()
    try:
        answer = worker.request("predict", {"request": request_to_json(request)}, timeout=timeout)
    except InspectorError:
        return ()
    return prediction_from_json(answer).arguments


def _request(arguments: argparse.Namespace) -> RunRequest:
    return RunRequest(
        source=_absolute_source(parse_source(arguments.source, _options(arguments))),
        inputs=tuple(_absolute_input(parse_input(text)) for text in arguments.input),
        layer=arguments.layer,
        batch_first=arguments.batch_first,
        lengths=arguments.lengths,
        state=_absolute_state(parse_state(arguments.state)),
        device=arguments.device,
        dtype=arguments.dtype,
        seed=arguments.seed,
        train=arguments.train,
        method=arguments.method,
        trust=arguments.trust,
        autocast=arguments.autocast,
        dropout=arguments.dropout,
        nonlinearity=arguments.nonlinearity,
    )


def _files(request: RunRequest) -> tuple[str, ...]:
    """Name the files that the run is made of; an earlier run may be taken further and written over."""
    source, inputs = request.source, tuple(s.value.path for s in request.inputs if isinstance(s.value, FromFile))
    match source:
        case FileSource():
            return (source.path, source.source, *inputs)
        case ClassSource():
            return (source.path, source.weights, *inputs)
        case _:
            return inputs


def _options(arguments: argparse.Namespace) -> SourceOptions:
    return SourceOptions(
        arguments.state_dict,
        arguments.classes,
        arguments.args,
        arguments.weights,
        arguments.as_published,
        arguments.member,
    )


# A saved run is opened elsewhere, and its files must still be found. Absolute, not resolved: people know a file by the
# name that they gave.


def _absolute_source(source: ModelSource) -> ModelSource:
    match source:
        case FileSource():
            return replace(source, path=_absolute(source.path), source=_absolute(source.source))
        case ClassSource():
            return replace(source, path=_absolute(source.path), weights=_absolute(source.weights))
        case _:
            return source


def _absolute_input(spec: InputSpec) -> InputSpec:
    return replace(spec, value=FromFile(_absolute(spec.value.path))) if isinstance(spec.value, FromFile) else spec


def _absolute_state(state: StateSpec) -> StateSpec:
    return replace(state, path=_absolute(state.path)) if isinstance(state, FileState | CarryState) else state


def _absolute(path: str) -> str:
    return str(Path(path).absolute()) if path else ""


def _json(opened: RunFile, kept: str | None, names: tuple[str, ...]) -> dict[str, Any]:
    run = opened.run
    return {
        "source": source_to_json(run.request.source) | {"text": source_text(run.request.source)},
        "device": run.device,
        "dtype": run.dtype,
        "autocast": run.request.autocast,
        "torch": run.torch,
        "seconds": run.seconds,
        "inputs": [str(spec) for spec in run.request.inputs],
        "calls": [_call_json(opened, call) for call in run.calls],
        "result": [tensor_json(opened, result_key(index)) for index in range(len(run.result))],
        "unseen": list(run.unseen),
        "remarks": list(run.remarks),
        "stopped_at": _stopped_json(run, names),
        "timeline": timeline_json(timeline_of(opened)),
        "findings": [finding.to_json() for finding in examine(run)],
        "run_file": kept,
    }


def _call_json(opened: RunFile, call: Call) -> dict[str, Any]:
    stacked = {"count": call.count} if call.stacked else {}
    return {
        "module": call.module,
        "aliases": list(call.aliases),
        "kind": call.config.kind.value,
        "call": call.first,
        **stacked,
        "config": call.config.to_json(),
        "lengths": None if call.lengths is None else list(call.lengths),
        "tensors": {tensor.role: tensor_json(opened, call.key(tensor.role)) for tensor in call.tensors},
        "keras": keras_json(call),
    }


def _stopped_json(run: Run, names: tuple[str, ...]) -> dict[str, str] | None:
    stopped = run.stopped_at
    if stopped is None:
        return None
    return {"module": stopped.module, "error": stopped.error, "explained": explained_stop(run, names)}

"""One whole run: load, build the input, capture, and write the run file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from ..errors import InputError, ran_out_of_memory
from ..model.file_origin import FileOrigin
from ..model.source import FileSource
from ..run.request import RunRequest
from ..run.run import Call, LayerWeights, Run, StoppedAt, StoredTensor
from .capture import Capture, Captured, KeptTensor, capture
from .carried_state import carried_names
from .construct import ConstructorError
from .inputs import build_input
from .layers import config_of, recurrent_layers, weights_of
from .load import load_model
from .save_run import save_run
from .source_error import explained
from .stack_calls import StackedCall, stacked_calls, stored_tensors

Progress = Callable[[str, int], None]


def make_run(request: RunRequest, path: Path, progress: Progress) -> Run:
    """Run what the request asks for, write it to `path`, and give the Run.

    `progress` is told a stage (loading, running, writing) and the number of calls seen. The request in the Run has
    the inputs that were used and, of a file, the layer. A constructor or a forward that fails is no error here: the Run
    says where it stopped. Raises InputError, FileError and WorkerMemoryError.
    """
    progress("loading", 0)
    torch.manual_seed(request.seed)
    try:
        loaded = load_model(request)
    except ConstructorError as error:
        taken = Capture(stopped_at=StoppedAt("", error.message, in_constructor=True))
        return _written(request, path, taken, None, {})
    chosen = loaded.name if loaded.origin and isinstance(request.source, FileSource) else request.layer
    source, inputs = loaded.source or request.source, request.inputs or loaded.inputs
    request = replace(request, source=source, inputs=inputs, layer=chosen)
    model = prepared(loaded.module, request)
    torch.manual_seed(request.seed)
    arguments = build_input(request, model)
    progress("running", 0)
    taken = capture(model, loaded.name, arguments, lambda calls: progress("running", calls))
    taken.stopped_at = explained(taken.stopped_at, loaded.skipped)
    progress("writing", len(taken.calls))
    return _written(request, path, taken, loaded.origin, recurrent_layers(model, loaded.name))


def prepared(module: nn.Module, request: RunRequest) -> nn.Module:
    """Move the module to the wanted device and dtype, in train or eval mode. Raises InputError."""
    try:
        device = torch.device(request.device)
        if device.type == "meta":
            raise RuntimeError("a meta tensor has no values to look at")
        return module.to(device, getattr(torch, request.dtype)).train(request.train)
    except (RuntimeError, AssertionError, AttributeError, TypeError) as error:
        if ran_out_of_memory(error):
            raise MemoryError(str(error)) from error
        raise InputError(
            f"The model cannot be put on {request.device!r} as {request.dtype}.",
            "Choose a device that this machine has and a floating point dtype, such as cpu and float32.",
        ) from error


def _written(
    request: RunRequest,
    path: Path,
    taken: Capture,
    origin: FileOrigin | None,
    layers: dict[nn.Module, tuple[str, ...]],
) -> Run:
    stacked = stacked_calls(taken.calls)
    weights = {
        names[0]: {name: _plain(weight) for name, weight in weights_of(layer).items()}
        for layer, names in layers.items()
    }
    seen = {name for call in taken.calls for name in call.names}
    reached = seen | {taken.stopped_at.module} if taken.stopped_at else seen
    run = Run(
        path=path,
        request=request,
        device=request.device,
        dtype=request.dtype,
        torch=torch.__version__.split("+")[0],
        seconds=taken.seconds,
        calls=tuple(item.call for item in stacked),
        weights=tuple(
            LayerWeights(names[0], config_of(layer), stored_tensors(weights[names[0]].items()))
            for layer, names in layers.items()
        ),
        result=_results(taken, stacked),
        unseen=tuple(names[0] for names in layers.values() if reached.isdisjoint(names)),
        stopped_at=taken.stopped_at,
        origin=origin,
        carried=tuple(name for layer in layers for name in carried_names(request, config_of(layer))),
    )
    save_run(run, _tensors_by_name(stacked, weights, taken))
    return run


def _results(taken: Capture, stacked: list[StackedCall]) -> tuple[StoredTensor, ...]:
    names = {id(item.recorded[0]): item.call for item in stacked if not item.call.stacked}
    kept = stored_tensors((str(index), result.kept) for index, result in enumerate(taken.results))
    return tuple(
        replace(
            tensor,
            path=result.path,
            same_as=_name(names, result.same_as),
            view_of=_name(names, result.view_of),
        )
        for tensor, result in zip(kept, taken.results, strict=True)
    )


def _name(calls: dict[int, Call], captured: Captured | None) -> str:
    call = calls.get(id(captured[0])) if captured else None
    return call.key(captured[1]).name if call and captured else ""


def _tensors_by_name(
    stacked: list[StackedCall], weights: dict[str, dict[str, KeptTensor]], taken: Capture
) -> dict[str, torch.Tensor]:
    captured = {item.call.key(role).name: kept.values for item in stacked for role, kept in item.tensors.items()}
    layers = {
        f"{module}/weights/{name}": kept.values for module, tensors in weights.items() for name, kept in tensors.items()
    }
    return captured | layers | {f"result/{index}": result.kept.values for index, result in enumerate(taken.results)}


def _plain(weight: torch.Tensor) -> KeptTensor:
    return KeptTensor(weight.to("cpu", copy=True).contiguous(), tuple(weight.stride()))

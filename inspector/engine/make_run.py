"""One whole run: load, build the input, capture, and write the run file."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path
from time import perf_counter

import torch
from torch import nn

from ..errors import InputError, device_failed, ran_out_of_memory
from ..model.file_origin import FileOrigin
from ..model.source import FileSource
from ..run.request import RunRequest
from ..run.run import LayerWeights, Run, StoppedAt
from .autocast import autocast
from .capture.capture import capture
from .capture.capture_values import Capture, KeptTensor
from .capture.name_links import LinkNames
from .capture.stack_calls import StackedCall, stacked_calls, stored_tensors
from .inputs.carried_state import carried_names
from .inputs.inputs import build_input
from .loading.construct import ConstructorError
from .loading.load import load_model
from .loading.source_error import explained
from .save_run import save_run

Progress = Callable[[str, int], None]
_TOLD_EVERY = 0.05  # seconds


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
        return _written(replace(request, trust=False), path, taken, None)
    chosen = loaded.name if loaded.origin and isinstance(request.source, FileSource) else request.layer
    source, inputs = loaded.source or request.source, request.inputs or loaded.inputs
    # consent is for this time: whoever opens the run is asked again
    request = replace(request, source=source, inputs=inputs, layer=chosen, trust=False)
    model = prepared(loaded.module, request)
    torch.manual_seed(request.seed)
    arguments = build_input(request, model)
    progress("running", 0)
    with autocast(request):
        taken = capture(model, loaded.name, arguments, _now_and_then(progress), request.method)
    taken.stopped_at = explained(taken.stopped_at, loaded.skipped)
    progress("writing", len(taken.calls))
    return _written(request, path, taken, loaded.origin)


def _now_and_then(progress: Progress) -> Callable[[int], None]:
    """Tell of the calls at once, and then not more often than anybody can read."""
    told = -inf

    def tell(calls: int) -> None:
        nonlocal told
        if perf_counter() - told >= _TOLD_EVERY:
            told = perf_counter()
            progress("running", calls)

    return tell


def prepared(module: nn.Module, request: RunRequest) -> nn.Module:
    """Move the module to the wanted device and dtype, in train or eval mode. Raises InputError."""
    try:
        device = torch.device(request.device)
        if device.type == "meta":
            raise RuntimeError("a meta tensor has no values to look at")
        return _in_mode(module.to(device, getattr(torch, request.dtype)), request.train)
    except (RuntimeError, AssertionError, AttributeError, TypeError) as error:
        if ran_out_of_memory(error):
            raise MemoryError(str(error)) from error
        if device_failed(error):
            raise
        raise InputError(
            f"The model cannot be put on {request.device!r} as {request.dtype}.",
            "Choose a device that this machine has and a floating point dtype, such as cpu and float32.",
        ) from error


def _in_mode(module: nn.Module, train: bool) -> nn.Module:
    try:
        return module.train(train)
    except NotImplementedError:  # a program of torch.export is in the mode in which it was exported
        if train:
            raise InputError("A program of torch.export has no train mode.", "Run it without --train.") from None
        return module


def _written(request: RunRequest, path: Path, taken: Capture, origin: FileOrigin | None) -> Run:
    stacked = stacked_calls(taken.calls)
    links = LinkNames(stacked)
    weights = {
        layer.names[0]: {name: _plain(weight) for name, weight in layer.weights.items()} for layer in taken.layers
    }
    run = Run(
        path=path,
        request=request,
        device=request.device,
        dtype=request.dtype,
        torch=torch.__version__.split("+")[0],
        seconds=taken.seconds,
        calls=links.calls(taken.calls),
        weights=tuple(
            LayerWeights(layer.names[0], layer.config, stored_tensors(weights[layer.names[0]].items()), layer.quantised)
            for layer in taken.layers
        ),
        result=links.results(taken.results),
        unseen=taken.not_called,
        stopped_at=taken.stopped_at,
        origin=origin,
        carried=tuple(name for layer in taken.layers for name in carried_names(request, layer.config)),
        remarks=tuple(taken.remarks),
    )
    save_run(run, _tensors_by_name(stacked, weights, taken))
    return run


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

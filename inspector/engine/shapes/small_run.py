"""A run of a copy on the CPU, made small: it tells the shapes of a model that needs values."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from math import prod

import torch
from torch import nn

from ...run.input import Filled, InputSpec, Size, Tokens
from ...run.request import RunRequest
from ..autocast import autocast
from ..capture.capture import capture
from ..capture.capture_values import Capture, KeptTensor, RecordedCall, RecordedResult
from ..inputs.inputs import build_input
from .model_copy import has_closures, value_copy

_CHEAP = 200_000_000  # multiplications: a fraction of a second
_SMALL = (61, 59, 53, 47)  # primes, so that a size that comes out tells which one went in


def small_run(module: nn.Module, name: str, request: RunRequest) -> tuple[Capture, tuple[str, ...]]:
    """Run a copy with the input as asked for, or with shorter axes where that would take long.

    Gives what was captured, its sizes those that were asked for, and in sentences what was assumed.
    """
    inputs, sizes = (request.inputs, {}) if is_cheap(module, request) else _shortened(request.inputs)
    trial, told = _on_cpu(replace(request, inputs=inputs))
    copy = _copied(module).to(getattr(torch, request.dtype))
    if request.train != copy.training:
        with suppress(NotImplementedError):  # a program of torch.export is in the mode in which it was exported
            copy.train(request.train)
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(request.seed)
        arguments = build_input(trial, copy)
        with autocast(trial):
            taken = capture(copy, name, arguments, lambda _calls: None, request.method)
    told += tuple(f"The size {asked} was tried as {small}." for small, asked in sizes.items())
    return (_enlarged(taken, sizes) if sizes else taken), told


def _on_cpu(request: RunRequest) -> tuple[RunRequest, tuple[str, ...]]:
    """Move the run to the CPU, whose autocast knows bfloat16 for everything; say what that may change."""
    if request.device == "cpu" or not request.autocast:
        return replace(request, device="cpu"), ()
    told = f"The dtypes are those of autocast on the CPU; on {request.device} some may differ."
    return replace(request, device="cpu", autocast="bfloat16"), (told,)


def _copied(module: nn.Module) -> nn.Module:
    if has_closures(module):
        return module  # the worker has loaded it for this prediction alone
    try:
        return value_copy(module)
    except (Exception, SystemExit, KeyboardInterrupt):  # noqa: BLE001 - the user's classes may refuse in any way
        return module


def is_cheap(module: nn.Module, request: RunRequest) -> bool:
    """Tell whether a run as asked for takes a fraction of a second, judged by its weights and its time steps."""
    weights = sum(weight.numel() for weight in module.parameters())
    steps = sum(prod(size.size for size in _sizes(spec)[:-1] or _sizes(spec)) for spec in request.inputs)
    return weights * steps <= _CHEAP


def _sizes(spec: InputSpec) -> tuple[Size, ...]:
    return spec.value.sizes if isinstance(spec.value, Filled | Tokens) else ()


def _shortened(inputs: tuple[InputSpec, ...]) -> tuple[tuple[InputSpec, ...], dict[int, int]]:
    """Replace the large sizes of all axes but the features by primes; the same size by the same prime."""
    large = sorted({size.size for spec in inputs for size in _leading(spec) if size.size > _SMALL[0]}, reverse=True)
    primes = dict(zip(large, _SMALL, strict=False))
    return tuple(_with_sizes(spec, primes) for spec in inputs), {prime: size for size, prime in primes.items()}


def _leading(spec: InputSpec) -> tuple[Size, ...]:
    return _sizes(spec) if isinstance(spec.value, Tokens) else _sizes(spec)[:-1]


def _with_sizes(spec: InputSpec, primes: Mapping[int, int]) -> InputSpec:
    if not isinstance(spec.value, Filled | Tokens):
        return spec
    count = len(_leading(spec))
    smaller = (replace(size, size=primes.get(size.size, size.size)) for size in spec.value.sizes[:count])
    return replace(spec, value=replace(spec.value, sizes=(*smaller, *spec.value.sizes[count:])))


def _enlarged(taken: Capture, sizes: Mapping[int, int]) -> Capture:
    """Give the same capture with the sizes that were asked for, its tensors without values."""
    calls = [_large_call(call, sizes) for call in taken.calls]
    results = [_large_result(result, sizes) for result in taken.results]
    return replace(taken, calls=calls, results=results)


def _large_call(call: RecordedCall, sizes: Mapping[int, int]) -> RecordedCall:
    tensors = {role: _large(tensor, sizes) for role, tensor in call.tensors.items()}
    return call._replace(tensors=tensors)


def _large_result(result: RecordedResult, sizes: Mapping[int, int]) -> RecordedResult:
    return replace(result, kept=_large(result.kept, sizes), same_as=None, view_of=None)


def _large(tensor: KeptTensor, sizes: Mapping[int, int]) -> KeptTensor:
    shape = tuple(sizes.get(size, size) for size in tensor.values.shape)
    values = torch.empty(shape, dtype=tensor.values.dtype, device="meta")
    return KeptTensor(values, tuple(values.stride()))

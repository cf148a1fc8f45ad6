"""One forward pass with every recurrent call captured, however it is made.

Calls come from three sources: hooks on layers, torch's functions, and, where parts of the model are compiled, its
operators. What is open in one source is not recorded by the next (reconcile), so that nothing is there twice.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from inspect import isgenerator
from itertools import islice
from time import perf_counter
from typing import Any

import torch
from torch import nn

from ...errors import InputError
from ...run.request import FORWARD
from ..inputs.failed_call import count_linear_calls, stopped_at
from ..inputs.inputs import RunInput
from ..inputs.nested import tensors_in
from ..layers.layers import config_of, is_quantised, recurrent_layers, weights_of
from ..layers.static_quantised import computes_in_integers
from .capture_links import Links
from .capture_recorder import Recorder
from .capture_values import Capture, RecordedLayer, RecordedResult, kept, looked_at
from .function_calls import watch_functions
from .hook_modules import hook_layers, watch_forwards
from .model_code import runs_compiled_code
from .model_threads import watch_threads
from .reconcile import Reconciler
from .reconcile_owners import Owners
from .shown_results import why_not_shown
from .tap_graph import GraphNames
from .tap_operators import OperatorTap, is_compiled, tap_works
from .tap_unseen import unseen_layers

_YIELDED = 1000  # parts of a result that is made while it is asked for


def capture(
    model: nn.Module, base: str, arguments: RunInput, progress: Callable[[int], None], method: str = FORWARD
) -> Capture:
    """Run the model once without gradients; `progress` is told the number of calls seen.

    The model is left without hooks, and torch as it was. A forward that fails leaves the calls that finished before,
    and `stopped_at`. Raises WorkerMemoryError when memory runs out, and InputError for a method that is not there.
    """
    entry = _entry(model, method)
    taken = Capture()
    layers = recurrent_layers(model, base)
    with ExitStack() as hooks:
        threads = watch_threads(hooks)
        calls = Reconciler(Recorder(taken, progress), Owners(model, base, layers), threads)
        linear_calls = count_linear_calls(model, hooks)
        tap = _watch(model, layers, calls, taken, hooks)
        began = perf_counter()
        try:
            place, result = _whole(entry(*arguments.positional, **arguments.named))
        except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
            taken.stopped_at = stopped_at(error, model, base, linear_calls, tap.reason if tap else "")
            place, result = "", None
        taken.seconds = perf_counter() - began
    if tap is not None:
        tap.finish()
    taken.results = list(_results(result, place, taken))
    taken.layers = _layers(layers, calls.found)
    taken.unseen = unseen_layers(model, base, taken)
    taken.remarks += (*calls.owners.remarks, *_of_integers(layers), *threads.remarks)
    return taken


def _watch(
    model: nn.Module, layers: dict[nn.Module, tuple[str, ...]], calls: Reconciler, taken: Capture, hooks: ExitStack
) -> OperatorTap | None:
    """Switch all sources on; `hooks` switches them off, whatever happens. Give the tap, where one is needed."""
    if "torch._dynamo" in sys.modules:  # what torch.compile has wrapped runs as it was written
        hooks.enter_context(torch.compiler.set_stance("force_eager"))
    compiled = any(map(is_compiled, model.modules())) or runs_compiled_code(model)
    # Only where it must be: inference mode forbids a forward that takes gradients.
    hooks.enter_context(torch.inference_mode() if compiled else torch.no_grad())
    hook_layers(layers, calls, hooks)
    watch_forwards(layers, calls, hooks)
    calls.threads.modes = watch_functions(model, calls, hooks) or compiled
    if not compiled:
        return None
    if not tap_works():
        taken.remarks.append(
            f"torch {torch.__version__} takes recurrent operators apart before they can be seen: calls in compiled "
            "parts (TorchScript, torch.export) are not captured."
        )
        return None
    tap = OperatorTap(calls, GraphNames(model))
    hooks.enter_context(tap)
    return tap


def _of_integers(layers: dict[nn.Module, tuple[str, ...]]) -> list[str]:
    """Say of each layer that computes in integers throughout that its tensors are floats here."""
    found = [names[0] or "The model" for layer, names in layers.items() if computes_in_integers(layer)]
    return [f"{name} computes in integers of 8 bits; shown are the floats that they stand for." for name in found]


def _entry(model: nn.Module, method: str) -> Callable[..., Any]:
    if method == FORWARD:
        return model  # not its forward: the model's own hooks belong to it
    found = getattr(model, method, None)
    if callable(found):
        entry: Callable[..., Any] = found
        return entry
    raise InputError(f"{type(model).__name__} has no method {method!r}.", _methods(model))


def _methods(model: nn.Module) -> str:
    """Say in a sentence which methods the model's own classes have."""
    own = [vars(cls) for cls in type(model).__mro__ if not cls.__module__.startswith("torch.")]
    names = dict.fromkeys(name for part in own for name, value in part.items() if callable(value) and name[0] != "_")
    return f"It has {', '.join(names)}." if names else ""


def _whole(result: Any) -> tuple[str, Any]:
    """Let a generator run to its end here, where its calls are seen; no code takes a part of one, so `...` says so."""
    return ("[...]", list(islice(result, _YIELDED))) if isgenerator(result) else ("", result)


def _results(result: Any, place: str, taken: Capture) -> Iterator[RecordedResult]:
    links = Links()
    for call in taken.calls:
        links.add(call)
    for part, tensor in tensors_in(result):
        path = place + part
        if reason := why_not_shown(tensor):
            taken.remarks.append(f"The result{path} is {reason}: it is not shown.")
            continue
        link = links.find(looked_at(tensor))
        if link and link.whole:
            call, role = link.source
            yield RecordedResult(path, call.tensors[role], link.source, None)
        else:
            yield RecordedResult(path, kept(tensor), None, link.source if link else None)


def _layers(layers: dict[nn.Module, tuple[str, ...]], found: list[RecordedLayer]) -> list[RecordedLayer]:
    own = [
        RecordedLayer(names, config_of(layer), weights_of(layer), is_quantised(layer))
        for layer, names in layers.items()
    ]
    others = {layer.names: layer for layer in reversed(found)}
    return own + [others[names] for names in dict.fromkeys(layer.names for layer in found)]

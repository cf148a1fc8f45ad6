"""Why a model stopped, or will stop, in the field's terms: the argument, the axis and the layer by name."""

import re

from ..run.input import Lengths
from ..run.run import FailedCall, Run, StoppedAt
from ..run.typed_values import Typed
from .argument_names import argument_of, argument_shapes
from .refused_call import Refusal, refused_call

_SIZES_DIFFER = re.compile(r"Sizes of tensors must match|The size of tensor a|to broadcast|first two dimensions")
_DTYPE = re.compile(r"input dtype \((?:torch\.)?(\w+)\) does not match weight dtype \((?:torch\.)?(\w+)\)")
_TOO_LONG = re.compile(r"a length of (\d+) goes beyond the (\d+) time steps|start \((\d+)\) \+ length")
_COUNT = re.compile(r"Expected `len\(lengths\)` to be equal to batch_size, but got (\d+) \(batch_size=(\d+)\)")
_NO_PRIMITIVE = "could not create a primitive"  # oneDNN's words for a dtype that this processor cannot compute in
_CONV_AXES = {"Conv1d": 3, "Conv2d": 4, "Conv3d": 5}


def explained_stop(run: Run, names: tuple[str, ...] = ()) -> str:
    """Give the reason as a sentence, "" where torch's own words are all that is known.

    `names` are the names of forward's parameters by position, as far as they are known.
    """
    stopped = run.stopped_at
    if stopped is None or stopped.in_constructor:
        return ""
    if run.request.autocast and _NO_PRIMITIVE in stopped.error:
        choice = "bfloat16" if run.request.autocast != "bfloat16" else "float32 without autocast"
        return f"{_layer(run, stopped)} cannot compute in {run.request.autocast} on this {run.device}: try {choice}."
    refusal = refusal_of(run)
    if refusal is not None and stopped.call is not None:
        shape = stopped.call.given[("input", "h_0", "c_0").index(refusal.tensor)]
        return refusal.sentence(_layer(run, stopped), argument_of(run, shape, names))
    if stopped.call is not None:
        told = _of_layer(run, stopped, stopped.call, names)
        if told:
            return told
    return _of_lengths(run, stopped.error, names) or _of_batches(run, stopped.error, names)


def refusal_of(run: Run) -> Refusal | None:
    """Give what a recurrent layer refused in the call in which the run stopped, None if it was anything else."""
    stopped = run.stopped_at
    call = stopped.call if stopped else None
    layer = next((layer for layer in run.weights if stopped and layer.module == stopped.module), None)
    if stopped is None or call is None or layer is None or not call.given or call.kind == "Module":
        return None
    return refused_call(layer.config, call.given, packed="unbatched" not in stopped.error and len(call.given[0]) == 2)


def _layer(run: Run, stopped: StoppedAt) -> str:
    kinds = (layer.config.kind.value for layer in run.weights if layer.module == stopped.module)
    return stopped.module or next(kinds, "The model")


def _of_layer(run: Run, stopped: StoppedAt, call: FailedCall, names: tuple[str, ...]) -> str:
    layer, given = _layer(run, stopped), call.given[0] if call.given else ()
    argument = argument_of(run, given, names) or "its input"
    if found := _DTYPE.search(stopped.error):
        return f"{layer} computes in {found[2]}, {argument} is {found[1]}."
    match call.kind, call.weight:
        case "Linear", (_, expected) if given and given[-1] != expected:
            return f"{layer} expects {expected} features, {argument} has {given[-1]}: {_axes(given)}."
        case "Embedding", (rows, _) if "out of range" in stopped.error:
            return f"{layer} knows the numbers 0 to {rows - 1}, {argument} holds others."
        case "Embedding", _ if "scalar types" in stopped.error:
            return f"{layer} expects whole numbers, token ids, {argument} holds floating point numbers."
        case ("Conv1d" | "Conv2d" | "Conv3d") as kind, (_, expected, *_) if given:
            axes = _CONV_AXES[kind]
            if len(given) not in (axes - 1, axes):
                return f"{layer} expects {axes} axes, {argument} has {len(given)}: {_axes(given)}."
            if given[1 - axes] != expected:
                place = len(given) + 1 - axes
                return f"{layer} expects {expected} channels on axis {place}, {argument} has {_axes(given)}."
    return ""


def _of_lengths(run: Run, error: str, names: tuple[str, ...]) -> str:
    shapes = dict(argument_shapes(run, names))
    lengths = {
        name: spec.value
        for name, spec in zip(shapes, run.request.inputs, strict=False)
        if isinstance(spec.value, Lengths | Typed)
    }
    argument = next(iter(lengths), "lengths")
    if found := _COUNT.search(error):
        return f"{argument} has {found[1]} lengths for a batch of {found[2]}."
    if found := _TOO_LONG.search(error):
        return (
            f"{argument} holds a length beyond the last time step{f': {found[1]} of {found[2]}' if found[1] else ''}."
        )
    if "must be sorted in decreasing order" in error:
        return f"{argument} must fall, because the model packs with enforce_sorted=True."
    if "greater than 0" in error and "lengths" in error:
        return f"{argument} holds a length of 0, and every sequence needs a time step."
    return ""


def _of_batches(run: Run, error: str, names: tuple[str, ...]) -> str:
    """Say which arguments differ in their first axis, where the model could not put tensors together."""
    shapes = [(name, shape) for name, shape in argument_shapes(run, names) if shape]
    if not _SIZES_DIFFER.search(error) or not shapes:
        return ""
    first, size = shapes[0][0], shapes[0][1][0]
    other = next(((name, shape[0]) for name, shape in shapes[1:] if shape[0] != size), None)
    return f"{first} has {size} on its first axis, {other[0]} has {other[1]}." if other else ""


def _axes(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"

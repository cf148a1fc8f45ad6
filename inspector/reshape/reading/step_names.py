"""The methods that can be read as reshape steps, with torch's parameter names."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import get_args

from ...errors import StepError
from ..primitives import ReduceKind
from ..steps import (
    Amax,
    Contiguous,
    Expand,
    Flatten,
    LastValid,
    MaskedMean,
    Mean,
    Movedim,
    Narrow,
    PadSizes,
    PatternReduce,
    Permute,
    Rearrange,
    Repeat,
    Reshape,
    ReshapeStep,
    Select,
    Squeeze,
    Sum,
    Transpose,
    Unflatten,
    Unsqueeze,
    View,
)
from ..steps.einops_pattern import parse_pattern
from .arguments import Arguments
from .lengths_code import is_lengths


def _reduction(kind: type[Mean | Sum | Amax], given: Arguments) -> Mean | Sum | Amax:
    if not given.has("dim") and given.has("keepdim"):
        name = given.code.split("(")[0]
        raise StepError(f"{name} with keepdim needs dim too.", f"Write {name}(None, keepdim=True) for all axes.")
    dims = given.dims("dim")
    return kind((dims,) if isinstance(dims, int) else dims, given.boolean("keepdim", False))


def _amax(given: Arguments) -> Amax:
    found = _reduction(Amax, given)
    return Amax(found.dims or None, found.keepdim)  # torch takes () for all axes here


def _by_lengths(kind: type[LastValid | MaskedMean], given: Arguments) -> LastValid | MaskedMean:
    if not is_lengths(given.node("lengths")):
        raise StepError(f"{given.code}: the first argument must be lengths.", "They are those of the packed batch.")
    return kind(given.integer("batch", 0), given.integer("time", 1))


def _pad(given: Arguments) -> PadSizes:
    widths = given.tuple_of("pad")
    if given.has("mode") and given.text("mode") != "constant":
        raise StepError(f"{given.code}: only a constant can be put around a tensor here.", "Leave mode out.")
    return PadSizes(widths, given.number("value", 0.0))


def _pattern(given: Arguments) -> str:
    pattern = given.text("pattern")
    parse_pattern(pattern)
    return pattern


def _pattern_reduce(given: Arguments) -> PatternReduce:
    pattern = _pattern(given)
    word = given.text("reduction")
    kinds: Mapping[str, ReduceKind] = {kind: kind for kind in get_args(ReduceKind)}
    if word not in kinds:
        raise StepError(f"{given.code}: {word!r} is not known.", f"Write one of {', '.join(kinds)}.")
    return PatternReduce(pattern, given.named_sizes(), kinds[word])


def _moved(given: Arguments) -> Movedim:
    return Movedim(given.places("source"), given.places("destination"))


KNOWN: Mapping[str, Callable[[Arguments], ReshapeStep]] = MappingProxyType(
    {
        "permute": lambda given: Permute(given.integers("dims")),
        "transpose": lambda given: Transpose(given.integer("dim0"), given.integer("dim1")),
        "swapaxes": lambda given: Transpose(given.integer("axis0"), given.integer("axis1")),
        "swapdims": lambda given: Transpose(given.integer("dim0"), given.integer("dim1")),
        "movedim": _moved,
        "moveaxis": _moved,
        "reshape": lambda given: Reshape(given.integers("shape")),
        "view": lambda given: View(given.integers("size")),
        "flatten": lambda given: Flatten(given.integer("start_dim", 0), given.integer("end_dim", -1)),
        "unflatten": lambda given: Unflatten(given.integer("dim"), given.tuple_of("sizes")),
        "squeeze": lambda given: Squeeze(given.dims("dim")),
        "unsqueeze": lambda given: Unsqueeze(given.integer("dim")),
        "expand": lambda given: Expand(given.integers("size")),
        "select": lambda given: Select(given.integer("dim"), given.integer("index")),
        "narrow": lambda given: Narrow(given.integer("dim"), given.integer("start"), given.integer("length")),
        "pad": _pad,
        "last_valid": lambda given: _by_lengths(LastValid, given),
        "masked_mean": lambda given: _by_lengths(MaskedMean, given),
        "mean": lambda given: _reduction(Mean, given),
        "sum": lambda given: _reduction(Sum, given),
        "amax": _amax,
        "rearrange": lambda given: Rearrange(_pattern(given), given.named_sizes()),
        "repeat": lambda given: Repeat(_pattern(given), given.named_sizes()),
        "reduce": _pattern_reduce,
        "contiguous": lambda _: Contiguous(),
    }
)

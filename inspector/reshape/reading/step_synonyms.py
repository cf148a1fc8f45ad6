"""Other ways of writing steps: methods that are a step under another name, several at once, or none at all."""

import ast
import re
from collections.abc import Callable, Mapping
from string import ascii_lowercase
from types import MappingProxyType

from ...errors import StepError
from ..steps import Contiguous, Expand, Permute, Repeat, ReshapeStep, To, Transpose
from .arguments import Arguments
from .element_type_code import SYNONYMS as TYPES
from .element_type_code import element_type_of
from .step_names import KNOWN

Steps = tuple[ReshapeStep, ...]

_NOTHING = frozenset({"detach", "detach_", "clone", "cpu", "cuda", "requires_grad_", "numpy"})
"""Methods after which the tensor has the same shape and elements."""

_TYPES = {**TYPES, "bool": "bool", "bfloat16": "bfloat16"}
_DEVICE = re.compile(r"(cpu|cuda|mps|xpu|meta)(:\d+)?")


def _to(given: Arguments) -> Steps:
    """Read `.to(device, torch.float32)`; where the tensor lies is no step."""
    named = [node for name in ("dtype", "device", "other") if (node := given.keyword(name)) is not None]
    for ignored in ("non_blocking", "copy"):
        given.keyword(ignored)
    found: list[To] = []
    for node in (*given.others(), *named):
        element_type = element_type_of(node)
        if element_type is not None:
            found.append(To(element_type))
        elif not _is_device(node):
            raise StepError(
                f"{given.code}: the argument must be a type of elements.", "Write for example torch.float32."
            )
    return tuple(found[:1])


def _is_device(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str() as name):
            return _DEVICE.fullmatch(name) is not None
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Call(func=ast.Attribute(attr=name)):
            return "device" in name.lower()
    return False


def _rank(given: Arguments) -> int:
    shape = given.shape()
    if shape is None or len(shape) > len(ascii_lowercase) - len("r"):
        raise StepError(
            f"{given.code} cannot be read without the tensor's number of axes.",
            "Write it as a pattern, .repeat('b h -> b t h', t=5).",
        )
    return len(shape)


def _repeat(given: Arguments) -> Steps:
    """Read torch's `.repeat(1, 5, 1)`, which puts whole copies one after the other along each axis."""
    times, rank = given.integers("repeats"), _rank(given)
    if len(times) < rank or min(times, default=1) < 1:
        raise StepError(
            f"{given.code}: a number of copies is needed for each of {rank} axes.", "Write 1 where none is added."
        )
    names, new = ascii_lowercase[:rank], len(times) - rank
    left = " ".join(names)
    groups = [f"r{at}" if at < new else _group(f"r{at}", names[at - new], count) for at, count in enumerate(times)]
    sizes = tuple((f"r{at}", count) for at, count in enumerate(times) if at < new or count != 1)
    repeated = tuple(at - new for at, count in enumerate(times) if at >= new and count != 1)
    return _copied(Repeat(f"{left} -> {' '.join(groups)}", sizes), repeated, given) if sizes else ()


def _group(copy: str, name: str, count: int) -> str:
    return name if count == 1 else f"({copy} {name})"


def _interleaved(given: Arguments) -> Steps:
    """Read torch's `.repeat_interleave(2, dim=1)`, which puts the copies of each position one after the other."""
    times, dim, rank = given.integer("repeats"), given.integer("dim"), _rank(given)
    if times < 1 or not -rank <= dim < rank:
        raise StepError(f"{given.code}: {times} copies along axis {dim} of {rank}.", "Write an axis that there is.")
    names = list(ascii_lowercase[:rank])
    left = " ".join(names)
    names[dim] = f"({names[dim]} r)"
    return _copied(Repeat(f"{left} -> {' '.join(names)}", (("r", times),)), (dim,), given)


def _copied(repeat: Repeat, axes: tuple[int, ...], given: Arguments) -> Steps:
    """Have the repeat copied where einops gives a view, along axes of size 1: torch's own always copies."""
    shape = given.shape() or ()
    return (repeat,) if any(shape[axis] > 1 for axis in axes) else (repeat, Contiguous())


def _either_repeat(given: Arguments) -> Steps:
    return (KNOWN["repeat"](given),) if given.begins_with_text() else _repeat(given)


PROPERTIES: Mapping[str, Steps] = MappingProxyType(
    # The step for .T refuses any number of axes but two, where torch would turn them all round.
    {"T": (Permute((1, 0)),), "mT": (Transpose(-2, -1),), "data": ()}
)
"""What stands after a dot without parentheses."""

_SYNONYMS: Mapping[str, Callable[[Arguments], Steps]] = MappingProxyType(
    {
        "type": lambda given: (To(given.element_type("dtype")),),
        "to": _to,
        "t": lambda _: (Permute((1, 0)),),
        "broadcast_to": lambda given: (Expand(given.integers("size")),),
        "repeat": _either_repeat,
        "repeat_interleave": _interleaved,
    }
)


def is_method(method: str) -> bool:
    """Tell whether `steps_from` knows a method of that name."""
    return any(method in names for names in (KNOWN, _SYNONYMS, _TYPES, _NOTHING))


def steps_from(method: str, given: Arguments) -> Steps:
    """Give the steps of a known method's call, () for one that changes nothing here."""
    if method in _NOTHING:
        return ()
    if method in _SYNONYMS:
        steps = _SYNONYMS[method](given)
    else:
        steps = (To(_TYPES[method]),) if method in _TYPES else (KNOWN[method](given),)
    given.finish()
    return steps

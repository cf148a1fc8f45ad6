"""Primitives as calls of einops' functions, every axis by its name."""

from dataclasses import dataclass

from ..reshape.axes.step_axes import axes_after
from ..reshape.primitive_chain import shape_after
from ..reshape.primitives import Index, NewAxis, Primitive, Primitives, Range, Reduce, Regroup, Shape
from ..tensor.axis import Axes, shape_of
from .einops_axes import followed
from .einops_names import identifier, told_apart
from .named_size import InputSizes

_WIDTH = 72


@dataclass(frozen=True, slots=True)
class PatternCall:
    """An expression, `name`; of one of einops' functions its name, and the arguments apart."""

    name: str
    arguments: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The expression on one line."""
        return f"{self.name}({', '.join(self.arguments)})" if self.arguments else self.name

    def statement(self, begins: str) -> str:
        """Write an assignment; a long one has a line for each argument."""
        if not self.arguments or len(begins + self.text) <= _WIDTH:
            return begins + self.text
        return "\n".join([f"{begins}{self.name}(", *(f"    {argument}," for argument in self.arguments), ")"])


def rearranged(name: str, axes: Axes, done: Primitives, primitives: Primitives, sizes: InputSizes) -> PatternCall:
    """Write a run of primitives as one pattern; what leaves all as it is needs none."""
    following = followed(axes_after(done, axes), sizes)
    for primitive in _without_detours(primitives, shape_of(axes_after(done, axes))):
        done = (*done, primitive)
        following.follow(primitive, axes_after(done, axes))
    pattern, open_sizes = following.pattern
    if pattern.left == pattern.right:
        return PatternCall(name)
    return PatternCall("rearrange", (name, _quoted(pattern.text), *(f"{axis}={size!r}" for axis, size in open_sizes)))


def _without_detours(primitives: Primitives, shape: Shape) -> Primitives:
    """Of several regroupings in a row keep the last: the elements stay in order, so that it alone counts."""
    kept: list[Primitive] = []
    for primitive in primitives:
        if isinstance(primitive, Regroup) and kept and isinstance(kept[-1], Regroup):
            kept.pop()
        if not (isinstance(primitive, Regroup) and primitive.shape == shape_after(tuple(kept), shape)):
            kept.append(primitive)
    return tuple(kept)


def reduced(name: str, reduction: Reduce, before: Axes) -> PatternCall:
    """Write a reduction of at least one axis; an axis that stays with size 1 is `1` on the right."""
    names = _axis_names(before)
    right = [
        ("1" if reduction.keepdim else "") if axis in reduction.axes else names[axis] for axis in range(len(names))
    ]
    pattern = f"{' '.join(names)} -> {' '.join(filter(None, right))}".rstrip()
    return PatternCall("reduce", (name, _quoted(pattern), _quoted(reduction.kind)))


def repeated(name: str, index: Index, before: Axes) -> PatternCall:
    """Write an expansion: an axis of size 1 that is repeated is `1` on the left."""
    names = iter(_axis_names(before))
    several = sum(isinstance(selector, NewAxis) for selector in index.selectors) > 1
    left: list[str] = []
    right: list[str] = []
    new: list[tuple[str, int]] = []
    for selector in index.selectors:
        if isinstance(selector, NewAxis):
            new.append((f"copies_{len(new) + 1}" if several else "copies", selector.size))
            right.append(new[-1][0])
            continue
        axis = next(names)
        left.append(axis if isinstance(selector, Range) else "1")
        right += [axis] if isinstance(selector, Range) else []
    if not new:
        return PatternCall(name)
    counts = [f"{axis}={size!r}" for axis, size in new]
    pattern = f"{' '.join(left)} -> {' '.join(right)}".strip()
    return PatternCall("repeat", (name, _quoted(pattern), *counts))


def _axis_names(axes: Axes) -> list[str]:
    """Give every axis one name."""
    return told_apart([identifier(axis) if axis.atoms else "one" for axis in axes])


def _quoted(pattern: str) -> str:
    return f'"{pattern}"'

"""Random pipelines of every step there is: those that join, pad, repeat, cast and go by lengths among them."""

import string
from contextlib import suppress
from dataclasses import dataclass, field

import torch
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.reshape.primitives import Trunk
from inspector.reshape.steps import (
    Cat,
    Expand,
    LastValid,
    MaskedMean,
    PadSizes,
    Repeat,
    Reshape,
    ReshapeStep,
    Stack,
    To,
    View,
    names_in,
)
from inspector.reshape.steps.operand import Operand
from inspector.tensor.axis import named_axis, shape_of
from inspector.tensor.record import TensorRecord
from tests.inspector.reshape.pipelines import (
    LARGEST,
    Case,
    _is_viewable,
    applied,
    named_axes,
    numbered,
    record_for,
    step_for,
)


@dataclass
class Growing:
    """A case while its steps are drawn."""

    case: Case
    tensor: torch.Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.tensor = numbered(self.case.shape)

    def add(self, step: ReshapeStep) -> None:
        self.tensor = applied(step, self.tensor, self.case.named)
        self.case = Case(self.case.axes, (*self.case.steps, step), self.case.others, self.case.lengths)


@st.composite
def wide_cases(draw, reductions: bool = False, most_steps: int = 5) -> Case:
    """A tensor with named axes, others beside it, and steps of any kind that torch accepts."""
    growing = Growing(Case(draw(named_axes()), ()))
    for _ in range(draw(st.integers(0, most_steps))):
        shape = tuple(growing.tensor.shape)
        if draw(st.integers(0, 2)):
            step = draw(step_for(shape, reductions, ranges=True))
            if isinstance(step, View) and not _is_viewable(growing.tensor, step):
                step = Reshape(step.sizes)
        else:
            step = draw(wide_step_for(growing, reductions))
        with suppress(StepError):  # the mean of whole numbers
            growing.add(step)
        if growing.tensor.numel() > 4 * LARGEST:
            break
    return growing.case


@st.composite
def wide_step_for(draw, growing: Growing, reductions: bool) -> ReshapeStep:
    shape = tuple(growing.tensor.shape)
    kinds = [st.sampled_from((To("float32"), To("int64"), To("float64"))), expansions_for(shape), repeats_for(shape)]
    kinds += [joins_for(growing), joins_for(growing), joins_for(growing)]
    if shape:
        kinds.append(pads_for(shape))
    if len(shape) >= 2 and 0 not in shape[:2]:
        kinds.append(by_lengths_for(growing, reductions))
    return draw(st.one_of(kinds))


@st.composite
def expansions_for(draw, shape: tuple[int, ...]) -> Expand:
    front = draw(st.lists(st.integers(1, 3), max_size=1))
    kept = [draw(st.sampled_from((-1, size, *((2, 3) if size == 1 else ())))) for size in shape]
    return Expand((*front, *kept))


@st.composite
def repeats_for(draw, shape: tuple[int, ...]) -> Repeat:
    names = list(string.ascii_lowercase[: len(shape)])
    order = draw(st.permutations(names))
    right = list(order)
    right.insert(draw(st.integers(0, len(right))), draw(st.sampled_from(("z", "2"))))
    if right[0] == "z" and len(right) > 1 and draw(st.booleans()):
        right[:2] = [f"(z {right[1]})"]
    sizes = (("z", draw(st.integers(1, 3))),) if any("z" in name for name in right) else ()
    return Repeat(f"{' '.join(names)} -> {' '.join(right)}", sizes)


@st.composite
def pads_for(draw, shape: tuple[int, ...]) -> PadSizes:
    axes = draw(st.integers(1, len(shape)))
    widths = [width for size in reversed(shape[-axes:]) for width in draw(_pad_widths(size))]
    return PadSizes(tuple(widths), draw(st.sampled_from((0.0, -1.0))))


def _pad_widths(size: int) -> st.SearchStrategy[tuple[int, int]]:
    pairs = st.tuples(st.integers(-2, 2), st.integers(-2, 2))
    return pairs.filter(lambda pair: min(pair[0], 0) + min(pair[1], 0) + size >= 1 or pair in ((0, 0), (1, 0)))


@st.composite
def by_lengths_for(draw, growing: Growing, reductions: bool) -> ReshapeStep:
    shape = tuple(growing.tensor.shape)
    batch = draw(st.integers(0, 1))
    if not growing.case.lengths:
        lengths = tuple(draw(st.integers(1, shape[1 - batch])) for _ in range(shape[batch]))
        growing.case = Case(growing.case.axes, growing.case.steps, growing.case.others, lengths)
    lengths = growing.case.lengths
    if len(lengths) != shape[batch] or max(lengths) > shape[1 - batch]:
        return To("float64")
    return (MaskedMean if reductions and len(shape) == 3 and draw(st.booleans()) else LastValid)(batch, 1 - batch)


@st.composite
def joins_for(draw, growing: Growing) -> ReshapeStep:
    """Join the tensor with others: one that has just its sizes, or itself, with the steps so far."""
    shape = tuple(growing.tensor.shape)
    stacked = not shape or draw(st.booleans())
    dim = draw(st.integers(0, len(shape) - (not stacked)))
    operands: list = [
        draw(_operand_for(growing, shape, None if stacked else dim)) for _ in range(draw(st.integers(0, 2)))
    ]
    operands.insert(draw(st.integers(0, len(operands))), Trunk())
    negative = draw(st.booleans())
    rank = len(shape) + stacked
    return (Stack if stacked else Cat)(tuple(operands), dim - rank * negative)


@st.composite
def _operand_for(draw, growing: Growing, shape: tuple[int, ...], free: int | None) -> Operand:
    steps = growing.case.steps
    if (
        draw(st.booleans())
        and not names_in(steps)
        and not any(isinstance(step, LastValid | MaskedMean) for step in steps)
    ):
        return Operand("output", steps)
    sizes = [draw(st.integers(1, 3)) if axis == free else size for axis, size in enumerate(shape)]
    name = f"h_{len(growing.case.others)}" if draw(st.booleans()) else f"lstm/{len(growing.case.others)}/h_n"
    axes = tuple(named_axis((f"{name[0]}{len(growing.case.others)}{axis}", size)) for axis, size in enumerate(sizes))
    record: TensorRecord = record_for("lstm/0/h_n" if "/" not in name else name, axes)
    record = record_for(f"lstm/{len(growing.case.others) + 1}/other", axes)
    growing.case = Case(growing.case.axes, steps, (*growing.case.others, (name, record)), growing.case.lengths)
    assert shape_of(axes) == tuple(sizes)
    return Operand(name, draw(st.sampled_from(((), (To("float64"),)))))

"""A pipeline step by step: what each one finds, what it makes of it, and what was mixed up by then."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from ..errors import StepError
from ..reshape.axes.step_axes import axes_after
from ..reshape.mixing.mixing import Mixture, mixed_meanings
from ..reshape.primitive_chain import simplified
from ..reshape.primitives import Join, Pad, Primitives, Reduce, Regroup, Shape, ValidMean
from ..reshape.steps import ReshapeStep, primitives_of
from ..tensor.axis import Atom, Axes, Axis, shape_of
from ..tensor.record import TensorRecord
from .finding import Finding

_MISSED_FIRST = ("batch", "time", "layer", "direction")


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: the axes before and after it, its own primitives, all up to it, and what is mixed after it."""

    index: int
    step: ReshapeStep
    before: Axes
    after: Axes
    own: Primitives
    so_far: Primitives
    mixtures: tuple[Mixture, ...]

    @property
    def shape(self) -> Shape:
        """The sizes before the step."""
        return shape_of(self.before)

    @property
    def sizes(self) -> Shape:
        """The sizes after it."""
        return shape_of(self.after)

    @property
    def regroups(self) -> bool:
        """Tell whether the step is a reshape and nothing else."""
        return simplified(self.own, self.shape) == (Regroup(self.sizes),)

    @property
    def leaves_out(self) -> bool:
        """Tell whether elements are lost, or others come in, so that what was wrong before can no more be undone."""
        if any(isinstance(each, Join | Pad) for each in self.own):
            return True
        return not any(isinstance(each, Reduce | ValidMean) for each in self.own) and prod(self.shape) > prod(
            self.sizes
        )


@dataclass(frozen=True, slots=True)
class Examined:
    """The source, all steps, and the stages of those that fit: torch's own error says what is wrong with others.

    `packed` tells that the samples have lengths, so that the last time step of a sample may be padding.
    """

    record: TensorRecord
    steps: tuple[ReshapeStep, ...]
    stages: tuple[Stage, ...]
    packed: bool = False

    def mixed_before(self, stage: Stage) -> bool:
        """Tell whether something was mixed up before the step."""
        return stage.index > 0 and bool(self.stages[stage.index - 1].mixtures)

    def stays(self, stage: Stage) -> bool:
        """Tell whether the later steps do not undo what a reshape did."""
        for later in self.stages[stage.index + 1 :]:
            if later.leaves_out:
                break
            if stage.mixtures and not later.mixtures:
                return False
        if stage.mixtures or not stage.regroups:
            return True
        return Regroup(stage.sizes) in simplified(self.stages[-1].so_far, self.record.shape)

    def reaches(self, stage: Stage, steps: tuple[ReshapeStep, ...]) -> bool:
        """Tell whether these steps in its place give the same shape with nothing mixed up."""
        after = self.axes_with(stage, steps)
        primitives = primitives_of((*self.steps[: stage.index], *steps), self.record.shape)
        return shape_of(after) == stage.sizes and not mixed_meanings(primitives, self.record.axes)

    def axes_with(self, stage: Stage, steps: tuple[ReshapeStep, ...]) -> Axes:
        """Give the axes that these steps in its place would make."""
        return axes_after(primitives_of((*self.steps[: stage.index], *steps), self.record.shape), self.record.axes)


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding about a step, and the steps that would be right in its place; None where no steps say it."""

    finding: Finding
    instead: tuple[ReshapeStep, ...] | None = None


@lru_cache(maxsize=32)
def examined(record: TensorRecord, steps: tuple[ReshapeStep, ...], packed: bool) -> Examined:
    """Take the pipeline apart, up to the first step that does not fit."""
    return Examined(record, steps, tuple(_stages(record, steps)), packed)


def _stages(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> Iterator[Stage]:
    before = record.axes
    found: Primitives = ()
    for index, step in enumerate(steps):
        try:
            own = primitives_of((step,), shape_of(before))
        except StepError:
            return
        found = (*found, *own)
        after = axes_after(found, record.axes)
        yield Stage(index, step, before, after, own, found, _mixtures(found, record.axes))
        before = after


def _mixtures(primitives: Primitives, axes: Axes) -> tuple[Mixture, ...]:
    """Give what is mixed up, first what a reader misses first."""
    order = {name: place for place, name in enumerate(_MISSED_FIRST)}
    found = mixed_meanings(primitives, axes)
    return tuple(sorted(found, key=lambda mixture: order.get(mixture.meaning, len(order))))


def axis_led_by(name: str, axes: Axes) -> int | None:
    """Find the axis whose outermost meaning this is, None if there is none."""
    return next((number for number, axis in enumerate(axes) if axis.atoms and axis.atoms[0].names == (name,)), None)


def is_whole(axis: Axis, *names: str) -> bool:
    """Tell whether the axis is the product of these meanings, each whole."""
    return tuple(atom.label for atom in axis.atoms if isinstance(atom, Atom)) == names

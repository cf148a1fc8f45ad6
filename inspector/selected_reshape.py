"""The selected tensor with its reshape steps: what they name in the run, what is wrong, what belongs together."""

from dataclasses import dataclass

from .findings.examine_steps import Advice, advice
from .reshape.origins.element_links import Links
from .reshape.primitive_chain import has_reduction
from .reshape.selection import Selection
from .reshape.steps import ReshapeStep, bound_steps, names_in, primitives_of
from .reshape.steps.bindings import Bindings, bindings_beside, bindings_of
from .run.key import FILE
from .run.run import Run
from .tensor.record import TensorRecord


@dataclass(frozen=True, slots=True)
class SelectedReshape:
    """The record of the selected tensor, whole or a part, and the active steps of its pipeline, which are not bound.

    `run` is the one on screen, None while there is none: a tensor of the model file needs none.
    """

    run: Run | None
    selection: Selection
    record: TensorRecord
    active: tuple[ReshapeStep, ...]

    @property
    def steps(self) -> tuple[ReshapeStep, ...]:
        """The active steps, bound to the run."""
        return self.bound(self.active)

    @property
    def all_steps(self) -> tuple[ReshapeStep, ...]:
        """The steps that make the selected part of the captured tensor, then the active ones, bound to the run."""
        return (*self.selection.steps, *self.steps)

    def bound(self, steps: tuple[ReshapeStep, ...]) -> tuple[ReshapeStep, ...]:
        """Give steps that know what they name in the run."""
        return bound_steps(steps, self.bindings_for(steps))

    @property
    def bindings(self) -> Bindings:
        """What the names in the active steps mean."""
        return self.bindings_for(self.active)

    def bindings_for(self, steps: tuple[ReshapeStep, ...]) -> Bindings:
        """What the names in these steps mean."""
        if self.run is None or self.selection.key.call == FILE:
            return Bindings(self.selection.key)
        return bindings_of(self.run, self.selection.key, names_in(steps))

    @property
    def beside(self) -> Bindings:
        """What can be joined with the tensor: the others of its call; and the samples' lengths."""
        if self.run is None or self.selection.key.call == FILE:
            return Bindings()
        return bindings_beside(self.run, self.selection.key)

    @property
    def links(self) -> Links:
        """How the elements of the tensor and of what its steps make of it belong together."""
        return self.links_of(self.steps)

    def links_of(self, steps: tuple[ReshapeStep, ...]) -> Links:
        """How the elements of the tensor and of what these bound steps make of it belong together."""
        others = tuple((record.key, record.axes) for _, record in self.bindings_for(steps).tensors)
        return Links(primitives_of(steps, self.record.shape), self.record.axes, others)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What is wrong with the steps, and what would be right."""
        return advice(self.record, self.steps, packed=bool(self.beside.lengths))

    def two_ways(self, given: Advice) -> tuple[tuple[ReshapeStep, ...], tuple[ReshapeStep, ...]]:
        """Give the steps up to the one that the advice is about, as they are and as they would be right; bound."""
        steps = self.steps
        return steps[: given.at + 1], self.bound((*steps[: given.at], *(given.instead or ())))

    def can_compare(self, given: Advice) -> bool:
        """Tell whether both ways of an advice only move elements, so that both results can be looked at at once."""
        if given.instead is None:
            return False
        return not any(has_reduction(primitives_of(steps, self.record.shape)) for steps in self.two_ways(given))

"""The reshape steps that a person has put one after the other, some of them switched off."""

from dataclasses import dataclass, replace

from ..errors import StepError
from .primitives import Primitives, Shape
from .reading.parse import steps_text
from .steps import ReshapeStep, primitives_of


@dataclass(frozen=True, slots=True)
class PipelineStep:
    """A step, and whether it is taken."""

    step: ReshapeStep
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ReshapePipeline:
    """Steps in order. Every edit gives a new pipeline; a position without a step raises StepError."""

    steps: tuple[PipelineStep, ...] = ()

    @property
    def active(self) -> tuple[ReshapeStep, ...]:
        """The steps that are taken."""
        return tuple(item.step for item in self.steps if item.enabled)

    @property
    def text(self) -> str:
        """The code of the steps that are taken, as one writes it after the tensor's name."""
        return steps_text(self.active)

    def primitives(self, shape: Shape) -> Primitives:
        """Give the active steps as primitives for a source of this shape. Raises StepError for an invalid step."""
        return primitives_of(self.active, shape)

    def added(self, step: ReshapeStep) -> "ReshapePipeline":
        """Give the pipeline with one more step at its end."""
        return self.inserted(len(self.steps), step)

    def inserted(self, position: int, step: ReshapeStep) -> "ReshapePipeline":
        """Give the pipeline with a step put in before `position`; at the end if that is the number of steps."""
        if position != len(self.steps):
            self._at(position)
        return ReshapePipeline((*self.steps[:position], PipelineStep(step), *self.steps[position:]))

    def replaced(self, position: int, step: ReshapeStep) -> "ReshapePipeline":
        """Give the pipeline with another step at `position`, switched on or off as the old one was."""
        return self._with(position, (replace(self._at(position), step=step),))

    def removed(self, position: int) -> "ReshapePipeline":
        """Give the pipeline without the step at `position`."""
        return self._with(position, ())

    def moved(self, position: int, to: int) -> "ReshapePipeline":
        """Give the pipeline with the step at `position` taken out and put in so that it stands at `to`."""
        item, rest = self._at(position), self.removed(position).steps
        self._at(to)
        return ReshapePipeline((*rest[:to], item, *rest[to:]))

    def toggled(self, position: int) -> "ReshapePipeline":
        """Give the pipeline with the step at `position` switched on if it was off, off if it was on."""
        item = self._at(position)
        return self._with(position, (replace(item, enabled=not item.enabled),))

    def active_replaced(self, at: int, steps: tuple[ReshapeStep, ...]) -> "ReshapePipeline":
        """Give the pipeline with these steps in the place of the one at `at` among those that are taken."""
        position = [place for place, item in enumerate(self.steps) if item.enabled][at]
        return self._with(position, tuple(PipelineStep(step) for step in steps))

    def _at(self, position: int) -> PipelineStep:
        if not 0 <= position < len(self.steps):
            raise StepError(
                f"There is no step {position}: the pipeline has {len(self.steps)}.", "Steps are counted from 0."
            )
        return self.steps[position]

    def _with(self, position: int, items: tuple[PipelineStep, ...]) -> "ReshapePipeline":
        self._at(position)
        return ReshapePipeline((*self.steps[:position], *items, *self.steps[position + 1 :]))


def pipeline_of(steps: tuple[ReshapeStep, ...]) -> ReshapePipeline:
    """Give the pipeline that takes all these steps."""
    return ReshapePipeline(tuple(PipelineStep(step) for step in steps))

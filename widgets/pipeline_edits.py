"""Edits of a pipeline by what a person wrote or chose."""

from inspector.reshape.pipeline import PipelineStep, ReshapePipeline
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import ReshapeStep


def rewritten(pipeline: ReshapePipeline, row: int, code: str) -> ReshapePipeline:
    """Give the pipeline with the code in place of the step in this row: no step, one or several. Raises StepError."""
    enabled = pipeline.steps[row].enabled
    written = tuple(PipelineStep(step, enabled) for step in parse_steps(code))
    return ReshapePipeline((*pipeline.steps[:row], *written, *pipeline.steps[row + 1 :]))


def appended(pipeline: ReshapePipeline, steps: tuple[ReshapeStep, ...]) -> ReshapePipeline:
    """Give the pipeline with these steps after its own."""
    return ReshapePipeline((*pipeline.steps, *(PipelineStep(step) for step in steps)))

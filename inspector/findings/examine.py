"""All findings about a run."""

from ..run.run import Run
from .finding import Finding
from .input_axes import contradicted_axes


def examine(run: Run) -> tuple[Finding, ...]:
    """Give every mistake that can be told from the run alone, in the order of the rules."""
    return tuple(contradicted_axes(run))

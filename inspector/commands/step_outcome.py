"""One reshape step as `reshape` prints it: what torch made of it, and what is wrong with it."""

from typing import Any

from ..findings.finding import Finding
from ..reshape.outcome import Outcome, StepFailure, StepOutcome
from ..tensor.record import shape_text


def step_json(outcome: Outcome, findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Give the step as --json prints it."""
    told = [finding.to_json() for finding in findings]
    match outcome:
        case StepFailure(code, error):
            return {"code": code, "shape": None, "axes": None, "shares_memory": None, "error": error, "findings": told}
        case StepOutcome(code, shape, _, axes, shares_memory):
            return {
                "code": code,
                "shape": list(shape),
                "axes": [axis.to_json() for axis in axes],
                "shares_memory": shares_memory,
                "error": None,
                "findings": told,
            }


def step_text(outcome: Outcome, findings: tuple[Finding, ...]) -> str:
    """Give the step as a line, and a line for each finding below it."""
    return "\n".join([_line(outcome), *(f"    {finding.text}" for finding in findings)])


def _line(outcome: Outcome) -> str:
    match outcome:
        case StepFailure(code, error):
            return f"  {code}  refused: {error}"
        case StepOutcome(code, _, _, axes, shares_memory):
            return f"  {code}  {shape_text(axes)}  {'view' if shares_memory else 'copy'}"

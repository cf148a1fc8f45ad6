"""From text to reshape steps and back. The text is parsed as Python and never evaluated."""

from ...errors import StepError
from ..steps import ReshapeStep
from ..steps.join_steps import HERE
from .chain import MOST_STEPS, Chain
from .parse_chain import ChainReader
from .parse_lines import chain_of
from .pasted_code import statements_of
from .reading_context import ReadingContext

__all__ = ["LONGEST", "MOST_STEPS", "parse_steps", "steps_text"]

LONGEST = 2000


def parse_steps(text: str, context: ReadingContext | None = None) -> tuple[ReshapeStep, ...]:
    """Give the steps that `text` writes after a tensor's name: `.permute(0, 2, 1)[:, -1]`.

    Pasted code may bring the name along, `x = output.permute(0, 2, 1)`, line breaks, comments, functions that do the
    same, and several lines of which each goes on with the last; text without a step gives (). `context` tells what
    names of tensors and sizes mean. Raises StepError, quoting the first thing that is not a reshape step.
    """
    if len(text) > LONGEST:
        raise StepError(f"The code has {len(text)} characters.", f"At most {LONGEST} can be read.")
    reader = ChainReader(context)
    try:
        chain = chain_of(statements_of(text), reader)
        _check_the_tensor(chain, reader)
        _check_length(chain.steps)
    except RecursionError:
        raise StepError("The code is nested too deeply.", "Paste less of it at once.") from None
    return chain.steps


def steps_text(steps: tuple[ReshapeStep, ...]) -> str:
    """Give the text that `parse_steps` reads as these steps, in one way of writing."""
    return "".join(step.code for step in steps)


def _check_the_tensor(chain: Chain, reader: ChainReader) -> None:
    """Refuse steps on another tensor than the one at hand, and sizes of one that nothing is known of."""
    context = reader.context
    if context and chain.root in context.others:
        raise StepError(f"The code takes {chain.root}, not {context.name}.", f"Select {chain.root} first.")
    foreign = min(reader.measured - {chain.root, HERE}, default=None)
    if foreign is not None:
        raise StepError(f"The sizes of {foreign} are not known here.", "Write the numbers in their place.")


def _check_length(steps: tuple[ReshapeStep, ...]) -> None:
    if len(steps_text(steps)) > LONGEST:
        raise StepError("The steps, written out, are too long.", f"At most {LONGEST} characters can be read.")

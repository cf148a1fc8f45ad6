"""A wish answered: the pipelines that reach it, each with what the consumer says that is to take its result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import StepError
from ...tensor.record import TensorRecord
from ..consumers.consumers import Consumer
from ..steps.bindings import Bindings
from .parse_wish import parse_wish
from .proposal import Proposal, Unreachable
from .proposals import proposals

Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ConsumerCheck:
    """The consumer as it was built, and the shapes that it gives; or why it does not take the tensor.

    `remarks` say what it takes and is wrong all the same.
    """

    code: str
    output: tuple[tuple[int, ...], ...]
    error: str
    remarks: tuple[str, ...]

    @property
    def text(self) -> str:
        """`nn.Linear(128, 10) → (32, 10)`; without what comes out where nothing does."""
        outputs = ", ".join(map(str, self.output))
        return f"{' then '.join(self.code.splitlines())} → {outputs}" if outputs else self.code


@dataclass(frozen=True, slots=True)
class Checked:
    """A proposal, and what its consumer says; None where no consumer was wished for."""

    proposal: Proposal
    check: ConsumerCheck | None


def answer_wish(record: TensorRecord, beside: Bindings, text: str, ask: Ask) -> tuple[Checked, ...]:
    """Give the pipelines that reach the wish in `text`, the most natural first; `ask` asks the tensor worker.

    Raises StepError for a wish that cannot be read, and for one that cannot be reached: the hint says what is near.
    """
    wish = parse_wish(text)
    found = proposals(record, beside, wish)
    if isinstance(found, Unreachable):
        raise StepError(found.reason, found.hint)
    if not isinstance(wish, Consumer):
        return tuple(Checked(proposal, None) for proposal in found)
    results = [
        {"shape": proposal.shape, "dtype": record.dtype, "names": [axis.name for axis in proposal.axes]}
        for proposal in found
    ]
    told = ask("check_consumer", {"consumer": text, "results": results})["checked"]
    return tuple(Checked(proposal, _check(each)) for proposal, each in zip(found, told, strict=True))


def _check(told: Mapping[str, Any]) -> ConsumerCheck:
    output = tuple(tuple(shape) for shape in told["output"] or ())
    return ConsumerCheck(told["code"], output, told["error"] or "", tuple(told["remarks"]))

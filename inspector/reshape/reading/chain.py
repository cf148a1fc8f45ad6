"""What one expression of the user's is: a tensor's name and the steps taken on it."""

import ast
from dataclasses import dataclass
from typing import Protocol

from ...errors import StepError
from ..primitives import Shape
from ..steps import ReshapeStep
from ..steps.join_steps import Cat, Stack
from ..steps.operand import Operand
from .quoted_code import not_a_step
from .reading_context import ReadingContext
from .typed_sizes import TypedSizes

MOST_STEPS = 64


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps on the tensor that the code names `root`; text that begins with a dot names it `_`."""

    root: str
    steps: tuple[ReshapeStep, ...] = ()

    def then(self, *steps: ReshapeStep) -> "Chain":
        """Give the chain with further steps. Raises StepError where that are too many, those on operands counted."""
        found = Chain(self.root, (*self.steps, *steps))
        if _counted(found.steps) > MOST_STEPS:
            raise StepError(f"The code has more than {MOST_STEPS} steps.", "Paste less of it at once.")
        return found


@dataclass(frozen=True, slots=True)
class Several:
    """What gives several tensors at once, `.max(1)`; None for one that is no reshape. `code` is to be quoted."""

    code: str
    chains: tuple[Chain | None, ...]

    def part(self, place: int, code: str) -> Chain:
        """Give the tensor that `code` takes. Raises StepError if it is no reshape."""
        chain = self.chains[place]
        if chain is None:
            raise not_a_step(self.code + code, "Those are positions; the values are .values, or [0].")
        return chain


class ReadsCode(Protocol):
    """What reads the expressions of which an expression is made."""

    @property
    def context(self) -> ReadingContext | None:
        """What the code is about, if that is known."""

    @property
    def sizes(self) -> TypedSizes:
        """What reads whole numbers here."""

    def is_variable(self, name: str) -> bool:
        """Tell whether an earlier line gave a tensor this name."""

    def read(self, node: ast.expr) -> Chain | Several:
        """Read one expression."""

    def chain(self, node: ast.expr) -> Chain:
        """Read one expression that must be one tensor."""

    def shape(self, chain: Chain) -> Shape | None:
        """Give the shape of a tensor that the code makes, None if it is not known."""


def one_of(found: Chain | Several) -> Chain:
    """Give the chain. Raises StepError if there are several."""
    if isinstance(found, Several):
        raise StepError(f"{found.code} gives several tensors.", "Take one of them with [0].")
    return found


def _counted(steps: tuple[ReshapeStep, ...]) -> int:
    """Count the steps, and those on the operands of joins."""
    joins = (step for step in steps if isinstance(step, Cat | Stack))
    return len(steps) + sum(
        _counted(operand.steps) for join in joins for operand in join.operands if isinstance(operand, Operand)
    )

"""Input that was chosen for an argument, and what else it could have been."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .input import InputSpec, parse_input
from .json_fields import text_in, texts_in


@dataclass(frozen=True, slots=True)
class InferredInput:
    """What one argument is given; with each of the `alternatives` in its place the model runs, too.

    `argument` is the parameter's name in the model's source, `reason` a sentence.
    """

    argument: str
    spec: InputSpec
    reason: str
    alternatives: tuple[InputSpec, ...] = ()


def inferred_to_json(inferred: InferredInput) -> dict[str, Any]:
    """Give it as plain data, its inputs in the words of the command line."""
    return {
        "argument": inferred.argument,
        "input": str(inferred.spec),
        "reason": inferred.reason,
        "alternatives": [str(spec) for spec in inferred.alternatives],
    }


def inferred_from_json(data: Mapping[str, Any]) -> InferredInput:
    """Give what `inferred_to_json` wrote. Raises InputError, and KeyError or ValueError for other data."""
    return InferredInput(
        text_in(data, "argument"),
        parse_input(text_in(data, "input")),
        text_in(data, "reason"),
        tuple(map(parse_input, texts_in(data, "alternatives"))),
    )

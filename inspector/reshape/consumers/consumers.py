"""What is to take the reshaped tensor: read from text, never evaluated."""

import ast
import re
import warnings
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite

from ...errors import StepError
from ..reading.quoted_code import shortened, written
from .consumer_kinds import KINDS, ConsumerKind
from .consumer_layouts import Layout

Literal = int | float | bool | str | tuple[int, ...] | None
Given = tuple[tuple[str, Literal], ...]
LONGEST = 500
_LARGEST = 2**63 - 1  # what torch takes as a size

_CALL = re.compile(r"(?P<head>[^()]*)(?:\((?P<arguments>.*)\))?(?P<tail>[^()]*)", re.DOTALL)
_PREFIX = re.compile(r"\A\s*(?:[^\W\d][\w.]*\s*=(?!=)\s*)?(?:torch\.)?(?:nn\.)?")
_ALIASES = {"transformerencoderlayer": "TransformerEncoder"}
_BY_WORDS = {name.casefold(): name for name in KINDS} | _ALIASES


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer and those of its arguments that are given, as (name, value) in torch's order.

    Without any argument it is a kind of module, whose settings follow the tensor; with some it is a constructor as
    torch reads it, of which only sizes are filled in.
    """

    name: str
    arguments: Given = ()

    @property
    def kind(self) -> ConsumerKind:
        """What is known of all consumers of this name."""
        return KINDS[self.name]

    def argument(self, name: str, default: Literal = None) -> Literal:
        """Give one argument, `default` where it is not given."""
        return dict(self.arguments).get(name, default)

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """Give the layouts that it takes, the most natural first; `batch_first`, where it is given, decides."""
        found = self.kind.layouts
        if not self.arguments:
            return found
        batch_first = bool(self.argument("batch_first", False))
        return tuple(layout for layout in found if layout.batch_first in (None, batch_first))

    @property
    def features(self) -> int | None:
        """Give the size that the arguments ask of the features axis, None where they leave it open."""
        for sized in self.kind.sized:
            axis = self.kind.layouts[0].axes[sized.axis]
            value = self.argument(sized.parameter)
            size = value[-1] if isinstance(value, tuple) and value else value
            if {"features", "unit"} & set(axis) and type(size) is int:
                return size
        return None

    @property
    def text(self) -> str:
        """Give what `parse_consumer` reads as this: `Linear(128, 10)`, `CrossEntropyLoss(ignore_index=0) per step`."""
        if not self.arguments:
            return self.name
        name, per, target = self.name.partition(" per ")
        return f"{name}({arguments_text(self)}){per}{target}"


def arguments_text(consumer: Consumer) -> str:
    """Give the arguments as a person writes them: those that torch needs by place, the others by name."""
    given = dict(consumer.arguments)
    parts: list[str] = []
    for parameter in consumer.kind.parameters[: consumer.kind.positional]:
        if parameter not in given:
            break
        parts.append(repr(given.pop(parameter)))
    return ", ".join([*parts, *(f"{name}={value!r}" for name, value in given.items())])


def parse_consumer(text: str) -> Consumer:
    """Give the consumer that `text` names: `Linear`, `nn.Conv1d(64, 32, kernel_size=3)`, `bridge cat + Linear`.

    An assignment in front is skipped. Raises StepError that quotes what cannot be read.
    """
    if len(text) > LONGEST:
        raise StepError(f"The text of the consumer has {len(text)} characters.", f"At most {LONGEST} can be read.")
    found = _CALL.fullmatch(_PREFIX.sub("", text))
    if found is None:
        raise _unknown(text)
    name = _BY_WORDS.get(" ".join(f"{found['head']} {found['tail']}".casefold().split()))
    if name is None:
        raise _unknown(text)
    return Consumer(name, _bound(KINDS[name], _call(found["arguments"] or "", text)))


def _unknown(text: str) -> StepError:
    quoted = shortened(" ".join(text.split())) or "An empty text"
    word = _PREFIX.sub("", quoted).split("(")[0]
    near = [_BY_WORDS[close] for close in get_close_matches(word.casefold(), _BY_WORDS, n=2)]
    meant = f"Did you mean {' or '.join(dict.fromkeys(near))}? " if near else ""
    return StepError(f"{quoted} is not a consumer that is known.", f"{meant}Known are {', '.join(KINDS)}.")


def _call(arguments: str, text: str) -> ast.Call:
    quoted = shortened(" ".join(text.split()))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            call = ast.parse(f"f({arguments}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "it cannot be parsed"
        raise StepError(f"{quoted} is not Python code: {reason}.", "Write it as a constructor is called.") from error
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
        return call
    raise StepError(f"{quoted} is more than one consumer.", "Name one.")


def _bound(kind: ConsumerKind, call: ast.Call) -> Given:
    """Bind the values to torch's names, in torch's order."""
    if len(call.args) > len(kind.parameters):
        raise StepError(
            f"{kind.name} takes {len(kind.parameters)} arguments, {len(call.args)} are given.", _parameters(kind)
        )
    values = {name: _value(node, kind) for name, node in zip(kind.parameters, call.args, strict=False)}
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg not in kind.parameters:
            name = "**" if keyword.arg is None else keyword.arg
            raise StepError(f"{kind.name} has no argument {name} here.", _parameters(kind))
        if keyword.arg in values:
            raise StepError(f"{kind.name}: the argument {keyword.arg} is given twice.", "Write it once.")
        values[keyword.arg] = _value(keyword.value, kind)
    return tuple((name, values[name]) for name in kind.parameters if name in values)


def _parameters(kind: ConsumerKind) -> str:
    return f"Its arguments are {', '.join(kind.parameters)}."


def _value(node: ast.expr, kind: ConsumerKind) -> Literal:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        value = ...
    value = tuple(value) if isinstance(value, list) else value
    match value:
        case bool() | str() | None:
            return value
        case int() if abs(value) <= _LARGEST:
            return value
        case float() if isfinite(value):
            return value
        case tuple() if all(type(item) is int and abs(item) <= _LARGEST for item in value):
            return value
    raise StepError(
        f"{kind.name}: the argument {written(node)} cannot be read.",
        "Write numbers, tuples of whole numbers, texts, True, False or None: the text is read, not executed.",
    )

"""From text to a wish. Nothing is evaluated."""

import re
from math import prod

from ...errors import StepError
from ..consumers.consumer_kinds import KINDS
from ..consumers.consumers import parse_consumer
from ..reading.quoted_code import shortened
from ..steps.einops_pattern import parse_pattern
from .wish import Named, Open, PatternWish, Rest, ShapeWish, Sized, WantedAxis, Wish
from .wish_names import axis_word, close_words, known_words

LONGEST = 500
MOST_AXES = 8
_LARGEST = 2**63 - 1  # what torch takes as a size
_EXAMPLES = "Write (32, 640), batch, hidden*time, b t h -> b (t h), or Conv1d(64, 32, 3)."

_TIMES = re.compile(r"(?<=\w)\s*(?:\*|×|\bx\b)\s*(?=[^\W_])", re.IGNORECASE)
_HEAD = re.compile(r"[^\W\d][\w.]*")
_CONSUMERS = {name.split()[0].casefold() for name in KINDS} | {"transformerencoderlayer", "nn", "torch"}


def parse_wish(text: str) -> Wish:
    """Give the wish that `text` writes: sizes, names of axes, a pattern with an arrow, or a consumer.

    Raises StepError that quotes what cannot be read and says what can be.
    """
    if len(text) > LONGEST:
        raise StepError(f"The wish has {len(text)} characters.", f"At most {LONGEST} can be read.")
    text = " ".join(text.split())
    if not text:
        raise StepError("There is no wish yet.", _EXAMPLES)
    if "->" in text:
        parse_pattern(text)
        return PatternWish(text)
    return parse_consumer(text) if _is_consumer(text) else _shape(text)


def _is_consumer(text: str) -> bool:
    head = _HEAD.match(text)
    if head is None:
        return False
    word = head[0].split(".")[0]
    called = text[head.end() :].lstrip().startswith(("(", "="))
    return word.casefold() in _CONSUMERS or called or (word[:1].isupper() and len(word) > 1 and axis_word(word) is None)


def _shape(text: str) -> ShapeWish:
    inner = text
    for opening, closing in ("()", "[]"):
        if text.startswith(opening) and text.endswith(closing):
            inner = text[1:-1]
    parts = [part.strip() for part in _TIMES.sub("*", inner).split(",")]
    if parts[-1:] == [""]:
        parts.pop()
    words = [word for part in parts for word in part.split() or [""]]
    if not words or "" in words:
        raise StepError(f"{shortened(text)}: an axis is empty.", _EXAMPLES)
    if len(words) > MOST_AXES:
        raise StepError(f"{shortened(text)} has {len(words)} axes.", f"At most {MOST_AXES} can be asked for.")
    axes = tuple(_axis(word, text) for word in words)
    if sum(isinstance(axis, Open | Rest) for axis in axes) > 1:
        raise StepError(f"{shortened(text)}: more than one axis is left open.", "Write one -1 or one * at most.")
    return ShapeWish(axes)


def _axis(word: str, text: str) -> WantedAxis:
    if word in ("*", "...", "…"):
        return Rest()
    if word == "-1":
        return Open()
    factors = word.split("*")
    numbers = [int(factor) for factor in factors if factor.isascii() and factor.isdigit()]
    if any(not 1 <= number <= _LARGEST for number in (*numbers, prod(numbers))):
        raise StepError(
            f"{shortened(text)}: {shortened(word)} is not a size that can be reached.", "Sizes are 1 or more."
        )
    if len(numbers) == len(factors):
        return Sized(prod(numbers))
    return Named(tuple(factor if factor.isdigit() else _name(factor, text) for factor in factors))


def _name(word: str, text: str) -> str:
    name = axis_word(word)
    if name is None:
        meant = "".join(f"Did you mean {near}? " for near in close_words(word))
        said = "no size" if word.lstrip("-+").isdigit() else "not the name of an axis"
        raise StepError(
            f"{shortened(text)}: {shortened(word)!r} is {said}.",
            f"{meant}Write sizes, -1, *, or {known_words()}, with * between those that are merged.",
        )
    return name

"""Numbers that a person typed: a tensor written out, `[[0.1, 0.2], [0.3, 0.4]]`."""

import math
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from ..errors import InputError

MOST_NUMBERS = 10_000
_MOST_AXES = 8
_LONGEST = 40 * MOST_NUMBERS  # characters
_LARGEST = 2**63
_SAVE_IT = "Save a larger input as a .npy file and give it as file:PATH."

TypedNumber = int | float
Nested = TypedNumber | list["Nested"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A tensor of these sizes, its numbers in C order: int64 if all of them are ints, else of the run's dtype."""

    sizes: tuple[int, ...]
    numbers: tuple[TypedNumber, ...]

    def __str__(self) -> str:
        return f"values({_text(self.sizes, iter(self.numbers))})"

    @property
    def whole(self) -> bool:
        """Tell whether it is an int64 tensor; one without any number is not."""
        return bool(self.numbers) and all(isinstance(number, int) for number in self.numbers)


def parse_typed(text: str) -> Typed:
    """Give the tensor that nested lists of numbers write out.

    Raises InputError for what is no number, for lists of unequal length (naming the row) and for too many numbers.
    """
    if len(text) > _LONGEST:
        raise _too_many()
    found = (word.strip() for word in re.findall(r"[\[\],]|[^\[\],]+", text))
    words = deque([*filter(None, found), ""])
    nested = _item(words, 0)
    if words and words[0]:
        raise _not_lists(f"goes on with {words[0][:40]!r} after its end")
    sizes = _sizes(nested)
    numbers = tuple(_flat(nested))
    if len(numbers) > MOST_NUMBERS:
        raise _too_many()
    return Typed(sizes, numbers)


def parse_number(text: str) -> TypedNumber:
    """Give the int (of 64 bits) or the float that the text says. Raises InputError."""
    word = text.strip()
    try:
        if re.fullmatch(r"[+-]?[0-9]+", word) and len(word) <= 20 and -_LARGEST <= int(word) < _LARGEST:
            return int(word)
        number = float(word) if word.isascii() and "_" not in word else None
    except ValueError:
        number = None
    if number is None or re.fullmatch(r"[+-]?[0-9]+", word):
        kind = "a number" if number is None else "a whole number of 64 bits"
        raise InputError(f"{word[:40]!r} is not {kind}.", "Write one such as 3, -0.5, 1e-3, nan or inf.")
    return math.nan if math.isnan(number) else number  # the same object each time, so that equal texts are equal


def number_code(number: TypedNumber) -> str:
    """Write the number as Python: `-0.5`, `float('inf')`."""
    return repr(number) if math.isfinite(number) else f"float({str(number)!r})"


def _item(words: deque[str], depth: int) -> Nested:
    """Take one number or one list from the front of the words; "" stands at their end."""
    word = words.popleft()
    if word != "[":
        return parse_number(word)
    if depth == _MOST_AXES:
        raise _not_lists(f"has more than {_MOST_AXES} axes")
    parts: list[Nested] = []
    if words[0] == "]":
        words.popleft()
        return parts
    while True:
        parts.append(_item(words, depth + 1))
        separator = words.popleft()
        if separator == "]":
            return parts
        if separator != ",":
            raise _not_lists(f"has {separator!r} where a comma should be" if separator else "misses a closing bracket")


def _sizes(nested: Nested, place: str = "") -> tuple[int, ...]:
    """Give the sizes of the list at that place, all of whose parts must be alike."""
    if not isinstance(nested, list):
        return ()
    first: tuple[int, ...] = ()
    for index, part in enumerate(nested):
        found = _sizes(part, f"{place}[{index}]")
        if index == 0:
            first = found
        elif found != first:
            raise InputError(
                f"Row {place}[{index}] of the typed values holds {_counted(found)}, row {place}[0] {_counted(first)}.",
                "Give every row the same length; rows are counted from 0.",
            )
    return (len(nested), *first)


def _flat(nested: Nested) -> Iterator[TypedNumber]:
    if isinstance(nested, list):
        for part in nested:
            yield from _flat(part)
    else:
        yield nested


def _counted(sizes: tuple[int, ...]) -> str:
    if not sizes:
        return "a number without brackets"
    if len(sizes) == 1:
        return "1 number" if prod(sizes) == 1 else f"{sizes[0]} numbers"
    return f"{' x '.join(map(str, sizes))} numbers"


def _text(sizes: tuple[int, ...], numbers: Iterator[TypedNumber]) -> str:
    if not sizes:
        return repr(next(numbers))
    return f"[{', '.join(_text(sizes[1:], numbers) for _ in range(sizes[0]))}]"


def _not_lists(what: str) -> InputError:
    return InputError(
        f"The text in values(...) {what}.", "Write nested lists of numbers: values([[0.1, 0.2], [3, 4]])."
    )


def _too_many() -> InputError:
    return InputError(f"Typed values are at most {MOST_NUMBERS:,} numbers.", _SAVE_IT)

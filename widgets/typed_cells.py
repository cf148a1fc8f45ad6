"""The numbers of an input while they are typed: text that is no number stays, with the sentence that says why."""

from math import prod

from inspector.errors import InputError
from inspector.run.typed_start import resized
from inspector.run.typed_values import Typed, TypedNumber, parse_number


class TypedCells:
    """A table of numbers by their place in C order; `whole`: only whole numbers are right.

    `value` has 0 where a cell is wrong: look at `first_wrong` before using it.
    """

    def __init__(self, value: Typed, whole: bool) -> None:
        self.sizes, self.whole = value.sizes, whole
        self._numbers = [_as_kind(number, whole) for number in value.numbers]
        self._wrong: dict[int, tuple[str, str]] = {}  # the text and the sentence

    @property
    def value(self) -> Typed:
        """The numbers as they are now."""
        return Typed(self.sizes, tuple(self._numbers))

    @property
    def matrix_sizes(self) -> tuple[int, int]:
        """Rows and columns of one matrix, the last two axes; fewer axes are one column."""
        return (prod(self.sizes), 1) if len(self.sizes) < 2 else (self.sizes[-2], self.sizes[-1])

    @property
    def first_wrong(self) -> str:
        """Place and sentence of the first wrong cell, "" if there is none: `[0, 2, 1]: 'x' is not a number.`."""
        if not self._wrong:
            return ""
        place, found = min(self._wrong), []
        sentence = self._wrong[place][1]
        for size in reversed(self.sizes):
            place, index = divmod(place, size)
            found.append(str(index))
        return f"[{', '.join(reversed(found))}]: {sentence}"

    def resized(self, sizes: tuple[int, ...]) -> "TypedCells":
        """Give a table of other sizes: numbers keep their places, zeros fill, and what is wrong is forgotten."""
        return TypedCells(resized(self.value, sizes), self.whole)

    def as_kind(self, whole: bool) -> "TypedCells":
        """Give the table as whole numbers, cutting off what stands behind the point, or as floating point ones."""
        return TypedCells(self.value, whole)

    def text(self, place: int) -> str:
        """Give what was typed there."""
        return self._wrong[place][0] if place in self._wrong else repr(self._numbers[place])

    def short_text(self, place: int) -> str:
        """Give the text to look at: six digits of a number; a cross behind what is wrong."""
        if place in self._wrong:
            return f"{self.text(place)} ✗"
        number = self._numbers[place]
        return str(number) if isinstance(number, int) else f"{number:.6g}"

    def sentence(self, place: int) -> str:
        """Say what is wrong there, "" for nothing."""
        return self._wrong.get(place, ("", ""))[1]

    def write(self, place: int, text: str) -> None:
        """Take a text."""
        self._wrong.pop(place, None)
        self._numbers[place] = _as_kind(0, self.whole)
        try:
            self._numbers[place] = _read(text, self.whole)
        except InputError as error:
            self._wrong[place] = (text, str(error))


def read_block(text: str) -> list[list[str]]:
    """Give the cells of what a spreadsheet puts on the clipboard: parted by tabs, else by semicolons or commas."""
    separator = next((mark for mark in "\t;" if mark in text), ",")
    return [line.split(separator) for line in text.rstrip("\r\n").splitlines()]


def _read(text: str, whole: bool) -> TypedNumber:
    number = parse_number(text)
    if whole and not isinstance(number, int):
        raise InputError(f"{text.strip()[:40]!r} is not a whole number.", "Write one, or choose floating point.")
    return number if whole else float(number)


def _as_kind(number: TypedNumber, whole: bool) -> TypedNumber:
    """Give the number as a float or as an int of 64 bits; what has none, as nan, becomes 0."""
    if not whole:
        return float(number)
    return int(number) if -(2**63) <= number < 2**63 else 0

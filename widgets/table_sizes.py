"""The sizes of a typed input, as they are written above its table."""

from math import prod

from inspector.errors import InputError
from inspector.run.typed_values import MOST_NUMBERS

MOST_AXES = 3

Sizes = tuple[int, ...]


def read_sizes(text: str) -> Sizes:
    """Give the sizes that `2, 5, 10` says; no text is a single number. Raises InputError."""
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    wrong = next((part for part in parts if not (part.isascii() and part.isdecimal() and len(part) < 9)), None)
    if wrong is not None or 0 in map(int, parts):
        raise InputError(f"{wrong or '0'!r} is not a size.", "Write whole numbers of at least 1, as in 5, 10.")
    sizes = tuple(map(int, parts))
    if len(sizes) > MOST_AXES or prod(sizes) > MOST_NUMBERS:
        raise InputError(
            f"A table holds at most {MOST_AXES} axes and {MOST_NUMBERS:,} numbers.",
            "Choose a file for a larger input.",
        )
    return sizes


def sizes_text(sizes: Sizes) -> str:
    """Give the text that `read_sizes` reads as these sizes."""
    return ", ".join(map(str, sizes))

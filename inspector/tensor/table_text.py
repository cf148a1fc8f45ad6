"""A part of a slice as text that a spreadsheet takes."""

from typing import Any

from numpy.typing import NDArray

MOST = 200_000  # elements: more is written in seconds, and no spreadsheet is read at that size


def table_text(matrix: NDArray[Any]) -> str:
    """Write (rows, columns) as lines of numbers with tabs between them, each in full: read back it is the same."""
    return "\n".join("\t".join(map(str, row)) for row in matrix)

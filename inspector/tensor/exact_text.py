"""Elements as text that reads back as the same element, for a spreadsheet or for code."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def exact_text(value: Any) -> str:
    """Write one element with as few digits as tell it from its neighbours in its own type.

    A bfloat16 or float8 is written as the float32 that it is.
    """
    kind = np.asarray(value).dtype
    if kind.kind in "biuc":
        return str(value)
    if kind.kind == "f" and kind.itemsize in (2, 4, 8) and kind.type.__module__ == "numpy":
        return str(value)
    return str(np.float32(value))


def tab_separated(array: NDArray[Any]) -> str:
    """Write an array (rows, columns) as a spreadsheet takes it: tabs between cells, a line for each row."""
    return "\n".join("\t".join(map(exact_text, row)) for row in array)

"""The order in which a direction reads the time steps, and that of the output."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .unit_trace import UnitTrace


def input_in_time(trace: UnitTrace, calls: int) -> NDArray[np.float64]:
    """Give what the layer was given, (time, input), in the order of the output.

    The backward direction reads from the last step to the first; of several calls that are looked at as one, which
    follow each other, within each.
    """
    if not trace.direction:
        return trace.input
    steps, features = trace.input.shape
    within: NDArray[Any] = trace.input.reshape(calls, steps // calls, features)[:, ::-1]
    return within.reshape(steps, features)

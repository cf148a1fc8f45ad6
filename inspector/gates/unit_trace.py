"""One unit of one sample through time: all that goes into its gates, and what becomes of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]  # one number for each time step, in the order in which the direction reads them


@dataclass(frozen=True, slots=True, eq=False)
class GateLine:
    """One gate of the unit, (time,) each: what the input, the hidden state and the biases add to it, and its value.

    `value` = activation(from_input + from_hidden + bias). For a GRU's n, whose hidden part is multiplied by r,
    `from_hidden` is r * (W_hn h + b_hn) and `bias` is b_in alone.
    """

    name: str
    from_input: Line
    from_hidden: Line
    bias: float
    value: Line


@dataclass(frozen=True, slots=True, eq=False)
class UnitTrace:
    """The unit `unit` of sample `sample` in one layer and direction; every line is (time,), without padding.

    `c_before` and `c` are empty for a GRU; `h` is before a projection. `h_before` is the unit's own h one step before,
    in the same sense; with a projection it is NaN where h_0 was given, which is projected already. `input` is what the
    layer was given: (time, input), in the order of the lines.
    """

    layer: int
    direction: int
    sample: int
    unit: int
    gates: tuple[GateLine, ...]
    c_before: Line
    c: Line
    h_before: Line
    h: Line
    input: NDArray[np.float64]

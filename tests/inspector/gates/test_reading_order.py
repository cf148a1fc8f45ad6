import numpy as np
import pytest

from inspector.gates.reading_order import input_in_time
from inspector.gates.unit_trace import UnitTrace

EMPTY = np.empty(0)


def trace(direction, steps):
    """A trace whose input was read in this order of time steps."""
    given = np.array(steps, float)[:, None]
    return UnitTrace(0, direction, 0, 0, (), EMPTY, EMPTY, EMPTY, EMPTY, given)


@pytest.mark.parametrize(
    ("direction", "read", "calls"),
    [
        pytest.param(0, [0, 1, 2, 3, 4, 5], 1, id="forward"),
        pytest.param(1, [5, 4, 3, 2, 1, 0], 1, id="backward"),
        pytest.param(1, [2, 1, 0, 5, 4, 3], 2, id="backward-in-two-calls"),
        pytest.param(1, [], 1, id="nothing"),
    ],
)
def test_the_input_stands_in_the_order_of_the_output(direction, read, calls):
    assert input_in_time(trace(direction, read), calls)[:, 0].tolist() == sorted(read)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.tensor.axis import Axis, Mixed, named_axis
from inspector.tensor.position import places_of, position_text

BATCH, TIME = named_axis(("batch", 32)), named_axis(("time", 20))
BOTH = named_axis(("direction", 2), ("hidden", 40))


@pytest.mark.parametrize(
    ("axes", "index", "text"),
    [
        ((), (), ""),
        ((BATCH, TIME), (3, 7), "batch 3, time 7"),
        ((BATCH, TIME, BOTH), (3, 7, 45), "batch 3, time 7, direction × hidden 45 (backward, 5)"),
        ((named_axis(("gate", 4), ("hidden", 5)),), (11,), "gate × hidden 11 (g, 1)"),
        ((named_axis(("gate", 3), ("hidden", 5)),), (11,), "gate × hidden 11 (2, 1)"),
        ((named_axis(("layer", 2), ("direction", 2)),), (2,), "layer × direction 2 (1, forward)"),
        ((named_axis(("direction", 2)),), (1,), "direction 1 (backward)"),
        ((named_axis(("direction", 1)),), (0,), "direction 0"),
        ((Axis(()), BATCH), (0, 5), "1 0, batch 5"),
        ((Axis((Mixed(("batch", "time"), 12),)),), (7,), "mixed(batch, time) 7"),
    ],
)
def test_where_an_element_stands(axes, index, text):
    assert position_text(axes, index) == text


def test_an_index_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        position_text((BATCH, TIME), (3,))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_places_are_those_of_numpy(sizes, data):
    axis = named_axis(*((f"a{number}", size) for number, size in enumerate(sizes)))
    place = data.draw(st.integers(0, axis.size - 1))
    assert places_of(axis, place) == tuple(np.unravel_index(place, sizes))

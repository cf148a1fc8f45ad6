import numpy as np
import pytest

from inspector.tensor.axis import named_axis
from widgets.heat_origins import Origins, nowhere_text, origin_text, origins_note, place_name, span_text, unit_of

BATCH = named_axis(("batch", 32))
DIRECTION = named_axis(("direction", 2))
PLACES = np.array([[3.0, 0.0], [np.nan, 1.0]])


def test_the_place_is_named():
    assert origin_text(Origins(BATCH, PLACES), (0, 0)) == "from batch 3"
    assert origin_text(Origins(DIRECTION, PLACES), (1, 1)) == "from direction 1 (backward)"


def test_an_element_of_several_places_is_from_no_single_one():
    origins = Origins(BATCH, PLACES)
    assert origin_text(origins, (1, 0)) == "from no single sample"
    assert nowhere_text(origins) == "1 from no single sample"
    assert nowhere_text(Origins(BATCH, PLACES[:1])) == ""


def test_the_note_explains_the_colours():
    assert origins_note(Origins(BATCH, PLACES)) == (
        "Coloured by sample: every cell shows which sample it came from. A clean reshape shows clean stripes."
    )
    assert origins_note(Origins(named_axis(("layer", 1)), PLACES)) == "Coloured by layer: there is only one."


@pytest.mark.parametrize(
    ("name", "word"),
    [("batch", "sample"), ("time", "time step"), ("layer", "layer"), ("axis 0", "place along axis 0")],
)
def test_units(name, word):
    assert unit_of(named_axis((name, 3))) == word


def test_spans_and_names():
    assert span_text(BATCH) == "batch 0 … 31"
    assert span_text(named_axis(("call", 1))) == "call 0"
    assert [place_name(DIRECTION, place) for place in range(2)] == ["forward", "backward"]
    assert [place_name(named_axis(("gate", 4)), place) for place in range(4)] == ["i", "f", "g", "o"]
    assert place_name(BATCH, 31) == "31"

"""Colouring by origin, against the numbers of elements put through torch."""

import numpy as np
from hypothesis import given, settings

from inspector.engine.reshaping.apply import apply_steps
from inspector.reshape.origins.origin_values import OriginValues, meanings_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import primitives_of
from inspector.tensor.axis import named_axis, shape_of
from inspector.tensor.values import whole
from tests.inspector.reshape.pipelines import Case, cases, numbered

H_N = (named_axis(("layer", 2), ("direction", 2)), named_axis(("batch", 3)), named_axis(("hidden", 4)))


def coloured(code: str, meaning: str, axes=H_N) -> list:
    primitives = primitives_of(parse_steps(code), shape_of(axes))
    return whole(OriginValues(primitives, axes, meaning, {})).tolist()


@settings(max_examples=200)
@given(cases())
def test_each_element_has_the_place_of_its_source(case: Case):
    numbers = apply_steps(numbered(case.shape), case.steps).numpy().astype(np.int64)
    sizes = [atom.size for axis in case.axes for atom in axis.atoms]
    places = np.unravel_index(numbers, sizes) if sizes else ()
    for atom, expected in zip([atom for axis in case.axes for atom in axis.atoms], places, strict=True):
        found = whole(OriginValues(case.primitives, case.axes, atom.label, {}))
        assert np.array_equal(found, expected)


def test_a_scrambled_view_shows_noise_and_the_right_one_stripes():
    scrambled = np.array(coloured(".view(3, -1)", "batch"))
    assert [len(set(row)) for row in scrambled.tolist()] == [3, 3, 3]
    right = np.array(coloured(".transpose(0, 1).reshape(3, -1)", "batch"))
    assert (right == np.arange(3)[:, None]).all()


def test_what_is_averaged_away_has_no_place():
    assert np.isnan(coloured(".mean(1)", "batch")).all()
    assert coloured(".mean(1)", "direction") == [[0.0] * 4, [1.0] * 4, [0.0] * 4, [1.0] * 4]
    assert np.isnan(coloured(".pad((0, 1))[..., -1]", "batch")).all()


def test_meanings():
    assert meanings_of(H_N, ()) == ("layer", "direction", "batch", "hidden")

import numpy as np

from inspector.tensor.pooled_line import pooled_band
from inspector.tensor.stroke import stroke_of

NAN, INF = np.nan, np.inf


def stroke(values, padded=(), most=100, start=0):
    inside = np.ones(len(values), bool)
    inside[list(padded)] = False
    return stroke_of(np.array(values, np.float32), inside, most, start)


def test_a_line_without_gaps():
    found = stroke([1, 2, 3], start=10)
    assert (found.places.tolist(), found.values.tolist()) == ([10, 11, 12], [1, 2, 3])
    assert found.joined.tolist() == [True, True, False]
    assert not found.lone.any()
    assert (found.nan.size, found.above.size, found.below.size, found.step) == (0, 0, 0, 1)


def test_what_is_no_number_interrupts_the_line_and_is_told():
    found = stroke([1, NAN, 3, 4, INF, 6, -INF, 8])
    assert found.places.tolist() == [0, 2, 3, 5, 7]
    assert found.joined.tolist() == [False, True, False, False, False]
    assert found.lone.tolist() == [True, False, False, True, True], "a number between two gaps is a point"
    assert (found.nan.tolist(), found.above.tolist(), found.below.tolist()) == ([1], [4], [6])


def test_padding_is_neither_drawn_nor_told_and_the_line_does_not_cross_it():
    found = stroke([1, 2, 0, 0, 5, NAN, 0], padded=(2, 3, 6))
    assert found.places.tolist() == [0, 1, 4]
    assert found.joined.tolist() == [True, False, False]
    assert found.nan.tolist() == [5]


def test_a_long_line_is_made_short_and_keeps_its_spike_and_its_nan():
    values = np.zeros(10_000)
    values[1234], values[7777] = 50, NAN
    found = stroke(values, most=100)
    assert len(found.places) <= 100
    assert found.step == 200
    assert found.values.max() == 50
    assert found.nan.tolist() == [7777]


def test_nothing_at_all():
    for found in (stroke([]), stroke([NAN]), stroke([1, 2], padded=(0, 1))):
        assert (found.places.size, found.joined.size, found.lone.size) == (0, 0, 0)


def test_a_band_keeps_its_ends():
    low, high = np.arange(7, dtype=np.float32), np.arange(7, dtype=np.float32) + 1
    low[5] = high[5] = NAN
    places, lows, highs = pooled_band(low, high, 3, start=2)
    assert (places.tolist(), lows.tolist(), highs.tolist()) == ([2, 5, 8], [0, 3, 6], [3, 5, 7])
    places, lows, highs = pooled_band(low, high, 7)
    assert places.tolist() == list(range(7))
    assert np.array_equal(lows, low, equal_nan=True)

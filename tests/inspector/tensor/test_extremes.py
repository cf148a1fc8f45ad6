"""A matrix that is made small part by part is what it is when made small at once."""

import numpy as np
import pytest

from inspector.tensor import extremes as module
from inspector.tensor.extremes import extremes
from inspector.tensor.figures import figures_of
from inspector.tensor.pooled import ordinary_of, pooled


@pytest.mark.parametrize("shape", [(50, 70), (1, 700), (700, 1), (123, 9)])
@pytest.mark.parametrize("steps", [(1, 1), (3, 5), (7, 2), (900, 900)])
@pytest.mark.parametrize("special", [0.5, np.nan, -np.inf])
def test_parts_make_the_whole(monkeypatch, shape, steps, special):
    monkeypatch.setattr(module, "_PART", 60)
    matrix = np.random.default_rng(3).normal(0, 1, shape).astype(np.float32)
    matrix[shape[0] // 2, shape[1] // 2] = special
    read = []

    def look(rows, columns):
        read.append(len(rows) * len(columns))
        return matrix[np.ix_(rows, columns)]

    cells, figures, sample = extremes(look, range(shape[0]), range(shape[1]), *steps)
    steps_of_sample = [max(size // 64, 1) for size in shape]
    ordinary = ordinary_of(matrix[:: steps_of_sample[0], :: steps_of_sample[1]])
    assert np.array_equal(cells, pooled(matrix, *steps, ordinary)[0], equal_nan=True)
    assert figures == figures_of(matrix)
    assert np.isin(sample, matrix).all()
    assert sample.size
    assert len(read) > 2 or min(steps) > 100

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.reshape.origins.locate import locate
from inspector.reshape.origins.origins import Origin, origins
from inspector.reshape.origins.preview import LocatedValues
from inspector.reshape.primitive_chain import has_reduction, most_sources, shape_after, simplified
from inspector.reshape.primitives import (
    Index,
    NewAxis,
    Pick,
    Range,
    Reduce,
    Regroup,
    Reorder,
)
from inspector.tensor.values import StoredValues
from tests.inspector.reshape.pipelines import Case, cases, numbered, outcome

THOROUGH = settings(max_examples=200)


def everywhere(shape):
    return tuple(np.indices(shape, dtype=np.int64, sparse=True))


@THOROUGH
@given(cases())
def test_gathering_through_locate_equals_torch(case: Case):
    expected = outcome(case).numpy()
    found = LocatedValues(StoredValues(numbered(case.shape).numpy()), case.primitives)
    assert found.shape == expected.shape
    values = found.take(everywhere(expected.shape))
    assert values.shape == expected.shape
    assert values.tobytes() == expected.tobytes()


@THOROUGH
@given(cases(reductions=True))
def test_shapes_equal_torch(case: Case):
    assert shape_after(case.primitives, case.shape) == tuple(outcome(case).shape)


@THOROUGH
@given(cases())
def test_simplified_primitives_locate_the_same_elements(case: Case):
    source = StoredValues(numbered(case.shape).numpy())
    full, short = (LocatedValues(source, kept) for kept in (case.primitives, simplified(case.primitives, case.shape)))
    assert full.shape == short.shape
    assert np.array_equal(full.take(everywhere(full.shape)), short.take(everywhere(short.shape)))


@given(cases(ranges=False), st.data())
@THOROUGH
def test_one_element_is_the_same_as_in_the_whole(case: Case, data):
    whole = outcome(case)
    if not whole.numel():
        return
    index = tuple(data.draw(st.integers(0, size - 1)) for size in whole.shape)
    found = locate(case.primitives, case.shape, index)
    assert all(part.dtype == np.int64 and part.shape == () for part in found)
    assert numbered(case.shape)[tuple(int(part) for part in found)] == whole[index]


def test_an_axis_that_is_left_alone_stays_small():
    primitives = (Regroup((2, 3, 50, 40)), Reorder((0, 2, 1, 3)))
    rows, columns = np.arange(50).reshape(50, 1), np.arange(40).reshape(1, 40)
    found = locate(primitives, (6, 50, 40), (1, rows, 2, columns))
    assert [part.shape for part in found] == [(), (50, 1), (1, 40)]
    assert found[0] == 5
    (merged,) = locate((Regroup((1, 4, 5)),), (20,), (np.zeros((9, 1), int), 3, np.arange(5)))
    assert merged.tolist() == [15, 16, 17, 18, 19]


def test_a_tensor_larger_than_memory_is_located_exactly():
    shape = (2**20, 2**20, 64)
    primitives = (Regroup((2**20, 2**20, 8, 8)), Reorder((2, 0, 1, 3)), Regroup((8, 2**40, 8)))
    found = locate(primitives, shape, (7, 2**40 - 1, 3))
    assert [int(part) for part in found] == [2**20 - 1, 2**20 - 1, 59]


def test_locate_refuses_a_reduction():
    with pytest.raises(
        StepError, match="An element that was computed, joined or padded is not just one of this tensor"
    ):
        locate((Reduce((0,)),), (3, 4), (0,))


def sources_of(primitives, shape, index):
    (origin,) = origins(primitives, shape, index)
    assert isinstance(origin, Origin)
    assert origin.key is None
    return tuple(part.reshape(-1) for part in np.broadcast_arrays(*origin.coordinates))


def test_a_mean_has_all_the_reduced_range_as_sources():
    primitives = (
        Index((Range(1, 4, 2), Range(0, 3), Pick(1))),
        Reduce((0,), keepdim=True),
        Index((Pick(0), Range(0, 3))),
    )
    rows, columns, held = sources_of(primitives, (5, 3, 2), (2,))
    assert (rows.tolist(), columns.tolist(), held.tolist()) == ([1, 3], [2, 2], [1, 1])
    assert most_sources(primitives, (5, 3, 2)) == 2
    assert has_reduction(primitives)
    assert not has_reduction(primitives[:1])


def test_two_means_have_the_product_of_both_ranges():
    primitives = (Reduce((1,)), Regroup((2, 2)), Reduce((1,)))
    found = sources_of(primitives, (4, 3), (1,))
    assert sorted(zip(*(part.tolist() for part in found), strict=True)) == [(r, c) for r in (2, 3) for c in range(3)]


def test_a_reshape_that_is_undone_leaves_no_trace():
    assert simplified((Regroup((4, 5)), Regroup((5, 4))), (5, 4)) == ()
    assert simplified((Regroup((4, 5)), Regroup((20,))), (5, 4)) == (Regroup((20,)),)
    assert simplified((Reorder((0, 1)), Index((Range(0, 5), Range(0, 4)))), (5, 4)) == ()
    new = Index((NewAxis(), Range(0, 4)))
    assert simplified((new,), (4,)) == (new,)


def test_values_are_read_only_and_keep_their_type():
    values = LocatedValues(StoredValues(np.arange(6, dtype=np.float16).reshape(2, 3)), (Reorder((1, 0)),))
    found = values.take((np.array([[0], [2]]), np.array([[0, 1]])))
    assert found.tolist() == [[0, 3], [2, 5]]
    assert found.dtype == values.dtype == np.float16
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 1


def test_stored_values_do_not_change_under_the_reader():
    array = np.arange(4.0)
    found = StoredValues(array).take((np.array([1, 2]),))
    array[:] = 0
    assert found.tolist() == [1, 2]

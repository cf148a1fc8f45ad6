"""Values read from a file of somebody else's: what the mapped tensor gives, and no more of the file than is needed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import FileError
from inspector.model.foreign_bytes import ForeignBytes
from inspector.model.safetensors_file import read_header, write_tensor
from inspector.tensor.axis import named_axis
from inspector.tensor.foreign_values import ForeignValues
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues

SHAPE = (5, 40, 3000)


@pytest.fixture(scope="module")
def drawn():
    return np.random.default_rng(0).standard_normal(SHAPE, np.float32)


@pytest.fixture(scope="module")
def path(drawn, tmp_path_factory):
    path = tmp_path_factory.mktemp("foreign") / "tensor.safetensors"
    write_tensor(path, drawn, "float32")
    return path


def foreign(path, lost):
    (tensor,) = read_header(path).tensors
    place = ForeignBytes(path, tensor.place.offset, tensor.place.nbytes)
    return ForeignValues(place, tensor.shape, tensor.dtype, lost)


@st.composite
def indices(draw):
    """Draw an index as pictures, lines, tables and reshaped tensors make them."""
    kinds = st.sampled_from(("held", "first", "second", "both"))
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    shapes = {"held": (), "first": (rows, 1), "second": (1, columns), "both": (rows, columns)}
    parts = []
    for size in SHAPE:
        shape = shapes[draw(kinds)]
        places = draw(st.lists(st.integers(0, size - 1), min_size=rows * columns, max_size=rows * columns))
        count = int(np.prod(shape, dtype=int))
        parts.append(np.array(places[:count]).reshape(shape) if shape else places[0])
    return tuple(parts)


@settings(max_examples=150, deadline=None)
@given(index=indices())
def test_any_index_gives_what_the_array_gives(path, drawn, index):
    taken = foreign(path, pytest.fail).take(index)
    assert np.array_equal(taken, drawn[index])
    assert taken.shape == np.broadcast_shapes(*(np.shape(part) for part in index))
    assert not taken.flags.writeable


@pytest.mark.parametrize(("row", "column"), [(1, 2), (2, 1), (0, 2), (2, 0), (0, 1), (1, 0)])
def test_a_whole_slice_is_that_of_the_mapped_tensor(path, drawn, row, column):
    axes = tuple(named_axis((name, size)) for name, size in zip(("batch", "time", "hidden"), SHAPE, strict=True))
    resolved = resolve_slice(SliceSpec(row, column, (3, 17, 2500)), axes)
    ours, mapped = (
        read_slice(values, resolved, 30, 500, patient=True)
        for values in (foreign(path, pytest.fail), StoredValues(drawn))
    )
    assert np.array_equal(ours.array, mapped.array)
    assert ours.reduction is mapped.reduction


def test_only_what_lies_close_is_read(path, monkeypatch):
    asked = []
    real = ForeignValues._span

    def noted(self, file, first, count):
        asked.append((first, count))
        return real(self, file, first, count)

    monkeypatch.setattr(ForeignValues, "_span", noted)
    foreign(path, pytest.fail).take((2, np.arange(40)[:, None], np.arange(100, 200)[None, :]))
    assert asked == [((2 * 40 + row) * 3000 + 100, 100) for row in range(40)]
    asked.clear()
    foreign(path, pytest.fail).take((np.arange(5), np.array([0, 39, 7, 1, 2]), 2999))
    assert sorted(asked) == [((sample * 40 + time) * 3000 + 2999, 1) for sample, time in enumerate((0, 39, 7, 1, 2))]


@pytest.mark.parametrize("index", [(4, 39, 2999), (4, np.arange(40)[:, None], np.arange(3000)[None, :])])
def test_a_file_that_became_shorter_is_told_and_gives_zeros(path, tmp_path, index):
    short, told = tmp_path / "short.safetensors", []
    short.write_bytes(path.read_bytes())
    values = foreign(short, told.append)
    values.take(index)
    assert not told
    with short.open("r+b") as file:
        file.truncate(1000)
    assert not values.take(index).any()
    short.unlink()
    values.take(index)
    first, second = map(str, told)
    assert all(isinstance(error, FileError) for error in told)
    assert "short.safetensors' is damaged: it has become shorter while it was open" in first
    assert "short.safetensors' cannot be read" in second


def test_nothing_is_read_of_an_empty_tensor(path):
    empty = ForeignValues(ForeignBytes(path, 0, 0), (0, 4), "bfloat16", pytest.fail)
    assert empty.take((np.zeros((0, 1), int), np.arange(4)[None, :])).shape == (0, 4)

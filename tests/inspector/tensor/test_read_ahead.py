"""What is asked of the system before a mapped tensor is read: all that will be touched, and little else."""

import mmap
from itertools import pairwise

import numpy as np
import pytest

from inspector.tensor.read_ahead import read_ahead

pytestmark = pytest.mark.skipif(not hasattr(mmap.mmap, "madvise"), reason="this system has no madvise")
CHUNK = 1 << 16
ROW = 1 << 14  # elements: one chunk of float32


class AskedMap(mmap.mmap):
    """Notes the spans that are asked for, in bytes."""

    def madvise(self, option, start, length):
        assert option == mmap.MADV_WILLNEED
        super().madvise(option, start, length)
        self.asked = (*getattr(self, "asked", ()), range(start, start + length))


def asked_for(shape, index, offset=0):
    mapping = AskedMap(-1, offset + 4 * int(np.prod(shape)))
    array = np.ndarray(shape, np.float32, mapping, offset)
    read_ahead(array, tuple(np.asarray(part) for part in index))
    return getattr(mapping, "asked", ()), len(mapping)


def touched(shape, index, offset=0):
    places = np.ravel_multi_index(np.broadcast_arrays(*index), shape).ravel() * 4 + offset
    return set(places.tolist())


WINDOWS = [
    pytest.param(np.ix_(np.arange(3, 300, 3), np.arange(100, 612)), id="rows far apart"),
    pytest.param(np.ix_(np.arange(40, 80), np.arange(ROW)), id="whole rows"),
    pytest.param((np.arange(300)[None, :], np.arange(100, 612)[:, None]), id="transposed"),
    pytest.param((np.arange(300)[None, :] + np.zeros((512, 1), int), np.arange(512)[:, None]), id="an index for each"),
    pytest.param((np.array(7), np.array(9)), id="one element"),
    pytest.param((np.array([299]), np.arange(ROW)), id="the end"),
]


@pytest.mark.parametrize("offset", [0, 72, CHUNK - 4])
@pytest.mark.parametrize("index", WINDOWS)
def test_all_that_is_touched_is_asked_for_and_no_other_chunk(index, offset):
    asked, length = asked_for((300, ROW), index, offset)
    needed = {place // CHUNK for place in touched((300, ROW), index, offset)}
    found = {chunk for span in asked for chunk in range(span.start // CHUNK, -(-span.stop // CHUNK))}
    assert found == needed
    assert all(0 <= span.start < span.stop <= length for span in asked)
    assert all(first.stop < second.start for first, second in pairwise(asked))


def test_too_scattered_elements_are_left_to_the_system():
    index = np.ix_(np.arange(0, 1100), np.array([0, 5]))
    assert asked_for((1100, ROW), index) == ((), 1100 * CHUNK)


def test_nothing_is_asked_for_nothing():
    assert asked_for((4, ROW), np.ix_(np.arange(0), np.arange(5)))[0] == ()


def test_an_array_in_memory_is_none_of_the_systems_business():
    read_ahead(np.zeros((4, 5)), (np.arange(4), np.arange(4)))
    read_ahead(np.zeros(()), ())

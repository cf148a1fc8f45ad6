import numpy as np

from inspector.tensor import slice as slices
from inspector.tensor.slice import Reduction, read_slice
from inspector.tensor.slice_spec import ResolvedSlice
from inspector.tensor.values import StoredValues
from widgets.pooled_work import PooledWork

HELD = ResolvedSlice(0, 1, (0, 0))


def preview(monkeypatch, value):
    monkeypatch.setattr(slices, "_STORED_AT_ONCE", 10)
    array = np.zeros((40, 40), np.float32)
    array[5, 7] = value
    return read_slice(StoredValues(array), HELD, 4, 4)


def test_a_preview_is_followed_by_a_look_at_everything(monkeypatch, qtbot):
    part, told = preview(monkeypatch, 9.0), []
    assert (part.reduction, part.figures.high) == (Reduction.PREVIEW, 0.0)
    work = PooledWork()
    work.follow(part, None, (4, 4), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert (told[0].reduction, told[0].figures.high, told[0].array.max()) == (Reduction.EXTREME, 9.0, 9.0)


def test_only_the_newest_is_told(monkeypatch, qtbot):
    told, work = [], PooledWork()
    for value in (1.0, 2.0, 3.0):
        work.follow(preview(monkeypatch, value), None, (4, 4), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert [part.figures.high for part in told] == [3.0]


def test_what_needs_no_second_look_makes_the_former_stale(monkeypatch, qtbot):
    told, work = [], PooledWork()
    work.follow(preview(monkeypatch, 1.0), None, (4, 4), told.append)
    work.follow(None, None, (4, 4), told.append)
    work.follow(preview(monkeypatch, 2.0), None, (4, 4), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert [part.figures.high for part in told] == [2.0]

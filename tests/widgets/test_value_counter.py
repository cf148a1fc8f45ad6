"""The process that counts values: answers come in the GUI thread, what nobody waits for is not told."""

from contextlib import closing

import numpy as np
import pytest

from inspector.errors import InspectorError
from inspector.model.safetensors_file import write_tensor
from inspector.reshape.apply_request import ApplyRequest, TensorPlace
from widgets.counting_processes import ValueCounter

_WAIT = 30_000


@pytest.fixture
def counter(qapp, tmp_path):
    with closing(ValueCounter(tmp_path)) as made:
        yield made


def request(tmp_path, name="tensor"):
    path = tmp_path / "tensor.safetensors"
    write_tensor(path, np.arange(24, dtype=np.float32).reshape(4, 6), "float32")
    return ApplyRequest(TensorPlace(path, name, (6, 1)), ())


def ignore(done, of):
    pass


def test_a_count_tells_how_far_it_is_and_what_was_found(counter, tmp_path, qtbot):
    found, told = [], []
    counter.distribution(request(tmp_path), found.append, pytest.fail, lambda *each: told.append(each))
    qtbot.waitUntil(lambda: bool(found), timeout=_WAIT)
    assert told == [(0, 24), (24, 24)]
    assert found[0].statistics.mean == 11.5
    counter.quantiles_along(request(tmp_path), 0, found.append, pytest.fail, ignore)
    qtbot.waitUntil(lambda: len(found) == 2, timeout=_WAIT)
    assert found[1].quantiles[2].tolist() == [2.5, 8.5, 14.5, 20.5]


def test_what_was_stopped_is_not_told_and_what_is_asked_then_is(counter, tmp_path, qtbot):
    stopped, found = [], []
    counter.distribution(request(tmp_path), stopped.append, stopped.append, ignore)
    counter.stop()
    counter.quantiles_along(request(tmp_path), 1, found.append, pytest.fail, ignore)
    qtbot.waitUntil(lambda: bool(found), timeout=_WAIT)
    assert stopped == []
    assert found[0].axis == 1


def test_a_tensor_that_is_not_there_is_told(counter, tmp_path, qtbot):
    failed = []
    counter.distribution(request(tmp_path, "nothing"), pytest.fail, failed.append, ignore)
    qtbot.waitUntil(lambda: bool(failed), timeout=_WAIT)
    assert isinstance(failed[0], InspectorError)
    assert "has no tensor 'nothing'" in str(failed[0])

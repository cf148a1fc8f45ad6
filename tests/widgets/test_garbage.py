"""Garbage is collected in the window's thread, and what is kept is not looked at over and over."""

import gc
import weakref

import pytest
from PySide6.QtCore import QObject

from widgets.garbage import Garbage


class Knot:
    def __init__(self):
        self.self = self


@pytest.fixture
def garbage(qapp):
    parent = QObject()
    made = Garbage(parent)
    yield made
    parent.deleteLater()
    gc.enable()
    gc.unfreeze()


def knots(count):
    made = [Knot() for _ in range(count)]
    return [weakref.ref(knot) for knot in made]


def test_nothing_is_collected_but_when_it_is_time(garbage):
    dead = knots(2 * gc.get_threshold()[0])
    assert all(knot() is not None for knot in dead)
    garbage.collect()
    assert all(knot() is None for knot in dead)


def test_little_garbage_waits(garbage):
    gc.collect(0)
    (dead,) = knots(1)
    garbage.collect()
    assert dead() is not None
    gc.collect(0)
    assert dead() is None


def test_much_that_is_new_is_taken_as_kept(garbage):
    gc.collect(0)
    kept = [[] for _ in range(120_000)]
    frozen = gc.get_freeze_count()
    garbage.collect()
    assert gc.get_freeze_count() >= frozen + len(kept)


def test_time_calls_it(garbage, qtbot):
    dead = knots(2 * gc.get_threshold()[0])
    qtbot.waitUntil(lambda: dead[0]() is None)


def test_python_collects_by_itself_again_afterwards(qapp):
    parent = QObject()
    Garbage(parent)
    assert not gc.isenabled()
    parent.destroyed.connect(lambda: None)
    import shiboken6

    shiboken6.delete(parent)
    assert gc.isenabled()
    gc.unfreeze()

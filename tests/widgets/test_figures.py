"""Figures that arrive one by one are told together."""

from inspector.reshape.selection import Selection
from inspector.run.key import file_key
from inspector.tensor.statistics import Statistics
from widgets.figures import Figures

FIGURES = Statistics(0.0, 1.0, 0.5, 0.5, 1.0, 1.0, 0, 0)
ONE, TWO = Selection(file_key("a")), Selection(file_key("b"))


def test_they_are_told_together(qtbot):
    figures, told = Figures(), []
    figures.changed.connect(lambda: told.append(dict(figures.found)))
    with qtbot.waitSignal(figures.changed):
        figures.keep(ONE, FIGURES)
        figures.keep(TWO, FIGURES)
        assert figures.found == {}
    assert told == [{ONE: FIGURES, TWO: FIGURES}]


def test_those_that_were_cleared_do_not_come(qtbot):
    figures = Figures()
    figures.keep(ONE, FIGURES)
    figures.clear()
    with qtbot.waitSignal(figures.changed):
        figures.keep(TWO, FIGURES)
    assert figures.found == {TWO: FIGURES}

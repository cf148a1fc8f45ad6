"""The four views of a captured tensor in the real window, each showing the values that the model gave."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from inspector.model.source import parse_source
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey
from inspector.tensor.distribution import SHARES
from inspector.tensor.values import whole
from widgets.histogram_plot import HistogramPlot
from widgets.line_plot import LinePlot
from widgets.main_window import MainWindow
from widgets.tensor_distribution import TensorDistribution
from widgets.tensor_lines import TensorLines
from widgets.tensor_view import TensorView

_WAIT = 60_000
_FORM = "form:input_size=3,hidden_size=4,bidirectional=true,batch_first=true"


def _turn_to(view: TensorView, qtbot: QtBot, key: Qt.Key) -> None:
    view.take_focus()
    qtbot.keyClick(view, key, Qt.KeyboardModifier.AltModifier)


def _curves(view: TensorView, kind: type[TensorLines] | type[TensorDistribution]) -> np.ndarray:
    plot = view.findChild(kind).findChild(LinePlot)
    return np.array([line.yData for line in plot._plots[0].listDataItems()]) if plot._plots else np.zeros(0)


def test_lines_table_and_distribution_of_what_the_model_gave(window: MainWindow, qtbot: QtBot) -> None:
    workspace, view = window.workspace, window.panels.source
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.open_source(parse_source(_FORM))
    selection = Selection(TensorKey("", "0", "output"))
    assert workspace.session.selection == selection
    values = workspace.reshaping.source_values()
    assert values is not None
    array = whole(values)

    _turn_to(view, qtbot, Qt.Key.Key_2)
    np.testing.assert_array_equal(_curves(view, TensorLines), array[0, :, :3].T)

    _turn_to(view, qtbot, Qt.Key.Key_3)
    table = view.findChild(QTableView)
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    np.testing.assert_array_equal(np.array(copied, np.float32), array[0])

    _turn_to(view, qtbot, Qt.Key.Key_4)
    plot = view.findChild(HistogramPlot)
    qtbot.waitUntil(plot.isVisible, timeout=_WAIT)
    assert round(plot.bars.sum()) == array.size
    distribution = view.distribution
    distribution._head._of.setCurrentIndex(2)
    distribution._head._of.activated.emit(2)
    qtbot.waitUntil(lambda: len(_curves(view, TensorDistribution)) == len(SHARES), timeout=_WAIT)
    along = np.quantile(array.transpose(1, 0, 2).reshape(array.shape[1], -1), SHARES, axis=1)
    np.testing.assert_allclose(_curves(view, TensorDistribution), along, rtol=1e-5, atol=1e-6)

    h_n = Selection(TensorKey("", "0", "h_n"), "[0]")
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.change(workspace.session.with_selection(h_n))
    assert distribution.isVisible(), "the view stays"
    qtbot.waitUntil(lambda: plot.isVisible() and round(plot.bars.sum()) == array.shape[0] * 4, timeout=_WAIT)


def test_the_distribution_of_a_reshaped_tensor_is_that_of_the_result(window: MainWindow, qtbot: QtBot) -> None:
    workspace, view = window.workspace, window.panels.preview
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.open_source(parse_source(_FORM))
    _turn_to(view, qtbot, Qt.Key.Key_4)
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".mean(1)")))
    plot = view.findChild(HistogramPlot)
    qtbot.waitUntil(plot.isVisible, timeout=_WAIT)
    preview = workspace.reshaping.preview
    assert preview is not None
    result = whole(preview.values)
    assert round(plot.bars.sum()) == result.size
    np.testing.assert_allclose((plot.edges[0], plot.edges[-1]), (result.min(), result.max()), rtol=1e-5)

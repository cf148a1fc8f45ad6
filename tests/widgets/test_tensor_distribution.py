"""How a distribution is shown: bars, quantiles, words, and what is said while or where there is none."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QProgressBar
from tensor_values import ARRAY, AXES, collected

from inspector.errors import InputError
from inspector.tensor.axis import named_axis
from inspector.tensor.distribution import SHARES, AxisQuantiles, Distribution
from inspector.tensor.histogram import BINS, Histogram
from inspector.tensor.padding import Padding
from inspector.tensor.statistics import statistics_of
from widgets.histogram_plot import HistogramPlot
from widgets.histogram_view import HistogramView
from widgets.line_plot import LinePlot
from widgets.line_reader import LineReader
from widgets.tensor_distribution import TensorDistribution

SPACE = "\N{NO-BREAK SPACE}"


def distribution(values):
    array = np.array(values, np.float32)
    keys = array.view(np.uint32) >> 16
    return Distribution(Histogram(np.bincount(keys.ravel(), minlength=BINS)), statistics_of(array), array.size)


def quantiles(axis=1, step=1, exact=True, missing=0):
    moved = np.moveaxis(ARRAY.astype(float), axis, 0).reshape(AXES[axis].size, -1)
    points = [moved[first : first + step].ravel() for first in range(0, len(moved), step)]
    found = np.array([np.quantile(point, SHARES) for point in points]).T
    gone = np.zeros(len(points), np.int64)
    gone[0] = missing
    return AxisQuantiles(axis, AXES[axis].size, step, found, gone, exact)


@pytest.fixture
def view(qtbot):
    made = TensorDistribution()
    qtbot.addWidget(made)
    made.resize(640, 420)
    made.show_axes(AXES)
    with qtbot.waitExposed(made):
        made.show()
    return made


def texts(view):
    return [label.text().replace(SPACE, " ") for label in view.findChildren(QLabel) if label.isVisible()]


def test_it_asks_when_it_is_looked_at_and_tells_when_it_is_left(qtbot):
    view = TensorDistribution()
    qtbot.addWidget(view)
    view.show_axes(AXES)
    wanted, left = collected(view.wanted), []
    view.left.connect(lambda: left.append(True))
    assert wanted == []
    with qtbot.waitExposed(view):
        view.show()
    assert wanted == [None]
    box = view.findChild(QComboBox)
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert wanted == [None, 1]
    view.hide()
    assert left == [True]


def test_the_axis_chosen_stays_where_another_tensor_has_one_of_that_name(view):
    box = view.findChild(QComboBox)
    assert [box.itemText(at) for at in range(4)] == [
        "the whole tensor", "along batch (3)", "along time (7)", "along direction × hidden (8)",
    ]  # fmt: skip
    box.setCurrentIndex(2)
    view.show_axes((named_axis(("time", 9)), named_axis(("hidden", 2))))
    assert (view.axis, box.currentText()) == (0, "along time (9)")
    view.show_axes((named_axis(("layer", 9)),))
    assert view.axis is None


def test_a_histogram_has_every_value_and_its_figures(view):
    view.show_distribution(distribution([-1, 0, 0, 0.5, 1, 2, np.nan, np.inf]))
    plot = view.findChild(HistogramPlot)
    assert plot.bars.sum() == pytest.approx(6)
    assert (plot.edges[0], plot.edges[-1]) == (-1, 2)
    said = texts(view)
    assert "8 values   min −1   max 2   mean 0.417   std 0.932   1 NaN, 1 Inf" in said
    assert "1 % −1   5 % −1   25 % 0   50 % 0   75 % 0.504   95 % 1.01   99 % 1.01" in said, said
    assert "Quantiles are exact to 1/128 of their value." in said


def test_the_first_and_the_last_bar_have_the_smallest_and_the_largest_value():
    shown = distribution([0.3, 0.3, 0.31, 0.7])
    bars = shown.bars(shown.statistics.min, shown.statistics.max, 4)
    assert bars.tolist() == pytest.approx([3, 0, 0, 1])
    assert shown.bars(0.0, 1.0, 1).tolist() == pytest.approx([4])
    assert shown.bars(0.5, 1.0, 1).tolist() == pytest.approx([1])


def test_a_tensor_of_one_value_is_one_bar(view):
    view.show_distribution(distribution([0.5] * 10))
    plot = view.findChild(HistogramPlot)
    assert plot.bars.sum() == pytest.approx(10)
    assert np.count_nonzero(plot.bars) <= 2


def test_zooming_in_counts_finer_bars(view):
    view.show_distribution(distribution(np.linspace(-1, 1, 1001)))
    plot = view.findChild(HistogramPlot)
    plot._plot.setXRange(0.25, 0.5, padding=0)
    assert (plot.edges[0], plot.edges[-1]) == (0.25, 0.5)
    assert plot.bars.sum() == pytest.approx(125, abs=2)


def test_counts_on_a_logarithmic_scale(view):
    view.show_distribution(distribution([0.0] * 999 + [1.0]))
    plot = view.findChild(HistogramPlot)
    view.findChild(QCheckBox).setChecked(True)
    heights = plot._curve.getData()[1]
    assert heights.max() == pytest.approx(3)
    assert heights[-1] == pytest.approx(np.log10(2))
    axis = plot._counts
    ticks = axis.tickValues(0, 3.2, 100)[0][1]
    assert axis.tickStrings(ticks, 1, 1) == ["0", "1", "10", "100", "1,000"]


def test_the_keyboard_reads_bars(view, qtbot):
    view.show_distribution(distribution([0, 0, 0, 1]))
    shown = view.findChild(HistogramView)
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert shown.reading.text().startswith("0 to 0.0")
    assert shown.reading.text().endswith(": 3 values, 75 %")
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.reading.text().startswith("Point at a bar")


def test_quantiles_along_an_axis_are_curves_with_bands(view, qtbot):
    shown = quantiles(missing=2)
    view.show_quantiles(shown)
    curves = [line.yData for line in view.findChild(LinePlot)._plots[0].listDataItems()]
    np.testing.assert_allclose(curves, shown.quantiles, rtol=1e-6)
    assert "The quantiles are exact. 2 NaN or Inf are left out." in texts(view)
    assert {"median", "5 % and 95 %", "smallest and largest"} <= set(texts(view))
    reader = view.findChild(LineReader)
    reader.setFocus()
    qtbot.keyClick(reader, Qt.Key.Key_Right)
    assert reader.reading.text().startswith("time 0:   min −")
    assert reader.reading.text().endswith("2 NaN or Inf")


def test_neighbours_that_stand_together_and_inexact_quantiles_are_told(view, qtbot):
    view.show_quantiles(quantiles(step=3, exact=False))
    curve = view.findChild(LinePlot)._plots[0].listDataItems()[0]
    assert curve.xData.tolist() == [0, 3, 6]
    told = "The smallest and the largest are exact, the others to 1/128 of their value. Each point is of 3 neighbours."
    assert told in texts(view)
    reader = view.findChild(LineReader)
    reader.setFocus()
    for _ in range(5):
        qtbot.keyClick(reader, Qt.Key.Key_Right)
    assert reader.reading.text().startswith("time 3 to 5:   ")


def test_padding_is_told(view):
    view.show_axes(AXES, Padding(0, 1, (7, 3, 2)))
    view.show_distribution(distribution([0, 1]))
    assert "Quantiles are exact to 1/128 of their value. Zeros of the padding are counted, too." in texts(view)


def test_progress_errors_and_what_has_no_values(view):
    view.show_progress(0, 0)
    assert "Beginning to count…" in texts(view)
    assert view.findChild(QProgressBar).maximum() == 0
    view.show_progress(500, 2000)
    assert "Counting 2,000 values…" in texts(view)
    assert view.findChild(QProgressBar).value() == 250
    view.show_error(InputError("It went wrong.", "Do it again."))
    assert "It went wrong. Do it again." in texts(view)
    view.show_distribution(distribution([np.nan, np.inf, np.inf]))
    assert "None of the 3 values is finite: 1 NaN, 2 Inf." in texts(view)
    view.show_distribution(distribution([]))
    assert "This tensor has no elements." in texts(view)


def test_a_single_value_is_not_called_values_and_ticks_have_a_true_minus_sign(view):
    view.show_distribution(distribution([-0.5]))
    assert any(text.startswith("1 value   min") for text in texts(view))
    axis = view.findChild(HistogramPlot)._plot.getAxis("bottom")
    assert axis.tickStrings([-1.0, 1.0], 1.0, 1.0) == ["\N{MINUS SIGN}1", "1"]


def test_quantiles_at_the_edge_have_no_name_that_would_be_cut_off(view):
    view.show_distribution(distribution(np.arange(200.0)))
    plot = view.findChild(HistogramPlot)
    width = plot._plot.getViewBox().width()
    low, high = plot._plot.viewRange()[0]
    named = [(line.value() - low) / (high - low) * width for line in plot._lines if line.label.isVisible()]
    assert len(named) >= 3
    assert all(15 < place < width - 15 for place in named)

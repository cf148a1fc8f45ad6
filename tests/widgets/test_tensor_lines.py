"""The lines of a slice: which are drawn, chosen and read, and what is said where there are none."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QListView
from tensor_values import ARRAY, AXES, collected, part_of

from inspector.tensor.axis import named_axis
from inspector.tensor.padding import Padding
from inspector.tensor.slice_spec import SliceSpec
from widgets.band_item import BandItem
from widgets.curve_ink import MOST_CURVES, curve_pen
from widgets.line_plot import LinePlot
from widgets.line_reader import LineReader
from widgets.tensor_lines import TensorLines
from widgets.theme import Theme, apply_theme, colours
from widgets.unit_items import UnitItems


@pytest.fixture
def view(qtbot):
    made = TensorLines()
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show_slice(part_of(), AXES)
    with qtbot.waitExposed(made):
        made.show()
    return made


def drawn(view):
    """The lines of each plot, by their numbers; marks are no lines."""
    plots = view.findChild(LinePlot)._plots
    return [[list(line.yData) for line in plot.listDataItems() if line.opts["pen"] is not None] for plot in plots]


def texts(view):
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def box(view, name):
    return next(box for box in view.findChildren(QComboBox) if box.accessibleName() == name)


def choose(view, name, text):
    found = box(view, name)
    at = found.findText(text)
    assert at >= 0, [found.itemText(row) for row in range(found.count())]
    found.setCurrentIndex(at)
    found.activated.emit(at)


def listed(view):
    """The list of units; a combo box has a list, too."""
    return next(each for each in view.findChildren(QListView) if each.accessibleName().startswith("Lines: "))


def select(view, *rows):
    units = listed(view)
    flags = QItemSelectionModel.SelectionFlag
    for number, row in enumerate(rows):
        flag = flags.Select if number else flags.ClearAndSelect
        units.selectionModel().select(units.model().index(row, 0), flag)


def test_the_first_units_are_drawn_over_time_in_one_plot_and_named(view):
    assert drawn(view) == [[list(ARRAY[0, :, unit].astype(float)) for unit in range(3)]]
    assert {"0 (forward, 0)", "1 (forward, 1)", "2 (forward, 2)"} <= set(texts(view))


def test_several_units_are_chosen_in_the_list(view, qtbot):
    select(view, 1, 6)
    assert drawn(view) == [[list(ARRAY[0, :, unit].astype(float)) for unit in (1, 6)]]
    qtbot.waitUntil(lambda: "6 (backward, 2)" in texts(view))


def test_the_filter_narrows_the_list_and_keeps_what_is_drawn(view, qtbot):
    before = drawn(view)
    qtbot.keyClicks(view.findChild(QLineEdit), "backward")
    units = listed(view).model()
    assert [units.index(row, 0).data() for row in range(units.rowCount())] == [
        f"{4 + unit} (backward, {unit})" for unit in range(4)
    ]
    assert drawn(view) == before
    qtbot.keyClick(view.findChild(QLineEdit), Qt.Key.Key_Escape)
    assert units.rowCount() == 8
    assert len(listed(view).selectionModel().selectedIndexes()) == 3


def test_a_cell_of_the_heatmap_brings_its_unit(view):
    view.show_units_of({0: (2,), 1: (3,), 2: (5,)})
    assert drawn(view) == [[list(ARRAY[0, :, 5].astype(float))]]


def test_another_slice_keeps_the_units_and_another_kind_of_tensor_begins_anew(view):
    select(view, 4)
    view.show_slice(part_of(spec=SliceSpec(fixed=(2, 0, 0))), AXES)
    assert drawn(view) == [[list(ARRAY[2, :, 4].astype(float))]]
    axes = (named_axis(("layer", 3)), named_axis(("batch", 7)), named_axis(("hidden", 8)))
    view.show_slice(part_of(axes=axes), axes)
    assert drawn(view) == [[list(ARRAY[0, row].astype(float)) for row in range(3)]]


def test_lines_run_along_the_other_axis_if_the_person_wants_it(view):
    choose(view, "Along", "direction × hidden")
    assert drawn(view)[0][0] == list(ARRAY[0, 0].astype(float))
    assert box(view, "Along").currentText() == "direction × hidden"


def test_a_mean_over_the_batch_has_a_band(view):
    choose(view, "Show", "mean ± std (batch)")
    np.testing.assert_allclose(drawn(view)[0], ARRAY.mean(0)[:, :3].T, rtol=1e-5, atol=1e-6)
    bands = [item for item in view.findChild(LinePlot)._plots[0].items if isinstance(item, BandItem)]
    assert len(bands) == 3
    assert bands[0].boundingRect().bottom() == pytest.approx((ARRAY.mean(0) + ARRAY.std(0))[:, 0].max(), rel=1e-5)
    choose(view, "Show", "values")
    assert not any(isinstance(item, BandItem) for item in view.findChild(LinePlot)._plots[0].items)


def test_small_plots_have_one_line_each_and_the_same_scale(view):
    view.findChild(QCheckBox).setChecked(True)
    assert drawn(view) == [[list(ARRAY[0, :, unit].astype(float))] for unit in range(3)]
    ranges = {tuple(plot.viewRange()[1]) for plot in view.findChild(LinePlot)._plots}
    assert len(ranges) == 1


def test_the_keyboard_reads_all_lines_at_a_step(view, qtbot):
    pointed = collected(view.hovered)
    reader = view.findChild(LineReader)
    reader.setFocus()
    for _ in range(3):
        qtbot.keyClick(reader, Qt.Key.Key_Right)
    assert reader.reading.text().startswith("time 2:   0 (forward, 0) ")
    assert f"{ARRAY[0, 2, 1]:.6g}".lstrip("-") in reader.reading.text()
    assert pointed[-1] == (0, 2, 0)
    qtbot.keyClick(reader, Qt.Key.Key_Escape)
    assert pointed[-1] is None


def test_what_is_no_number_is_marked_where_it_stands(view):
    array = ARRAY.copy()
    array[0, 2, 0], array[0, 4, 1] = np.nan, np.inf
    view.show_slice(part_of(array), AXES)
    marks = {
        (line.opts["symbol"], tuple(line.xData))
        for line in view.findChild(LinePlot)._plots[0].listDataItems()
        if line.opts["pen"] is None
    }
    assert marks == {("x", (2,)), ("t1", (4,))}


def test_padding_is_not_drawn_and_is_read_as_padding(view, qtbot):
    view.show_slice(part_of(spec=SliceSpec(fixed=(1, 0, 0)), padding=Padding(0, 1, (7, 3, 2))), AXES)
    assert drawn(view)[0][0] == list(ARRAY[1, :3, 0].astype(float))
    reader = view.findChild(LineReader)
    reader.setFocus()
    for _ in range(5):
        qtbot.keyClick(reader, Qt.Key.Key_Right)
    assert "0 (forward, 0) padding" in reader.reading.text()


def test_a_spike_in_a_long_line_is_drawn_and_zooming_in_draws_every_step(view):
    axes = (named_axis(("time", 200_000)),)
    array = np.zeros(200_000, np.float32)
    array[123_456] = 9
    view.show_slice(part_of(array, axes), axes)
    (line,) = view.findChild(LinePlot)._plots[0].listDataItems()
    assert line.yData.max() == 9
    assert len(line.yData) < 5000
    assert any(text.startswith("lowest and highest of every ") for text in texts(view))
    view.findChild(LinePlot)._plots[0].setXRange(123_400, 123_500, padding=0)
    (line,) = view.findChild(LinePlot)._plots[0].listDataItems()
    assert line.xData[line.yData.argmax()] == 123_456
    assert np.diff(line.xData).max() == 1


def test_more_units_than_can_be_told_apart_are_not_drawn_and_that_is_said(view):
    axes = (named_axis(("time", 4)), named_axis(("hidden", 30)))
    view.show_slice(part_of(np.ones((4, 30), np.float32), axes), axes)
    listed(view).selectAll()
    assert len(drawn(view)[0]) == MOST_CURVES
    assert f"the first {MOST_CURVES} of 30 chosen are drawn" in texts(view)


@pytest.mark.parametrize(
    ("shape", "sizes", "text"),
    [
        ((), (), "A single number has no lines. Its value stands in the heatmap and in the table."),
        ((3, 0), (3, 0), "This tensor has no elements: its size along hidden is 0."),
    ],
)
def test_where_there_are_no_lines_it_says_why(view, shape, sizes, text):
    axes = tuple(named_axis((name, size)) for name, size in zip(("time", "hidden"), sizes, strict=False))
    view.show_slice(part_of(np.zeros(shape, np.float32), axes), axes)
    assert text in texts(view)
    view.show_slice(None, ())
    assert "No values to show." in texts(view)
    choices = [*view.findChildren(QComboBox), listed(view)]
    assert not any(each.isVisible() for each in choices)
    view.show_slice(part_of(), AXES)
    assert all(each.isVisible() for each in choices)


def test_lines_that_stand_beside_each_other_differ_in_ink_and_dashes(qapp):
    for theme in (Theme.LIGHT, Theme.DARK):
        apply_theme(qapp, theme)
        pens = [curve_pen(number, colours(qapp.palette())) for number in range(MOST_CURVES)]
        looks = [(pen.color().name(), pen.style()) for pen in pens]
        assert len(set(looks)) == MOST_CURVES
        for one, other in pairwise(looks):
            assert one[0] != other[0]
            assert one[1] != other[1]


def test_the_units_are_a_proper_model(qapp):
    items = UnitItems()
    QAbstractItemModelTester(items, QAbstractItemModelTester.FailureReportingMode.Fatal)
    items.show_axis(AXES[2], "")
    assert [items.index(row, 0).data() for row in range(items.rowCount())] == [
        f"{unit} ({('forward', 'backward')[unit // 4]}, {unit % 4})" for unit in range(8)
    ]
    items.show_axis(AXES[2], "5")
    assert (items.rowCount(), items.unit_at(0), items.row_of(5), items.row_of(4)) == (1, 5, 0, None)

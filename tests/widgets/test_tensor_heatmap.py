import ml_dtypes
import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel

from inspector.tensor.axis import named_axis
from inspector.tensor.levels import Levels
from inspector.tensor.scale import FixedScale
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues
from widgets.heat_bar import HeatBar
from widgets.heat_colours import colour_table, pixel_table
from widgets.heat_image import HeatImage
from widgets.heat_origins import Origins
from widgets.heat_plot import HeatPlot
from widgets.heat_slice import Scaling
from widgets.index_axis import IndexAxis
from widgets.scale_button import ScaleButton
from widgets.tensor_heatmap import TensorHeatmap
from widgets.theme import Theme, apply_theme, colours, is_dark

AXES = (named_axis(("batch", 4)), named_axis(("time", 20)), named_axis(("direction", 2), ("hidden", 32)))
DEFAULT = SliceSpec()
SIGNED = np.linspace(-1, 1, 4 * 20 * 64, dtype=np.float32).reshape(4, 20, 64)


@pytest.fixture
def heatmap(qtbot):
    made = TensorHeatmap()
    qtbot.addWidget(made)
    made.resize(500, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def part_of(array, axes=AXES, spec=DEFAULT, most=1000):
    return read_slice(StoredValues(array), resolve_slice(spec, axes), most, most)


def matrix(array):
    return np.asarray(array), (named_axis(("batch", len(array))), named_axis(("hidden", len(array[0]))))


def shown(heatmap):
    return [label.text() for label in heatmap.findChildren(QLabel) if label.isVisible()]


def image(heatmap):
    plot = heatmap.findChild(HeatPlot)
    return next(item for item in plot.scene().items() if isinstance(item, HeatImage))


def view_box(heatmap):
    return next(item for item in heatmap.findChild(HeatPlot).scene().items() if isinstance(item, pg.ViewBox))


def corner(heatmap):
    return heatmap.findChild(HeatPlot).grab().toImage().pixelColor(1, 1)


def hover(heatmap, row, column):
    """Move the mouse over the place of the plot that has these coordinates."""
    box = view_box(heatmap)
    heatmap.findChild(HeatPlot).scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(column, row)))


def test_the_axes_are_named_with_their_sizes(heatmap):
    heatmap.show_slice(part_of(SIGNED), AXES)
    axes = [item for item in heatmap.findChild(HeatPlot).scene().items() if isinstance(item, IndexAxis)]
    assert {axis.labelText for axis in axes if axis.isVisible()} == {"time (20)", "direction × hidden (64)"}


def test_a_long_name_of_an_axis_is_shortened_and_keeps_its_size(heatmap, qtbot):
    long = named_axis(("mixed(layer, direction, batch)" * 3, 20))
    heatmap.show_slice(part_of(SIGNED), (AXES[0], long, AXES[2]))
    axes = [item for item in heatmap.findChild(HeatPlot).scene().items() if isinstance(item, IndexAxis)]
    rows = next(axis for axis in axes if axis.isVisible() and "mixed" in axis.labelText)
    qtbot.waitUntil(lambda: rows.label.boundingRect().width() <= rows.size().height() + 16)
    assert "…" in rows.labelText
    assert rows.labelText.endswith("(20)")


def test_row_0_is_at_the_top_and_column_0_at_the_left(heatmap):
    heatmap.show_slice(part_of(SIGNED), AXES)
    box = view_box(heatmap)
    first, last = box.mapViewToScene(QPointF(0, 0)), box.mapViewToScene(QPointF(63, 19))
    assert first.y() < last.y()
    assert first.x() < last.x()
    table = colour_table(Levels(-1.0, -0.5, signed=False), is_dark(heatmap.palette()), colours(heatmap.palette()))
    assert image(heatmap).pixels[[0, 19], [0, 63]].tolist() == pixel_table(table)[[2, 255]].tolist()


def test_the_mouse_reads_an_element(heatmap):
    told = []
    heatmap.hovered.connect(told.append)
    heatmap.show_slice(part_of(SIGNED, spec=SliceSpec(fixed=(3, 0, 0))), AXES)
    hover(heatmap, 7, 45)
    hover(heatmap, 7.4, 45.4)
    hover(heatmap, 900, 900)
    assert told == [(3, 7, 45), None]


def test_the_reading_names_the_element(heatmap):
    heatmap.show_slice(part_of(SIGNED, spec=SliceSpec(fixed=(3, 0, 0))), AXES)
    hover(heatmap, 7, 45)
    value = f"{SIGNED[3, 7, 45]:.6g}"
    assert shown(heatmap) == [f"batch 3, time 7, direction × hidden 45 (backward, 13): {value}"]


def test_the_arrows_move_a_cell_that_stays_inside(heatmap, qtbot):
    told = []
    heatmap.hovered.connect(told.append)
    heatmap.show_slice(part_of(SIGNED), AXES)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown):
        qtbot.keyClick(heatmap, key)
    assert told == [(0, 0, 0), (0, 1, 0), (0, 1, 1), (0, 11, 1), (0, 19, 1)]
    qtbot.keyClick(heatmap, Qt.Key.Key_Escape)
    assert told[-1] is None


def test_steps_are_said_and_indices_are_those_of_the_tensor(heatmap, qtbot):
    told = []
    heatmap.hovered.connect(told.append)
    heatmap.show_slice(part_of(SIGNED, most=5), AXES)
    assert "each cell is the most extreme of 4 rows × 13 columns" in shown(heatmap)[0]
    hover(heatmap, 2, 5)
    assert told == [(0, 0, 0)]  # the values rise, so that the first of a block is the farthest from the middle
    hover(heatmap, 19, 63)
    assert told[-1] == (0, 19, 63)  # and in the other half the last one
    assert f"{SIGNED[0, 19, 63]:.6g}".replace("-", "−") in shown(heatmap)[1]


def test_letter_a_shows_all_again(heatmap, qtbot):
    heatmap.show_slice(part_of(SIGNED), AXES)
    box = view_box(heatmap)
    box.setRange(xRange=(10, 20), yRange=(3, 5), padding=0)
    qtbot.keyClick(heatmap, Qt.Key.Key_A)
    assert np.allclose(box.viewRange(), [[-0.5, 63.5], [-0.5, 19.5]])


@pytest.mark.parametrize(("key", "factor"), [(Qt.Key.Key_Plus, 1 / 1.5), (Qt.Key.Key_Minus, 1.0)])
def test_keys_zoom_and_never_beyond_the_slice(heatmap, qtbot, key, factor):
    heatmap.show_slice(part_of(SIGNED), AXES)
    qtbot.keyClick(heatmap, key)
    (left, right), (top, bottom) = view_box(heatmap).viewRange()
    assert (right - left, bottom - top) == (pytest.approx(64 * factor), pytest.approx(20 * factor))


def test_zooming_keeps_the_marked_cell_in_view(heatmap, qtbot):
    heatmap.show_slice(part_of(SIGNED), AXES)
    qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    for _ in range(9):
        qtbot.keyClick(heatmap, Qt.Key.Key_Plus)
    assert np.allclose(view_box(heatmap).viewRange(), [[-0.5, 1.5], [-0.5, 1.5]])


def test_one_element_takes_one_pixel(heatmap, qtbot):
    array, axes = np.zeros((20, 5000), np.float32), (AXES[1], named_axis(("hidden", 5000)))
    heatmap.show_slice(part_of(array, axes), axes)
    qtbot.keyClick(heatmap, Qt.Key.Key_1)
    box = view_box(heatmap)
    (left, right), (top, bottom) = box.viewRange()
    assert right - left == pytest.approx(box.width() * heatmap.devicePixelRatioF())
    assert bottom - top == 20


def test_the_zoom_stays_while_the_extent_stays(heatmap):
    heatmap.show_slice(part_of(SIGNED), AXES)
    box = view_box(heatmap)
    box.setRange(xRange=(10, 20), yRange=(3, 5), padding=0)
    heatmap.show_slice(part_of(SIGNED, spec=SliceSpec(fixed=(1, 0, 0))), AXES)
    assert np.allclose(box.viewRange(), [[10, 20], [3, 5]])
    heatmap.show_slice(part_of(SIGNED, spec=SliceSpec(0, 1)), AXES)
    assert np.allclose(box.viewRange(), [[-0.5, 19.5], [-0.5, 3.5]])


def test_nan_and_inf_are_counted_in_words(heatmap):
    array, axes = matrix(np.array([[np.nan, np.inf, -np.inf], [1, 2, 3]], np.float32))
    heatmap.show_slice(part_of(array, axes), axes)
    assert "1 NaN" in shown(heatmap)[0]
    assert "2 Inf" in shown(heatmap)[0]
    assert heatmap.accessibleDescription().startswith(
        "2 batch by 3 hidden; rows batch, columns hidden; from 1 to 3, 1 NaN"
    )


@pytest.mark.parametrize(
    ("array", "note"),
    [
        pytest.param(np.full((3, 4), 2.5, np.float32), "every value is 2.5", id="constant"),
        pytest.param(np.full((3, 4), np.nan, np.float32), "no finite value", id="all NaN"),
        pytest.param(np.array([[np.nan, 1.0]]), "every finite value is 1", id="one finite"),
        pytest.param(np.ones((3, 4), np.complex64) * (1 + 2j), "colours show the magnitude", id="complex"),
        pytest.param(np.zeros((3, 4), ml_dtypes.bfloat16), "every value is 0", id="bfloat16"),
    ],
)
def test_what_is_particular_is_said(heatmap, array, note):
    _, axes = matrix(array)
    heatmap.show_slice(part_of(array, axes), axes)
    assert note in shown(heatmap)[0]


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(np.array([[1.0]]), id="one element"),
        pytest.param(np.array([[True, False]]), id="bool"),
        pytest.param(np.array([[-(2**62), 2**62]]), id="int64"),
        pytest.param(np.array([[0, 255]], np.uint8), id="uint8"),
        pytest.param(np.array([[1.5, np.nan, -np.inf]], ml_dtypes.bfloat16), id="bfloat16"),
        pytest.param(np.array([[1.0, 2.0]], ml_dtypes.float8_e4m3fn), id="float8"),
        pytest.param(np.array([[1e300, -1e300]]), id="beyond float32"),
        pytest.param(np.array([[1e-45, 2e-45]], np.float32), id="denormal"),
        pytest.param(np.array([[complex(np.nan, 1), 1j]], np.complex64), id="complex NaN"),
    ],
)
def test_every_type_is_shown_without_a_warning(heatmap, array, qtbot):
    _, axes = matrix(array)
    heatmap.show_slice(part_of(array, axes), axes)
    qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    assert heatmap.grab().width() == heatmap.width()
    assert image(heatmap).pixels.shape == array.shape


def test_a_single_number_and_a_vector(heatmap, qtbot):
    heatmap.show_slice(part_of(np.array(3.5), ()), ())
    qtbot.keyClick(heatmap, Qt.Key.Key_Right)
    assert shown(heatmap) == ["3.5"]
    axes = (named_axis(("hidden", 3)),)
    heatmap.show_slice(part_of(np.array([1.0, 2.0, 4.0]), axes), axes)
    hover(heatmap, 0, 2)
    assert shown(heatmap) == ["hidden 2: 4"]


def test_a_tensor_without_elements_says_which_axis_is_empty(heatmap):
    axes = (named_axis(("batch", 0)), named_axis(("time", 5)))
    heatmap.show_slice(part_of(np.zeros((0, 5)), axes), axes)
    assert shown(heatmap)[0] == "This tensor has no elements: its size along batch is 0."
    assert heatmap.accessibleDescription() == shown(heatmap)[0]


def test_the_colour_bar_has_the_levels_and_stretching_it_changes_the_picture(heatmap, qtbot):
    heatmap.show_slice(part_of(SIGNED, spec=SliceSpec(fixed=(3, 0, 0))), AXES)
    bar = next(item for item in heatmap.findChild(HeatPlot).scene().items() if isinstance(item, HeatBar))
    levels = bar.scale_shown
    assert (levels.low, levels.high) == (pytest.approx(float(SIGNED[3].min())), pytest.approx(1))
    before = image(heatmap).pixels
    drag(heatmap, qtbot, bar, 0.1, 0.3)
    assert bar.scale_shown.low == levels.low
    assert bar.scale_shown.high > levels.high
    assert (image(heatmap).pixels != before).mean() > 0.5


def test_another_theme_changes_the_colours(heatmap, qapp, qtbot):
    heatmap.show_slice(part_of(SIGNED), AXES)
    try:
        for theme in (Theme.DARK, Theme.LIGHT):
            apply_theme(qapp, theme)
            ground = colours(qapp.palette()).background
            # Qt tells the widgets of a new palette by an event, so it comes after the call.
            qtbot.waitUntil(lambda ground=ground: corner(heatmap) == ground)
    finally:
        apply_theme(qapp, Theme.SYSTEM)


def test_a_single_number_is_read_without_pointing(heatmap):
    heatmap.show_slice(part_of(np.float32(-0.25).reshape(()), ()), ())
    assert "\N{MINUS SIGN}0.25" in shown(heatmap)


def drag(heatmap, qtbot, bar, start, end):
    """Drag the colour bar from one share of its height to another."""
    plot = heatmap.findChild(HeatPlot)
    places = [plot.mapFromScene(bar.mapToScene(QPointF(42, bar.size().height() * at))) for at in (start, end)]
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.mouseMove(plot.viewport(), pos=places[1])
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=places[1])


def click(heatmap, qtbot, row, column):
    plot = heatmap.findChild(HeatPlot)
    place = plot.mapFromScene(view_box(heatmap).mapViewToScene(QPointF(column, row)))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_chooses_a_cell_and_the_keyboard_goes_on_from_there(heatmap, qtbot):
    chosen, hovered = [], []
    heatmap.chosen.connect(chosen.append)
    heatmap.hovered.connect(hovered.append)
    heatmap.show_slice(part_of(SIGNED, spec=SliceSpec(fixed=(3, 0, 0))), AXES)
    heatmap.grab()
    click(heatmap, qtbot, 7, 45)
    assert chosen == [(3, 7, 45)]
    qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    assert hovered[-1] == (3, 8, 45)
    click(heatmap, qtbot, -20, 45)  # above the picture
    assert chosen == [(3, 7, 45)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_chooses_the_cell_that_is_read(heatmap, qtbot, key):
    chosen = []
    heatmap.chosen.connect(chosen.append)
    heatmap.show_slice(part_of(SIGNED), AXES)
    qtbot.keyClick(heatmap, key)
    assert chosen == []
    qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    qtbot.keyClick(heatmap, key)
    assert chosen == [(0, 0, 0)]


BATCH = named_axis(("batch", 4))
PLACES = np.repeat([[0.0, 1.0, 2.0, np.nan]], 20, axis=0).repeat(16, axis=1)


def test_coloured_by_origin_everything_says_so(heatmap, qtbot):
    heatmap.show_slice(part_of(SIGNED), AXES, Origins(BATCH, PLACES))
    note, prompt = shown(heatmap)
    assert "320 from no single sample" in note
    assert "Coloured by sample: every cell shows which sample it came from." in note
    assert colours(heatmap.palette()).grid.name() in note
    assert prompt
    assert heatmap.accessibleDescription() == (
        "4 batch by 20 time by 64 direction × hidden; rows time, columns direction × hidden; coloured by the sample "
        "that each cell came from, batch 0 … 3, 320 from no single sample. "
        "Arrow keys read single values and where they came from."
    )
    hover(heatmap, 7, 20)
    value = f"{SIGNED[0, 7, 20]:.6g}".replace("-", "\N{MINUS SIGN}")
    assert shown(heatmap)[1] == f"batch 0, time 7, direction × hidden 20 (forward, 20), from batch 1: {value}"


def test_each_origin_has_one_colour_and_values_come_back(heatmap):
    heatmap.show_slice(part_of(SIGNED), AXES, Origins(BATCH, PLACES))
    by_origin = image(heatmap).pixels.copy()
    assert len(np.unique(by_origin)) == 4
    assert (by_origin == by_origin[0]).all()
    heatmap.show_slice(part_of(SIGNED), AXES)
    assert len(np.unique(image(heatmap).pixels)) > 4
    assert "Coloured by" not in " ".join(shown(heatmap))


def test_another_slice_is_linked_with_nothing(heatmap):
    heatmap.show_slice(part_of(SIGNED), AXES)
    heatmap.grab()
    before = heatmap.grab().toImage()
    cells = np.zeros((20, 64), bool)
    cells[7, 45] = True
    heatmap.show_linked(cells)
    assert heatmap.grab().toImage() != before
    heatmap.show_slice(part_of(SIGNED), AXES)
    assert heatmap.grab().toImage() == before
    heatmap.show_slice(None, ())
    heatmap.show_linked(cells)  # too late: nothing is shown any more


def test_the_line_of_the_link_keeps_its_room_while_it_is_given_text(heatmap, qtbot):
    heatmap.show_slice(part_of(SIGNED), AXES)
    plot, whole = heatmap.findChild(HeatPlot), heatmap.findChild(HeatPlot).height()
    heatmap.show_link_text("")
    qtbot.waitUntil(lambda: plot.height() < whole)
    kept = plot.height()
    heatmap.show_link_text("from output: <b>batch 3</b>, " + "time 7, " * 40)
    heatmap.grab()
    assert plot.height() == kept
    label = next(label for label in heatmap.findChildren(QLabel) if label.accessibleName() == "Linked element")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "&lt;b&gt;batch 3&lt;/b&gt;" in label.toolTip()
    assert label.toolTip().count("time 7") == 40
    assert QLabel.text(label).endswith("…")
    heatmap.show_link_text(None)
    qtbot.waitUntil(lambda: plot.height() == whole)


def test_the_colour_scale_is_offered_where_it_can_be_chosen_and_what_is_beyond_is_said(heatmap):
    chosen = []
    heatmap.scale_chosen.connect(chosen.append)
    button = heatmap.findChild(ScaleButton)
    heatmap.show_slice(part_of(SIGNED), AXES)
    assert not button.isVisible()
    heatmap.show_slice(part_of(SIGNED), AXES, None, Scaling(FixedScale(-0.9, 1.0)))
    assert button.isVisible()
    assert button.accessibleDescription() == "Fixed: \N{MINUS SIGN}0.9 to 1"
    beyond = int((SIGNED[0] < -0.9).sum())
    assert f"{beyond} cells beyond the scale" in shown(heatmap)[0]
    heatmap.show_slice(part_of(SIGNED), AXES, Origins(BATCH, PLACES), Scaling(FixedScale(-0.9, 1.0)))
    assert not button.isVisible()


def test_the_bar_that_was_dragged_asks_for_fixed_limits(heatmap, qtbot):
    chosen = []
    heatmap.scale_chosen.connect(chosen.append)
    heatmap.show_slice(part_of(SIGNED), AXES, None, Scaling())
    heatmap.grab()
    bar = next(item for item in heatmap.findChild(HeatPlot).scene().items() if isinstance(item, HeatBar))
    drag(heatmap, qtbot, bar, 0.1, 0.3)
    assert chosen == [FixedScale(bar.scale_shown.low, bar.scale_shown.high)]

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox
from superqt import QElidingLabel

from inspector.findings.finding import Severity
from inspector.tensor.figures import figures_of
from inspector.tensor.slice_spec import SliceSpec
from tests.widgets.comparison_values import CHOICES, output, states
from widgets.comparison_dialog import ComparisonDialog
from widgets.comparison_side import ComparedPicture
from widgets.heat_outline import Mask
from widgets.heat_plot import HeatPlot
from widgets.notice import Notice, Tone
from widgets.tensor_slicer import TensorSlicer
from widgets.theme import Theme, apply_theme

LONG = "This sentence is one of many that say what is wrong with the step. " * 12


@pytest.fixture
def dialog(qtbot):
    made = ComparisonDialog()
    qtbot.addWidget(made)
    made.show_comparison(states())
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def told(dialog):
    """Everything that the dialog says, by the name of the signal."""
    found = []
    for name in ("left_hovered", "right_hovered", "colouring_chosen", "slice_changed"):
        getattr(dialog, name).connect(lambda value, name=name: found.append((name, value)))
    dialog.right_chosen.connect(lambda: found.append(("right_chosen",)))
    return found


def pictures(dialog):
    return sorted(dialog.findChildren(ComparedPicture), key=lambda picture: picture.mapTo(dialog, QPointF()).x())


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def notices(dialog):
    shown = sorted(dialog.findChildren(Notice), key=lambda notice: notice.x())
    return [(notice.tone, notice.text) for notice in shown]


def button(dialog, text):
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text)


def colour_box(dialog):
    return next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "Colour by")


def field(dialog, picture):
    """Give where the colours of a picture lie: left, top, width and height in the dialog."""
    plot = picture.findChild(HeatPlot)
    box = plot._plot.getViewBox().sceneBoundingRect()
    corner = plot.mapTo(dialog, plot.mapFromScene(box.topLeft()))
    return corner.x(), corner.y(), box.width(), box.height()


def aligned(dialog):
    left, right = (field(dialog, picture) for picture in pictures(dialog))
    return (left[1], left[3]) == (right[1], right[3])


def painted(picture, rows, columns):
    """Give the colour in the middle of each cell."""
    plot = picture.findChild(HeatPlot)
    image = plot.grab().toImage()
    image.setDevicePixelRatio(1)
    box = plot._plot.getViewBox()

    def colour(row, column):
        point = plot.mapFromScene(box.mapViewToScene(QPointF(column, row)))
        return image.pixelColor(point).name()

    return [[colour(row, column) for column in range(columns)] for row in range(rows)]


def marked(row, column) -> Mask:
    cells = np.zeros((3, 32), bool)
    cells[row, column] = True
    return cells


def test_says_what_is_wrong_and_what_is_right(dialog):
    shown = texts(dialog)
    for text in (
        "M3",
        "h_n.view(3, -1) mixes samples in its rows",
        "As written",
        ".view(3, -1)",
        "Right",
        ".transpose(0, 1).reshape(3, -1)",
        "Row 0 holds samples 0, 1 and 2.",
        "Row 0 holds sample 0.",
        "Same shape, other data: 83 % of the elements stand elsewhere.",
    ):
        assert text in shown
    assert notices(dialog) == [
        (Tone.ERROR, "Batch is not the outermost axis."),
        (Tone.SUCCESS, "Each row is one sample."),
    ]


@pytest.mark.parametrize(
    ("severity", "tone"),
    [(Severity.ERROR, Tone.ERROR), (Severity.WARNING, Tone.WARNING), (Severity.NOTE, Tone.REMARK)],
)
def test_a_warning_is_not_shown_as_an_error(dialog, severity, tone):
    dialog.show_comparison(replace(states(), severity=severity))
    assert notices(dialog)[0][0] is tone


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_rows_are_noise_on_the_left_and_stripes_on_the_right(qapp, dialog, theme):
    apply_theme(qapp, theme)
    left, right = (painted(picture, 3, 32) for picture in pictures(dialog))
    apply_theme(qapp, Theme.SYSTEM)
    assert [len(set(row)) for row in right] == [1, 1, 1]
    samples = [row[0] for row in right]
    assert len(set(samples)) == 3
    # Without numpy's reshape: element k of h_n (4, 3, 8) in order belongs to sample (k // 8) % 3.
    assert left == [[samples[((32 * row + column) // 8) % 3] for column in range(32)] for row in range(3)]


@pytest.mark.parametrize("size", [(1000, 560), (700, 420), (1300, 900)])
@pytest.mark.parametrize("uneven", [False, True])
def test_the_pictures_stand_at_one_height(dialog, qtbot, size, uneven):
    comparison = states()
    if uneven:  # more lines over and under the left one than the right one
        places = comparison.wrong.origins.places.copy()
        places[0, :5] = np.nan
        origins = replace(comparison.wrong.origins, places=places)
        comparison = replace(comparison, wrong=replace(comparison.wrong, sentence=LONG, origins=origins))
    dialog.show_comparison(comparison)
    dialog.resize(*size)
    qtbot.waitUntil(lambda: aligned(dialog))
    left, right = (field(dialog, picture) for picture in pictures(dialog))
    assert uneven == any("5 from no single sample" in text for text in texts(dialog))
    assert left[2] == right[2]
    assert left[0] + left[2] < right[0]
    assert left[3] > 60
    assert (dialog.width(), dialog.height()) == size


def test_a_note_that_comes_while_the_window_is_open_moves_both_pictures(dialog, qtbot):
    before = [field(dialog, picture) for picture in pictures(dialog)]
    comparison = states()
    part = comparison.wrong.part
    array = np.where(np.arange(32) < 4, np.nan, part.array)
    broken = replace(comparison.wrong, part=replace(part, array=array, figures=figures_of(array)), origins=None)
    right = replace(comparison.right, origins=None)
    dialog.show_comparison(replace(comparison, wrong=broken, right=right, colouring="value"))
    assert any("12 NaN" in text for text in texts(dialog))
    qtbot.waitUntil(lambda: aligned(dialog) and field(dialog, pictures(dialog)[0])[3] < before[0][3])
    dialog.show_comparison(states())
    qtbot.waitUntil(lambda: [field(dialog, picture) for picture in pictures(dialog)] == before)


def test_one_box_colours_both(dialog, told, qtbot):
    box = colour_box(dialog)
    assert [box.itemText(at) for at in range(box.count())] == ["value", "batch", "direction × hidden"]
    assert box.currentText() == "batch"
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert told == [("colouring_chosen", CHOICES[0])]
    dialog.show_comparison(states("value"))
    assert box.currentText() == "value"
    assert told == [("colouring_chosen", CHOICES[0])]
    assert len(set(painted(pictures(dialog)[1], 3, 32)[0])) > 5


def test_an_element_pointed_at_is_told_with_its_side(dialog, told, qtbot):
    left, right = pictures(dialog)
    qtbot.keyClick(left, Qt.Key.Key_Down)
    qtbot.keyClick(left, Qt.Key.Key_Down)
    qtbot.keyClick(left, Qt.Key.Key_Escape)
    qtbot.keyClick(right, Qt.Key.Key_Right)
    assert told == [
        ("left_hovered", (0, 0)),
        ("left_hovered", (1, 0)),
        ("left_hovered", None),
        ("right_hovered", (0, 0)),
    ]


def test_what_is_linked_lights_up_on_its_side_until_another_comparison(dialog, told):
    left, right = pictures(dialog)
    plain = [picture.grab().toImage() for picture in (left, right)]
    dialog.show_linked_right(marked(1, 8))
    dialog.show_text_left("from h_n: layer 0, batch 1")
    dialog.show_text_right("stands at batch 1")
    assert "from h_n: layer 0, batch 1" in texts(left)
    assert "stands at batch 1" in texts(right)
    assert right.grab().toImage() != plain[1]
    dialog.show_text_left("")
    assert left.grab().toImage() == plain[0]
    dialog.show_linked_left(marked(2, 3))
    assert left.grab().toImage() != plain[0]
    dialog.show_comparison(states())
    assert [picture.grab().toImage() for picture in (left, right)] == plain
    assert told == []


def test_texts_under_the_pictures_move_nothing(dialog):
    before = [field(dialog, picture) for picture in pictures(dialog)]
    dialog.show_text_left("from h_n: layer 0, batch 1")
    dialog.grab()
    assert [field(dialog, picture) for picture in pictures(dialog)] == before


def test_the_part_is_chosen_for_both_at_once(dialog, told, qtbot):
    slicer = dialog.findChild(TensorSlicer)
    assert not slicer.isVisible()
    dialog.show_comparison(output())
    assert slicer.isVisible()
    held = next(box for box in slicer.findChildren(QSpinBox) if box.isVisible())
    held.setValue(6)
    assert told == [("slice_changed", SliceSpec(0, 1, (0, 0, 6)))]


def test_parts_that_differ_have_no_common_choice(dialog):
    one, other = output(), output(SliceSpec(0, 1, (0, 0, 6)))
    dialog.show_comparison(replace(one, right=other.right))
    assert not dialog.findChild(TensorSlicer).isVisible()


def test_enter_takes_the_right_steps_and_closes(dialog, told, qtbot):
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert told == [("right_chosen",)]
    assert not dialog.isVisible()


def test_the_mouse_takes_the_right_steps_or_closes(dialog, told, qtbot):
    qtbot.mouseClick(button(dialog, "Close"), Qt.MouseButton.LeftButton)
    assert (told, dialog.isVisible()) == ([], False)
    dialog.show()
    qtbot.mouseClick(button(dialog, "Use the right steps"), Qt.MouseButton.LeftButton)
    assert (told, dialog.isVisible()) == ([("right_chosen",)], False)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_in_a_box_takes_nothing(dialog, told, qtbot, key):
    dialog.show_comparison(output())
    dialog.activateWindow()
    boxes = (*dialog.findChildren(QComboBox), *dialog.findChildren(QSpinBox))
    for box in (each for each in boxes if each.isVisible()):
        box.setFocus()
        qtbot.keyClick(box, key)
    assert told == []
    assert dialog.isVisible()


def test_escape_forgets_the_cell_and_then_closes(dialog, told, qtbot):
    left = pictures(dialog)[0]
    qtbot.keyClick(left, Qt.Key.Key_Down)
    qtbot.keyClick(left, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(left, Qt.Key.Key_Escape)
    assert ("right_chosen",) not in told


def test_the_keyboard_goes_from_left_to_right_and_to_the_buttons(dialog):
    left, right = pictures(dialog)
    use, close = (button(dialog, text) for text in ("Use the right steps", "Close"))
    wanted = [colour_box(dialog), left, right, use, close]
    chain, at = [], colour_box(dialog)
    for _ in range(500):
        if at in wanted and at not in chain and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(at)
        at = at.nextInFocusChain()
    assert chain == wanted
    assert use.isDefault()
    assert dialog.focusWidget() is use


def test_everything_has_a_name(dialog):
    left, right = pictures(dialog)
    assert (left.accessibleName(), right.accessibleName()) == ("Values, as written", "Values, right")
    names = [label.accessibleName() for label in dialog.findChildren(QElidingLabel)]
    for name in (
        "M3: h_n.view(3, -1) mixes samples in its rows",
        "As written: .view(3, -1)",
        "Right: .transpose(0, 1).reshape(3, -1)",
    ):
        assert name in names


def test_long_titles_are_shortened_and_whole_in_the_tooltip(dialog):
    comparison = states()
    title = ".transpose(0, 1)" * 40
    dialog.show_comparison(
        replace(comparison, headline="<b>" + LONG, right=replace(comparison.right, title=title, sentence=LONG))
    )
    dialog.resize(700, 420)
    dialog.grab()
    assert (dialog.width(), dialog.height()) == (700, 420)
    label = next(label for label in dialog.findChildren(QElidingLabel) if label.text() == title)
    assert QLabel.text(label).endswith("…")
    assert title in label.toolTip()
    headline = next(label for label in dialog.findChildren(QElidingLabel) if label.text().startswith("<b>"))
    assert "&lt;b&gt;" in headline.toolTip()
    assert headline.textFormat() is Qt.TextFormat.PlainText


def test_the_rest_of_the_program_stays_in_use(dialog):
    assert dialog.windowModality() is Qt.WindowModality.NonModal
    assert (dialog.minimumWidth(), dialog.minimumHeight()) == (700, 420)

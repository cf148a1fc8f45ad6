import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTextEdit

from inspector.run.timeline import timeline
from tests.inspector.run import hand_made_runs as made
from widgets.theme import Theme, apply_theme, is_dark
from widgets.timeline_drawing import TimelineDrawing
from widgets.timeline_panel import TimelinePanel


@pytest.fixture
def panel(qtbot):
    made_panel = TimelinePanel()
    qtbot.addWidget(made_panel)
    made_panel.resize(500, 400)
    made_panel.show()
    return made_panel


@pytest.fixture
def seq2seq(panel):
    panel.show_timeline(timeline(made.seq2seq()))
    return panel


def drawing(panel):
    return panel.findChild(TimelineDrawing)


def text(panel, name):
    return next(each for each in panel.findChildren(QTextEdit) if each.accessibleName() == name).toPlainText()


def about(panel):
    return text(panel, "What the chosen call takes and gives").splitlines()


def place_of(panel, event):
    shown = drawing(panel)
    box = next(box for box in shown.drawn.boxes if box.place.event == event)
    return (box.area.center() + shown.origin).toPoint()


def chosen(panel):
    found = []
    panel.call_chosen.connect(lambda module, call: found.append((module, call)))
    return found


def test_without_a_run_it_says_what_to_do(panel):
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Run the model to see its calls in order, and which state each call handed to the next."]
    assert not drawing(panel).isVisible()


def test_one_call_is_a_sentence(panel):
    panel.show_timeline(timeline(made.run_with(made.call_of("lstm"))))
    assert text(panel, "Summary of the timeline") == "lstm was called once, from zeros."
    assert not drawing(panel).isVisible()
    panel.show_timeline(timeline(made.run_with()))
    assert text(panel, "Summary of the timeline") == "No recurrent layer was called."


def test_several_calls_are_drawn_and_told(seq2seq):
    assert text(seq2seq, "Summary of the timeline").startswith("encoder was called once, from zeros.")
    assert [box.place.event.name for box in drawing(seq2seq).drawn.boxes] == [
        "encoder call 0", "decoder call 0", "decoder calls 1 to 11"
    ]  # fmt: skip
    assert about(seq2seq) == ["Choose a call or an arrow to read what is handed on."]
    assert seq2seq.findChild(QPlainTextEdit).toPlainText().splitlines() == [
        "encoder call 0 begins with zeros, since no state was given.",
        "decoder call 0 begins with the final state of encoder call 0.",
        "decoder call 1 begins with the final state of call 0.",
        "decoder calls 2 to 11 each begin with the final state of the call before.",
    ]


def test_a_selection_elsewhere_marks_the_call_and_emits_nothing(seq2seq):
    found = chosen(seq2seq)
    seq2seq.show_selection("decoder", "7")
    assert drawing(seq2seq).current.name == "decoder calls 1 to 11"
    assert about(seq2seq) == [
        "decoder call 1 begins with the final state of call 0.",
        "decoder calls 2 to 11 each begin with the final state of the call before.",
    ]
    assert drawing(seq2seq).accessibleDescription().startswith("decoder call 1 begins")
    seq2seq.show_selection("decoder", "weights")
    assert drawing(seq2seq).current is None
    assert found == []


def test_the_keyboard_walks_and_chooses(seq2seq, qtbot):
    found = chosen(seq2seq)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(drawing(seq2seq), key)
    assert about(seq2seq) == [
        "decoder call 0 begins with the final state of encoder call 0.",
        "decoder call 1 begins with the final state of call 0.",
    ]
    assert found == []
    qtbot.keyClick(drawing(seq2seq), Qt.Key.Key_Return)
    qtbot.keyClick(drawing(seq2seq), Qt.Key.Key_End)
    qtbot.keyClick(drawing(seq2seq), Qt.Key.Key_Enter)
    assert found == [("decoder", "0"), ("decoder", "1")]


def test_a_click_tells_and_a_double_click_chooses(seq2seq, qtbot):
    found, view = chosen(seq2seq), drawing(seq2seq)
    events = [box.place.event for box in view.drawn.boxes]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(seq2seq, events[0]))
    assert about(seq2seq)[0] == "encoder call 0 begins with zeros, since no state was given."
    assert found == []
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(seq2seq, events[0]))
    assert found == [("encoder", "0")]
    wire = view.drawn.wires[0]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=(wire.label.center() + view.origin).toPoint())
    assert view.current == wire.arrow.target


def test_a_stack_is_chosen_by_its_own_label(panel, qtbot):
    panel.show_timeline(timeline(made.run_with(made.after("cell", 0, "cell/0-99", config=made.CELL, count=100))))
    found = chosen(panel)
    panel.show_selection("cell", "0-99")
    qtbot.keyClick(drawing(panel), Qt.Key.Key_Return)
    assert found == [("cell", "0-99")]


def test_tooltips_tell_names_calls_and_arrows(seq2seq):
    view = drawing(seq2seq)
    wire = view.drawn.wires[0]
    assert view.tip_at((wire.label.center() + view.origin).toPoint()) == (
        "decoder call 0 begins with the final state of encoder call 0."
    )
    assert view.tip_at(place_of(seq2seq, view.drawn.boxes[0].place.event)).startswith("encoder call 0\n")
    assert view.tip_at(QPoint(2, round(view.drawn.rows[1].box_top))) == "decoder"
    assert view.tip_at(QPoint(view.viewport().width() - 2, 1)) == ""


def test_a_call_far_to_the_right_comes_into_view(panel):
    panel.show_timeline(timeline(made.growing(500)))
    panel.show_selection("lstm", "400")
    view = drawing(panel)
    place = place_of(panel, view.current)
    assert view.names_width < place.x() < view.viewport().width()
    panel.show_timeline(timeline(made.seq2seq()))
    assert view.horizontalScrollBar().value() == 0


def test_many_layers_scroll(panel):
    panel.show_timeline(timeline(made.deep(600)))
    panel.show_selection("stack.layers.599", "0")
    view = drawing(panel)
    assert 0 < place_of(panel, view.current).y() < view.viewport().height()
    assert text(panel, "Summary of the timeline").startswith("600 layers were called once each")


@pytest.mark.parametrize("height", range(240, 420, 12))
@pytest.mark.parametrize("width", [260, 440, 500, 700])
def test_what_does_not_fit_can_be_scrolled_to(panel, width, height):
    panel.resize(width, height)
    panel.show_timeline(timeline(made.two_cells()))
    view = drawing(panel)
    right, bottom = view.drawn.width + view.names_width, view.drawn.height
    for bar, size, seen in (
        (view.horizontalScrollBar(), right, view.viewport().width()),
        (view.verticalScrollBar(), bottom, view.viewport().height()),
    ):
        assert bar.isVisible() == (size > seen)
        assert bar.maximum() >= size - seen


@pytest.mark.parametrize("name", ["seq2seq", "forecaster", "bridged", "deep", "two_cells", "alternating"])
def test_it_paints_in_light_and_dark(panel, qapp, qtbot, name):
    """Nothing fails, and the two themes paint another ground."""
    palette, grounds = qapp.palette(), set()
    panel.show_timeline(timeline(getattr(made, name)()))
    for theme in (Theme.LIGHT, Theme.DARK):
        apply_theme(qapp, theme)
        qtbot.waitUntil(lambda: is_dark(drawing(panel).palette()) == (theme is Theme.DARK))  # noqa: B023
        image: QImage = drawing(panel).grab().toImage()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
        assert len(colours) > 10
        grounds.add(image.pixel(image.width() - 3, 4))
    qapp.setPalette(palette)
    assert len(grounds) == 2


def test_the_drawing_is_no_higher_than_its_lanes(seq2seq):
    view = drawing(seq2seq)
    assert view.height() <= view.drawn.height + 2 * view.frameWidth() + 1

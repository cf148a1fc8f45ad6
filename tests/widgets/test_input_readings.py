"""The inputs say why they are what they are, offer what else fits, and show what would stop the run."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from inspector.run.inferred_input import InferredInput
from inspector.run.input import parse_input
from widgets.notice import Notice, Tone
from widgets.run_inputs import RunInputs

X, UNBATCHED, TIME_FIRST = (parse_input(f"0={text}") for text in ("normal(3,7,8)", "normal(7,8)", "normal(7,3,8)"))
Y = parse_input("1=tokens(3,7;high=9)")
FOUND = (
    InferredInput("x", X, "x is fed to rnn.", (UNBATCHED, TIME_FIRST)),
    InferredInput("y", Y, "y is looked up in words."),
)


@pytest.fixture
def inputs(qtbot):
    made = RunInputs()
    qtbot.addWidget(made)
    made.resize(280, 400)
    made.show()
    made.show_value((X, Y))
    made.show_inferred(FOUND)
    return made


def reasons(inputs):
    labels = [label for label in inputs.findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in labels if label.accessibleName().startswith("Why input")]


def readings(inputs):
    buttons = [button for button in inputs.findChildren(QToolButton) if button.isVisible()]
    return [button for button in buttons if button.accessibleName().startswith("Other readings")]


def line(inputs, place):
    found = [line for line in inputs.findChildren(QLineEdit) if line.accessibleName() == f"Input {place}"]
    return next(line for line in found if line.isVisible())


def notices(inputs):
    return [(notice.tone, notice.text) for notice in inputs.findChildren(Notice) if notice.isVisible()]


def offered(button):
    return [(action.text(), action.isChecked()) for action in button.menu().actions()]


def test_each_line_says_why_it_is_this(inputs):
    assert reasons(inputs) == ["x is fed to rnn.", "y is looked up in words."]


def test_only_a_line_with_several_readings_offers_them(inputs):
    (button,) = readings(inputs)
    assert (button.accessibleName(), button.text()) == ("Other readings of input 0", "Other readings")
    assert button.focusPolicy() is Qt.FocusPolicy.StrongFocus, "Tab goes there and Space opens the menu"
    assert button.popupMode() is QToolButton.ToolButtonPopupMode.InstantPopup
    assert offered(button) == [("normal(3,7,8)", True), ("normal(7,8)", False), ("normal(7,3,8)", False)]


def test_another_reading_is_taken_and_the_first_can_be_had_again(inputs):
    told = []
    inputs.edited.connect(lambda: told.append(inputs.value))
    (button,) = readings(inputs)
    button.menu().actions()[2].trigger()
    assert told == [(TIME_FIRST, Y)]
    assert line(inputs, 0).text() == "normal(7,3,8)"
    assert reasons(inputs)[0] == "Another reading; the model runs with it, too."
    assert [checked for _, checked in offered(button)] == [False, False, True]
    button.menu().actions()[0].trigger()
    assert told[-1] == (X, Y)
    assert reasons(inputs)[0] == "x is fed to rnn."


def test_what_a_person_typed_is_not_given_a_reason(inputs, qtbot):
    line(inputs, 0).selectAll()
    qtbot.keyClicks(line(inputs, 0), "normal(5,7,8)")
    assert reasons(inputs) == ["y is looked up in words."]
    assert len(readings(inputs)) == 1
    qtbot.keyClicks(line(inputs, 0), "(")
    assert reasons(inputs) == ["y is looked up in words."]


def test_another_model_takes_the_reasons_away(inputs):
    inputs.show_inferred(())
    assert (reasons(inputs), readings(inputs)) == ([], [])


def test_an_error_stands_at_the_line_that_causes_it(inputs):
    inputs.show_error("1", "decoder expects 256 features, y has 15.")
    (notice,) = (notice for notice in inputs.findChildren(Notice) if notice.isVisible())
    assert (notice.tone, notice.text) == (Tone.ERROR, "decoder expects 256 features, y has 15.")
    assert notice.mapTo(inputs, notice.rect().topLeft()).y() > line(inputs, 1).mapTo(inputs, line(inputs, 1).pos()).y()
    inputs.show_error("", "")
    assert notices(inputs) == []


def test_what_is_about_all_inputs_stands_under_them(inputs):
    inputs.show_error("", "No input could be found.")
    assert notices(inputs) == [(Tone.ERROR, "No input could be found.")]


def test_an_error_stays_with_its_argument_when_a_line_is_removed(inputs, qtbot):
    inputs.show_error("1", "y has 15.")
    remove = next(b for b in inputs.findChildren(QToolButton) if b.accessibleName() == "Remove input 0")
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert notices(inputs) == [(Tone.ERROR, "y has 15.")]


@pytest.mark.parametrize("kind", ["bool:true", "none", "lengths(", "tuple(", "list(", "dict(", "object("])
def test_the_tip_names_every_kind_of_input(inputs, kind):
    assert kind in line(inputs, 0).toolTip()

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from widgets.colour_by import ColourBy

CHOICES = ("value", "batch", "time", "direction")


@pytest.fixture
def colour_by(qtbot):
    made = ColourBy()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def told(colour_by):
    found = []
    colour_by.chosen.connect(found.append)
    return found


def test_shows_the_choices_and_tells_nobody(colour_by, told):
    colour_by.show_choices(CHOICES, "time")
    box = colour_by.findChild(QComboBox)
    assert [box.itemText(at) for at in range(box.count())] == list(CHOICES)
    assert box.currentText() == "time"
    assert box.accessibleName() == "Colour by"
    assert box.toolTip()
    assert colour_by.findChild(QLabel).buddy() is box
    assert colour_by.isVisible()
    assert told == []


@pytest.mark.parametrize("choices", [(), ("value",)])
def test_one_choice_is_none(colour_by, choices):
    colour_by.show_choices(CHOICES, "value")
    colour_by.show_choices(choices, "value")
    assert not colour_by.isVisible()


def test_the_keyboard_chooses(colour_by, told, qtbot):
    colour_by.show_choices(CHOICES, "value")
    box = colour_by.findChild(QComboBox)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_D)
    assert told == ["batch", "direction"]


def test_a_name_of_several_axes_is_written_with_a_true_sign_and_told_as_it_is(colour_by, told, qtbot):
    colour_by.show_choices(("value", "direction x hidden"), "value")
    box = colour_by.findChild(QComboBox)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "direction × hidden"
    assert told == ["direction x hidden"]

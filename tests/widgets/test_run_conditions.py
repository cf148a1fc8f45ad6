"""The conditions of a run by themselves: what is shown is what the request says, and back."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from inspector.model.source import FileSource, PresetSource
from inspector.run.request import RunRequest
from widgets.run_conditions import RunConditions

REQUEST = RunRequest(PresetSource("seq2seq-encoder-decoder"))


@pytest.fixture
def conditions(qtbot):
    shown = RunConditions()
    qtbot.addWidget(shown)
    qtbot.addWidget(shown.advanced)
    shown.show_request(REQUEST)
    return shown


def autocast_box(conditions: RunConditions) -> QComboBox:
    return next(box for box in conditions.advanced.findChildren(QComboBox) if box.accessibleName() == "Autocast")


def test_autocast_is_off_and_among_the_advanced(conditions):
    box = autocast_box(conditions)
    assert [box.itemText(place) for place in range(box.count())] == ["off", "bfloat16", "float16"]
    assert box.currentText() == "off"
    assert conditions.applied_to(REQUEST) == REQUEST


def test_choosing_it_is_an_edit(conditions, qtbot):
    with qtbot.waitSignal(conditions.edited):
        autocast_box(conditions).setCurrentText("bfloat16")
    assert conditions.applied_to(REQUEST) == replace(REQUEST, autocast="bfloat16")


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float8_e4m3fn", ""])
def test_a_request_shows_its_own(conditions, dtype, qtbot):
    wish = replace(REQUEST, autocast=dtype)
    with qtbot.assertNotEmitted(conditions.edited):
        conditions.show_request(wish)
    assert autocast_box(conditions).currentText() == (dtype or "off")
    assert conditions.applied_to(wish) == wish


def editor(conditions, kind, name):
    return next(found for found in conditions.advanced.findChildren(kind) if found.accessibleName() == name)


def test_what_weights_cannot_say_is_asked_for_a_file(conditions, qtbot):
    conditions.advanced.show()
    box, line = editor(conditions, QComboBox, "nonlinearity"), editor(conditions, QLineEdit, "Dropout")
    assert not box.isVisible() and not line.isVisible()
    wish = RunRequest(FileSource("/a/f.pt"))
    conditions.show_request(wish)
    assert box.isVisible() and box.currentText() == "not said (tanh)" and line.text() == ""
    assert conditions.applied_to(wish) == wish
    with qtbot.waitSignal(conditions.edited):
        box.setCurrentText("relu")
    line.setText("0.25")
    line.textEdited.emit("0.25")
    assert conditions.applied_to(wish) == replace(wish, nonlinearity="relu", dropout=0.25)
    line.setText("1.5")
    line.textEdited.emit("1.5")
    assert not conditions.valid
    conditions.show_request(replace(wish, dropout=0.5), fresh=True)
    assert line.text() == "0.5" and conditions.valid

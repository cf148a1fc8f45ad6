"""The choice among the model files of an archive."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from inspector.model.source import FileSource, PresetSource
from inspector.model.summary import FileSummary
from widgets.model_choices import ModelChoices

MEMBERS = ("best.pt", "last.pt")
ARCHIVE = FileSummary("archive", "state_dict", ("model", "ema"), (), (), 0, (), members=MEMBERS, member="best.pt")
SINGLE = FileSummary("torch-zip", "state_dict", ("",), (), (), 0, ())


@pytest.fixture
def choices(qtbot):
    widget = ModelChoices()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def combo(choices, name):
    return next(box for box in choices.findChildren(QComboBox) if box.accessibleName() == name)


def test_what_the_archive_holds_is_offered(choices, qtbot):
    choices.show_source(FileSource("models.zip", "ema"), ARCHIVE)
    member, state_dict = combo(choices, "Model file"), combo(choices, "State dict")
    assert [member.itemText(index) for index in range(member.count())] == list(MEMBERS)
    assert (member.currentText(), state_dict.currentText()) == ("best.pt", "ema")
    chosen = []
    choices.member_chosen.connect(chosen.append)
    qtbot.keyClick(member, Qt.Key.Key_Down)
    assert chosen == ["last.pt"]


@pytest.mark.parametrize(
    ("source", "summary"), [(FileSource("model.pt"), SINGLE), (PresetSource("x"), None), (None, None)]
)
def test_what_leaves_no_choice_is_not_shown(choices, source, summary):
    choices.show_source(FileSource("models.zip"), ARCHIVE)
    choices.show_source(source, summary)
    assert not combo(choices, "Model file").isVisible()
    assert not combo(choices, "State dict").isVisible()


def test_showing_emits_nothing(choices):
    emitted = []
    choices.member_chosen.connect(emitted.append)
    choices.state_dict_chosen.connect(emitted.append)
    choices.show_source(FileSource("models.zip"), ARCHIVE)
    choices.show_source(None, None)
    assert emitted == []

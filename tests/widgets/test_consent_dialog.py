from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

from inspector.model.consent import DefinitionsQuestion, ProgramQuestion
from inspector.model.program_finding import ProgramFinding
from widgets.consent_dialog import ConsentDialog
from widgets.consent_findings import ConsentFindings
from widgets.notice import Notice, Tone
from widgets.wrapped_text import WrappedText

HELD = "contained: no network, no programs, writes only in its folder, 4.0 GB of memory"
FOUND = (
    ProgramFinding("__torch__.py", "torch.save", "writes files", True),
    ProgramFinding("__torch__.py", "a.b", "calls operators that are not torch's"),
)
PLAIN = ProgramQuestion("/some/where/net.pt", "a TorchScript program", "a" * 64)
HARMFUL = replace(PLAIN, findings=FOUND, more=3)
DEFINITIONS = DefinitionsQuestion("/some/where/net.py")


@pytest.fixture
def dialog(qtbot):
    made = ConsentDialog()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def answers(dialog):
    found = []
    dialog.answered.connect(lambda agreed, remember: found.append((agreed, remember)))
    return found


def ask(dialog, qtbot, question, containment=HELD):
    with qtbot.waitActive(dialog):
        dialog.ask(question, containment)
        dialog.activateWindow()


def texts(dialog):
    wrapped = [text.toPlainText() for text in dialog.findChildren(WrappedText) if text.isVisible()]
    return [*wrapped, *(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())]


def button(dialog, text):
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text)


def test_a_program_that_only_computes(dialog, qtbot):
    ask(dialog, qtbot, PLAIN)
    said = " ".join(texts(dialog))
    assert "net.pt is a TorchScript program: running it executes code of its own." in said
    assert "/some/where/net.pt" in said
    assert "nothing but computations. That proves nothing" in said
    assert "no network, no programs, writes only in its folder" in said
    assert not dialog.findChild(ConsentFindings).isVisible()


def test_what_it_would_do_is_listed(dialog, qtbot):
    ask(dialog, qtbot, HARMFUL)
    shown = dialog.findChild(ConsentFindings)
    assert shown.isVisible()
    assert [shown.model().index(row, 1).data() for row in range(2)] == ["torch.save", "a.b"]
    assert any("1 of it known to be dangerous; 3 more are not listed" in text for text in texts(dialog))
    assert not any("proves nothing" in text for text in texts(dialog))


def test_definitions_are_not_remembered_by_a_hash(dialog, qtbot):
    ask(dialog, qtbot, DEFINITIONS)
    said = " ".join(texts(dialog))
    assert "This run was made by net.py: running it executes its definitions." in said
    assert "/some/where/net.py" in said
    assert not dialog.findChild(QCheckBox).isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return], ids=["escape", "enter"])
def test_escape_and_enter_mean_no(dialog, qtbot, answers, key):
    ask(dialog, qtbot, HARMFUL)
    qtbot.keyClick(dialog.focusWidget() or dialog, key)
    assert answers == [(False, False)]
    assert not dialog.isVisible()


def test_yes_takes_a_click(dialog, qtbot, answers):
    ask(dialog, qtbot, PLAIN)
    qtbot.mouseClick(button(dialog, "&Execute it"), Qt.MouseButton.LeftButton)
    assert answers == [(True, False)]


def test_yes_by_key_and_remembered(dialog, qtbot, answers):
    ask(dialog, qtbot, PLAIN)
    for wanted in (dialog.findChild(QCheckBox), button(dialog, "&Execute it")):
        while dialog.focusWidget() is not wanted:
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        qtbot.keyClick(wanted, Qt.Key.Key_Space)
    assert answers == [(True, True)]


def test_the_tick_is_not_left_for_the_next_file(dialog, qtbot, answers):
    ask(dialog, qtbot, PLAIN)
    dialog.findChild(QCheckBox).setChecked(True)
    dialog.reject()
    ask(dialog, qtbot, PLAIN)
    dialog.accept()
    assert answers == [(False, True), (True, False)]


def test_what_holds_is_told_once_it_was_tried(dialog, qtbot):
    ask(dialog, qtbot, PLAIN, containment="")
    notice = dialog.findChild(Notice)
    assert "being started" in notice.text
    dialog.show_containment(HELD)
    assert (notice.tone, HELD in notice.text) == (Tone.REMARK, True)


def test_that_nothing_holds_is_a_warning(dialog, qtbot):
    ask(dialog, qtbot, PLAIN, containment="process only")
    notice = dialog.findChild(Notice)
    assert (notice.tone, "neither from the network" in notice.text) == (Tone.WARNING, True)


def test_markup_in_a_path_is_shown_as_it_is(dialog, qtbot):
    ask(dialog, qtbot, replace(PLAIN, path="/<b>x</b>.pt"))
    assert "/<b>x</b>.pt" in texts(dialog)

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit, QToolButton

from inspector.errors import ModelError
from inspector.export.code_dialect import CodeDialect
from widgets.export_panel import ExportPanel
from widgets.notice import Notice, Tone
from widgets.theme import Theme, apply_theme, contrast, is_dark

CODE = '''"""What this is."""
import torch

class Net(torch.nn.Module):
    def __init__(self, size: int = 1) -> None:
        super().__init__()
        self.scale = 1.5e3 + size if True else None  # batch, input

try:
    assert isinstance(Net(), torch.nn.Module), f"no {Net()!r:>4} module" + r"raw"
except ValueError as error:
    raise
'''


@pytest.fixture
def panel(qtbot):
    panel = ExportPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_code(CODE)
    return panel


def badge(panel):
    notice = panel.findChild(Notice)
    return notice.tone, notice.text


def enabled(panel):
    return [button.isEnabled() for button in panel.findChildren(QToolButton) if button.text() in ("Copy", "Save…")]


def test_code_is_shown_as_it_is_and_cannot_be_changed(panel, qtbot):
    view = panel.findChild(QPlainTextEdit)
    qtbot.keyClicks(view, "x")
    assert view.toPlainText() == CODE


def test_buttons_only_ask(panel, qtbot):
    asked = []
    panel.copy_requested.connect(lambda: asked.append("copy"))
    panel.save_requested.connect(lambda: asked.append("save"))
    QApplication.clipboard().setText("before")
    for button in panel.findChildren(QToolButton):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert asked == ["copy", "save"]
    assert QApplication.clipboard().text() == "before"


def test_badge_follows_the_verification(panel):
    assert badge(panel)[1].startswith("Not executed yet")
    panel.show_verifying()
    assert (badge(panel)[0], enabled(panel)) == (Tone.REMARK, [False, False])
    panel.show_verified("Executed: equal. Copied.")
    assert (badge(panel), enabled(panel)) == ((Tone.SUCCESS, "Executed: equal. Copied."), [True, True])
    panel.show_error(ModelError("It crashed.", "Mend it."))
    assert badge(panel) == (Tone.ERROR, "It crashed. Mend it.")


def test_other_code_counts_as_not_executed_but_the_same_code_does_not(panel):
    panel.show_verified("Executed.")
    panel.show_code(CODE)
    assert badge(panel) == (Tone.SUCCESS, "Executed.")
    panel.show_code(CODE + "y = x\n")
    assert badge(panel)[0] is Tone.REMARK


def test_the_dialect_is_chosen_by_key(panel, qtbot):
    box, chosen = panel.findChild(QComboBox), []
    panel.dialect_chosen.connect(chosen.append)
    labels = [box.itemText(index) for index in range(box.count())]
    assert labels == [
        "PyTorch script",
        "PyTorch lines",
        "PyTorch module",
        "einops lines",
        "NumPy lines",
        "TensorFlow lines",
    ]
    box.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Home):
        qtbot.keyClick(box, key)
    assert chosen == [CodeDialect.TORCH_LINES, CodeDialect.MODULE, CodeDialect.TORCH]


def test_why_a_dialect_has_no_code_stands_in_its_place(panel):
    panel.show_code("", "No pattern says this.")
    assert [label.text() for label in panel.findChildren(QLabel) if label.isVisible()] == ["No pattern says this."]
    assert (enabled(panel), badge(panel)[1]) == ([False, False], "")
    panel.show_code("")
    assert [label.text() for label in panel.findChildren(QLabel) if label.isVisible()] != ["No pattern says this."]


def test_lines_for_tensorflow_are_never_called_executed(panel):
    panel.findChild(QComboBox).setCurrentIndex(5)
    panel.show_code("result = x\n")
    assert badge(panel)[1].endswith("executes the code if TensorFlow is installed here.")
    panel.show_verifying()
    panel.show_unexecuted("Copied.")
    assert badge(panel) == (Tone.REMARK, "Not executed: LSTMScope does not bring TensorFlow. Copied.")
    assert enabled(panel) == [True, True]


def test_numpy_lines_say_what_they_are_executed_on(panel):
    panel.findChild(QComboBox).setCurrentIndex(4)
    panel.show_code("result = x\n")
    assert badge(panel)[1].startswith("Not executed yet: copying or saving executes the code on this tensor")


def test_without_code_there_is_nothing_to_copy(panel):
    panel.show_code("")
    assert enabled(panel) == [False, False]
    assert not panel.findChild(QPlainTextEdit).isVisible()
    assert badge(panel)[1] == ""


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_every_colour_of_the_code_can_be_read(panel, qapp, qtbot, theme):
    before = qapp.palette()
    apply_theme(qapp, theme)
    try:
        view = panel.findChild(QPlainTextEdit)
        qtbot.waitUntil(lambda: is_dark(view.palette()) == (theme is Theme.DARK))
        base, text = view.palette().color(QPalette.ColorRole.Base), view.palette().color(QPalette.ColorRole.Text)
        seen = set()
        block = view.document().begin()
        while block.isValid():
            for span in block.layout().formats():
                brush = span.format.foreground()
                seen.add((brush.color() if brush.style() != Qt.BrushStyle.NoBrush else text).name())
            block = block.next()
        assert len(seen) > 2
        assert {
            name: round(contrast(base, _colour(name)), 1) for name in seen if contrast(base, _colour(name)) < 4.5
        } == {}
    finally:
        qapp.setPalette(before)


def _colour(name):
    return QColor(name)


def test_executing_can_be_stopped_while_it_goes_on(panel, qtbot):
    stop = next(button for button in panel.findChildren(QToolButton) if button.text() == "Cancel")
    panel.show_verifying()
    with qtbot.waitSignal(panel.cancel_requested):
        qtbot.keyClick(stop, Qt.Key.Key_Space)
    panel.show_verified("Executed: equal. Copied.")
    assert not stop.isVisible()


def test_what_became_of_other_code_does_not_vouch_for_this_one(panel):
    panel.show_verifying()
    panel.show_code("result = output")
    panel.show_late("Executed: equal. Copied.")
    assert badge(panel) == (Tone.REMARK, "The code shown before: Executed: equal. Copied.")
    assert enabled(panel) == [True, True]

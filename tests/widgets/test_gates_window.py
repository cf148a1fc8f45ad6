import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from inspector.errors import InputError
from widgets.gates_window import GatePage, GatesWindow
from widgets.notice import Notice


@pytest.fixture
def window(qtbot):
    made = GatesWindow()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(window, kind):
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


def texts(window):
    return [label.text() for label in shown(window, QLabel)]


def collected(signal):
    values = []
    signal.connect(lambda *given: values.append(given))
    return values


def test_without_gates_there_is_a_sentence_and_nothing_to_take_away(window):
    window.show_gates(False)
    assert "The gates stand here once they are computed." in texts(window)
    assert not any(button.isEnabled() for button in window.export.findChildren(QToolButton))
    window.show_gates(True)
    assert window.heatmaps.isVisible()
    assert all(button.isEnabled() for button in window.export.findChildren(QToolButton))


def test_while_something_is_computed_it_can_be_cancelled(window):
    cancelled = collected(window.cancelled)
    cancel = next(button for button in window.findChildren(QPushButton) if button.text() == "Cancel")
    assert not cancel.isVisible()
    window.show_busy("Computing the gates of all samples: 40%")
    assert "Computing the gates of all samples: 40%" in texts(window)
    cancel.click()
    assert cancelled == [()]
    window.show_busy("")
    assert not cancel.isVisible()


def test_errors_and_remarks_share_a_line(window):
    window.show_error(InputError("An RNN has no gates.", "Look at its output."))
    notice = next(notice for notice in shown(window, Notice) if notice.text)
    assert "An RNN has no gates." in notice.text
    window.show_remark("")
    assert not notice.isVisible()


def test_going_to_a_page_tells_so_and_takes_the_keyboard_there(window, qtbot):
    window.show_gates(True)
    with qtbot.waitActive(window):
        window.activateWindow()
    with qtbot.waitSignal(window.page_changed):
        window.go_to(GatePage.LINES)
    assert window.page is GatePage.LINES
    assert window.lines.hasFocus()


def test_closing_tells_so(window, qtbot):
    closed = collected(window.closed)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert closed == [()]
    assert not window.isVisible()


def test_the_title_names_the_call(window):
    window.show_title("encoder, call 0")
    assert window.windowTitle() == "Gates of encoder, call 0"

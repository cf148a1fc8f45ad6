import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextEdit, QVBoxLayout, QWidget

from inspector.errors import CancelledError, InspectorError
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.notice import Notice, Tone
from widgets.theme import Theme, apply_theme, is_dark

PATH = "/data/" + "very_long_folder_name" * 10 + "/model.pt cannot be read."


@pytest.fixture
def page(qtbot):
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(Notice())
    column.addStretch(1)
    qtbot.addWidget(page)
    page.resize(300, 400)
    page.show()
    return page


def test_long_words_wrap_and_nothing_is_hidden(page):
    notice, text = page.findChild(Notice), page.findChild(QTextEdit)
    notice.show_text(Tone.ERROR, PATH)
    page.layout().activate()
    assert page.width() == 300
    assert text.document().size().width() <= text.width()
    assert text.document().size().height() <= text.height()
    assert text.height() > 2 * text.fontMetrics().height()


def test_a_scroll_bar_covers_no_word(page):
    notice, text = page.findChild(Notice), page.findChild(QTextEdit)
    notice.show_text(Tone.ERROR, "Many words that are said of it. " * 40)
    page.layout().activate()
    assert text.verticalScrollBar().isVisible()
    assert text.document().textWidth() <= text.viewport().width() < text.width()


def test_markup_is_text_and_can_be_copied(page, qtbot):
    notice, text = page.findChild(Notice), page.findChild(QTextEdit)
    notice.show_text(Tone.WARNING, "<b>x</b>\nand more")
    text.selectAll()
    assert notice.text == "<b>x</b>\nand more"
    assert text.textCursor().selection().toPlainText() == notice.text
    qtbot.keyClicks(text, "y")
    assert notice.text == "<b>x</b>\nand more"


def test_tone_is_a_word_and_a_symbol(page):
    notice, text, symbol = page.findChild(Notice), page.findChild(QTextEdit), page.findChild(QLabel)
    seen = []
    for tone in Tone:
        notice.show_text(tone, "x")
        seen.append((text.accessibleName(), symbol.isVisible()))
    assert seen == [("Error", True), ("Warning", True), ("Success", True), ("Note", False)]


def test_nothing_to_say_takes_no_room(page):
    notice = page.findChild(Notice)
    notice.show_text(Tone.REMARK, "x")
    notice.clear()
    assert not notice.isVisible()


def test_symbols_follow_light_and_dark(page, qapp, qtbot):
    notice, symbol = page.findChild(Notice), page.findChild(QLabel)
    button = IconButton(Icon.RUN, "Run", "Run")
    page.layout().addWidget(button)
    before, seen = qapp.palette(), []
    try:
        notice.show_text(Tone.ERROR, "x")
        for theme in (Theme.LIGHT, Theme.DARK):
            apply_theme(qapp, theme)
            qtbot.waitUntil(lambda wanted=theme: is_dark(button.palette()) == (wanted is Theme.DARK))
            seen.append((symbol.pixmap().toImage(), button.icon().pixmap(16, 16).toImage()))
    finally:
        qapp.setPalette(before)
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] != seen[1][1]


def test_button_without_text_has_a_name(qtbot):
    button = IconButton(Icon.REMOVE, "Remove input 0", "Remove this input")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Remove input 0", "Remove this input")
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_a_very_long_error_scrolls_and_leaves_the_window_its_height(page):
    notice, text = page.findChild(Notice), page.findChild(QTextEdit)
    notice.show_text(Tone.ERROR, "size mismatch\n" * 200)
    page.layout().activate()
    assert page.minimumSizeHint().height() < 300
    assert text.verticalScrollBar().maximum() > 0
    notice.show_text(Tone.ERROR, "short")
    page.layout().activate()
    assert text.verticalScrollBar().maximum() == 0


def test_what_the_person_stopped_is_no_error(page):
    notice = page.findChild(Notice)
    notice.show_error(CancelledError("Stopped."))
    assert (notice.tone, notice.text) == (Tone.REMARK, "Stopped.")
    notice.show_error(InspectorError("Damaged."))
    assert notice.tone is Tone.ERROR

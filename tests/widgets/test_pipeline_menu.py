import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMenu, QMessageBox, QPushButton

from widgets.pipeline_menu import PipelineMenu

NAMES = ("last step", "for Conv1d & more")


@pytest.fixture
def button(qtbot):
    button = PipelineMenu()
    qtbot.addWidget(button)
    button.show()
    button.show_names(NAMES)
    button.set_can_save(True)
    return button


def menu_of(button):
    menu = button.menu()
    menu.aboutToShow.emit()
    return menu


def action(menu, text):
    return next(found for found in menu.actions() if found.text() == text)


def submenu(button, title):
    menu = menu_of(button)
    return next(found.menu() for found in menu.actions() if found.menu() and found.text() == title)


def dialog(button):
    return next(found for found in button.findChildren(QDialog) if found.isVisible())


def accept_button(shown):
    return next(found for found in shown.findChildren(QPushButton) if found.text().replace("&", "") != "Cancel")


def remark(shown):
    return [found.text().strip() for found in shown.findChildren(QLabel)][-1]


def collected(signal):
    values = []
    signal.connect(lambda *given: values.append(given))
    return values


def test_menu_names_what_is_saved(button):
    texts = [found.text() for found in menu_of(button).actions() if found.text()]
    assert texts == [
        "&Save the steps as…", "Replace the steps by", "last step", "for Conv1d && more", "&Rename", "&Delete",
    ]  # fmt: skip


def test_nothing_saved_and_nothing_to_save(button):
    button.show_names(())
    button.set_can_save(False)
    menu = menu_of(button)
    assert [found.text() for found in menu.actions() if found.isEnabled() and not found.isSeparator()] == []
    assert action(menu, "No pipeline is saved yet")


def test_menu_is_made_anew_each_time(button):
    menu_of(button)
    button.show_names(("other",))
    assert [found.text() for found in menu_of(button).actions() if found.text()][2] == "other"


def test_a_name_is_applied(button):
    applied = collected(button.apply_requested)
    action(menu_of(button), "for Conv1d && more").trigger()
    assert applied == [("for Conv1d & more",)]


def test_saving_asks_for_a_name(button, qtbot):
    saved = collected(button.save_requested)
    action(menu_of(button), "&Save the steps as…").trigger()
    shown = dialog(button)
    assert not accept_button(shown).isEnabled(), "without a name there is nothing to save"
    qtbot.keyClicks(shown.findChild(QLineEdit), " mine ")
    assert remark(shown) == ""
    qtbot.keyClick(shown.findChild(QLineEdit), Qt.Key.Key_Return)
    assert saved == [("mine",)]


def test_saving_says_that_it_replaces(button, qtbot):
    saved = collected(button.save_requested)
    action(menu_of(button), "&Save the steps as…").trigger()
    shown = dialog(button)
    qtbot.keyClicks(shown.findChild(QLineEdit), "last step")
    assert remark(shown) == "Replaces the one saved under this name."
    qtbot.mouseClick(accept_button(shown), Qt.MouseButton.LeftButton)
    assert saved == [("last step",)]


def test_escape_saves_nothing(button, qtbot):
    saved = collected(button.save_requested)
    action(menu_of(button), "&Save the steps as…").trigger()
    qtbot.keyClicks(dialog(button).findChild(QLineEdit), "mine")
    qtbot.keyClick(dialog(button), Qt.Key.Key_Escape)
    assert saved == []


def test_renaming_refuses_a_name_that_is_taken(button, qtbot):
    renamed = collected(button.rename_requested)
    action(submenu(button, "&Rename"), "last step…").trigger()
    shown = dialog(button)
    line = shown.findChild(QLineEdit)
    assert (line.text(), line.selectedText()) == ("last step", "last step")
    qtbot.keyClicks(line, "for Conv1d & more")
    assert remark(shown) == "Another pipeline has this name."
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert renamed == []
    line.selectAll()
    qtbot.keyClicks(line, "first step")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert renamed == [("last step", "first step")]


def test_deleting_asks_first(button, qtbot):
    deleted = collected(button.delete_requested)
    action(submenu(button, "&Delete"), "for Conv1d && more…").trigger()
    shown = dialog(button)
    assert isinstance(shown, QMessageBox)
    assert shown.text() == "Delete the saved pipeline “for Conv1d & more”? This cannot be undone."
    assert shown.textFormat() == Qt.TextFormat.PlainText
    qtbot.mouseClick(shown.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert deleted == []
    action(submenu(button, "&Delete"), "for Conv1d && more…").trigger()
    qtbot.mouseClick(accept_button(dialog(button)), Qt.MouseButton.LeftButton)
    assert deleted == [("for Conv1d & more",)]


def test_long_names_are_shortened_in_the_menu_only(button):
    applied = collected(button.apply_requested)
    button.show_names(("x" * 80,))
    action(menu_of(button), f"{'x' * 47}…").trigger()
    assert applied == [("x" * 80,)]


def test_submenus_do_not_pile_up(button, qtbot):
    for _ in range(3):
        menu_of(button)
    qtbot.waitUntil(lambda: len(button.menu().findChildren(QMenu)) == 2)

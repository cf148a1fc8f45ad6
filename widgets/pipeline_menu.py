"""The menu of the pipelines that have names: save the present steps, use saved ones, rename and delete."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QMessageBox, QToolButton, QWidget

from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.pipeline_name import ask_new_name, ask_other_name

_LONGEST = 48  # letters of a name in the menu


class PipelineMenu(IconButton):
    """A button with the menu. It knows names only, and emits what is asked for."""

    save_requested = Signal(str)
    apply_requested = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            Icon.PRESET, "Pipelines", "Pipelines: save these steps under a name, or use saved ones", "", parent
        )
        self._names: tuple[str, ...] = ()
        self._can_save = False
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.aboutToShow.connect(self._fill)

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show the pipelines that are saved."""
        self._names = names

    def set_can_save(self, can_save: bool) -> None:
        """Tell whether there are steps to save."""
        self._can_save = can_save

    def _fill(self) -> None:
        self._menu.clear()
        for old in self._menu.findChildren(QMenu):
            old.deleteLater()
        save = self._menu.addAction("&Save the steps as…")
        save.setEnabled(self._can_save)
        save.triggered.connect(lambda: ask_new_name(self, self._names, self.save_requested.emit))
        self._menu.addSection("Replace the steps by")
        if not self._names:
            self._menu.addAction("No pipeline is saved yet").setEnabled(False)
            return
        for name in self._names:
            self._menu.addAction(_shown(name)).triggered.connect(
                lambda _=False, name=name: self.apply_requested.emit(name)
            )
        self._menu.addSeparator()
        renaming, deleting = self._menu.addMenu("&Rename"), self._menu.addMenu("&Delete")
        for name in self._names:
            renaming.addAction(f"{_shown(name)}…").triggered.connect(lambda _=False, name=name: self._rename(name))
            deleting.addAction(f"{_shown(name)}…").triggered.connect(lambda _=False, name=name: self._delete(name))

    def _rename(self, name: str) -> None:
        ask_other_name(self, name, self._names, lambda new: self.rename_requested.emit(name, new))

    def _delete(self, name: str) -> None:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Delete pipeline")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Delete the saved pipeline “{name}”? This cannot be undone.")
        box.setStandardButtons(buttons.Cancel)
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        delete.clicked.connect(lambda: self.delete_requested.emit(name))
        box.finished.connect(box.deleteLater)
        box.open()


def _shown(name: str) -> str:
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    return short.replace("&", "&&")

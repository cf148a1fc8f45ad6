"""The menu of the pipelines that have names: save the present steps, use saved ones, rename and delete."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QMessageBox, QToolButton, QWidget

from inspector.errors import InspectorError
from widgets.buttons import IconButton
from widgets.icons import Icon, icon
from widgets.pipeline_name import ask_new_name, ask_other_name

_LONGEST = 48  # letters of a name in the menu


class PipelineMenu(IconButton):
    """A button with the menu. It knows names only, and emits what is asked for.

    `opened` comes before the menu is filled, so that the names can be told anew.
    """

    opened = Signal()
    save_requested = Signal(str)
    apply_requested = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            Icon.PRESET, "Pipelines", "Pipelines: save these steps under a name, or use saved ones", "", parent
        )
        self._names: tuple[str, ...] = ()
        self._trouble = ""
        self._can_save = False
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.aboutToShow.connect(self._fill)

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show the pipelines that are saved."""
        self._names, self._trouble = names, ""

    def show_trouble(self, error: InspectorError) -> None:
        """Show in their place that they cannot be read."""
        self._names, self._trouble = (), str(error)

    def show_error(self, error: InspectorError) -> None:
        """Say at once why what was asked for has not been done."""
        self._tell(str(error))

    def set_can_save(self, can_save: bool) -> None:
        """Tell whether there are steps to save."""
        self._can_save = can_save

    def _fill(self) -> None:
        self.opened.emit()
        self._menu.clear()
        for old in self._menu.findChildren(QMenu):
            old.deleteLater()
        save = self._menu.addAction("&Save the steps as…")
        save.setEnabled(self._can_save)
        save.triggered.connect(lambda: ask_new_name(self, self._names, self.save_requested.emit))
        self._menu.addSection("Replace the steps by")
        if self._trouble:
            told = self._menu.addAction(icon(Icon.ERROR, self), "The saved pipelines cannot be read…")
            told.triggered.connect(lambda: self._tell(self._trouble))
            return
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
        box = self._box("Delete pipeline", f"Delete the saved pipeline “{name}”? This cannot be undone.")
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        delete.clicked.connect(lambda: self.delete_requested.emit(name))
        box.open()

    def _tell(self, error: str) -> None:
        box = self._box("Saved pipelines", error)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.open()

    def _box(self, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.finished.connect(box.deleteLater)
        return box


def _shown(name: str) -> str:
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    return short.replace("&", "&&")

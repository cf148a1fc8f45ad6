"""A line of text that is read as a value."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector.errors import InputError
from widgets.notice import Notice

_LONGEST = 1_000_000  # characters; Qt would cut typed values off at 32,767

T = TypeVar("T")


class ParsedLine(QWidget, Generic[T]):
    """An editor whose text is read at every keystroke; text that cannot be read stays, the reason under it.

    `value` is the last one that could be read or that was shown; `valid` tells whether the text says it.
    `edited` comes after every change of the text by the person, valid or not.
    """

    edited = Signal()

    def __init__(self, name: str, read: Callable[[str], T], write: Callable[[T], str], value: T) -> None:
        super().__init__()
        self._read, self._write = read, write
        self.value, self.valid = value, True
        self.line = QLineEdit()
        self.line.setMaxLength(_LONGEST)
        self._show_text()
        self.line.setAccessibleName(name)
        self._notice = Notice()
        self._row = QHBoxLayout()
        self._row.addWidget(self.line, 1)
        self._row.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._row)
        layout.addWidget(self._notice)
        self.line.textEdited.connect(self.read_again)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right end of the line."""
        self._row.addWidget(button)

    def show_value(self, value: T, fresh: bool = False) -> None:
        """Show the value; text that says it already, or is being mended, stays unless `fresh`."""
        if not fresh and value == self.value:
            return
        self.value, self.valid = value, True
        self._show_text()
        self.line.setAccessibleDescription("")
        self._notice.clear()

    def read_again(self) -> None:
        """Read the text as if it had just been typed."""
        self.check()
        self.edited.emit()

    def check(self) -> None:
        """Read the text and show what is wrong with it, without telling anyone."""
        try:
            self.value = self._read(self.line.text())
        except InputError as error:
            self.refuse(error)
        else:
            self.valid = True
            self.line.setAccessibleDescription("")
            self._notice.clear()

    def refuse(self, error: InputError) -> None:
        """Hold the text for wrong and show why."""
        self.valid = False
        self.line.setAccessibleDescription(str(error))
        self._notice.show_error(error)

    def _show_text(self) -> None:
        """Write the value, its beginning in sight."""
        self.line.setText(self._write(self.value))
        self.line.setCursorPosition(0)

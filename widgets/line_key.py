"""The key to a plot of lines: a piece of each beside its name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from superqt import QFlowLayout

from .curve_ink import CurveSample


class LineKey(QWidget):
    """Names the lines in the order of their numbers; in one row, more where the width asks for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._entries: list[QWidget] = []
        self._flow = QFlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setVerticalSpacing(0)

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show these names in place of the former."""
        if names == self._names:
            return
        self._names = names
        for entry in self._entries:
            self._flow.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self._entries = [_entry(number, name) for number, name in enumerate(names)]
        for entry in self._entries:
            self._flow.addWidget(entry)


def _entry(number: int, name: str) -> QWidget:
    entry, label = QWidget(), QLabel(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    layout = QHBoxLayout(entry)
    layout.setContentsMargins(0, 0, 8, 0)
    layout.setSpacing(4)
    layout.addWidget(CurveSample(number))
    layout.addWidget(label)
    return entry

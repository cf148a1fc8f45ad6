"""The line in which a wanted shape is typed, and the menu of what may take the tensor next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QPushButton, QWidget

from inspector.errors import InspectorError
from widgets.code_line import CodeLine
from widgets.labels import plain_tip
from widgets.notice import Notice

_PLACEHOLDER = "(32, 640)   batch, hidden*time   b t (2 h) -> b (2 h) t   Conv1d(64, 32, 3)"
_TIP = (
    "The shape that you want: sizes, names of axes, a pattern as in einops, or the layer that takes the tensor next.\n"
    "Enter asks for the steps."
)
_BUTTON_ROOM = 36
_DESCRIPTION_ROOM = 400
_MOST_LINES = 6


class WishLine(QWidget):
    """Emits the wish on Enter, or as soon as a consumer is chosen; what is wrong with it stands under it."""

    wish_entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = CodeLine()
        self.line.setAccessibleName("Wanted")
        self.line.setPlaceholderText(_PLACEHOLDER)
        self.line.setToolTip(plain_tip(_TIP))
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self._consumers = QPushButton("Consumer")
        self._consumers.setToolTip("Choose what takes the tensor next: its name is put into the line and asked for")
        self._consumers.setFixedWidth(self._consumers.fontMetrics().horizontalAdvance("Consumer") + _BUTTON_ROOM)
        self._consumers.setMenu(self.menu)
        self._consumers.setEnabled(False)
        self._notice = Notice(_MOST_LINES)
        self._lay_out()
        self.line.textChanged.connect(self.clear_error)
        self.line.returnPressed.connect(self._enter)

    def show_consumers(self, consumers: tuple[tuple[str, str], ...]) -> None:
        """Offer these consumers, as (name, description)."""
        self.menu.clear()
        for name, description in consumers:
            metrics = self.menu.fontMetrics()
            short = metrics.elidedText(description, Qt.TextElideMode.ElideRight, _DESCRIPTION_ROOM)
            action = self.menu.addAction(f"{name}  –  {short}".replace("&", "&&"))
            action.setToolTip(plain_tip(description))
            action.triggered.connect(lambda _=False, wish=name: self.ask(wish))
        self._consumers.setEnabled(bool(consumers))

    def ask(self, wish: str) -> None:
        """Put the wish into the line, as if it had been typed there, and ask."""
        self.line.selectAll()
        self.line.insert(wish)  # unlike setText() it can be undone
        self.line.setFocus()
        self._enter()

    def show_error(self, error: InspectorError) -> None:
        """Show why there is no way; the text stays."""
        self.line.setAccessibleDescription(str(error))
        self._notice.show_error(error)

    def clear_error(self) -> None:
        """Say nothing more of the wish."""
        self.line.setAccessibleDescription("")
        self._notice.clear()

    def _enter(self) -> None:
        if wish := self.line.text().strip():
            self.wish_entered.emit(wish)

    def _lay_out(self) -> None:
        label = QLabel("Wanted")
        label.setBuddy(self.line)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.line, 0, 1)
        grid.addWidget(self._consumers, 0, 2)
        grid.addWidget(self._notice, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)

"""The buttons that take gates and the code for them out of the program, and what became of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector.errors import InspectorError

from .buttons import IconButton
from .icons import Icon
from .notice import Notice, Tone


class GateExport(QWidget):
    """Offers to save and copy; nothing is handed out from here."""

    gates_requested = Signal()
    copy_requested = Signal()
    code_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gates = IconButton(
            Icon.SAVE, "Save the gates", "Save the gates of every sample, layer and direction", "Save gates…"
        )
        self._copy = IconButton(
            Icon.COPY, "Copy the code", "Execute the code that computes the gates, compare, then copy it", "Copy code"
        )
        self._code = IconButton(
            Icon.SAVE, "Save the code", "Execute the code that computes the gates, compare, then save it", "Save code…"
        )
        self._notice = Notice(most_lines=3)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self._gates, self._copy, self._code):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._notice, 1)
        row.addStretch(0)
        self._gates.clicked.connect(self.gates_requested)
        self._copy.clicked.connect(self.copy_requested)
        self._code.clicked.connect(self.code_requested)
        self.show_offered(False)

    def show_offered(self, offered: bool) -> None:
        """Offer what there is, or nothing while there are no gates."""
        for button in (self._gates, self._copy, self._code):
            button.setEnabled(offered)

    def show_done(self, text: str) -> None:
        """Tell what became of it; "" tells nothing."""
        self._notice.show_text(Tone.SUCCESS, text)

    def show_error(self, error: InspectorError) -> None:
        """Tell why nothing was handed out."""
        self._notice.show_error(error)

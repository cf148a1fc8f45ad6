"""The line above the reshape steps: what they start from, and what can be done with them."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.labels import elided, plain_tip


class ReshapeBar(QWidget):
    """Buttons for the list's three actions, and for undo and redo."""

    def __init__(self, up: QAction, down: QAction, remove: QAction) -> None:
        super().__init__()
        self._source = elided("Source")
        self.undo = IconButton(Icon.UNDO, "Undo", "Undo the last change of the steps")
        self.redo = IconButton(Icon.REDO, "Redo", "Redo what was undone")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._source, 1)
        row.addWidget(_button_for(up, Icon.UP, "Move the step up (Ctrl+Up)"))
        row.addWidget(_button_for(down, Icon.DOWN, "Move the step down (Ctrl+Down)"))
        row.addWidget(_button_for(remove, Icon.REMOVE, "Remove the step (Del)"))
        row.addSpacing(8)
        row.addWidget(self.undo)
        row.addWidget(self.redo)

    def show_source(self, text: str) -> None:
        """Show what the steps start from."""
        self._source.setText(text)
        self._source.setToolTip(plain_tip(text))


def _button_for(action: QAction, symbol: Icon, tip: str) -> IconButton:
    button = IconButton(symbol, action.text(), tip)
    button.setEnabled(action.isEnabled())
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    return button

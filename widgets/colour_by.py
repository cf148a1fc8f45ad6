"""The choice of what the colours of a picture show: its values, or where its elements came from."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from .labels import with_signs


class ColourBy(QWidget):
    """Shows the choices, while there is more than one; `chosen` carries the one that the person took."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QComboBox()
        self._box.setAccessibleName("Colour by")
        self._box.setToolTip("What the colours show: the values, or where in the source each element came from")
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        label = QLabel("Colour by")
        label.setBuddy(self._box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label)
        layout.addWidget(self._box)
        self._choices: tuple[str, ...] = ()
        self._box.activated.connect(lambda at: self.chosen.emit(self._choices[at]))
        self.hide()

    def show_choices(self, choices: tuple[str, ...], current: str) -> None:
        """Show these choices, of which `current` is taken."""
        with QSignalBlocker(self._box):
            if choices != self._choices:
                self._choices = choices
                self._box.clear()
                self._box.addItems([with_signs(choice) for choice in choices])
            self._box.setCurrentIndex(choices.index(current) if current in choices else -1)
        self.setVisible(len(choices) > 1)

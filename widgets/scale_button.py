"""The button at the colour bar: which scale holds, and a menu of the others."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from inspector.tensor.levels import Levels
from inspector.tensor.scale import FixedScale, RobustScale, ScaleChoice, SliceScale, SymmetricScale, TensorScale

from .scale_limits import ScaleLimits
from .scale_words import scale_title

_CHOICES: tuple[ScaleChoice, ...] = (SliceScale(), TensorScale(), RobustScale(), SymmetricScale())


class ScaleButton(QToolButton):
    """Shows the scale; `chosen` carries another one."""

    chosen = Signal(object)  # ScaleChoice

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = Levels(0.0, 1.0, signed=False)
        self._group = QActionGroup(self)
        menu = QMenu(self)
        self._actions = {type(choice): self._action(menu, choice) for choice in _CHOICES}
        menu.addSeparator()
        self._actions[FixedScale] = self._action(menu, FixedScale(0.0, 1.0))
        self._keep = menu.addAction("Keep these limits for every tensor")
        self._keep.triggered.connect(self._keep_levels)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self.setAccessibleName("Colour scale")
        self.setToolTip("Which values the colours span; it stays when another tensor is chosen")

    def show_scale(self, choice: ScaleChoice, text: str, levels: Levels) -> None:
        """Show which scale holds, and the levels that it gives here."""
        self._levels = levels
        if text != self.accessibleDescription():
            self.setText(f"{text}\N{EN SPACE}")  # the arrow of the menu stands on the edge
            self.setAccessibleDescription(text)
        action = self._actions[type(choice)]
        if not action.isChecked():
            with QSignalBlocker(self._group):
                action.setChecked(True)

    def _action(self, menu: QMenu, choice: ScaleChoice) -> QAction:
        action = menu.addAction(scale_title(choice))
        action.setCheckable(True)
        self._group.addAction(action)
        fixed = isinstance(choice, FixedScale)
        action.triggered.connect(self._ask_limits if fixed else lambda: self.chosen.emit(choice))
        return action

    def _keep_levels(self) -> None:
        self.chosen.emit(FixedScale(self._levels.low, self._levels.high))

    def _ask_limits(self) -> None:
        dialog = ScaleLimits(self._levels, self)
        dialog.chosen.connect(self.chosen)
        dialog.open()

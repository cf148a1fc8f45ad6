"""The button that plays through an axis, and the choice of how fast."""

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QActionGroup, QHideEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from .icons import Icon, icon

SPEEDS = (2, 5, 10, 30, 60)  # places a second
_FIRST_SPEED = 10


class PlayButton(QToolButton):
    """While it is down `stepped` comes at the chosen speed; its menu, which opens while it is held down, chooses it."""

    stepped = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.stepped)
        self._speeds = QMenu(self)
        group = QActionGroup(self._speeds)
        for speed in SPEEDS:
            action = self._speeds.addAction(f"{speed} a second")
            action.setCheckable(True)
            action.setChecked(speed == _FIRST_SPEED)
            action.triggered.connect(lambda _=False, speed=speed: self._choose(speed))
            group.addAction(action)
        self._choose(_FIRST_SPEED)
        self.setMenu(self._speeds)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.toggled.connect(self._play)
        self._show()

    def stop(self) -> None:
        """Play no more."""
        self.setChecked(False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Colour the icon again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Play no more what nobody sees."""
        super().hideEvent(event)
        self.stop()

    def _choose(self, speed: int) -> None:
        self._timer.setInterval(1000 // speed)

    def _play(self, on: bool) -> None:
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self._show()

    def _show(self) -> None:
        playing = self.isChecked()
        self.setIcon(icon(Icon.PAUSE if playing else Icon.RUN, self))
        self.setAccessibleName(f"{'Stop playing' if playing else 'Play'} along {self._name}")
        self.setToolTip(f"{'Stop' if playing else 'Play'} along {self._name} (Space); press long for the speed")

"""Going through the time steps of a cell: buttons, the number of the step, and play at a chosen speed."""

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from widgets.buttons import IconButton
from widgets.icons import Icon

_SPEEDS = (1, 2, 4, 8, 16)  # steps in a second
_USUAL = 2
_FORWARD, _REVERSE = "&Time step", "S&tep from the end"


class CellStepper(QWidget):
    """Knows which step is shown; `moved` carries it whenever it changes."""

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = IconButton(Icon.FIRST, "First step", "First step (Home)")
        self._back = IconButton(Icon.BACK, "Step back", "Step back (Left)")
        self._play = IconButton(Icon.RUN, "Play", "Go through time (Space)")
        self._pause = IconButton(Icon.PAUSE, "Pause", "Stay at this step (Space)")
        self._on = IconButton(Icon.FORWARD, "Step forward", "Step forward (Right)")
        self._last = IconButton(Icon.LAST, "Last step", "Last step (End)")
        self._number = QSpinBox()
        self._label, self._of = QLabel(_FORWARD), QLabel()
        self._speed = QComboBox()
        self._timer = QTimer(self)
        self._fill()
        self._lay_out()
        self._connect()
        self.show_steps(0)

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self._number.value()

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def show_steps(self, steps: int, from_the_end: bool = False) -> None:
        """Take another number of steps, in the order in which they are read; the step stays where there is one."""
        self._label.setText(_REVERSE if from_the_end else _FORWARD)
        self._number.setAccessibleName(self._label.text().replace("&", ""))
        if not steps:
            self.pause()
        with QSignalBlocker(self._number):
            self._number.setRange(0, max(0, steps - 1))
        self._of.setText(f"(0 to {steps - 1:,})" if steps else "")
        self.setEnabled(steps > 0)
        self._enable()

    def go_to(self, step: int) -> None:
        """Go to a step, or to the end that lies nearest."""
        self._number.setValue(step)

    def go_by(self, steps: int) -> None:
        """Go so many steps on."""
        self.go_to(self.step + steps)

    def go_to_end(self) -> None:
        """Go to the last step."""
        self.go_to(self._number.maximum())

    def play_or_pause(self) -> None:
        """Begin to go through time, from the first step where the last one is shown; or stay."""
        if self.is_playing:
            self.pause()
            return
        if self.step == self._number.maximum():
            self.go_to(0)
        self._timer.start()
        self._show_playing()

    def pause(self) -> None:
        """Stay at the step."""
        self._timer.stop()
        self._show_playing()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Stay at the step that nobody sees pass."""
        super().hideEvent(event)
        self.pause()

    def _play_on(self) -> None:
        self.go_by(1)
        if self.step == self._number.maximum():
            self.pause()

    def _show_playing(self) -> None:
        focus = self._play.hasFocus() or self._pause.hasFocus()
        self._play.setVisible(not self.is_playing)
        self._pause.setVisible(self.is_playing)
        if focus:
            (self._pause if self.is_playing else self._play).setFocus()

    def _enable(self) -> None:
        for button in (self._first, self._back):
            button.setEnabled(self.step > 0)
        for button in (self._on, self._last):
            button.setEnabled(self.step < self._number.maximum())

    def _fill(self) -> None:
        for speed in _SPEEDS:
            self._speed.addItem(f"{speed} step{'' if speed == 1 else 's'}/s", speed)
        self._speed.setCurrentIndex(_SPEEDS.index(_USUAL))
        self._speed.setAccessibleName("Speed")
        self._speed.setToolTip("How many time steps play goes through in a second")
        self._number.setKeyboardTracking(False)
        self._set_speed()

    def _lay_out(self) -> None:
        self._label.setBuddy(self._number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self._label, self._number, self._of):
            row.addWidget(widget)
        row.addSpacing(8)
        for button in (self._first, self._back, self._play, self._pause, self._on, self._last):
            row.addWidget(button)
        row.addSpacing(4)
        row.addWidget(self._speed)

    def _connect(self) -> None:
        self._first.clicked.connect(lambda: self.go_to(0))
        self._back.clicked.connect(lambda: self.go_by(-1))
        self._play.clicked.connect(self.play_or_pause)
        self._pause.clicked.connect(self.play_or_pause)
        self._on.clicked.connect(lambda: self.go_by(1))
        self._last.clicked.connect(self.go_to_end)
        self._number.valueChanged.connect(self.moved)
        self._number.valueChanged.connect(self._enable)
        self._speed.currentIndexChanged.connect(self._set_speed)
        self._timer.timeout.connect(self._play_on)

    def _set_speed(self) -> None:
        self._timer.setInterval(1000 // self._speed.currentData())

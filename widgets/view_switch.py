"""The switch between the views of one tensor."""

from enum import Enum
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from .icons import Icon, icon
from .theme import colours

_SIDE = 22  # pixels, as high as a line of text
_LINE = 3


class TensorLook(Enum):
    """A way to look at a tensor; the value is its name and the key beside Alt that chooses it."""

    HEATMAP = "Heatmap"
    LINES = "Lines"
    TABLE = "Table"
    DISTRIBUTION = "Distribution"


_ICONS = {
    TensorLook.HEATMAP: Icon.HEATMAP,
    TensorLook.LINES: Icon.LINES,
    TensorLook.TABLE: Icon.TABLE,
    TensorLook.DISTRIBUTION: Icon.DISTRIBUTION,
}


class _ViewButton(QToolButton):
    """A button that is underlined while its view is seen: a shade alone is hard to tell in the dark."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the line over the button."""
        super().paintEvent(event)
        if self.isChecked():
            painter = QPainter(self)
            line = self.rect().adjusted(3, self.height() - _LINE, -3, 0)
            painter.fillRect(line, colours(self.palette()).accent)
            painter.end()


class ViewSwitch(QWidget):
    """One button for each view; `chosen` carries the one that the person wants.

    Alt+1 to Alt+4 choose too, from anywhere within `around`, the widget whose views these are.
    """

    chosen = Signal(object)  # TensorLook

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, look in enumerate(TensorLook, start=1):
            layout.addWidget(self._button(look, number))
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), around)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._choose, look))
        self.show_look(TensorLook.HEATMAP)
        self._colour()

    @property
    def last(self) -> QWidget:
        """The last button: what stands beside the switch comes after it."""
        return self._group.buttons()[-1]

    def show_look(self, look: TensorLook) -> None:
        """Show which view is seen."""
        self._group.buttons()[list(TensorLook).index(look)].setChecked(True)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour the symbols again when light and dark change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _button(self, look: TensorLook, number: int) -> QToolButton:
        button = _ViewButton()
        button.setCheckable(True)
        button.setFixedSize(_SIDE + 4, _SIDE)
        button.setAccessibleName(look.value)
        button.setToolTip(f"{look.value} (Alt+{number})")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(partial(self._choose, look))
        self._group.addButton(button)
        return button

    def _choose(self, look: TensorLook, _: bool = True) -> None:
        self.show_look(look)
        self.chosen.emit(look)

    def _colour(self) -> None:
        for button, look in zip(self._group.buttons(), TensorLook, strict=True):
            button.setIcon(icon(_ICONS[look], self))

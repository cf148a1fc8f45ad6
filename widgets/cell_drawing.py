"""The figure of a cell as a widget: as large as its room, and what is pointed at is marked in drawing and formulas."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from widgets.cell_figure import CellFigure, FigurePlaces, figure_places, paint_figure
from widgets.cell_inks import cell_inks
from widgets.cell_strokes import paint_focus
from widgets.labels import plain_tip

_MARGIN = 8.0
_LEAST = QSize(560, 240)
_KEYS = "Left and Right go through time, Up and Down through the formulas."


class CellDrawing(QWidget):
    """Draws a figure. Up, Down and the mouse choose the quantity that is marked, Escape none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: CellFigure | None = None
        self._places: FigurePlaces | None = None
        self._inks = cell_inks(self.palette(), self.font())
        self._meant = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The cell with its numbers")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def figure(self) -> CellFigure | None:
        """What is drawn."""
        return self._figure

    @property
    def meant(self) -> str:
        """The quantity that is marked, "" for none."""
        return self._meant

    @property
    def places(self) -> FigurePlaces | None:
        """Where the figure lies in the widget."""
        return self._places

    def show_figure(self, figure: CellFigure | None) -> None:
        """Draw another figure; what is marked stays marked where the cell has it."""
        self._figure = figure
        self._place()
        names = [formula.quantity for formula in figure.formulas] if figure else []
        known = names + [sign.quantity for sign in figure.parts.signs] if figure else []
        self.mark(self._meant if self._meant in known else "")

    def mark(self, quantity: str) -> None:
        """Mark what belongs to this quantity."""
        self._meant = quantity
        self.setAccessibleDescription(f"{self._told()} {_KEYS}".strip())
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Give the size below which nothing could be read."""
        return _LEAST

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the figure."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._inks.ground)
        if self._figure and self._places:
            paint_figure(painter, self._inks, self._figure, self._places, self._meant)
        if self.hasFocus():
            paint_focus(painter, self._inks, self.rect())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Mark what is below the mouse."""
        self._mark_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Mark nothing any more."""
        self.mark("")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Mark the next quantity in the order of the formulas, or none."""
        names = [formula.quantity for formula in self._figure.formulas] if self._figure else []
        if event.key() == Qt.Key.Key_Escape and self._meant:
            self.mark("")
        elif names and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            back = event.key() == Qt.Key.Key_Up
            at = names.index(self._meant) if self._meant in names else (len(names) if back else -1)
            self.mark(names[max(0, min(at + (-1 if back else 1), len(names) - 1))])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the gate below the mouse does."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._figure:
            QToolTip.showText(event.globalPos(), plain_tip(self._figure.sentences.get(self._meant, "")), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Take other colours and fonts."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._inks = cell_inks(self.palette(), self.font())
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fit the figure into the new room."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        self._places = figure_places(self._figure, room) if self._figure else None

    def _mark_at(self, point: QPointF) -> None:
        found = self._places.quantity_at(self._figure, point) if self._figure and self._places else ""
        if found != self._meant:
            self.mark(found)

    def _told(self) -> str:
        """Give what a screen reader says: the marked formula with its numbers, or the last one."""
        if self._figure is None:
            return ""
        every = {formula.quantity: formula for formula in self._figure.formulas}
        formula = every.get(self._meant, self._figure.formulas[-1])
        return f"{self._figure.caption}. {formula.symbols}: {formula.numbers}."

"""The list of the ways to reach a wanted shape."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from widgets.icons import icon
from widgets.theme import colours
from widgets.wish_items import ROW_ROLE, WishItems
from widgets.wish_row_text import Ink, RowLine, row_lines

_Index = QModelIndex | QPersistentModelIndex
_SIDE, _ABOVE = 12, 6
_BAR = 4  # the mark of the chosen row: seen where its shade is not
_SYMBOL = 16
_SHADE = 0.14
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def chosen_background(palette: QPalette) -> QColor:
    """Give a shade of the accent on which the colours of text and symbols can be read as beside it."""
    accent, base = palette.color(QPalette.ColorRole.Accent), palette.color(QPalette.ColorRole.Base)
    pairs = ((accent.redF(), base.redF()), (accent.greenF(), base.greenF()), (accent.blueF(), base.blueF()))
    return QColor.fromRgbF(*(_SHADE * one + (1 - _SHADE) * other for one, other in pairs))


class WishDelegate(QStyledItemDelegate):
    """Draws the lines of a row, the chosen one shaded and with a bar at its edge."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802  # Qt's name
        """Give the height of the row's lines at the width of the list."""
        width = _room(option)
        lines = row_lines(index.data(ROW_ROLE), option.font, width - 2 * _SIDE)
        return QSize(0, len(lines) * _line_height(option) + 2 * _ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row."""
        painter.save()
        self._draw_ground(painter, option)
        height = _line_height(option)
        for number, line in enumerate(row_lines(index.data(ROW_ROLE), option.font, option.rect.width() - 2 * _SIDE)):
            top = option.rect.top() + _ABOVE + number * height
            room = QRect(option.rect.left() + _SIDE, top, option.rect.width() - 2 * _SIDE, height)
            _draw_line(painter, option, line, room)
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state, edge = option.state, option.rect.adjusted(0, 0, 0, -1)
        painter.setPen(QPen(colours(option.palette).grid, 1))
        painter.drawLine(edge.bottomLeft(), edge.bottomRight())
        if not state & QStyle.StateFlag.State_Selected:
            return
        accent = option.palette.color(QPalette.ColorRole.Accent)
        painter.fillRect(option.rect, chosen_background(option.palette))
        painter.fillRect(QRect(option.rect.topLeft(), QSize(_BAR, option.rect.height())), accent)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(accent, 1))
            painter.drawRect(edge.adjusted(0, 0, -1, 0))


class WishList(QListView):
    """The ways, of which one is always chosen; `used` carries the row that Enter or a double click takes."""

    used = Signal(int)

    def __init__(self, items: WishItems, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(items)
        self.setItemDelegate(WishDelegate(self))
        self.setAccessibleName("Ways to reach the shape")
        self.setAccessibleDescription("Up and Down choose, Enter uses the steps")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Not `activated`: on some desktops that is a single click.
        self.doubleClicked.connect(lambda index: self.used.emit(index.row()))

    def show_row(self, row: int) -> None:
        """Choose this row."""
        self.setCurrentIndex(self.model().index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Ask the rows for their heights again where the width changes, also by the scroll bar that came."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Take the steps on Enter."""
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.used.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


def _draw_line(painter: QPainter, option: QStyleOptionViewItem, line: RowLine, room: QRect) -> None:
    inks = {Ink.PLAIN: option.palette.color(QPalette.ColorRole.Text), Ink.QUIET: colours(option.palette).muted}
    if line.symbol is not None:
        place = QRect(0, 0, _SYMBOL, _SYMBOL)
        place.moveCenter(room.center())
        place.moveLeft(room.left())
        icon(line.symbol, option.palette).paint(painter, place)
    for piece in line.pieces:
        painter.setFont(piece.font)
        painter.setPen(inks[piece.ink])
        painter.drawText(room.adjusted(piece.left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, piece.text)


def _line_height(option: QStyleOptionViewItem) -> int:
    return max(option.fontMetrics.lineSpacing(), _SYMBOL) + 1


def _room(option: QStyleOptionViewItem) -> int:
    """Give the width of the list: Qt leaves it out where it asks for a size."""
    view = option.widget
    return view.viewport().width() if isinstance(view, QListView) else option.rect.width()

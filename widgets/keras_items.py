"""The lines of the Keras card: each form of the layer, and under it what it returns."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from inspector.tensor.keras_card import KerasForm, KerasReturn
from widgets.step_states import axes_text

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TITLES = ("Returns", "PyTorch", "Shape")


class Column(IntEnum):
    """The columns."""

    NAME = 0
    TORCH = 1
    SHAPE = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """A form's own line has its code in the first cell and nothing in the others."""

    cells: tuple[str, str, str]
    is_form: bool


class KerasItems(QAbstractTableModel):
    """A table of texts; the view lets the lines at `form_rows` reach over all columns."""

    def __init__(self, code: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[_Line, ...] = ()
        self._code, self._heading = code, QFont(code)
        self._heading.setWeight(QFont.Weight.DemiBold)

    @property
    def form_rows(self) -> tuple[int, ...]:
        """The rows of the forms."""
        return tuple(row for row, line in enumerate(self._lines) if line.is_form)

    def set_forms(self, forms: tuple[KerasForm, ...]) -> None:
        """Show these forms."""
        self.beginResetModel()
        self._lines = tuple(line for form in forms for line in _lines_of(form))
        self.endResetModel()

    def text_of(self, row: int) -> str:
        """Give a line as text, cells apart by tabs."""
        return "\t".join(self._lines[row].cells).rstrip("\t")

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | QFont | None:
        """Give text and font of a cell."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.FontRole:
            return self._heading if line.is_form else self._code if index.column() == Column.TORCH else None
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        """Give the titles of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return _TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None


def _lines_of(form: KerasForm) -> tuple[_Line, ...]:
    returns = (_Line(_cells(form, place, item), False) for place, item in enumerate(form.returns))
    return (_Line((form.code, "", ""), True), *returns)


def _cells(form: KerasForm, place: int, item: KerasReturn) -> tuple[str, str, str]:
    """Give the cells; where Keras returns a list the place in it is said, for h and c are easily mistaken."""
    name = f"[{place}] {item.name}" if len(form.returns) > 1 else item.name
    return (name, item.torch, axes_text(item.axes))

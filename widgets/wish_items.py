"""The ways to reach a wanted shape as rows for a Qt view."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.tensor.axis import Axes
from inspector.tensor.record import shape_text
from widgets.labels import plain_tip, with_signs

ROW_ROLE = Qt.ItemDataRole.UserRole
NO_STEP = "no step needed"

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One way: what it means, the code written after the tensor's name, and the axes that come out.

    `where` is another tensor on which it is done, such as `h_n`. Of a consumer, `consumer` is how it was built and
    what it gives, `nn.Linear(128, 10) → (32, 10)`, and `refused` what it does not take.
    """

    meaning: str
    code: str
    axes: Axes
    where: str = ""
    consumer: str = ""
    refused: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def code_text(self) -> str:
        """The code, after the name of the tensor where that is another one."""
        return f"{self.where}{self.code}" or NO_STEP

    @property
    def place_text(self) -> str:
        """`on h_n`, "" where it is done on the source."""
        return f"on {self.where}" if self.where else ""

    @property
    def result_text(self) -> str:
        """`→ (32 batch, 128 direction × hidden)`."""
        return f"→ {self.shape_text}"

    @property
    def shape_text(self) -> str:
        """`(32 batch, 128 direction × hidden)`; `scalar` for no axis at all."""
        return with_signs(shape_text(self.axes)) if self.axes else "scalar"

    @property
    def fit_text(self) -> str:
        """What the consumer gives, or why it does not take the tensor; "" without a consumer."""
        return ": ".join(filter(None, (self.consumer, self.refused)))


class WishItems(QAbstractListModel):
    """One row for each way, the most natural first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ProposalRow, ...] = ()

    @property
    def rows(self) -> tuple[ProposalRow, ...]:
        """The ways that are shown."""
        return self._rows

    def show_rows(self, rows: tuple[ProposalRow, ...]) -> None:
        """Show these ways instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802  # Qt's name
        """Count the ways."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the meaning, the whole in words, or the row itself for the view to draw."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.meaning
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join(_lines(row)))
            case Qt.ItemDataRole.AccessibleTextRole:
                return _sentence(row)
            case _ if role == ROW_ROLE:
                return row
        return None


def _lines(row: ProposalRow) -> tuple[str, ...]:
    heading = ", ".join(filter(None, (row.meaning, row.place_text)))
    return tuple(filter(None, (heading, row.code_text, row.result_text, row.fit_text, *row.remarks)))


def _sentence(row: ProposalRow) -> str:
    """Say the row as a screen reader reads it: no part is told by place, weight or symbol alone."""
    place = f" {row.place_text}" if row.where else ""
    code = f"{row.code or NO_STEP}{place}"
    fit = f"{'does not fit' if row.refused else 'fits'}: {row.fit_text}" if row.fit_text else ""
    said = (f"{row.meaning}: {code} gives {row.shape_text}", fit, *row.remarks)
    return "; ".join(text.rstrip(".") for text in said if text) + "."

"""What the drawing of a cell is made of: gates, signs, wires and words, each with its place.

Every part names the quantity that it shows, as the fields of a CellStep do.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt

LEFT, CENTRE, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True, eq=False)
class GatePlace:
    """A gate: the box with its curve and value, and below it what is summed up."""

    quantity: str
    box: QRectF
    sums: QRectF


@dataclass(frozen=True, slots=True, eq=False)
class SignPlace:
    """A round node: × or +, or a function."""

    quantity: str
    text: str
    area: QRectF


@dataclass(frozen=True, slots=True, eq=False)
class WirePlace:
    """A line that carries one number; its corners, the last one at the arrow's head where it has one."""

    quantity: str
    points: tuple[QPointF, ...]
    has_head: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class RailPlace:
    """A line that carries a whole vector, and the stubs from it to the gates: (gate, where it meets the sums)."""

    quantity: str
    points: tuple[QPointF, ...]
    feeds: tuple[tuple[str, QPointF], ...]


@dataclass(frozen=True, slots=True, eq=False)
class WordsPlace:
    """A symbol and its number on one line, or the number below the symbol (`stacked`)."""

    quantity: str
    symbol: str
    area: QRectF
    align: Qt.AlignmentFlag = CENTRE
    stacked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CellParts:
    """A whole cell; `dots` are where a line parts."""

    body: QRectF
    gates: tuple[GatePlace, ...]
    signs: tuple[SignPlace, ...]
    wires: tuple[WirePlace, ...]
    rails: tuple[RailPlace, ...]
    words: tuple[WordsPlace, ...]
    dots: tuple[tuple[str, QPointF], ...]

    @property
    def sheet(self) -> QSizeF:
        """How large all of it is, with what stands beside the body."""
        return QSizeF(self.body.right() + self.body.left() + 2, self.body.bottom() + self.body.top())

    def quantity_at(self, point: QPointF) -> str:
        """Give the quantity that is drawn at the point, "" for none."""
        for gate in self.gates:
            if gate.box.united(gate.sums).contains(point):
                return gate.quantity
        places = [(sign.quantity, sign.area.adjusted(-6, -6, 6, 6)) for sign in self.signs]
        places += [(words.quantity, words.area) for words in self.words]
        return next((quantity for quantity, area in places if area.contains(point)), "")

"""The tree of the shapes that the next run will have, and what can be said of it in words."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.reshape.outline import OutlineNode
from inspector.reshape.selection import Selection

from .notice import Notice, Tone
from .outline_tree import OutlineTree
from .tensor_tree_cells import PredictedCells

_EMPTY = "Open a model to see the shapes of its next run here."
_WAITING = "Predicting the shapes…"
_NOTICE_LINES = 4


@dataclass(frozen=True, slots=True)
class ShownPrediction:
    """What the panel shows: the tree, what would stop the run, and what was assumed of the shapes.

    `waiting` says that the prediction of the present input is on its way, `refused` why there is none.
    """

    tree: OutlineNode | None = None
    stop: str = ""
    remarks: tuple[str, ...] = ()
    refused: str = ""
    waiting: bool = False
    running: bool = False


class PredictedTree(QWidget):
    """Shows a predicted tree under a strip that says so; there are no values to choose in it."""

    def __init__(self) -> None:
        super().__init__()
        self._strip, self._stop, self._remarks = (Notice(_NOTICE_LINES) for _ in range(3))
        self._tree = OutlineTree(PredictedCells, "Predicted tensors of the next run", _EMPTY)
        self._shown: OutlineNode | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        for notice in (self._strip, self._stop, self._remarks):
            layout.addWidget(notice)
        layout.addWidget(self._tree, 1)

    def show_prediction(self, shown: ShownPrediction, selection: Selection | None) -> None:
        """Show another prediction, with the line marked that is selected in the run; a tree that stays is not moved."""
        self._strip.show_text(Tone.REMARK, _strip_text(shown))
        self._stop.show_text(Tone.ERROR, shown.stop or shown.refused)
        self._remarks.show_text(Tone.REMARK, "\n".join(shown.remarks))
        self._tree.show_empty(_WAITING if shown.waiting else "" if shown.refused else _EMPTY)
        if shown.tree != self._shown:
            self._shown = shown.tree
            self._tree.show_outline(shown.tree, selection)

    def show_selection(self, selection: Selection | None) -> None:
        """Mark the line of what is selected in the run now."""
        self._tree.show_selection(selection)


def _strip_text(shown: ShownPrediction) -> str:
    if shown.tree is None:
        return ""
    if shown.waiting:
        return _WAITING
    values = "the values follow when the run ends." if shown.running else "run it (F9) for values."
    return f"Predicted for the input as it is now; {values}"

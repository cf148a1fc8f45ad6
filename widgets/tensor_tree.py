"""The tree of everything that a run captured, with its figures."""

from .outline_tree import OutlineTree
from .tensor_tree_cells import OutlineCells

_EMPTY = "Open or run a model to see its tensors here."


class TensorTree(OutlineTree):
    """The outline of the run on screen and of the model file."""

    def __init__(self) -> None:
        super().__init__(OutlineCells, "Tensors of the run", _EMPTY)
        self.setContentsMargins(8, 8, 8, 8)

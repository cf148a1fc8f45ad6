"""Names for recurrent calls whose weights no module owns."""

from collections import Counter

import torch
from torch import nn

_NUMBERED = (
    "The file does not say which layer some calls belong to, because their weights were frozen into the program: such "
    "layers are numbered in the order of their first call."
)


class Nameless:
    """Numbers what has no name, in the order in which it is first seen."""

    def __init__(self, model: nn.Module) -> None:
        """Look whether the model is a file that has lost its names: freezing makes constants of all weights."""
        self._counts: Counter[str] = Counter()
        self._is_file = isinstance(model, torch.jit.ScriptModule | torch.fx.GraphModule)

    def next(self) -> str:
        """Give `layer 0`, `layer 1`, ... in a file without names, else `functional`, `functional 2`, ..."""
        kind = "layer" if self._is_file else "functional"
        number = self._counts[kind]
        self._counts[kind] += 1
        if self._is_file:
            return f"layer {number}"
        return f"functional {number + 1}" if number else "functional"

    @property
    def remarks(self) -> tuple[str, ...]:
        """Give the sentence that explains the numbers of a file, if there are any."""
        return (_NUMBERED,) if self._is_file and self._counts else ()

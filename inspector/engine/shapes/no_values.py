"""Everything that torch does happens without values for a while."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from .shape_mode import ShapeMode
from .shape_rules import function_in_place, ruled_functions

_DATA_PTR = Tensor.data_ptr


@contextmanager
def no_values(most_operators: int) -> Iterator[ShapeMode]:
    """Have everything happen without values until the end: new tensors are meta tensors too.

    A forward of more than so many operators fails with NeedsValuesError.
    """
    with ExitStack() as stack:
        stack.enter_context(ruled_functions())
        stack.enter_context(torch.device("meta"))
        stack.enter_context(torch.no_grad())
        mode = ShapeMode(most_operators)
        stack.enter_context(_Functions(mode))
        stack.enter_context(mode)
        yield mode


class _Functions(TorchFunctionMode):
    """Sees each function before its operators: a recurrent one bound early, and whether autocast is on."""

    def __init__(self, mode: ShapeMode) -> None:
        super().__init__()
        self._mode = mode

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Call the function. Raises NeedsValuesError."""
        if function is _DATA_PTR and args[0].is_meta:
            return self._mode.place_of(args[0])
        self._mode.refuse_autocast()
        instead = function_in_place(function, args)
        if instead is function:
            return function(*args, **(kwargs or {}))
        with self:  # which has stepped aside for this function, and whoever records the call asks for places
            return instead(*args, **(kwargs or {}))

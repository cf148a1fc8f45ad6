"""The weights of a Keras recurrent layer, converted to those of the torch layer that gives the same outputs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .config import Kind

Array = NDArray[Any]

# Where each of torch's gates stands in Keras. LSTM: i, f, c, o is torch's own order. GRU: Keras has z, r, h.
_BLOCKS = {Kind.LSTM: (0, 1, 2, 3), Kind.GRU: (1, 0, 2), Kind.RNN: (0,)}


def torch_weights(kind: Kind, arrays: Sequence[Array], layer: int = 0, reverse: bool = False) -> dict[str, Array]:
    """Give the state dict of one layer and direction from what Keras's `layer.get_weights()` gives.

    `arrays` are the kernel (input, gate x hidden), the recurrent kernel (hidden, gate x hidden) and, unless the layer
    has none, the bias: (gate x hidden), of a GRU (2, gate x hidden). The names are torch's, `weight_ih_l0` or with
    `reverse` `weight_ih_l0_reverse`; where Keras has one bias, `bias_hh` is zero. Of a Bidirectional the first half of
    the arrays is forward, the second backward. Raises InputError for arrays that are not those of such a layer.
    """
    if kind not in _BLOCKS or len(arrays) not in (2, 3):
        raise _not_these(kind, arrays)
    kernel, recurrent, *bias = (np.asarray(array) for array in arrays)
    _check(kind, kernel, recurrent, bias)
    suffix = f"l{layer}{'_reverse' if reverse else ''}"
    found = {
        f"weight_ih_{suffix}": _in_torch_order(kernel, kind),
        f"weight_hh_{suffix}": _in_torch_order(recurrent, kind),
    }
    for both in bias:
        of_input, of_state = both if both.ndim == 2 else (both, np.zeros_like(both))
        found[f"bias_ih_{suffix}"] = _in_torch_order(of_input, kind)
        found[f"bias_hh_{suffix}"] = _in_torch_order(of_state, kind)
    return found


def _in_torch_order(array: Array, kind: Kind) -> Array:
    """Put the gates, the last axis's blocks in Keras, in torch's order and first."""
    gates = np.split(array, len(_BLOCKS[kind]), axis=-1)
    return np.ascontiguousarray(np.concatenate([gates[block] for block in _BLOCKS[kind]], axis=-1).T)


def _check(kind: Kind, kernel: Array, recurrent: Array, bias: list[Array]) -> None:
    gates = len(_BLOCKS[kind])
    rows = gates * recurrent.shape[0] if recurrent.ndim == 2 else -1
    fits = kernel.ndim == 2 and kernel.shape[1] == rows == recurrent.shape[-1]
    if not fits or any(array.shape not in ((rows,), (2, rows)) for array in bias):
        raise _not_these(kind, [kernel, recurrent, *bias])
    if kind is Kind.GRU and any(array.ndim == 1 for array in bias):
        raise InputError(
            "A Keras GRU with reset_after=False multiplies the reset gate at another place than torch does.",
            "Only reset_after=True, Keras's default, can be converted.",
        )


def _not_these(kind: Kind, arrays: Sequence[Array]) -> InputError:
    shapes = ", ".join(str(np.shape(array)) for array in arrays)
    return InputError(
        f"Arrays of the shapes {shapes} are not the weights of a Keras layer that equals torch's {kind}.",
        "Give what get_weights() of one keras.layers.LSTM, GRU or SimpleRNN gives, in its order.",
    )

"""Which elements of a tensor are padding: they stand behind the end of a packed sequence."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..run.call_of import call_of
from ..run.run import Run
from .record import TensorRecord
from .values import IndexArrays

_PADDED_ROLES = ("input", "output")


@dataclass(frozen=True, slots=True)
class Padding:
    """Sample k of the axis `batch` has `lengths[k]` steps along the axis `time`; what comes after is padding."""

    batch: int
    time: int
    lengths: tuple[int, ...]

    def inside(self, index: IndexArrays) -> NDArray[np.bool_]:
        """Tell which of the elements at `index` belong to a sequence; the parts are broadcast together."""
        ends: NDArray[Any] = np.asarray(self.lengths, np.int64)[index[self.batch]]
        return np.asarray(index[self.time] < ends)


@dataclass(frozen=True, slots=True)
class NoPadding:
    """Every element belongs to the tensor."""

    def inside(self, index: IndexArrays) -> NDArray[np.bool_]:  # noqa: ARG002  # as that of Padding
        """Tell that all of the elements do."""
        return np.ones((), bool)


AnyPadding = Padding | NoPadding


def padding_of(run: Run, record: TensorRecord) -> AnyPadding:
    """Find the padding of a captured tensor, or of a part of one that keeps batch and time."""
    call = call_of(run, record.key) if record.key.role in _PADDED_ROLES else None
    names = [axis.name for axis in record.axes]
    if call is None or call.lengths is None or names.count("batch") != 1 or names.count("time") != 1:
        return NoPadding()
    batch = names.index("batch")
    fits = record.axes[batch].size == len(call.lengths)
    return Padding(batch, names.index("time"), call.lengths) if fits else NoPadding()

"""A window of 512 x 512 into what split, permute and reshape make of a mapped tensor of 1 GB."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from inspector.reshape.parse import parse_steps
from inspector.reshape.preview import LocatedValues
from inspector.reshape.steps import primitives_of
from inspector.tensor.values import StoredValues

from .benchmark import Benchmark, Contest, Target
from .measuring import timed


@contextmanager
def _prepare(tiny: bool) -> Iterator[Contest]:
    """Compare with copying as many elements that lie side by side, and with making the whole reshaped tensor."""
    batch, time, heads, features = (2, 8, 4, 4) if tiny else (64, 2048, 16, 128)
    side = 4 if tiny else 512
    split, merged = (batch, time, heads, features), (batch * heads, time * features)
    code = f".view{split}.permute(0, 2, 1, 3).reshape{merged}"
    rows, columns = (np.arange(side) + (size - side) // 2 for size in merged)
    plain = np.zeros((side, side), np.float32)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps a file that is still mapped
        source = mapped(Path(folder) / "tensor", (batch, time, heads * features))
        values = LocatedValues(StoredValues(source), primitives_of(parse_steps(code), source.shape))
        window = np.ix_(rows, columns)
        yield Contest(
            timed(lambda: values.take(window)),
            timed(lambda: np.copy(plain)),
            {"whole tensor in numpy": timed(lambda: source.reshape(split).transpose(0, 2, 1, 3).reshape(merged))},
        )


def mapped(path: Path, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Map a file of zeros that takes no room on the disk, and read every page once."""
    np.memmap(path, np.float32, "w+", shape=shape).flush()
    source = np.memmap(path, np.float32, "r", shape=shape)
    source.max()
    return source


BENCHMARK = Benchmark("reshape_preview", Target("ratio_to_best_peer", 0.05), 9, _prepare)

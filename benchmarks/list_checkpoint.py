"""What is in a checkpoint of 200 MB: names, shapes, dtypes and recurrent layers of 250 tensors."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import nn

from inspector.model.listing import list_file

from .benchmark import Benchmark, Contest, Target
from .measuring import timed

_END = 64 << 10  # bytes


@contextmanager
def _prepare(tiny: bool) -> Iterator[Contest]:
    """Compare with reading the file's two ends, where a zip has its names, and with torch's two lazy ways."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps a file that is still mapped
        path = Path(folder) / "checkpoint.pt"
        write_checkpoint(path, layers=3, size=8) if tiny else write_checkpoint(path, layers=62, size=320)
        yield Contest(
            timed(lambda: list_file(path)),
            timed(lambda: read_ends(path)),
            {
                "torch.load mmap": timed(lambda: torch.load(path, mmap=True, weights_only=True)),
                "torch.load meta": timed(lambda: torch.load(path, map_location="meta", weights_only=True)),
            },
        )


def write_checkpoint(path: Path, layers: int, size: int) -> None:
    """Save that many LSTMs, four tensors each, and a head of two; all sizes are the same."""
    lstms = (nn.LSTM(size, size, device="meta") for _ in range(layers))
    model = nn.ModuleDict({"layers": nn.ModuleList(lstms), "head": nn.Linear(size, size, device="meta")})
    torch.save({name: torch.zeros(tensor.shape) for name, tensor in model.state_dict().items()}, path)


def read_ends(path: Path) -> bytes:
    """Read the first and the last bytes of the file."""
    with path.open("rb") as file:
        head = file.read(_END)
        file.seek(max(path.stat().st_size - _END, 0))
        return head + file.read(_END)


BENCHMARK = Benchmark("list_checkpoint", (Target("ratio_to_best_peer", 1),), 15, _prepare)

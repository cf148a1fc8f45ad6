"""What is in checkpoints of 2 GB, and in those of very many tensors. The large files are holes: they take no disk."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from safetensors import safe_open

from inspector.model.listing import list_file
from inspector.model.safetensors_file import read_header
from inspector.model.torch_zip import read_torch_zip

from .benchmark import Benchmark, Contest, Target
from .measuring import cpu_timed, timed

Shapes = Mapping[str, tuple[int, ...]]


def layer_shapes(layers: int, size: int) -> Shapes:
    """Give the shapes of the weights of so many LSTMs of this size, four each."""
    parts = {"weight_ih_l0": (4 * size, size), "weight_hh_l0": (4 * size, size),
             "bias_ih_l0": (4 * size,), "bias_hh_l0": (4 * size,)}  # fmt: skip
    return {f"blocks.{layer}.lstm.{name}": shape for layer in range(layers) for name, shape in parts.items()}


def write_torch_zip(path: Path, shapes: Shapes) -> None:
    """Write a file of torch.save whose values are a hole."""
    tensors = {name: torch.empty(shape) for name, shape in shapes.items()}
    with torch.serialization.skip_data():
        torch.save(tensors, path)


def write_safetensors(path: Path, shapes: Shapes) -> None:
    """Write a safetensors file whose values are a hole."""
    entries: dict[str, Any] = {}
    end = 0
    for name, shape in shapes.items():
        begin, end = end, end + 4 * prod(shape)
        entries[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(entries).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)


def read_by_library(path: Path) -> list[tuple[str, list[int], str]]:
    """Give names, shapes and types as the safetensors library reads them."""
    with safe_open(path, "numpy") as file:
        slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118  # it is no dictionary
        return [(name, part.get_shape(), part.get_dtype()) for name, part in slices.items()]


@contextmanager
def _written(write: Callable[[Path, Shapes], None], shapes: Shapes) -> Iterator[Path]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "checkpoint"
        write(path, shapes)
        yield path


@contextmanager
def _zip(tiny: bool) -> Iterator[Contest]:
    with _written(write_torch_zip, layer_shapes(2, 8) if tiny else layer_shapes(40, 1280)) as path:
        yield Contest(
            timed(lambda: list_file(path)),
            timed(lambda: read_torch_zip(path)),
            {"torch.load": timed(lambda: torch.load(path, weights_only=True))},
        )


@contextmanager
def _safetensors(tiny: bool) -> Iterator[Contest]:
    with _written(write_safetensors, layer_shapes(2, 8) if tiny else layer_shapes(40, 1280)) as path:
        yield Contest(
            timed(lambda: list_file(path)),
            timed(lambda: read_header(path)),
            {"safe_open, names and shapes": timed(lambda: read_by_library(path))},
        )


@contextmanager
def _many(layers: int, tiny: bool) -> Iterator[Contest]:
    with _written(write_torch_zip, layer_shapes(2 if tiny else layers, 2)) as path:
        yield Contest(
            cpu_timed(lambda: list_file(path).to_json()),
            cpu_timed(lambda: read_torch_zip(path)),
            {"torch.load meta": cpu_timed(lambda: torch.load(path, map_location="meta", weights_only=True))},
        )


BENCHMARKS = (
    Benchmark("list_large_zip", (Target("ratio_to_best_peer", 0.01),), 3, _zip),
    Benchmark("list_large_safetensors", (Target("ratio_to_limit", 2),), 15, _safetensors),
    Benchmark("list_many_keys", (Target("ours", 1),), 3, partial(_many, 5_000)),
    Benchmark("list_many_tensors", (Target("ours", 5),), 1, partial(_many, 25_000)),
)

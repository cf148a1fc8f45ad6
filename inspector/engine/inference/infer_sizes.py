"""Sizes that are built into a model: where no usual size runs, its attributes and its errors tell another one."""

import re
from collections.abc import Iterable, Iterator

from torch import nn

from ..layers.layer_inputs import TIME

_TIME_NAME = re.compile(
    r"(seq|sequence|time|window|context|lookback|look_back|history|input|max|block|n|num)?_?"
    r"(len|length|steps?|size|window|lookback|frames|t)"
)
_BATCH_NAME = re.compile(r"batch(_?size)?|bs")
_SHAPE = re.compile(r"shape '\[([-\d, ]+)\]' is invalid for input of size (\d+)")
_STATE = re.compile(r"Expected hidden(?:\[\d\])? size \(\d+, (\d+), \d+\), got \[\d+, (\d+), \d+\]")
_PRODUCT = re.compile(r"\((\d+)x(\d+) and (\d+)x\d+\)|\[(\d+), (\d+)\] X \[(\d+), \d+\]")
_LARGEST = 100_000
_SCANNED = 64
_LONG = (100, 128, 256, 400, 784, 1000, 1600, 4000, 16000)

Sizes = tuple[tuple[str, int], ...]  # axis and size


def built_in_sizes(module: nn.Module, errors: Iterable[str]) -> Iterator[Sizes]:
    """Give sizes for another try, likeliest first: from errors, from attributes, then one after the other."""
    seen: set[Sizes] = set()
    for found in (*_of_errors(errors), *_of_attributes(module), *_scanned(module)):
        if found not in seen and all(0 < size <= _LARGEST for _, size in found):
            seen.add(found)
            yield found


def _of_errors(errors: Iterable[str]) -> Iterator[Sizes]:
    for error in errors:
        if found := _STATE.search(error):
            yield (("batch", int(found[2])),)
        if found := _SHAPE.search(error):
            sizes = [int(size) for size in found[1].split(",") if int(size) > 0]
            if len(sizes) > 1:
                yield ("batch", sizes[0]), ("time", sizes[1])
            yield from ((("time", size),) for size in sizes)
            yield from ((("batch", size),) for size in sizes)
        if found := _PRODUCT.search(error):
            numbers = [int(number) for number in found.groups() if number]
            if len(numbers) == 3 and numbers[1] % TIME == 0 and numbers[2] % (numbers[1] // TIME) == 0:
                yield (("time", numbers[2] // (numbers[1] // TIME)),)


def _of_attributes(module: nn.Module) -> Iterator[Sizes]:
    for part in module.modules():
        for name, value in vars(part).items():
            if type(value) is int and not name.startswith("_"):
                if _BATCH_NAME.fullmatch(name):
                    yield (("batch", value),)
                elif _TIME_NAME.fullmatch(name):
                    yield (("time", value),)


def _scanned(module: nn.Module) -> Iterator[Sizes]:
    image = any(isinstance(layer, nn.Conv2d) for layer in module.modules())
    yield from ((("height", size),) for size in range(1, _SCANNED + 1) if image)
    yield (("batch", 1),)
    yield from ((("time", size),) for size in (*range(1, _SCANNED + 1), *_LONG))

"""What goes into the gates of one layer and direction, a stretch of time steps after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class ReadSequence:
    """What one direction of a layer reads, and gave: x (time, batch, input), output (time, batch, projection).

    `h_0` and `c_0` are (batch, feature); a GRU has no c_0. `lengths` are those of a packed sequence, (batch,).
    """

    x: Tensor
    output: Tensor
    h_0: Tensor
    c_0: Tensor | None
    lengths: Tensor | None
    reverse: bool


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Steps `start` to `end` (excluded). `joined` is x beside h of the step that was read before, (steps, batch, both).

    `inputs` is the width of x. `beyond` marks the steps behind a packed sequence's end, (steps, batch, 1); None where
    there are none.
    """

    start: int
    end: int
    joined: Tensor
    inputs: int
    beyond: Tensor | None

    @property
    def x(self) -> Tensor:
        """The input, (steps, batch, input)."""
        return self.joined[..., : self.inputs]

    @property
    def before(self) -> Tensor:
        """The h of the step that was read before, (steps, batch, projection)."""
        return self.joined[..., self.inputs :]

    @property
    def sizes(self) -> tuple[int, int]:
        """Steps and batch."""
        return self.joined.shape[0], self.joined.shape[1]


def time_chunks(read: ReadSequence, steps: int, dtype: torch.dtype) -> Iterator[Chunk]:
    """Give the sequence in chunks of that many steps, in the order in which the direction reads them."""
    time, batch, inputs = read.x.shape
    starts = range(0, time, steps)
    for start in reversed(starts) if read.reverse else starts:
        end = min(time, start + steps)
        joined = torch.empty(end - start, batch, inputs + read.output.shape[2], dtype=dtype)
        chunk = Chunk(start, end, joined, inputs, _beyond(read.lengths, start, end))
        chunk.x.copy_(read.x[start:end])
        _put_before(chunk.before, read, start, end)
        yield chunk


def _put_before(before: Tensor, read: ReadSequence, start: int, end: int) -> None:
    if not read.reverse:
        before[1:] = read.output[start : end - 1]
        before[0] = read.output[start - 1] if start else read.h_0
        return
    before[:-1] = read.output[start + 1 : end]
    before[-1] = read.output[end] if end < read.output.shape[0] else read.h_0
    if read.lengths is not None:  # each sample is read from its own end on
        last = read.lengths - 1
        ends_here = (last >= start) & (last < end)
        before[last[ends_here] - start, ends_here.nonzero()[:, 0]] = read.h_0[ends_here].to(before.dtype)


def _beyond(lengths: Tensor | None, start: int, end: int) -> Tensor | None:
    if lengths is None or end <= int(lengths.min()):
        return None
    return (torch.arange(start, end)[:, None] >= lengths)[..., None]

"""One layer and direction over one part of a call: its gates, chunk by chunk, each compared with what was captured."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .called_layer import CalledLayer, Part
from .direction_weights import DirectionWeights, direction_weights
from .gate_values import Values, gru_values, lstm_values
from .self_check import RunningCheck
from .time_chunks import Chunk, ReadSequence, time_chunks

_CHUNK_NBYTES = 8 << 20  # of what is computed at once: most of it stays in the processor's cache until it is used


@dataclass(frozen=True, slots=True, eq=False)
class DirectionPass:
    """The gates of (layer, direction) for the samples of the part, of one unit only if it is given."""

    called: CalledLayer
    part: Part
    place: tuple[int, int]
    unit: int | None
    check: RunningCheck

    def run(self, x: Tensor, output: Tensor, compare: bool) -> Iterator[tuple[int, Values]]:
        """Give the gates with the number of their first step, for the layer's input x and its output.

        The output, (time, batch, direction x projection), is compared with h if the run holds it.
        """
        read = read_sequence(self.called, self.part, self.place, x, output)
        config, dtype = self.called.config, self.called.dtype
        weights = direction_weights(config, self.called.weights, self.place, self.unit, dtype)
        c = None if read.c_0 is None else self._own(read.c_0)
        for chunk in time_chunks(read, _steps_at_once(self.called, read, weights), dtype):
            values = self._values(weights, chunk, c, read.reverse)
            if "c" in values:
                c = values["c"][0 if read.reverse else -1].clone()
            if chunk.beyond is not None:
                for value in values.values():
                    value.masked_fill_(chunk.beyond, 0)
            self._compare(read, chunk, values, compare)
            yield self._counted(chunk, values)

    def _values(self, weights: DirectionWeights, chunk: Chunk, c: Tensor | None, reverse: bool) -> Values:
        if c is not None:
            return lstm_values(weights, chunk, c, reverse)
        return gru_values(weights, chunk, self._own(chunk.before))

    def _own(self, tensor: Tensor) -> Tensor:
        """Take the wanted units of a tensor along hidden, in the type of the gates."""
        units = tensor if self.unit is None else tensor[..., self.unit : self.unit + 1]
        return units.to(self.called.dtype)

    def _counted(self, chunk: Chunk, values: Values) -> tuple[int, Values]:
        """Put the calls that stood side by side along batch after each other along time."""
        steps = (chunk.end - chunk.start) * self.part.steps // self.part.x.shape[0]
        sizes = steps, self.called.batch
        return self.part.first + chunk.start, {n: v.reshape(*sizes, v.shape[-1]) for n, v in values.items()}

    def _compare(self, read: ReadSequence, chunk: Chunk, values: Values, compare: bool) -> None:
        self.check.count(values["h"])
        has_h = self.unit is None or not self.called.config.proj_size  # h of one unit is not projected
        if has_h and compare and not self.called.config.is_cell:
            captured = self._own(read.output[chunk.start : chunk.end])
            self.check.add_output(values["h"], captured)
        row = self.place[0] * self.called.config.directions + self.place[1]
        samples, steps = _last_steps(read, chunk)
        for name, final, add in (("h", self.part.h_n, self.check.add_h_n), ("c", self.part.c_n, self.check.add_c_n)):
            if final is not None and name in values and (has_h or name == "c"):
                add(values[name][steps, samples], self._own(final[row][samples]))


def read_sequence(called: CalledLayer, part: Part, place: tuple[int, int], x: Tensor, output: Tensor) -> ReadSequence:
    """Give what one direction of a layer reads: the layer's input, its own half of the output, its own states."""
    config, (layer, direction) = called.config, place
    row, width = layer * config.directions + direction, config.proj_size or config.hidden_size
    zeros = torch.zeros(x.shape[1], config.hidden_size, dtype=called.dtype)
    h_0 = zeros[:, :width] if part.h_0 is None else part.h_0[row]
    c_0 = None if not config.has_cell_state else zeros if part.c_0 is None else part.c_0[row]
    own = output[..., direction * width : (direction + 1) * width]
    return ReadSequence(x, own, h_0, c_0, part.lengths, reverse=direction == 1)


def _steps_at_once(called: CalledLayer, read: ReadSequence, weights: DirectionWeights) -> int:
    units = (len(weights.ih) + 2) * weights.ih.shape[1]
    numbers = read.x.shape[1] * (units + read.x.shape[2] + read.output.shape[2])
    return max(1, _CHUNK_NBYTES // (max(1, numbers) * called.dtype.itemsize))


def _last_steps(read: ReadSequence, chunk: Chunk) -> tuple[Tensor, Tensor]:
    """Give the samples that the direction reads to its end in this chunk, and the last step of each, in the chunk."""
    time, batch = read.x.shape[:2]
    ends = torch.full((batch,), time) if read.lengths is None else read.lengths
    last = torch.zeros(batch, dtype=torch.long) if read.reverse else ends - 1
    samples = ((last >= chunk.start) & (last < chunk.end)).nonzero()[:, 0]
    return samples, last[samples] - chunk.start

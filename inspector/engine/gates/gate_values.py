"""The gates of a stretch of time steps: all matrix products at once, only the cell state goes step by step.

h of the step before is known, it is the layer's own output. So of the recurrence only c remains, which needs no
matrix. Source of the formulas: the documentation of torch.nn.LSTM and torch.nn.GRU.
"""

import torch
from torch import Tensor

from .direction_weights import DirectionWeights
from .matrix_product import linear
from .scan import scan
from .time_chunks import Chunk

Values = dict[str, Tensor]  # by the gates' names, (steps, batch, hidden) each


def lstm_values(weights: DirectionWeights, chunk: Chunk, c_before: Tensor, reverse: bool) -> Values:
    """Give i, f, g, o, c and h of the steps; c_before, (batch, hidden), is the state that the first one read finds.

    Behind the end of a packed sequence stand values without meaning, but for c of a sample that a reverse direction
    has not begun: it is the initial state.
    """
    i, f, g, o = gates = _products(chunk, weights.joined, weights.bias_ih + weights.bias_hh)
    for gate in (i, f, o):
        gate.sigmoid_()
    g.tanh_()
    c = i * g
    if chunk.beyond is not None and reverse:
        f.masked_fill_(chunk.beyond, 1)
        c.masked_fill_(chunk.beyond, 0)
    scan(c, f, c_before, reverse)
    h = c.tanh().mul_(o)
    if weights.hr is not None:
        h = h @ weights.hr.T
    return dict(zip("ifgoch", (*gates, c, h), strict=True))


def gru_values(weights: DirectionWeights, chunk: Chunk, own_before: Tensor) -> Values:
    """Give r, z, n and h of the steps; own_before, (steps, batch, hidden), is h before of the same units."""
    r, z = _products(chunk, weights.joined[:2], (weights.bias_ih + weights.bias_hh)[:2])
    n, hidden = (
        linear(part.flatten(0, 1), weight[2], bias[2]).view(r.shape)
        for part, weight, bias in (
            (chunk.x, weights.ih, weights.bias_ih),
            (chunk.before, weights.hh, weights.bias_hh),
        )
    )
    n.addcmul_(r.sigmoid_(), hidden).tanh_()
    return {"r": r, "z": z.sigmoid_(), "n": n, "h": torch.lerp(n, own_before, z)}


def _products(chunk: Chunk, weights: Tensor, biases: Tensor) -> tuple[Tensor, ...]:
    """Give W_ih x + W_hh h + b_ih + b_hh of each gate, a contiguous tensor for each."""
    rows, units = chunk.joined.flatten(0, 1), weights.shape[1]
    shape = (*chunk.sizes, units)
    if units > 1:
        return tuple(linear(rows, *each).view(shape) for each in zip(weights, biases, strict=True))
    # of one unit all gates in one product, which reads its rows once
    together = linear(rows, weights.flatten(0, 1), biases.flatten())
    return tuple(gate.contiguous().view(shape) for gate in together.unbind(1))

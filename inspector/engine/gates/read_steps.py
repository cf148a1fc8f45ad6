"""What one direction of a layer finds at each step of one sample, in the order in which it reads them."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .called_layer import CalledLayer, Part
from .direction_pass import read_sequence
from .layer_output import layer_output
from .time_chunks import ReadSequence

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ReadSteps:
    """The input x (step, input), and h of the step before, (step, projection), which is the layer's projected one.

    `begins` marks the steps that begin with an initial state; there stands c_0 (step, hidden), elsewhere and for a GRU
    zeros. `given` marks those of them whose initial state was given, and is not torch's zeros.
    """

    x: Matrix
    before: Matrix
    begins: NDArray[np.bool_]
    c_0: Matrix
    given: bool


def read_steps(called: CalledLayer, place: tuple[int, int]) -> ReadSteps:
    """Give the steps of a call of one sample, or of stacked calls one after the other; padding is no step."""
    found = [_of_part(_sequence(called, part, place), called.config.hidden_size) for part in called.parts()]
    x, before, c_0, begins = (np.concatenate(each) for each in zip(*found, strict=True))
    return ReadSteps(x, before, begins.astype(bool), c_0, "h_0" in called.roles)


def _of_part(read: ReadSequence, hidden: int) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Give x, h before, c_0 and which steps begin, all of the one sample in the order in which they are read."""
    time, calls = read.x.shape[:2]
    valid = time if read.lengths is None else int(read.lengths[0])
    order = torch.arange(valid).flip(0) if read.reverse else torch.arange(valid)
    x, output, h_0 = _array(read.x[order]), _array(read.output[order]), _array(read.h_0[None])
    c_0, begins = np.zeros((valid, calls, hidden)), np.zeros((valid, calls))
    c_0[0], begins[0] = 0 if read.c_0 is None else _array(read.c_0), 1
    # calls side by side are of one step each, so all steps are in order
    return _flat(x), _flat(np.concatenate((h_0, output[:-1]))), _flat(c_0), begins.reshape(-1)


def _flat(array: Matrix) -> Matrix:
    return array.reshape(-1, array.shape[-1])


def _sequence(called: CalledLayer, part: Part, place: tuple[int, int]) -> ReadSequence:
    """Run the layers below, and the layer itself where the run has no output of it."""
    x, output = part.x, part.x
    for layer in range(place[0] + 1):
        x, output = output, layer_output(called, part, layer, output)
    return read_sequence(called, part, place, x, output)


def _array(tensor: Tensor) -> Matrix:
    array: Matrix = tensor.to(torch.float64).numpy()
    return array

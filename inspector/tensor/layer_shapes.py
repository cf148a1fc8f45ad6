"""The shapes of all that one recurrent layer takes and gives, in plain arithmetic."""

from ..errors import InputError
from ..model.config import RecurrentConfig

Shape = tuple[int, ...]


def state_shapes(config: RecurrentConfig, input_shape: Shape) -> tuple[Shape, ...]:
    """Give the shapes of h_0 and, where there is one, c_0; h_n and c_n have the same.

    They are (layer x direction, batch, hidden), a cell's (batch, hidden); without a batch that axis is missing.
    """
    if config.is_cell:
        leading = input_shape[:-1]
    else:
        place = 0 if config.batch_first else 1
        batch = input_shape[place : place + 1] if len(input_shape) == 3 else ()
        leading = (config.num_layers * config.directions, *batch)
    hidden = (*leading, config.proj_size or config.hidden_size)
    return (hidden, (*leading, config.hidden_size)) if config.has_cell_state else (hidden,)


def output_shape(config: RecurrentConfig, input_shape: Shape) -> Shape:
    """Give (batch, time, direction x hidden) or (time, batch, direction x hidden), the axes of the input."""
    return (*input_shape[:-1], (config.proj_size or config.hidden_size) * config.directions)


def weight_shapes(config: RecurrentConfig) -> tuple[tuple[str, Shape], ...]:
    """Give name and shape of every weight in torch's order."""
    rows, unit = len(config.gates) * config.hidden_size, config.proj_size or config.hidden_size
    if config.is_cell:
        return tuple(_layer_weights(config, "", rows, config.input_size, unit))
    found: list[tuple[str, Shape]] = []
    for layer in range(config.num_layers):
        width = unit * config.directions if layer else config.input_size
        for suffix in ("", "_reverse")[: config.directions]:
            found += _layer_weights(config, f"_l{layer}{suffix}", rows, width, unit)
    return tuple(found)


def _layer_weights(config: RecurrentConfig, suffix: str, rows: int, width: int, unit: int) -> list[tuple[str, Shape]]:
    biases: list[tuple[str, Shape]] = [("bias_ih", (rows,)), ("bias_hh", (rows,))] if config.bias else []
    projection: list[tuple[str, Shape]] = [("weight_hr", (unit, config.hidden_size))] if config.proj_size else []
    named = [("weight_ih", (rows, width)), ("weight_hh", (rows, unit)), *biases, *projection]
    return [(f"{name}{suffix}", shape) for name, shape in named]


def packed_shape(config: RecurrentConfig, input_shape: Shape, lengths: tuple[int, ...]) -> Shape:
    """Give the shape of the input when it is packed with these lengths and padded again: to the longest of them.

    Raises InputError for a cell, for an input without three axes, and for lengths that do not fit it.
    """
    if config.is_cell or len(input_shape) != 3:
        raise InputError("Lengths pack a batch of sequences: they need an input of three axes and no cell.")
    time, batch = (input_shape[1], input_shape[0]) if config.batch_first else (input_shape[0], input_shape[1])
    if len(lengths) != batch or not all(1 <= length <= time for length in lengths):
        raise InputError(
            f"The lengths {', '.join(map(str, lengths))} do not fit an input of {batch} samples and {time} time steps.",
            f"Give {batch} lengths from 1 to {time}.",
        )
    longest = max(lengths)
    return (batch, longest, input_shape[2]) if config.batch_first else (longest, batch, input_shape[2])

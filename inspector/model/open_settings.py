"""What the weights of a layer cannot say: what is taken instead, and what follows from it."""

from collections.abc import Iterable

from .config import Kind
from .infer import FoundLayer

_BATCH_FIRST = (
    "The weights do not say batch_first. False is taken until another is chosen: input and output are (time, batch, "
    "feature). If it was trained with the batch first, samples and time steps would be taken for each other."
)
_DROPOUT = (
    "The weights do not say the dropout between layers. 0 is taken, which counts in training mode only: in eval mode "
    "every dropout gives the same."
)
_NONLINEARITY = (
    "The weights do not say whether an RNN uses tanh or relu. tanh is taken, torch's default; with relu every value "
    "would be another one."
)


def open_settings(layers: Iterable[FoundLayer]) -> tuple[str, ...]:
    """Give a sentence for each setting that a layer has, but the file does not say."""
    layers = tuple(layers)
    whole = [layer.config for layer in layers if not layer.config.is_cell]
    rnns = [layer for layer in layers if layer.config.kind in (Kind.RNN, Kind.RNN_CELL)]
    found = {
        _BATCH_FIRST: any(config.batch_first is None for config in whole),
        _DROPOUT: any(config.dropout is None and config.num_layers > 1 for config in whole),
        _NONLINEARITY: any(not layer.nonlinearity for layer in rnns),
    }
    return tuple(text for text, is_open in found.items() if is_open)

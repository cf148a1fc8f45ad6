"""What Keras's layer with the same settings would return, and the PyTorch expression that gives each of it.

Source of Keras's behaviour: the documentation of keras.layers.LSTM, GRU, SimpleRNN and Bidirectional, "Arguments".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.config import RecurrentConfig
from ..run.run import Call
from .axis import Axes, named_axis, shape_of
from .keras_remarks import KERAS_LAYERS, keras_remarks


@dataclass(frozen=True, slots=True)
class KerasReturn:
    """One tensor that Keras would return; `torch` is the expression on what the torch layer returned."""

    name: str
    axes: Axes
    torch: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the axes."""
        return shape_of(self.axes)


@dataclass(frozen=True, slots=True)
class KerasForm:
    """One combination of the two arguments, the Keras code of the layer, and what it returns, in order."""

    return_sequences: bool
    return_state: bool
    code: str
    returns: tuple[KerasReturn, ...]


@dataclass(frozen=True, slots=True)
class KerasCard:
    """The four forms of one call's layer, () where Keras has no such layer; the remarks say what to mind."""

    forms: tuple[KerasForm, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sizes:
    """What the expressions depend on beside the settings: `batch` is 1 for an unbatched call."""

    batch: int
    time: int
    batched: bool
    packed: bool


def keras_card(call: Call) -> KerasCard | None:
    """Give what Keras returns for each return_sequences and return_state; None for a cell or an odd layout."""
    sizes = _sizes(call)
    if sizes is None:
        return None
    config = call.config
    forms = ((sequences, state) for sequences in (False, True) for state in (False, True))
    known = () if config.proj_size else tuple(_form(config, sizes, *form) for form in forms)
    return KerasCard(known, keras_remarks(call, sizes.batched))


def _sizes(call: Call) -> _Sizes | None:
    config = call.config
    shape = next((tensor.shape[call.stacked :] for tensor in call.tensors if tensor.role == "output"), ())
    features = config.directions * (config.proj_size or config.hidden_size)
    if config.is_cell or len(shape) not in (2, 3) or shape[-1] != features:
        return None
    packed = call.lengths is not None
    if len(shape) == 2:
        return _Sizes(1, shape[0], False, packed)
    batch, time = shape[:2] if config.batch_first else shape[1::-1]
    return _Sizes(batch, time, True, packed)


def _form(config: RecurrentConfig, sizes: _Sizes, sequences: bool, state: bool) -> KerasForm:
    units = (("direction", 2), ("hidden", config.hidden_size))[not config.bidirectional :]
    batch, time = named_axis(("batch", sizes.batch)), named_axis(("time", sizes.time))
    if sequences:
        output = KerasReturn("output", (batch, time, named_axis(*units)), _sequence(config, sizes))
    else:
        output = KerasReturn("output", (batch, named_axis(*units)), _last_step(config, sizes))
    states = _states(config, sizes, (batch, named_axis(("hidden", config.hidden_size)))) if state else ()
    return KerasForm(sequences, state, _code(config, sequences, state), (output, *states))


def _sequence(config: RecurrentConfig, sizes: _Sizes) -> str:
    if not sizes.batched:
        return "output.unsqueeze(0)"
    return "output" if config.batch_first else "output.transpose(0, 1)"


def _last_step(config: RecurrentConfig, sizes: _Sizes) -> str:
    if config.bidirectional:
        return f"torch.cat(({_state('h_n', 2, sizes)}, {_state('h_n', 1, sizes)}), dim=-1)"
    if sizes.packed:
        return _state("h_n", 1, sizes)
    if not sizes.batched:
        return "output[-1:]"
    return "output[:, -1]" if config.batch_first else "output[-1]"


def _states(config: RecurrentConfig, sizes: _Sizes, axes: Axes) -> Iterator[KerasReturn]:
    """Give the top layer's states in Keras's order: h before c, the forward direction's before the backward one's."""
    directions = (("forward_", 2), ("backward_", 1)) if config.bidirectional else (("", 1),)
    for prefix, place in directions:
        for name in ("h", "c") if config.has_cell_state else ("h",):
            yield KerasReturn(f"{prefix}{name}", axes, _state(f"{name}_n", place, sizes))


def _state(name: str, from_end: int, sizes: _Sizes) -> str:
    """Give the expression for one row of the states; of an unbatched call the row stays as Keras's batch of one."""
    if sizes.batched:
        return f"{name}[-{from_end}]"
    return f"{name}[-{from_end}:]" if from_end == 1 else f"{name}[-{from_end}:-{from_end - 1}]"


def _code(config: RecurrentConfig, sequences: bool, state: bool) -> str:
    given = [str(config.hidden_size)]
    given += [f"{name}=True" for name, on in (("return_sequences", sequences), ("return_state", state)) if on]
    given += [] if config.bias else ["use_bias=False"]
    layer = f"{KERAS_LAYERS[config.kind]}({', '.join(given)})"
    return f"Bidirectional({layer})" if config.bidirectional else layer

"""Consumers with a state: recurrent layers, and a decoder that starts from the tensor."""

import torch

from ...reshape.consumers.consumers import Consumer
from .consumer_family import Family, Fed, Shapes, Sizes, built, constructor_code, module_code, shapes_of

MOST_LAYERS = 64  # a meta LSTM costs a millisecond for each layer and direction
_HIDDEN = 64  # what a constructor says of which nothing is known


def _recurrent_sizes(fed: Fed, _consumer: Consumer) -> Sizes:
    return {"input_size": fed.size(-1), "hidden_size": _HIDDEN}


def _feed_recurrent(consumer: Consumer, fed: Fed) -> Shapes:
    """Feed the first time step only: on meta each costs a millisecond, and only `output` knows how many there are."""
    layer, tensor = built(consumer.name, dict(consumer.arguments), fed.dtype), fed.tensor
    time = 1 if layer.batch_first and tensor.dim() == 3 else 0
    output, state = layer(tensor.narrow(time, 0, min(fed.size(time), 1)) if tensor.dim() else tensor)
    shapes = shapes_of(output, *(state if isinstance(state, tuple) else (state,)))
    shapes[0][time] = fed.size(time)
    return shapes


def _bridge_sizes(fed: Fed, consumer: Consumer) -> Sizes:
    narrowed = max(fed.size(-1) // 2, 1) if consumer.name.endswith("Linear") else fed.size(-1)
    return {"hidden_size": narrowed, "num_layers": fed.size(0)}


def _feed_bridge(consumer: Consumer, fed: Fed) -> Shapes:
    """Start a decoder, for one time step, from the tensor as h_0 and c_0: (layer, batch, hidden)."""
    hidden = consumer.argument("hidden_size")
    state = fed.tensor
    if consumer.name.endswith("Linear"):
        linear = built("Linear", {"in_features": fed.size(-1), "out_features": hidden}, fed.dtype)
        state = linear(state)
    decoder = built("LSTM", {"input_size": hidden, **dict(consumer.arguments)}, fed.dtype)
    step = torch.empty((1, *state.shape[1:-1], decoder.input_size), dtype=fed.dtype, device="meta")
    output, (h_n, c_n) = decoder(step, (state, state))
    return shapes_of(output, h_n, c_n)


def _bridge_code(consumer: Consumer, fed: Fed) -> str:
    hidden, layers = consumer.argument("hidden_size"), consumer.argument("num_layers")
    decoder = constructor_code("LSTM", f"{hidden}, {hidden}, num_layers={layers}", fed.dtype)
    linear = constructor_code("Linear", f"{fed.size(-1)}, {hidden}", fed.dtype)
    return f"{linear}\n{decoder}" if consumer.name.endswith("Linear") else decoder


_LAYER = Family(_recurrent_sizes, _feed_recurrent, module_code)
_BRIDGE = Family(_bridge_sizes, _feed_bridge, _bridge_code)
RECURRENT = {"LSTM": _LAYER, "GRU": _LAYER, "RNN": _LAYER}
BRIDGES = {"bridge sum": _BRIDGE, "bridge cat": _BRIDGE, "bridge cat + Linear": _BRIDGE}

"""Consumers without a state: linear, convolution, attention and normalisation."""

from collections.abc import Callable

from torch import nn

from ...reshape.consumers.consumers import Consumer, Literal, arguments_text
from .consumer_family import Family, Fed, Shapes, Sizes, built, constructor_code, module_code, shapes_of

_OUT_FEATURES, _CHANNELS, _KERNEL = 10, 32, 3  # what a constructor says of which nothing is known


def _feed(consumer: Consumer, fed: Fed) -> Shapes:
    return shapes_of(built(consumer.name, dict(consumer.arguments), fed.dtype)(fed.tensor))


def _linear_sizes(fed: Fed, _consumer: Consumer) -> Sizes:
    return {"in_features": fed.size(-1), "out_features": _OUT_FEATURES}


def _convolution_sizes(axes: int) -> Callable[[Fed, Consumer], Sizes]:
    """Fill in a convolution along the last `axes` axes: the kernel no longer than they are, the groups respected."""

    def sizes(fed: Fed, consumer: Consumer) -> Sizes:
        groups = consumer.argument("groups", 1)
        step = groups if type(groups) is int and groups > 0 else 1
        kernel = min(_KERNEL, *(max(fed.size(-1 - axis), 1) for axis in range(axes)))
        return {"in_channels": fed.size(-1 - axes), "out_channels": -(-_CHANNELS // step) * step, "kernel_size": kernel}

    return sizes


def _heads(fed: Fed, width: Literal) -> int:
    size = width if type(width) is int else fed.size(-1)
    return next(heads for heads in (8, 4, 2, 1) if size % heads == 0)


def _attention_sizes(fed: Fed, consumer: Consumer) -> Sizes:
    return {"embed_dim": fed.size(-1), "num_heads": _heads(fed, consumer.argument("embed_dim"))}


def _feed_attention(consumer: Consumer, fed: Fed) -> Shapes:
    tensor = fed.tensor
    return shapes_of(*built(consumer.name, dict(consumer.arguments), fed.dtype)(tensor, tensor, tensor))


def _encoder_sizes(fed: Fed, consumer: Consumer) -> Sizes:
    return {"d_model": fed.size(-1), "nhead": _heads(fed, consumer.argument("d_model"))}


def _feed_encoder(consumer: Consumer, fed: Fed) -> Shapes:
    layer = built("TransformerEncoderLayer", dict(consumer.arguments), fed.dtype)
    return shapes_of(nn.TransformerEncoder(layer, num_layers=1).eval()(fed.tensor))


def _encoder_code(consumer: Consumer, fed: Fed) -> str:
    layer = constructor_code("TransformerEncoderLayer", arguments_text(consumer), fed.dtype)
    return f"nn.TransformerEncoder({layer}, num_layers=1)"


def _norm_sizes(parameter: str, axis: int) -> Callable[[Fed, Consumer], Sizes]:
    return lambda fed, _consumer: {parameter: fed.size(axis)}


MODULES = {
    "Linear": Family(_linear_sizes, _feed, module_code),
    "Conv1d": Family(_convolution_sizes(1), _feed, module_code),
    "Conv2d": Family(_convolution_sizes(2), _feed, module_code),
    "MultiheadAttention": Family(_attention_sizes, _feed_attention, module_code),
    "TransformerEncoder": Family(_encoder_sizes, _feed_encoder, _encoder_code),
    "BatchNorm1d": Family(_norm_sizes("num_features", 1), _feed, module_code),
    "LayerNorm": Family(_norm_sizes("normalized_shape", -1), _feed, module_code),
}

"""Does a tensor fit what is to take it? The consumer is built on the meta device and fed, without data."""

import warnings
from typing import Any

import torch

from ...reshape.consumers.consumer_fit import axis_remark, layouts_that_fit, misfit
from ...reshape.consumers.consumers import Consumer
from .consumer_family import Fed
from .consumer_losses import LOSSES
from .consumer_modules import MODULES
from .consumer_recurrent import BRIDGES, MOST_LAYERS, RECURRENT

FAMILIES = MODULES | RECURRENT | LOSSES | BRIDGES

_REFUSALS = (RuntimeError, ValueError, TypeError, IndexError, AssertionError, ArithmeticError, AttributeError)
_DTYPES = ("float32", "float64", "float16", "bfloat16")
_FEWER_DTYPES = {"CTCLoss": _DTYPES[:2]}


def check_consumer(
    consumer: Consumer, shape: tuple[int, ...], dtype: str, names: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Give {code, output, error, remarks} of feeding the consumer a tensor of this shape and dtype.

    `code` is the constructor as it was built, with the sizes that were left open; `output` the shapes of all that
    comes out, or None, and then `error` says what does not fit. `remarks` tell what torch accepts and is wrong all
    the same; for that the axes' `names` are needed, as an `Axis` has them. A bare recurrent or attention consumer
    gets the batch_first that the names ask for. A recurrent layer is fed one time step, CTCLoss a small tensor.
    """
    fed = Fed(shape, getattr(torch, dtype), names or ("1",) * len(shape))
    filled = _filled(consumer, fed)
    family = FAMILIES[consumer.name]
    answer: dict[str, Any] = {"code": family.code(filled, fed), "output": None, "error": _not_tried(filled, fed)}
    if answer["error"] is None:
        try:
            with torch.no_grad(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of empty weights and deprecated arguments: not about the shape
                answer["output"] = family.feed(filled, fed)
        except _REFUSALS as error:
            answer["error"] = misfit(filled, shape) or _words_of_torch(filled, shape, error)
    remarks = (axis_remark(filled, fed.names), _training_remark(filled, shape))
    return {**answer, "remarks": [remark for remark in remarks if remark]}


def _filled(consumer: Consumer, fed: Fed) -> Consumer:
    """Fill in what the consumer leaves open, in torch's order."""
    arguments = FAMILIES[consumer.name].sizes(fed, consumer) | _batch_first(consumer, fed) | dict(consumer.arguments)
    return Consumer(
        consumer.name, tuple((name, arguments[name]) for name in consumer.kind.parameters if name in arguments)
    )


def _batch_first(consumer: Consumer, fed: Fed) -> dict[str, bool]:
    fitting = () if consumer.arguments else layouts_that_fit(consumer, fed.names)
    return {"batch_first": True} if fitting and fitting[0].batch_first else {}


def _not_tried(consumer: Consumer, fed: Fed) -> str | None:
    dtype = str(fed.dtype).removeprefix("torch.")
    allowed = _FEWER_DTYPES.get(consumer.name, _DTYPES)
    if dtype not in allowed:
        return f"{consumer.name} computes in {' or '.join(allowed)}, the tensor is {dtype}. Add .to(torch.float32)."
    if 0 in fed.shape:  # torch is of several minds here: on the CPU some paths check sizes, some do not
        return f"Axis {fed.shape.index(0)} of the tensor is empty: {consumer.name} is not tried on nothing."
    layers = consumer.argument("num_layers", 1)
    if type(layers) is int and layers > MOST_LAYERS:
        return f"{consumer.name} with {layers} layers is not tried: {MOST_LAYERS} are the most."
    return None


def _words_of_torch(consumer: Consumer, shape: tuple[int, ...], error: Exception) -> str:
    words = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return f"{consumer.name} refuses {shape}: {words.rstrip('.')}."


def _training_remark(consumer: Consumer, shape: tuple[int, ...]) -> str:
    values = shape[0] * (shape[2] if len(shape) == 3 else 1) if len(shape) in (2, 3) else 0
    if consumer.name != "BatchNorm1d" or values != 1:
        return ""
    return "BatchNorm1d gets one value per channel here: it works in eval(), in training torch refuses it."

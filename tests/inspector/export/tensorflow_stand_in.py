"""The functions of TensorFlow that the lines call, with its parameter names, on numpy arrays."""

import numpy as np

float16, float32, float64 = np.float16, np.float32, np.float64
int8, int16, int32, int64, uint8 = np.int8, np.int16, np.int32, np.int64, np.uint8
bool = np.bool_


class Tensor:
    """What einops, which meets this module, asks whether a tensor is one."""


Variable = Tensor


def convert_to_tensor(value):
    return np.asarray(value)


def transpose(a, perm=None):
    return np.transpose(a, perm)


def reshape(tensor, shape):
    return np.reshape(tensor, shape)


def squeeze(input, axis=None):  # TensorFlow's name
    # To TensorFlow an empty list means every axis of size 1.
    return np.squeeze(input, axis=tuple(np.atleast_1d(axis)) if axis not in (None, []) else None)


def expand_dims(input, axis):
    return np.expand_dims(input, axis)


def broadcast_to(input, shape):
    return np.broadcast_to(input, shape)


def concat(values, axis):
    return np.concatenate(_of_one_type(values), axis)


def stack(values, axis=0):
    return np.stack(_of_one_type(values), axis)


def pad(tensor, paddings, mode="CONSTANT", constant_values=0):
    assert mode == "CONSTANT"
    return np.pad(tensor, paddings, constant_values=constant_values)


def cast(x, dtype):
    return np.asarray(x).astype(dtype)


def gather(params, indices, axis=None, batch_dims=0):
    assert (axis, batch_dims) == (1, 1)
    assert np.all((indices >= 0) & (indices < params.shape[1]))  # on a CPU TensorFlow refuses any other
    return np.stack([one[index] for one, index in zip(params, indices, strict=True)])


def sequence_mask(lengths, maxlen):
    return np.arange(maxlen) < np.asarray(lengths)[:, None]


def where(condition, x, y):
    return np.where(condition, *_of_one_type([x, y]))


def zeros_like(input):
    return np.zeros_like(input)


def reduce_mean(input_tensor, axis=None, keepdims=False):
    # Of whole numbers TensorFlow's mean is a whole number.
    return np.mean(input_tensor, axis=_axes(axis), keepdims=keepdims).astype(input_tensor.dtype)


def reduce_sum(input_tensor, axis=None, keepdims=False):
    return np.sum(input_tensor, axis=_axes(axis), keepdims=keepdims, dtype=input_tensor.dtype)


def reduce_max(input_tensor, axis=None, keepdims=False):
    return np.max(input_tensor, axis=_axes(axis), keepdims=keepdims)


def reduce_min(input_tensor, axis=None, keepdims=False):
    return np.min(input_tensor, axis=_axes(axis), keepdims=keepdims)


def _axes(axis):
    return None if axis is None else tuple(np.atleast_1d(axis))


def _of_one_type(values):
    """TensorFlow joins no two types."""
    assert len({np.asarray(value).dtype for value in values}) == 1
    return values

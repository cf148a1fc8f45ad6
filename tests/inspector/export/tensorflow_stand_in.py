"""The five functions of TensorFlow that the lines call, with its parameter names, on numpy arrays."""

import numpy as np


def transpose(a, perm=None):
    return np.transpose(a, perm)


def reshape(tensor, shape):
    return np.reshape(tensor, shape)


def squeeze(input, axis=None):  # TensorFlow's name
    # To TensorFlow an empty list means every axis of size 1.
    return np.squeeze(input, axis=tuple(np.atleast_1d(axis)) if axis not in (None, []) else None)


def expand_dims(input, axis):
    return np.expand_dims(input, axis)


def reduce_mean(input_tensor, axis=None, keepdims=False):
    return np.mean(input_tensor, axis=None if axis is None else tuple(np.atleast_1d(axis)), keepdims=keepdims)

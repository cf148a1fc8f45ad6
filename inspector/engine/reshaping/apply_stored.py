"""Reshape steps carried out on tensors of our own files."""

import torch

from ...reshape.apply_request import ApplyRequest, TensorPlace
from .apply import apply_steps
from .captured import load_tensor
from .named_values import NamedValues


def apply_stored(request: ApplyRequest) -> torch.Tensor:
    """Give what the request's steps make of its tensor. Raises StepError that names the step that failed."""
    return apply_steps(stored_tensor(request.tensor), request.steps, named_values(request))


def stored_tensor(place: TensorPlace) -> torch.Tensor:
    """Give the tensor at this place with the stride that it had when it was captured."""
    return load_tensor(place.path, place.name, place.stride)


def named_values(request: ApplyRequest) -> NamedValues:
    """Load what the request's steps name beside their tensor."""
    return NamedValues({name: stored_tensor(place) for name, place in request.others}, request.lengths)

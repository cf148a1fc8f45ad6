"""The code of reshape steps without the model, executed on the tensor and compared with what torch makes of it."""

import importlib
import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from inspect import signature
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import InspectorError
from ..export.code_dialect import CodeDialect
from ..export.code_source import RUN
from ..export.torch_lines import MODULE_NAME
from ..model.element_type import ELEMENT_TYPES
from ..model.safetensors_file import read_header
from ..reshape.apply_request import ApplyRequest, TensorPlace
from ..reshape.steps.take_steps import LENGTHS
from .reshaping.apply_stored import apply_stored, stored_tensor
from .verify import RESULT_NAME, compare, failing_line

_FILE = "lines.py"
NOT_EXECUTED: Mapping[str, Any] = {"executed": False}


def check_lines(request: ApplyRequest, dialect: CodeDialect, code: str, name: str) -> dict[str, Any]:
    """Execute the code on the stored tensor, which it calls `name`, and compare with what torch makes of it.

    Give what `compare` gives, and `executed`; False alone for TensorFlow where it is not installed. Our own code only:
    nothing of the user's is executed here. Raises StepError where torch refuses a step, InspectorError where the code
    fails.
    """
    if dialect is CodeDialect.TENSORFLOW and find_spec("tensorflow") is None:
        return dict(NOT_EXECUTED)
    given = _given(request, dialect, name)
    namespace = dict(given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of numpy, on the mean of nothing, or of infinities: NaN, as torch has it
        try:
            exec(compile(code, _FILE, "exec"), namespace)
            result = _forward(namespace, given) if dialect is CodeDialect.MODULE else namespace.get(RESULT_NAME)
        except Exception as error:  # whatever the code raises is the answer
            raise InspectorError(failing_line(code, _FILE, error), "It was not handed out.") from error
    return {"executed": True} | compare(_as_torch(result), apply_stored(request))


def _forward(namespace: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """Give what the module makes of the tensors that its forward takes."""
    module = namespace[MODULE_NAME]()
    return module(*(given[name] for name in signature(module.forward).parameters))


def _given(request: ApplyRequest, dialect: CodeDialect, name: str) -> dict[str, Any]:
    """Give what the code's names stand for, as tensors of its library."""
    others = {other: _loaded(place, dialect) for other, place in request.others}
    run = {other: value for other, value in others.items() if "/" in other}
    beside = {other: value for other, value in others.items() if "/" not in other}
    lengths = {LENGTHS: _made(np.array(request.lengths, np.int64), dialect)} if request.lengths else {}
    return {**beside, name: _loaded(request.tensor, dialect), **lengths, **({RUN: run} if run else {})}


def _loaded(place: TensorPlace, dialect: CodeDialect) -> Any:
    if dialect in (CodeDialect.NUMPY, CodeDialect.TENSORFLOW):
        tensors = read_header(place.path).tensors
        return _made(next(each for each in tensors if each.name == place.name).read(), dialect)
    return stored_tensor(place)


def _made(values: NDArray[Any], dialect: CodeDialect) -> Any:
    match dialect:
        case CodeDialect.NUMPY:
            return values
        case CodeDialect.TENSORFLOW:
            return importlib.import_module("tensorflow").convert_to_tensor(values)
        case _:
            return torch.from_numpy(values)


def _as_torch(found: Any) -> torch.Tensor:
    """Give the result as a tensor of its own type, which numpy and torch call alike; torch takes no ml_dtypes array."""
    if isinstance(found, torch.Tensor):
        return found.detach()
    array = np.asarray(found)
    if array.dtype.name not in ELEMENT_TYPES:
        raise InspectorError("The code leaves no tensor called result.", "It was not handed out.")
    dtype = getattr(torch, array.dtype.name)
    if not array.size:
        return torch.empty(array.shape, dtype=dtype)
    return torch.frombuffer(bytearray(array.tobytes()), dtype=dtype).reshape(array.shape)

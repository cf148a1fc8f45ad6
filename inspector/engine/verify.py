"""Code executed and compared before anybody gets it."""

import io
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import torch

from ..errors import InspectorError

RESULT_NAME = "result"
TOLERANCE = 1e-5


def execute_script(code: str) -> torch.Tensor:
    """Execute a whole script and give what it calls `result`. Raises InspectorError with the failing line."""
    result = executed_names(code).get(RESULT_NAME)
    if not isinstance(result, torch.Tensor):
        raise InspectorError("The code leaves no tensor called result.", "It was not handed out.")
    return result.detach().cpu()


def executed_names(code: str) -> dict[str, Any]:
    """Execute a whole script and give all that it leaves, by name. Raises InspectorError with the failing line."""
    namespace: dict[str, Any] = {"__name__": "__lstmscope_script__"}
    try:
        with redirect_stdout(io.StringIO()), _own_imports():
            exec(compile(code, "script.py", "exec"), namespace)
    except Exception as error:  # whatever the code raises is the answer
        raise InspectorError(failing_line(code, "script.py", error), "It was not handed out.") from error
    return namespace


def failing_line(code: str, file: str, error: Exception) -> str:
    """Say where code that was compiled as that file raised the error."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    line = code.splitlines()[place.lineno - 1].strip() if place.filename == file and place.lineno else ""
    where = f" at `{line}`" if line else ""
    return f"The code fails{where}: {type(error).__name__}: {error}"


@contextmanager
def _own_imports() -> Iterator[None]:
    """Forget afterwards what was imported from folders that the script added: another script's may be called alike."""
    folders, modules, bytecode = list(sys.path), set(sys.modules), sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # nothing is left in the user's folder
    try:
        yield
    finally:
        added = [folder for folder in sys.path if folder not in folders]
        sys.path[:], sys.dont_write_bytecode = folders, bytecode
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if any(Path(file).is_relative_to(folder) for folder in added):
                del sys.modules[name]


def compare(found: torch.Tensor, expected: torch.Tensor) -> dict[str, Any]:
    """Give {equal, close, max_abs, shape}: equal bit for bit (NaN equals NaN), close to 1e-5 of the larger value.

    Of types of 16 bits a difference of their own precision counts as close.
    """
    if found.shape != expected.shape or found.dtype != expected.dtype:
        return {"equal": False, "close": False, "max_abs": None, "shape": list(found.shape)}
    equal = bool(((found == expected) | (found.isnan() & expected.isnan())).all())
    wide = torch.complex128 if found.is_complex() else torch.float64
    one, other = found.to(wide), expected.to(wide)
    precision = torch.finfo(found.dtype).eps if found.dtype in (torch.float16, torch.bfloat16) else 0.0
    tolerance = max(TOLERANCE, precision)
    close = equal or bool(torch.allclose(one, other, rtol=tolerance, atol=TOLERANCE, equal_nan=True))
    difference = (one - other).abs().nan_to_num()
    largest = float(difference.max()) if difference.numel() else 0.0
    return {"equal": equal, "close": close, "max_abs": largest, "shape": list(found.shape)}

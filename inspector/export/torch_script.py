"""The whole way from model to result as torch code that runs as it stands.

The code calls its outcome `result`. Where the model's call cannot be made again by a short script (the forward
failed, or the calls were stacked), the code starts from the saved run and says so.
"""

from ..model.file_origin import MODULE
from ..model.source import ClassSource, FileSource
from ..reshape.step_axes import axes_after
from ..reshape.steps import ReshapeStep, primitives_of
from ..run.key import TensorKey
from ..run.run import Run
from ..tensor.layer_axes import record_of
from ..tensor.record import TensorRecord, shape_text
from .script_capture import capture_lines
from .script_class import is_scriptable
from .script_input import input_lines
from .script_model import model_lines

_IMPORTS = {
    "sys.path": "import sys\n",
    "np.": "import numpy as np",
    "torch.": "import torch",
    "safe_open(": "from safetensors import safe_open",
    "load_file(": "from safetensors.torch import load_file",
    "nn.": "from torch import nn",
}
_PACKING = ("pack_padded_sequence", "pad_packed_sequence")


def torch_script(run: Run, key: TensorKey, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the script for the steps on the run's tensor with that key; comments name the axes after each step.

    Raises StepError for a step that does not fit.
    """
    record = record_of(run, key)
    assert record is not None, f"{key.name} is a tensor of the run"
    if starts_from_run(run, key):
        body, name = _saved_lines(run, record)
    else:
        captured, name = capture_lines(run, key)
        body = [*model_lines(run), "", *input_lines(run.request), *captured]
    return script_text(body, record, name, steps)


def script_text(body: list[str], record: TensorRecord, name: str, steps: tuple[ReshapeStep, ...]) -> str:
    """Give the whole script: imports, the body that leaves the record's tensor in the variable `name`, the steps."""
    text = "\n".join([*body, "", *_reshape_lines(record, name, steps)])
    gap = ["", ""] if text.startswith("class ") else [""]
    return "\n".join([*_import_lines(text), *gap, text]) + "\n"


def starts_from_run(run: Run, key: TensorKey) -> bool:
    """Tell whether the script must read the captured tensor instead of making it."""
    return bool(_reason(run, key))


def _reason(run: Run, key: TensorKey) -> str:
    """Say why the model's call cannot be made again, "" where it can."""
    if run.stopped_at is not None:
        return "The forward failed"
    if "-" in key.call:
        return "These are many calls, stacked"
    match run.request.source:
        case FileSource() if run.origin is None or run.origin.container == MODULE:
            return "The file holds a pickled module, which only executing its code would load"
        case ClassSource() as source if not is_scriptable(source, run.origin):
            return "The class cannot be imported and built by a few lines"
        case ClassSource() if any(not layer.module for layer in run.weights) and not run.request.layer:
            return "The class is a recurrent layer of its own"
    return ""


def _saved_lines(run: Run, record: TensorRecord) -> tuple[list[str], str]:
    reason = _reason(run, record.key)
    lines = [
        f"# {reason}: this starts from the tensor in the saved run.",
        f'with safe_open({str(run.path)!r}, framework="pt") as run:',
        f"    tensor = run.get_tensor({record.key.name!r})",
    ]
    distinct = tuple(1 if step == 0 else size for size, step in zip(record.shape, record.stride, strict=True))
    if distinct == record.shape and record.stride:
        lines.append(
            f"tensor = torch.empty_strided({record.shape}, {record.stride}, dtype=tensor.dtype).copy_(tensor)"
            "  # in memory as it was captured"
        )
    return lines, "tensor"


def _reshape_lines(record: TensorRecord, name: str, steps: tuple[ReshapeStep, ...]) -> list[str]:
    if not steps:
        return [f"result = {name}  # {shape_text(record.axes)}"]
    lines = [f"    {name}  # {shape_text(record.axes)}"]
    for count, step in enumerate(steps, start=1):
        axes = axes_after(primitives_of(steps[:count], record.shape), record.axes)
        lines.append(f"    {step.code}  # {shape_text(axes)}")
    return ["result = (", *lines, ")"]


def _import_lines(text: str) -> list[str]:
    lines = [line for mark, line in _IMPORTS.items() if mark in text]
    packing = [name for name in _PACKING if name in text]
    return [*lines, f"from torch.nn.utils.rnn import {', '.join(packing)}"] if packing else lines

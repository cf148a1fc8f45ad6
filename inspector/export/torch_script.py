"""The whole way from model to result as torch code that runs as it stands.

The code calls its outcome `result`. Where the model's call cannot be made again by a short script (the forward
failed, the calls were stacked, or the steps join tensors of other calls), the code starts from the saved run and
says so.
"""

from ..model.file_origin import MODULE, UNLOADED
from ..model.source import ClassSource, FileSource
from ..reshape.steps import ReshapeStep, bound_steps, names_in
from ..reshape.steps.bindings import Bindings, bindings_of
from ..reshape.steps.take_steps import LENGTHS
from ..run.key import TensorKey
from ..run.run import Run
from ..tensor.layer_axes import record_of
from ..tensor.record import TensorRecord
from .code_source import CodeSource, needs_lengths
from .saved_run import saved_lines
from .script_capture import capture_lines, captures_beside
from .script_class import is_scriptable
from .script_input import input_lines
from .script_model import model_lines
from .torch_chain import chain_lines
from .torch_lines import patterns_in

_IMPORTS = {
    "sys.path": "import sys\n",
    "np.": "import numpy as np",
    "torch.": "import torch",
    "F.pad(": "import torch.nn.functional as F",
    "safe_open(": "from safetensors import safe_open",
    "load_file(": "from safetensors.torch import load_file",
    "nn.": "from torch import nn",
}
_PACKING = ("pack_padded_sequence", "pad_packed_sequence")


def torch_script(run: Run, key: TensorKey, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the script for the steps on the run's tensor with that key; comments name the axes after each step.

    Raises StepError for a step that does not fit, or that names a tensor that the run has not.
    """
    record = record_of(run, key)
    assert record is not None, f"{key.name} is a tensor of the run"
    bindings = bindings_of(run, key, names_in(steps))
    steps = bound_steps(steps, bindings)
    if not needs_lengths(steps):
        bindings = Bindings(bindings.key, bindings.tensors)
    reason = _reason(run, key, steps)
    if reason:
        body, name = saved_lines(run, record, bindings, reason)
    else:
        captured, name = capture_lines(run, key, _beside(steps))
        body = [*model_lines(run), "", *input_lines(run.request), *captured]
    device = f"{name}.device" if bindings.lengths and run.request.device != "cpu" and not reason else ""
    body += [f"{LENGTHS} = {LENGTHS}.to({device})"] if device else []
    return script_text(body, record, name, steps, device)


def script_text(
    body: list[str], record: TensorRecord, name: str, steps: tuple[ReshapeStep, ...], device: str = ""
) -> str:
    """Give the whole script: imports, the body that leaves the record's tensor in the variable `name`, the steps.

    What the steps make anew, positions for example, lies on the `device` that the expression gives, "" for the CPU.
    """
    lines = chain_lines(CodeSource(record.axes, name, record.dtype), steps)
    if device:
        lines = [f"with torch.device({device}):", *(f"    {line}" for line in lines)]
    text = "\n".join([*body, "", *lines])
    gap = ["", ""] if text.startswith("class ") else [""]
    return "\n".join([*_import_lines(text), *gap, text]) + "\n"


def starts_from_run(run: Run, key: TensorKey, steps: tuple[ReshapeStep, ...] = ()) -> bool:
    """Tell whether the script must read the captured tensors instead of making them."""
    return bool(_reason(run, key, steps))


def _beside(steps: tuple[ReshapeStep, ...]) -> tuple[str, ...]:
    return (*names_in(steps), *([LENGTHS] if needs_lengths(steps) else []))


def _reason(run: Run, key: TensorKey, steps: tuple[ReshapeStep, ...]) -> str:
    """Say why the model's call cannot be made again, "" where it can."""
    if run.stopped_at is not None:
        return "The forward failed"
    if "-" in key.call:
        return "These are many calls, stacked"
    if (found := run.find(key)) and "[...]" in found[1].path:  # of a generator, or under a key that has no literal
        return "No code takes this part of what the model returns"
    if any("/" in name for name in names_in(steps)):
        return "The steps read tensors by their names in the run"
    if _beside(steps) and not captures_beside(run, key):
        return "The steps read more than this tensor"
    return _unmakeable(run)


def _unmakeable(run: Run) -> str:
    """Say why the model itself cannot be made again."""
    match run.request.source:
        case FileSource() if run.origin is None or run.origin.container == MODULE:
            return "The file holds a pickled module, which only executing its code would load"
        case FileSource() if run.origin is not None and run.origin.container == UNLOADED:
            return "Torch alone does not load the weights from a file of this kind"
        case ClassSource() as source if not is_scriptable(source, run.origin):
            return "The class cannot be imported and built by a few lines"
        case ClassSource() if any(not layer.module for layer in run.weights) and not run.request.layer:
            return "The class is a recurrent layer of its own"
    return ""


def _import_lines(text: str) -> list[str]:
    lines = [line for mark, line in _IMPORTS.items() if mark in text]
    patterns = patterns_in(text)
    packing = [name for name in _PACKING if name in text]
    lines += [f"from torch.nn.utils.rnn import {', '.join(packing)}"] if packing else []
    return [*lines, *([f"from einops import {', '.join(patterns)}"] if patterns else [])]

"""The lines of a script that start from the saved run, where the model's call cannot be made again."""

from ..reshape.steps.bindings import Bindings
from ..reshape.steps.take_steps import LENGTHS
from ..run.run import Run
from ..tensor.record import TensorRecord
from .code_source import RUN


def saved_lines(run: Run, record: TensorRecord, bindings: Bindings, reason: str) -> tuple[list[str], str]:
    """Give the lines that read the tensor and all that the names in `bindings` mean, and the tensor's name."""
    whole = [(name, other) for name, other in bindings.tensors if "/" in name]
    beside = [(name, other) for name, other in bindings.tensors if "/" not in name]
    several = "tensors" if bindings.tensors else "tensor"
    lines = [
        f"# {reason}: this starts from the {several} in the saved run.",
        f'with safe_open({str(run.path)!r}, framework="pt") as saved:',
        f"    tensor = saved.get_tensor({record.key.name!r})",
        *(f"    {name} = saved.get_tensor({other.key.name!r})" for name, other in beside),
    ]
    if whole:
        names = ", ".join(repr(name) for name, _ in whole)
        lines.append(f"    {RUN} = {{name: saved.get_tensor(name) for name in [{names}]}}")
    variables = [("tensor", record), *beside, *((f"{RUN}[{name!r}]", other) for name, other in whole)]
    lines += [line for variable, each in variables for line in _laid_out(variable, each)]
    if bindings.lengths:
        lines.append(f"{LENGTHS} = torch.tensor([{', '.join(map(str, bindings.lengths))}])")
    return lines, "tensor"


def _laid_out(variable: str, record: TensorRecord) -> list[str]:
    """Lay the tensor out in memory as it was captured, so that a view fails or not as it did then."""
    distinct = tuple(1 if step == 0 else size for size, step in zip(record.shape, record.stride, strict=True))
    if distinct != record.shape or not record.stride:
        return []
    layout = f"torch.empty_strided({record.shape}, {record.stride}, dtype={variable}.dtype)"
    return [f"{variable} = {layout}.copy_({variable})  # in memory as it was captured"]

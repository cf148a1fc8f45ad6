"""`reshape RUN TENSOR --to WISH`: the pipelines that reach a wanted shape or a consumer."""

from pathlib import Path
from typing import Any

from ..reshape.steps.bindings import bindings_beside
from ..reshape.wishes.wish_answer import Checked, answer_wish
from ..tensor.record import shape_text
from ..worker.client import Worker, WorkerSetup
from ..worker.protocol import Role
from .named_tensor import named_tensor
from .output import Output
from .saved_run import open_saved_run


def reach_shape(run_path: str, tensor: str, wish: str, folder: Path) -> Output:
    """Propose pipelines, the most natural first. Raises StepError for a wish that cannot be read or reached."""
    run = open_saved_run(run_path).run
    record = named_tensor(run, run_path, tensor)
    worker = Worker(WorkerSetup(Role.TENSOR, folder))
    try:
        found = answer_wish(record, bindings_beside(run, record.key), wish, worker.request)
    finally:
        worker.close()
    data = {"tensor": tensor, "wish": wish, "proposals": [_json(each) for each in found]}
    return Output(data, "\n".join([f"{tensor}  {record.shape_text}", *map(_text, found)]))


def _json(checked: Checked) -> dict[str, Any]:
    proposal, check = checked.proposal, checked.check
    told = {
        "tensor": proposal.key.name,
        "code": proposal.text,
        "meaning": proposal.meaning,
        "shape": list(proposal.shape),
        "axes": [axis.to_json() for axis in proposal.axes],
    }
    if check is None:
        return told | {"consumer": None}
    output = [list(shape) for shape in check.output] or None
    consumer = {"code": check.code, "output": output, "error": check.error or None, "remarks": list(check.remarks)}
    return told | {"consumer": consumer}


def _text(checked: Checked) -> str:
    proposal, check = checked.proposal, checked.check
    lines = [f"  {proposal.text or '(as it is)'}  {shape_text(proposal.axes)}  {proposal.key.role}: {proposal.meaning}"]
    if check is not None:
        lines.append(f"    {check.text}" + (f"  does not fit: {check.error}" if check.error else ""))
        lines += [f"    {remark}" for remark in check.remarks]
    return "\n".join(lines)

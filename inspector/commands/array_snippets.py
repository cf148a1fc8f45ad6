"""The reshape steps as code without the model, executed on the tensor and compared."""

from dataclasses import dataclass

from ..errors import InspectorError
from ..export.code_dialect import LINES, CodeDialect, lines_code
from ..export.code_source import code_source
from ..reshape.apply_request import ApplyRequest
from ..reshape.steps import ReshapeStep
from ..tensor.record import TensorRecord
from ..worker.client import Worker


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code of one dialect; `verified` is whether it gave, executed, what torch gives, None where nobody executed it."""

    dialect: CodeDialect
    code: str
    verified: bool | None


def array_snippets(
    worker: Worker, record: TensorRecord, steps: tuple[ReshapeStep, ...], request: ApplyRequest
) -> tuple[Snippet, ...]:
    """Write the bound steps in every dialect that can say them; `request` tells the worker where the tensors lie."""
    source = code_source(record)
    written = ((dialect, lines_code(dialect, source, steps)) for dialect in LINES)
    return tuple(
        Snippet(dialect, code, _verified(worker, request, dialect, code, source.name))
        for dialect, code in written
        if code
    )


def _verified(worker: Worker, request: ApplyRequest, dialect: CodeDialect, code: str, name: str) -> bool | None:
    """Have the code executed; what fails is not verified, and None where the library is not installed."""
    arguments = {"request": request.to_json(), "dialect": dialect.value, "code": code, "name": name}
    try:
        told = worker.request("check_lines", arguments)
    except InspectorError:
        return False
    return bool(told["close"]) if told["executed"] else None

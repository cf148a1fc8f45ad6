"""The code of the steps on screen, and what executing it takes."""

from math import prod

from inspector.export.code_dialect import CodeDialect, lines_code
from inspector.export.code_source import code_name, code_source
from inspector.export.file_script import file_script
from inspector.export.torch_script import torch_script
from inspector.model.source import FileSource
from inspector.reshape.apply_request import apply_request
from inspector.reshape.outcome import Outcome, StepOutcome
from inspector.run.key import FILE, TensorKey
from inspector.session import Session

from .shown_values import ReshapeRequest
from .tensor_process import LinesCheck

_WATCHED = (CodeDialect.TORCH_LINES, CodeDialect.MODULE, CodeDialect.EINOPS, CodeDialect.NUMPY)
_WATCHED_LIMIT = 16 << 20  # elements of the tensor, and of the result: more would keep the next trace waiting
_UNSAID = {
    CodeDialect.EINOPS: "No pattern says these steps: a reshape cuts across axes, and what it mixes has no name.",
    CodeDialect.TENSORFLOW: "TensorFlow has no word for one of these steps.",
}


def written_code(session: Session, key: TensorKey, dialect: CodeDialect) -> str:
    """Write the code of the session's steps on the tensor; "" where it would have to trust what a file brings."""
    steps = session.reshape.all_steps if session.reshape else ()
    if dialect is not CodeDialect.TORCH:
        return lines_code(dialect, code_source(session.record), steps) if session.record else ""
    if key.call != FILE:
        return torch_script(session.run, key, steps) if session.run else ""
    origin = session.summary.origin if session.summary else None
    record, source = session.record, session.source
    if origin is None or record is None or not isinstance(source, FileSource):
        return ""
    return file_script(source.path, origin, record, steps)


def why_unsaid(dialect: CodeDialect) -> str:
    """Say why a dialect has no code for steps that torch took, "" where that depends on more."""
    return _UNSAID.get(dialect, "")


def is_watched(asked: ReshapeRequest, outcomes: tuple[Outcome, ...], dialect: CodeDialect) -> bool:
    """Tell whether the code is executed while the steps are edited: lines, on a tensor that takes a moment only."""
    results = (prod(outcome.shape) for outcome in outcomes if isinstance(outcome, StepOutcome))
    return dialect in _WATCHED and max(asked.record.size, *results, 0) <= _WATCHED_LIMIT


def lines_check(asked: ReshapeRequest, dialect: CodeDialect, code: str) -> LinesCheck:
    """Give what a worker is asked, to execute the lines."""
    request = apply_request(asked.tensor, asked.record, asked.steps, asked.bindings)
    return LinesCheck(request, dialect, code, code_name(asked.record.key))

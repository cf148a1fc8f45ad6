"""What the next run will do, once a run has told what it chose."""

from dataclasses import replace

from ..errors import FieldError
from ..model.source import ClassSource, ModelSource
from .input import InputSpec
from .request import RunRequest
from .run import Run
from .state import CarryState


def settled(wish: RunRequest, run: RunRequest, inferred: tuple[InputSpec, ...] = ()) -> RunRequest:
    """Take over the inputs and the layer that the run chose, unless the wish was changed while it went on.

    `inferred` are inputs that nobody typed. Consent is not saved with a run, so the wish's stays.
    """
    open_wishes = wish.inputs in ((), inferred, run.inputs) and wish.layer in (None, run.layer)
    chosen = replace(run, trust=wish.trust)
    same = replace(wish, source=_completed(wish.source, run.source), inputs=run.inputs, layer=run.layer) == chosen
    return chosen if open_wishes and same else wish


def carried_on(request: RunRequest, before: Run | None, run: Run) -> RunRequest:
    """Have a state that was carried from the run on screen be carried from the new one: each goes on from the last.

    From a run that failed there is nothing to go on from.
    """
    if before is None or run.stopped_at or request.state != CarryState(str(before.path)):
        return request
    return replace(request, state=CarryState(str(run.path)))


def _completed(wish: ModelSource, run: ModelSource) -> ModelSource:
    """Add the arguments that the run took from beside the weights."""
    if not isinstance(wish, ClassSource) or not isinstance(run, ClassSource):
        return wish
    try:
        return wish.with_more(run.given)
    except FieldError:  # a run that was opened from elsewhere may say anything
        return wish

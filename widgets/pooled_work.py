"""Looking through a slice that is too large for a person to wait for."""

from collections.abc import Callable

from inspector.errors import InspectorError
from inspector.tensor.slice import Reduction, Slice, read_closer, read_slice
from inspector.tensor.slice_spec import Window

from .background import Background

_KIND = "slice"


class PooledWork:
    """Reads in the background all of what a preview stands for; the newest one counts."""

    def __init__(self) -> None:
        self._background = Background()

    def follow(
        self, part: Slice | None, window: Window | None, room: tuple[int, int], done: Callable[[Slice], None]
    ) -> None:
        """Have `done` told the whole look at this part, if that is a preview; what was under way is stale.

        A tensor that cannot be read any more stays a preview: the next look at it tells why.
        """
        if part is None or part.reduction is not Reduction.PREVIEW:
            self._background.forget(_KIND)
            return
        self._background.submit(_KIND, lambda _: _looked_through(part, window, room), done, _stay)


def _looked_through(part: Slice, window: Window | None, room: tuple[int, int]) -> Slice:
    if window is None:
        return read_slice(part.values, part.resolved, *room, patient=True, padding=part.padding)
    return read_closer(part, *room, window, patient=True)


def _stay(_: InspectorError) -> None:
    """Leave the preview in its place."""

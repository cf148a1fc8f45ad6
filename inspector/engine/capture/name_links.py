"""Where captured tensors come from, by the names that they have in the run."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...run.run import Call, StoredTensor
from .capture_links import Link, link_calls
from .capture_values import Captured, RecordedCall, RecordedResult
from .stack_calls import StackedCall, stored_tensors

_Links = dict[tuple[int, str], Link]


class LinkNames:
    """Knows in which call of the run every recorded call is."""

    def __init__(self, stacked: Iterable[StackedCall]) -> None:
        """Take all the calls of the run."""
        self._stacked = tuple(stacked)
        self._places = {id(call): (item, place) for item in self._stacked for place, call in enumerate(item.recorded)}

    def calls(self, recorded: Sequence[RecordedCall]) -> tuple[Call, ...]:
        """Give the calls of the run, each told where its input and its initial state come from."""
        links = {(id(given.call), given.role): given.link for given in link_calls(recorded)}
        return tuple(
            replace(item.call, tensors=tuple(self._linked(item, tensor, links) for tensor in item.call.tensors))
            for item in self._stacked
        )

    def results(self, recorded: Sequence[RecordedResult]) -> tuple[StoredTensor, ...]:
        """Give the tensors of the model's result, numbered, each told where it comes from."""
        stored = stored_tensors((str(index), result.kept) for index, result in enumerate(recorded))
        return tuple(self._of_result(result, tensor) for result, tensor in zip(recorded, stored, strict=True))

    def _of_result(self, result: RecordedResult, tensor: StoredTensor) -> StoredTensor:
        """Tell where a tensor of the model's result comes from; what a stacked call gave is a part of the stack."""
        same, whole = self._name(result.same_as) if result.same_as else ("", True)
        view, _ = self._name(result.view_of) if result.view_of else ("", True)
        same, view = (same, view) if whole else ("", same)
        return replace(tensor, path=result.path, same_as=same, view_of=view)

    def _linked(self, item: StackedCall, tensor: StoredTensor, links: _Links) -> StoredTensor:
        found = [links.get((id(call), tensor.role)) for call in item.recorded]
        if not item.call.stacked:
            return self._single(found[0], tensor)
        if source := self._same_stack(item, found):
            return (
                replace(tensor, same_as=source)
                if tensor.shape == self._shape(source)
                else replace(tensor, view_of=source)
            )
        return self._single(found[0], tensor, part=True)

    def _single(self, link: Link | None, tensor: StoredTensor, part: bool = False) -> StoredTensor:
        """Tell of one call, or of the first in a stack; of another stack only the last call is sure to be meant."""
        if link is None:
            return tensor
        item, place = self._places[id(link.source[0])]
        if place != len(item.recorded) - 1:
            return tensor
        name = item.call.key(link.source[1]).name
        whole = link.whole and not part and not item.call.stacked
        return replace(tensor, same_as=name) if whole else replace(tensor, view_of=name)

    def _same_stack(self, item: StackedCall, found: Sequence[Link | None]) -> str:
        """Name what all calls of a stack take from: each from the call before, or from its like in another stack."""
        sources = [(*self._places[id(link.source[0])], link.source[1]) if link else None for link in found]
        last = sources[-1]
        if last is None or len(last[0].recorded) != len(item.recorded):
            return ""
        giver, _, role = last
        shift, first = (1, 1) if giver is item else (0, 0)
        wanted = [(giver, place - shift, role) for place in range(first, len(sources))]
        return giver.call.key(role).name if sources[first:] == wanted else ""

    def _shape(self, name: str) -> tuple[int, ...]:
        shapes = (
            tensor.shape
            for item in self._stacked
            for tensor in item.call.tensors
            if item.call.key(tensor.role).name == name
        )
        return next(shapes)

    def _name(self, captured: Captured) -> tuple[str, bool]:
        """Name a captured tensor, and tell whether it is the whole of what has that name."""
        call, role = captured
        item, place = self._places[id(call)]
        if item.call.stacked and place != len(item.recorded) - 1:
            return "", True
        return item.call.key(role).name, not item.call.stacked

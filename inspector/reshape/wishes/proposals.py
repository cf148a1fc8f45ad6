"""From a wish to pipelines that reach it without scrambling, the most natural first."""

from dataclasses import replace

from ...tensor.record import TensorRecord
from ..steps.bindings import Bindings
from .consumer_shapes import WantedShape, wanted_shapes
from .pattern_proposals import pattern_proposals
from .proposal import Answer, Proposal
from .unreachable import unreachable
from .wish import PatternWish, Wish
from .wish_search import Found, Source, search, source_of

MOST = 8
_OTHERS = ("output", "h_n")  # where the answer may lie if not in the tensor itself
_STATES = "h_n"


def proposals(record: TensorRecord, beside: Bindings, wish: Wish) -> Answer:
    """Give up to MOST pipelines that reach the wish from the tensor, or tell why there is none.

    `beside` has other tensors of the same call by role, and the lengths of a packed batch. The second answer may
    start from h_n, which says a final state better; where the tensor itself cannot reach the wish, all may start
    from another one. Raises StepError for a pattern that does not fit the tensor or scrambles it.
    """
    source = source_of(record, beside)
    if isinstance(wish, PatternWish):
        return pattern_proposals(record, wish)
    wanted = wanted_shapes(wish)
    found = search(source, wanted, MOST)
    if not found:
        return tuple(_elsewhere(source, wanted)) or unreachable(source, wish)
    own = [each.proposal for each in found]
    return tuple(own[:1] + _by_states(source, found[0], wanted) + own[1:])[:MOST]


def _by_states(source: Source, first: Found, wanted: tuple[WantedShape, ...]) -> list[Proposal]:
    """Give how h_n reaches the same final state."""
    states = source.bindings.record(_STATES)
    if not first.final or states is None or source.name != _OTHERS[0]:
        return []
    found = search(source_of(states, source.bindings), wanted, 1)
    return [_said_of(_STATES, each.proposal) for each in found if each.final]


def _elsewhere(source: Source, wanted: tuple[WantedShape, ...]) -> list[Proposal]:
    """Give how another tensor of the call reaches the wish."""
    named = [(name, source.bindings.record(name)) for name in _OTHERS if name != source.name]
    others = [(name, source_of(record, source.bindings)) for name, record in named if record is not None]
    return [_said_of(name, each.proposal) for name, other in others for each in search(other, wanted, 2)]


def _said_of(name: str, proposal: Proposal) -> Proposal:
    return replace(proposal, meaning=f"{proposal.meaning}, read from {name}")

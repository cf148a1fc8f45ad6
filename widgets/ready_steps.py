"""The menu of steps that are ready to be edited, written for the tensor at hand."""

from widgets.ready_moves import ordering, splitting_and_merging
from widgets.ready_parts import joining, reducing, taking
from widgets.ready_patterns import patterns
from widgets.ready_sizes import sizing, typing_and_memory
from widgets.ready_step import ReadyGroup, TensorAtHand

_KINDS = (
    ("&Order", ordering),
    ("&Split and merge", splitting_and_merging),
    ("&Take", taking),
    ("&Reduce", reducing),
    ("&Join", joining),
    ("Si&ze", sizing),
    ("&einops", patterns),
    ("T&ype and memory", typing_and_memory),
)


def ready_steps(tensor: TensorAtHand) -> tuple[ReadyGroup, ...]:
    """Give the steps that suit this tensor, by kind; torch would take each of them as it stands.

    A kind of which none suits is left out.
    """
    groups = (ReadyGroup(title, steps(tensor)) for title, steps in _KINDS)
    return tuple(group for group in groups if group.steps)

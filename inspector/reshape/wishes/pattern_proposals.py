"""From a pattern over the axes of a tensor, `b t (2 h) -> b (2 h) t`, to a step of einops."""

from collections.abc import Iterator

from ...errors import StepError
from ...tensor.axis import Axis
from ...tensor.record import TensorRecord
from ..axes.step_axes import axes_after
from ..mixing.mixing import is_mixed_name, mixed_meanings
from ..primitives import ReduceKind
from ..steps import ReshapeStep, primitives_of
from ..steps.einops_pattern import Group, Pattern, parse_pattern, spread
from ..steps.einops_steps import PatternReduce, Rearrange, Repeat
from .proposal import Proposal
from .wish import PatternWish

_LETTERS = {"layer": "l", "direction": "d", "gate": "g", "batch": "b", "time": "t"}
_KINDS: tuple[tuple[ReduceKind, str], ...] = (
    ("mean", "mean over {}"),
    ("max", "largest along {}"),
    ("sum", "sum over {}"),
)
Sizes = tuple[tuple[str, int], ...]


def pattern_proposals(record: TensorRecord, wish: PatternWish) -> tuple[Proposal, ...]:
    """Give the pipelines that the pattern means: one, or, where axes go, one for each way to reduce them.

    Raises StepError if the pattern does not fit the tensor, or scrambles it.
    """
    pattern = parse_pattern(wish.text)
    spread(pattern, len(record.shape), wish.text)
    named, sizes = _named(pattern, record)
    return tuple(_proposal(record, step, meaning) for step, meaning in _steps(named, sizes, wish.text))


def _steps(pattern: Pattern, sizes: Sizes, text: str) -> Iterator[tuple[PatternReduce | Rearrange | Repeat, str]]:
    gone = tuple(name for name in pattern.gone if name != "...")
    if gone and pattern.new:
        raise StepError(f"{text!r}: {gone[0]} goes and {pattern.new[0]} comes.", "Ask for one of them at a time.")
    if gone:
        for kind, said in _KINDS:
            yield PatternReduce(pattern.text, sizes, kind), said.format(" and ".join(gone))
    elif pattern.new:
        yield Repeat(pattern.text, sizes), f"repeated along {' and '.join(pattern.new)}"
    else:
        yield Rearrange(pattern.text, sizes), "every element kept"


def _proposal(record: TensorRecord, step: ReshapeStep, meaning: str) -> Proposal:
    primitives = primitives_of((step,), record.shape)
    axes = axes_after(primitives, record.axes)
    if is_mixed_name(axes) or mixed_meanings(primitives, record.axes):
        names = ", ".join(axis.name for axis in axes)
        raise StepError(
            f"{step.code} would scramble the tensor: its axes would be ({names}).",
            "Split axes where their meanings end: the direction is the outer part of the features, (d h).",
        )
    return Proposal(record.key, (step,), f"{meaning}: ({', '.join(axis.name for axis in axes)})", axes)


def _named(pattern: Pattern, record: TensorRecord) -> tuple[Pattern, Sizes]:
    """Write numbers as names of einops', with the sizes of these and those that the tensor's own axes tell."""
    taken = {name for group in (*pattern.left, *pattern.right) for name in group}
    names: list[tuple[str, int]] = []  # for each number on the left, in order, the name in its place
    sizes: dict[str, int] = {}
    left: list[Group] = []
    for group, axis in zip(pattern.left, _axes_for(pattern.left, record), strict=True):
        written = []
        for at, word in enumerate(group):
            if word.isdigit() and word != "1":
                letter = _letter(_atom_name(axis, at, len(group)), taken)
                taken.add(letter)
                names.append((letter, int(word)))
                word = letter
            written.append(word)
        left.append(tuple(written))
        sizes |= {name: size for name, size in names if name in written}
        sizes |= _told(tuple(written), axis, sizes)
    return Pattern(tuple(left), _right(pattern.right, names)), tuple(sizes.items())


def _axes_for(groups: tuple[Group, ...], record: TensorRecord) -> tuple[Axis | None, ...]:
    """Give the axis that each group stands for, None for an ellipsis."""
    if ("...",) not in groups:
        return record.axes
    at = groups.index(("...",))
    behind = len(groups) - at - 1
    return (*record.axes[:at], None, *record.axes[len(record.axes) - behind :])


def _atom_name(axis: Axis | None, at: int, count: int) -> str:
    return axis.atoms[at].label if axis and len(axis.atoms) == count else "x"


def _letter(name: str, taken: set[str]) -> str:
    """Give a letter for the meaning that the pattern does not use yet."""
    letters: tuple[str, ...] = (_LETTERS.get(name, name[:1] or "x"), *"dlgxyzuvwabcefhijkmnopqrst")
    return next(letter for letter in letters if letter not in taken)


def _told(group: Group, axis: Axis | None, known: dict[str, int]) -> dict[str, int]:
    """Give the sizes that a group leaves open and the atoms of its axis tell."""
    open_names = [name for name in group if name not in known and not name.isdigit()]
    if axis is None or len(open_names) < 2 or len(axis.atoms) != len(group):
        return {}
    sizes = {name: atom.size for name, atom in zip(group, axis.atoms, strict=True)}
    return {name: sizes[name] for name in open_names[:-1]}


def _right(groups: tuple[Group, ...], names: list[tuple[str, int]]) -> tuple[Group, ...]:
    """Write each number by the name that the first equal number on the left got."""
    left = list(names)
    found = []
    for group in groups:
        written = []
        for word in group:
            match = next((pair for pair in left if word.isdigit() and pair[1] == int(word)), None)
            if match:
                left.remove(match)
            written.append(match[0] if match else word)
        found.append(tuple(written))
    return tuple(found)

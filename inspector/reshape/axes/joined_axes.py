"""What the axes of joined tensors mean."""

from collections.abc import Mapping

from ...tensor.axis import AnyAtom, Atom, Axes, Axis, Mixed, named_axis, names_within, shape_of
from ...tensor.position import places_of
from ..primitive_chain import simplified
from ..primitives import Branch, Index, Join, NewAxis, Pick, Primitives, Range, Selector, Trunk


def joined_axes(
    join: Join, before: Primitives, history: tuple[Axes, ...], trunk: Axes, others: Mapping[Branch, Axes]
) -> Axes:
    """Give the axes after a join.

    `before` are the simplified primitives of the trunk, `history` its axes before each of them, `trunk` those after
    all. `others` are the axes of the branches. Where the operands are the directions of one tensor, in order, the axis
    along which they are joined is direction; else what stands side by side is only numbered, `part`.
    """
    each = [others[operand] if isinstance(operand, Branch) else trunk for operand in join.operands]
    found = [_common([axes[axis] for axes in each]) for axis in range(len(trunk))]
    side_by_side = [axes[join.axis] for axes in each]
    if all(axis.atoms == side_by_side[0].atoms for axis in side_by_side):
        atom = _told_by_picks(join, before, history) or Atom("part", len(each))
        found[join.axis] = Axis((atom, *side_by_side[0].atoms))
    else:
        label = " + ".join(axis.name for axis in side_by_side)
        found[join.axis] = named_axis((label, sum(axis.size for axis in side_by_side)))
    return tuple(found)


def _common(axes: list[Axis]) -> Axis:
    """Give the one axis, or, where the operands mean unlike things by it, a mixture."""
    if all(axis == axes[0] for axis in axes):
        return axes[0]
    return Axis((Mixed(names_within(atom for axis in axes for atom in axis.atoms), axes[0].size),))


def _told_by_picks(join: Join, before: Primitives, history: tuple[Axes, ...]) -> AnyAtom | None:
    """Give the atom of which the operands take one position each, in order, being else the same part of one tensor."""
    key = next(operand.key for operand in join.operands if isinstance(operand, Trunk))
    if any(isinstance(operand, Branch) and operand.key != key for operand in join.operands):
        return None
    chains = [
        simplified(operand.primitives, shape_of(operand.axes)) if isinstance(operand, Branch) else before
        for operand in join.operands
    ]
    differing = [at for at in range(len(before)) if any(chain[at : at + 1] != before[at : at + 1] for chain in chains)]
    if len(differing) != 1 or any(len(chain) != len(before) for chain in chains):
        return None
    indices = [chain[differing[0]] for chain in chains]
    known = [index for index in indices if isinstance(index, Index)]
    return _told_by_index(known, history[differing[0]]) if len(known) == len(indices) else None


def _told_by_index(indices: list[Index], axes: Axes) -> AnyAtom | None:
    if any(len(index.selectors) != len(indices[0].selectors) for index in indices):
        return None
    columns = list(zip(*(index.selectors for index in indices), strict=True))
    differing = [at for at, column in enumerate(columns) if any(selector != column[0] for selector in column)]
    told = []
    for at in differing:
        axis = sum(not isinstance(selector, NewAxis) for selector in indices[0].selectors[:at])
        atom = _told_by_selectors(columns[at], axes[axis])
        if atom is not None:
            told.append(atom)
        elif not all(isinstance(selector, Pick) for selector in columns[at]):
            return None  # other parts of an axis that stays
    return told[0] if len(told) == 1 else None


def _told_by_selectors(selectors: tuple[Selector, ...], axis: Axis) -> AnyAtom | None:
    places = [_block(selector, axis.size // len(selectors)) for selector in selectors]
    picks = [places_of(axis, selector.position) for selector in selectors if isinstance(selector, Pick)]
    if len(picks) == len(selectors):
        for number, atom in enumerate(axis.atoms):
            others = {(*place[:number], *place[number + 1 :]) for place in picks}
            if [place[number] for place in picks] == list(range(atom.size)) and len(others) == 1:
                return atom
    elif places == list(range(len(selectors))) and axis.atoms and axis.atoms[0].size == len(selectors):
        return axis.atoms[0]
    return None


def _block(selector: Selector, length: int) -> int:
    """Give which of the blocks of this length is taken, -1 for another range."""
    match selector:
        case Range(start, stop, 1) if length and stop - start == length and start % length == 0:
            return start // length
    return -1

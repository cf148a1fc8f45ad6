"""The names of the axes, checked element by element against where torch moved each element from."""

import re
from math import prod

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.primitive_chain import shape_after
from inspector.reshape.primitives import Regroup
from inspector.tensor.axis import Atom, Axes, Mixed, shape_of
from tests.inspector.reshape.pipelines import Case, cases, named_axes, outcome, sizes_for

THOROUGH = settings(max_examples=200)


def source_coordinates(case: Case) -> dict[str, np.ndarray]:
    """For every element of the result, its index along each atom of the source; the result is torch's."""
    atoms = [atom for axis in case.axes for atom in axis.atoms]
    parts = np.unravel_index(outcome(case).numpy().astype(np.int64), [atom.size for atom in atoms]) if atoms else ()
    return {atom.name: part for atom, part in zip(atoms, parts, strict=True)}


def digits(axes: Axes) -> list[tuple[Atom | Mixed, np.ndarray]]:
    """For every atom of the result, the digit that an element's position in the result has there."""
    found = []
    for dim, axis in enumerate(axes):
        place = np.arange(axis.size).reshape([-1 if other == dim else 1 for other in range(len(axes))])
        stride = axis.size
        for atom in axis.atoms:
            stride //= max(atom.size, 1)
            found.append((atom, place // max(stride, 1) % max(atom.size, 1)))
    return found


def source_name(atom: Atom) -> str:
    return atom.name.split(" ")[0]


@THOROUGH
@given(cases(reductions=True))
def test_the_sizes_are_those_of_the_shape(case: Case):
    assert shape_of(axes_after(case.primitives, case.axes)) == shape_after(case.primitives, case.shape)


@THOROUGH
@given(cases(ranges=False))
def test_the_arithmetic_of_an_atom_gives_the_index_in_the_source(case: Case):
    source = source_coordinates(case)
    for atom, digit in digits(axes_after(case.primitives, case.axes)):
        if isinstance(atom, Atom):
            coordinate = source[atom.name]
            assert np.array_equal(coordinate // atom.step % atom.size, np.broadcast_to(digit, coordinate.shape))
            value = eval(atom.label, {}, {atom.name: coordinate})  # a label is the formula it looks like
            assert np.array_equal(value, np.broadcast_to(digit, coordinate.shape))


@THOROUGH
@given(cases())
def test_a_source_index_depends_on_the_atoms_of_its_name_alone(case: Case):
    """Without ranges or with them: a source index is c + sum of weight x digit over the atoms named after it."""
    axes = axes_after(case.primitives, case.axes)
    if 0 in shape_of(axes):
        return
    found = digits(axes)
    mixed = {re.split(" ", name)[0] for atom, _ in found if isinstance(atom, Mixed) for name in atom.names}
    for name, coordinate in source_coordinates(case).items():
        if name in mixed:
            continue
        rest = coordinate - coordinate.flat[0]
        for atom, digit in found:
            if isinstance(atom, Atom) and source_name(atom) == name and atom.size > 1:
                at_one = (np.broadcast_to(digit, rest.shape) == 1) & _all_others_zero(found, digit, rest.shape)
                weight = int(rest[at_one].flat[0]) if at_one.any() else 0
                assert weight > 0
                rest = rest - weight * digit
        assert not rest.any()


def _all_others_zero(found, digit, shape):
    zero = np.ones(shape, bool)
    for _, part in found:
        if part is not digit:
            zero &= np.broadcast_to(part, shape) == 0
    return zero


@THOROUGH
@given(cases())
def test_mixed_names_are_names_of_the_source(case: Case):
    names = {atom.name for axis in case.axes for atom in axis.atoms}
    for atom, _ in digits(axes_after(case.primitives, case.axes)):
        found = atom.names if isinstance(atom, Mixed) else (atom.name,)
        assert {name.split(" ")[0] for name in found} <= names | {"empty"}


@st.composite
def one_reshape(draw):
    axes = draw(named_axes(most_axes=3))
    return Case(axes, ()), draw(sizes_for(shape_of(axes)).filter(lambda sizes: -1 not in sizes))


@THOROUGH
@given(one_reshape())
def test_axes_are_mixed_only_where_no_exact_name_exists(drawn):
    case, sizes = drawn
    source = {name: part.reshape(sizes) for name, part in source_coordinates(case).items()}
    lengths = {atom.name: atom.size for axis in case.axes for atom in axis.atoms}
    for dim, axis in enumerate(axes_after((Regroup(sizes),), case.axes)):
        place = np.broadcast_to(
            np.arange(axis.size).reshape([-1 if other == dim else 1 for other in range(len(sizes))]), sizes
        )
        is_mixed = any(isinstance(atom, Mixed) for atom in axis.atoms)
        assert is_mixed != _has_exact_name(place, axis.size, source, lengths)


def _has_exact_name(place, size, source, lengths) -> bool:
    """Try every way to write the position as digits each of which is (index // step) % length of one atom."""
    if size == 1:
        return True
    for length in (length for length in range(2, size + 1) if size % length == 0):
        for name, coordinate in source.items():
            steps = [step for step in range(1, lengths[name] + 1) if lengths[name] % (step * length) == 0]
            for step in steps:
                fits = np.array_equal(place % length, coordinate // step % length)
                if fits and _has_exact_name(place // length, size // length, source, lengths):
                    return True
    return False


@THOROUGH
@given(cases(ranges=False))
def test_without_a_cut_all_atoms_survive(case: Case):
    """What is neither picked nor mixed is all there: the atoms' sizes multiply to the number of elements."""
    axes = axes_after(case.primitives, case.axes)
    sizes = {atom.name: atom.size for axis in case.axes for atom in axis.atoms}
    for name, size in sizes.items():
        parts = [atom for atom, _ in digits(axes) if isinstance(atom, Atom) and atom.name == name]
        assert size % prod(part.size for part in parts) == 0
        assert all(part.total == size for part in parts)


@THOROUGH
@given(st.data())
def test_a_split_that_is_merged_again_gives_the_axes_back(data):
    axes = data.draw(named_axes(products=False))
    axes = tuple(axis for axis in axes if axis.size > 1)
    sizes = [size for axis in axes for size in data.draw(st.sampled_from(_factors(axis.size)))]
    split = axes_after((Regroup(tuple(sizes)),), axes)
    assert not any(isinstance(atom, Mixed) for axis in split for atom in axis.atoms)
    assert axes_after((Regroup(shape_of(axes)),), split) == axes


def _factors(size):
    return [(outer, size // outer) for outer in range(1, size + 1) if size % outer == 0]

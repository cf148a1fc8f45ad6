"""The calls of a run one by one, and what must be true of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from tests.inspector.engine.captured_runs import RunFile, tensor
from tests.inspector.engine.zoo.entry import ZooEntry
from tests.inspector.engine.zoo.oracle import Seen

Place = tuple[str, int]  # a layer and the number of its call
Comparison = Callable[[torch.Tensor, torch.Tensor], bool]


def to_rounding(values: torch.Tensor, expected: torch.Tensor) -> bool:
    """Tell whether the shapes are equal and the values are but for their last bits.

    Outside of oneDNN torch multiplies in another order where it sees weights that require no gradient, which is what a
    file's operators are given while they are watched.
    """
    if values.shape != expected.shape:
        return False
    allowed = 4 * torch.finfo(expected.dtype).eps if expected.is_floating_point() else 0.0
    return torch.allclose(values, expected, rtol=allowed, atol=allowed)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One call of a run; of a stacked call, one of those it consists of."""

    modules: tuple[str, ...]
    kind: str
    index: int
    tensors: dict[str, torch.Tensor]
    lengths: tuple[int, ...] | None


def found_calls(opened: RunFile) -> list[Found]:
    """Read every call of the run; stacked ones are taken apart along their leading axis."""
    return [found for call in opened.run.calls for found in _single(opened, call)]


def _single(opened: RunFile, call) -> Iterator[Found]:
    whole = {stored.role: tensor(opened, call.key(stored.role).name) for stored in call.tensors}
    for place in range(call.count):
        tensors = {role: values[place] if call.stacked else values for role, values in whole.items()}
        modules = (call.module, *call.aliases)
        yield Found(modules, call.config.kind.value, call.first + place, tensors, call.lengths)


def numbered(seen: list[Seen]) -> list[tuple[Place, Seen]]:
    """Number the calls of each layer."""
    counts: Counter[str] = Counter()
    places = []
    for call in seen:
        places.append(((call.module, counts[call.module]), call))
        counts[call.module] += 1
    return places


def check_oracle(entry: ZooEntry, seen: list[Seen]) -> None:
    """The oracle gives the calls that the entry declares, and at least their roles."""
    given = [(*place, call.kind, call.lengths) for place, call in numbered(seen)]
    declared = [(call.module, call.index, call.kind, call.lengths) for call in entry.calls]
    assert given == declared, f"the oracle gives {given}, declared are {declared}"
    for wanted, call in zip(entry.calls, seen, strict=True):
        assert set(wanted.roles) <= call.tensors.keys(), wanted


def check_named(entry: ZooEntry, seen: list[Seen], found: list[Found], same: Comparison = torch.equal) -> None:
    """Each call once, by its layer's name and its number, with the same tensors."""
    expected = dict(numbered(seen))
    names = {module for module, _ in expected}
    by_place = {_place(call, names): call for call in found}
    listed = sorted(_place(call, names) for call in found)
    assert listed == sorted(expected), f"found {listed}, expected {sorted(expected)}"
    for declared in entry.calls:
        place = (declared.module, declared.index)
        check_call(expected[place], by_place[place], declared.roles, same)


def check_nameless(entry: ZooEntry, seen: list[Seen], found: list[Found], same: Comparison) -> None:
    """Each call once, known by its values alone: the file has no names."""
    left = list(found)
    for declared, call in zip(entry.calls, seen, strict=True):
        fitting = [other for other in left if _fits(call, other, declared.roles, same)]
        assert fitting, f"{declared.module} {declared.index} is missing"
        left.remove(fitting[0])
    assert not left, f"found beside: {[(call.modules, call.index) for call in left]}"


def check_order(seen: list[Seen], opened: RunFile) -> None:
    """Calls stand in the order in which they finished, a stack where its last one did."""
    order = {place: number for number, (place, _) in enumerate(numbered(seen))}
    names = {module for module, _ in order}
    finished = []
    for call in opened.run.calls:
        module = next(name for name in (call.module, *call.aliases) if name in names)
        finished.append(order[module, call.first + call.count - 1])
    assert finished == sorted(finished), finished


def check_call(seen: Seen, found: Found, roles: tuple[str, ...], same: Comparison) -> None:
    """Kind, lengths and values are the same; nothing is there that the call did not have."""
    place = (seen.module, found.index, *found.tensors)
    assert (found.kind, found.lengths) == (seen.kind, seen.lengths), place
    assert set(roles) <= found.tensors.keys(), place
    for role, values in found.tensors.items():
        assert _is_right(seen, role, values, same), (*place, role)


def _place(call: Found, names: set[str]) -> Place:
    module = next((name for name in call.modules if name in names), call.modules[0])
    return module, call.index


def _fits(seen: Seen, found: Found, roles: tuple[str, ...], same: Comparison) -> bool:
    alike = (found.kind, found.lengths) == (seen.kind, seen.lengths) and set(roles) <= found.tensors.keys()
    return alike and all(_is_right(seen, role, values, same) for role, values in found.tensors.items())


def _is_right(seen: Seen, role: str, values: torch.Tensor, same: Comparison) -> bool:
    if role not in seen.tensors:
        # A function is always given states: zeros where the layer was given none.
        return role in ("h_0", "c_0") and not values.any()
    expected = seen.tensors[role]
    return values.dtype == expected.dtype and same(_batched(values, expected), expected)


def _batched(values: torch.Tensor, expected: torch.Tensor) -> torch.Tensor:
    """Take away the batch axis that torch itself puts around one sequence before it calls a function."""
    if values.dim() == expected.dim() + 1 and values.numel() == expected.numel():
        return values.reshape(expected.shape)
    return values

"""Ready steps written as einops patterns."""

from collections.abc import Iterator
from string import ascii_lowercase

from widgets.ready_moves import parts_of
from widgets.ready_step import ReadyStep, TensorAtHand

_LETTERS = {"batch": "b", "time": "t", "hidden": "h", "layer": "l", "direction": "d", "input": "i",
            "projection": "p", "gate": "g", "call": "c"}  # fmt: skip
_MOST_AXES = 8


def patterns(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give a pattern that moves, one that merges, one that splits, one that reduces and one that repeats."""
    if not 0 < tensor.rank <= _MOST_AXES or tensor.is_empty:
        return ()
    letters, rank = _letters(tensor), tensor.rank
    found = []
    if rank > 1:
        turned = [*letters[:-2], letters[-1], letters[-2]]
        found.append(_rearranged(f"Swap {tensor.words(rank - 2)} and {tensor.words(rank - 1)}", letters, turned))
        merged = [*letters[:-2], f"({letters[-2]} {letters[-1]})"]
        found.append(_rearranged(f"Merge {tensor.words(rank - 2)} and {tensor.words(rank - 1)}", letters, merged))
    return (*found, *_splits(tensor, letters), *_reduced(tensor, letters), _repeated(letters))


def _rearranged(label: str, before: list[str], after: list[str]) -> ReadyStep:
    return ReadyStep(label, f'.rearrange("{_pattern(before, after)}")')


def _splits(tensor: TensorAtHand, letters: list[str]) -> Iterator[ReadyStep]:
    """Split the first axis that is a product, or the last one into halves."""
    products = [place for place, axis in enumerate(tensor.axes) if len(axis.atoms) == 2]
    place = products[0] if products else tensor.rank - 1
    sizes = parts_of(tensor.axes[place])
    if len(sizes) == 2:
        rest = letters[:place] + letters[place + 1 :]
        one, other = _free(rest, 2, tuple(atom.label for atom in tensor.axes[place].atoms))
        before = [*letters[:place], f"({one} {other})", *letters[place + 1 :]]
        after = [*letters[:place], one, other, *letters[place + 1 :]]
        yield ReadyStep(f"Split {tensor.words(place)}", f'.rearrange("{_pattern(before, after)}", {one}={sizes[0]})')


def _reduced(tensor: TensorAtHand, letters: list[str]) -> Iterator[ReadyStep]:
    time = tensor.place_of("time")
    place = min(1, tensor.rank - 1) if time is None else time
    if tensor.dtype in ("float32", "float64"):
        kept = [letter for axis, letter in enumerate(letters) if axis != place]
        yield ReadyStep(f"Mean over {tensor.words(place)}", f'.reduce("{_pattern(letters, kept)}", "mean")')


def _repeated(letters: list[str]) -> ReadyStep:
    (new,) = _free(letters, 1, ("n",))
    after = [*letters[:1], new, *letters[1:]]
    return ReadyStep("Repeat along a new second axis", f'.repeat("{_pattern(letters, after)}", {new}=3)')


def _pattern(before: list[str], after: list[str]) -> str:
    return f"{' '.join(before)} -> {' '.join(after)}".rstrip()


def _letters(tensor: TensorAtHand) -> list[str]:
    letters: list[str] = []
    for axis in tensor.axes:
        letters += _free(letters, 1, (axis.atoms[-1].label if axis.atoms else "",))
    return letters


def _free(used: list[str], count: int, names: tuple[str, ...]) -> list[str]:
    """Give letters that are not in use, those that go with the names where they can be had."""
    found: list[str] = []
    for place in range(count):
        name = names[place] if place < len(names) else ""
        wanted = (_LETTERS.get(name, name[:1]), *ascii_lowercase)
        found.append(next(each for each in wanted if each in ascii_lowercase and each and each not in [*used, *found]))
    return found

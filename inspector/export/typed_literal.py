"""Typed numbers as the torch code that makes them."""

from ..run.typed_values import Typed, number_code

_WIDTH = 100  # a longer tensor is written with a line for each row


def tensor_code(value: Typed, dtype: str) -> str:
    """Write `torch.tensor(...)` with that dtype, on one line or on one for each part of the first axis.

    Without a dtype torch would take float32 for floats and int64 for ints.
    """
    given = "" if dtype == ("int64" if value.whole else "float32") else f", dtype=torch.{dtype}"
    whole = _literal(value)
    if len(whole) <= _WIDTH or len(value.sizes) < 2:
        return f"torch.tensor({whole}{given})"
    rows = "".join(f"    {_literal(part)},\n" for part in _parts(value))
    return f"torch.tensor([\n{rows}]{given})"


def _parts(value: Typed) -> list[Typed]:
    count = len(value.numbers) // value.sizes[0]
    starts = range(0, len(value.numbers), count)
    return [Typed(value.sizes[1:], value.numbers[start : start + count]) for start in starts]


def _literal(value: Typed) -> str:
    if not value.sizes:
        return number_code(value.numbers[0])
    if 0 in value.sizes:
        return _empty(value.sizes)
    return f"[{', '.join(_literal(part) for part in _parts(value))}]"


def _empty(sizes: tuple[int, ...]) -> str:
    return f"[{', '.join(_empty(sizes[1:]) for _ in range(sizes[0]))}]" if sizes else ""

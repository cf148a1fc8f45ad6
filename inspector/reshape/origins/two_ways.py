"""Two ways to reshape one tensor, compared by where their elements come from."""

from math import prod

import numpy as np
from numpy.typing import NDArray

from ...run.key import TensorKey
from ...tensor.axis import Axes, shape_of
from ...tensor.listed import listed
from ...tensor.place_words import counted_word
from ..primitive_chain import shape_after
from .element_links import Links
from .elements_across import elements_across
from .origin_values import TENSOR, OriginValues
from .origins import Origin, origins

_LOOKED_AT = 100_000  # elements of the results that are compared
_SHOWN = 3


def difference_text(one: Links, other: Links) -> str:
    """Say whether the results have the same shape, and how much of the same data at the same places.

    Neither may reduce: what is computed comes from several places.
    """
    first, second = (shape_after(each.primitives, shape_of(each.axes)) for each in (one, other))
    if first != second:
        return f"Another shape: {first} instead of {second}."
    index = elements_across(first, _LOOKED_AT)
    moved = np.any(_sources(one, index) != _sources(other, index), axis=0)
    if not moved.any():
        return "The same shape and the same data."
    share = 100 * moved.mean()
    return f"The same shape, other data: {_percent(share)} of the elements come from elsewhere."


def held_text(links: Links, meaning: str) -> str:
    """Say what the first row of the result holds: `Row 0 holds samples 0, 1 and 2.`; "" where there is no row."""
    shape = shape_after(links.primitives, shape_of(links.axes))
    if not shape or 0 in shape or meaning == TENSOR:
        return ""
    values = OriginValues(links.primitives, links.axes, meaning, dict(links.others))
    places = np.unique(values.take(elements_across((1, *shape[1:]), _LOOKED_AT)))
    found = [int(place) for place in places[np.isfinite(places)]]
    return f"Row 0 holds {counted_word(meaning, len(found))} {listed(found, _SHOWN)}." if found else ""


def _sources(links: Links, index: tuple[NDArray[np.int64], ...]) -> NDArray[np.int64]:
    """Give for every element asked for its source: which tensor, and the number of the element in it; -1 for a pad."""
    asked = np.broadcast_shapes(*(part.shape for part in index))
    found = np.full((2, prod(asked)), -1, np.int64)
    axes: dict[TensorKey | None, Axes] = {None: links.axes, **dict(links.others)}
    keys = list(axes)
    for each in origins(links.primitives, shape_of(links.axes), index):
        if isinstance(each, Origin):
            places, numbers = each.numbered(shape_of(axes[each.key]), asked)
            found[0, places] = keys.index(each.key)
            found[1, places] = numbers
    return found


def _percent(share: float) -> str:
    """Give whole percents, but never 0 or 100 of a part."""
    if 0 < share < 1:
        return "less than 1 %"
    return "more than 99 %" if 99 < share < 100 else f"{share:.0f} %"

"""Reading, for the cells of a picture, where their elements came from."""

from inspector.reshape.origins.element_links import Links
from inspector.reshape.origins.origin_values import TENSOR, OriginValues, meanings_of
from inspector.tensor.axis import Axis, named_axis
from inspector.tensor.matrix import matrix_of
from inspector.tensor.slice import Slice

from .heat_origins import Origins

VALUE = "value"


def colourings_of(links: Links) -> tuple[str, ...]:
    """Give what a picture can be coloured by: its values, and the meanings of the source."""
    return (VALUE, *meanings_of(links.axes, links.primitives))


def origins_of(links: Links, colouring: str, part: Slice) -> Origins | None:
    """Read where the elements of the slice come from along this meaning; None for its values."""
    if colouring == VALUE:
        return None
    values = OriginValues(links.primitives, links.axes, colouring, dict(links.others))
    return Origins(_axis_of(links, colouring), matrix_of(values, part.resolved, part.rows, part.columns))


def _axis_of(links: Links, meaning: str) -> Axis:
    if meaning == TENSOR:
        return named_axis((TENSOR, 1 + len(links.others)))
    return next(Axis((atom,)) for axis in links.axes for atom in axis.atoms if atom.label == meaning)

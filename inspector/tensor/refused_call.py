"""Why a recurrent layer refuses what it is given: which tensor, which axis, what it needs there."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.config import RecurrentConfig
from .layer_shapes import Shape, state_shapes

INPUT = "input"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`tensor` is `input`, `h_0` or `c_0`; `axis` its axis that does not fit, "" where their number does not.

    `needed` says what the layer needs, `found` what it is given, both as parts of a sentence.
    """

    tensor: str
    axis: str
    needed: str
    found: str

    @property
    def is_state(self) -> bool:
        """Tell whether it is the initial state that does not fit."""
        return self.tensor != INPUT

    def sentence(self, layer: str, argument: str = "") -> str:
        """Say it of the layer with that name; `argument` is what the tensor is called where it comes from."""
        what = argument or ("the input" if self.tensor == INPUT else f"the initial state {self.tensor}")
        return f"{layer} expects {self.needed}, {what} has {self.found}."


def refused_call(config: RecurrentConfig, given: tuple[Shape, ...], packed: bool = False) -> Refusal | None:
    """Give the first thing that does not fit, None if all does.

    `given` are the shapes of the input and, if there are any, of h_0 and c_0. A packed input has the axes
    (element, input), and its batch is not known.
    """
    return next(_refusals(config, given, packed), None) if given else None


def _refusals(config: RecurrentConfig, given: tuple[Shape, ...], packed: bool) -> Iterator[Refusal]:
    shape, states = given[0], given[1:]
    allowed = (1, 2) if config.is_cell else (2, 3)
    if len(shape) not in allowed:
        yield Refusal(INPUT, "", f"{_axes(config)} without or with a batch", _rank(shape))
        return
    if shape[-1] != config.input_size:
        yield Refusal(INPUT, "input", f"{config.input_size} features", str(shape[-1]))
    for name, state, wanted in zip(("h_0", "c_0"), states, state_shapes(config, shape), strict=False):
        yield from _state(config, name, state, wanted, packed)


def _state(config: RecurrentConfig, name: str, state: Shape, wanted: Shape, packed: bool) -> Iterator[Refusal]:
    names = _state_axes(config, name, len(state) if packed else len(wanted))
    if len(state) != len(names):
        yield Refusal(name, "", f"a state ({', '.join(names)}) for this input", _rank(state))
        return
    sizes = (wanted[0], None, wanted[-1]) if packed and not config.is_cell and len(state) == 3 else wanted
    for axis, found, size in zip(names, state, sizes, strict=True):
        if size is not None and found != size:
            yield Refusal(name, axis, f"{size} on the axis {axis} of {name}", f"{found} there")


def _state_axes(config: RecurrentConfig, name: str, count: int) -> tuple[str, ...]:
    leading = () if config.is_cell else ("layer x direction",)
    batch = ("batch",) if count > len(leading) + 1 else ()
    return (*leading, *batch, "projection" if config.proj_size and name == "h_0" else "hidden")


def _axes(config: RecurrentConfig) -> str:
    return "the axes (input)" if config.is_cell else "the axes (time, input)"


def _rank(shape: Shape) -> str:
    return f"{len(shape)} axes: ({', '.join(map(str, shape))})" if len(shape) != 1 else f"1 axis: ({shape[0]},)"

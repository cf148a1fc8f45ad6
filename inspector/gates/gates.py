"""Recomputed gates: what they are of, how well they fit what was captured, and where their values lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from ..model.config import RecurrentConfig, config_from_json
from .gate_names import gate_names

_ROUNDED = 1e-2  # h lies between -1 and 1: what differs by more was not rounded otherwise, but computed otherwise


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The largest difference of what was recomputed from what was captured; None where there is nothing to compare.

    `approximate` says why it cannot be exact (half precision, quantised weights), "" where it can. A value that is NaN
    or infinite in both differs by nothing, in one of them by infinity; `not_finite` counts those of the recomputed h.
    """

    output: float | None
    h_n: float | None
    c_n: float | None
    approximate: str = ""
    not_finite: int = 0

    @property
    def largest(self) -> float:
        """The largest of the differences, 0 if there are none."""
        return max((each for each in (self.output, self.h_n, self.c_n) if each is not None), default=0.0)

    @property
    def fits(self) -> bool:
        """Tell whether rounding accounts for the differences; of c, which may be of any size, only without an h."""
        of_h = [each for each in (self.output, self.h_n) if each is not None] or [self.largest]
        return self.largest < inf and (bool(self.approximate) or max(of_h) <= _ROUNDED)

    @property
    def text(self) -> str:
        """`Matches the fused kernel to 6e-08.`, why it is approximate, and how many values are no numbers."""
        exact = self._fit
        told = f"{exact}, approximately: {self.approximate}" if self.approximate else f"{exact}."
        return f"{told} {self.not_finite:,} values of h are NaN or infinite." if self.not_finite else told

    @property
    def _fit(self) -> str:
        if all(each is None for each in (self.output, self.h_n, self.c_n)):
            return "The run holds nothing to compare with"
        if self.largest == inf:
            return "Does not match the fused kernel: a value is NaN or infinite in only one of them"
        if not self.fits:
            return (
                f"Does not match the fused kernel, it differs by up to {self.largest:.0e}: the model changed the "
                "weights, input or output of this call, or switched dropout on, or its numbers are too large for their "
                "type"
            )
        return "Equals the fused kernel" if self.largest == 0 else f"Matches the fused kernel to {self.largest:.0e}"

    def to_json(self) -> dict[str, Any]:
        """Give the check as plain data; JSON has no infinity, so that is the text `inf`."""
        named = {"output": self.output, "h_n": self.h_n, "c_n": self.c_n}
        told = {name: "inf" if each == inf else each for name, each in named.items()}
        return {"max_error": told, "approximate": self.approximate, "not_finite": self.not_finite}


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of one call, or the part of them that was asked for.

    Each tensor is (time, batch, hidden), h with projection (time, batch, projection), whatever batch_first says; for an
    unbatched call batch is 1. Stacked calls stand one after the other on the time axis. `samples` and `units` are the
    numbers of those that there are along batch and hidden, None for all; where one unit was asked for, h is its own,
    before a projection. `layers` and `directions` are those that there are. `lengths` are those of a packed sequence,
    one for each sample in `samples`: steps beyond hold zeros.
    """

    module: str
    call: str
    config: RecurrentConfig
    layers: tuple[int, ...]
    directions: tuple[int, ...]
    samples: tuple[int, ...] | None
    units: tuple[int, ...] | None
    lengths: tuple[int, ...] | None
    check: SelfCheck

    @property
    def names(self) -> tuple[str, ...]:
        """The gates and states of the layer's kind."""
        return gate_names(self.config)

    def to_json(self) -> dict[str, Any]:
        """Give all but the values as plain data."""
        return {
            "module": self.module, "call": self.call, "config": self.config.to_json(),
            "layers": list(self.layers), "directions": list(self.directions),
            "samples": None if self.samples is None else list(self.samples),
            "units": None if self.units is None else list(self.units),
            "lengths": None if self.lengths is None else list(self.lengths),
        } | self.check.to_json()  # fmt: skip


def gates_from_json(data: Mapping[str, Any]) -> Gates:
    """Give the gates that `to_json` wrote."""
    return Gates(
        data["module"],
        data["call"],
        config_from_json(data["config"]),
        tuple(data["layers"]),
        tuple(data["directions"]),
        None if data["samples"] is None else tuple(data["samples"]),
        None if data["units"] is None else tuple(data["units"]),
        None if data["lengths"] is None else tuple(data["lengths"]),
        _check_from_json(data),
    )


def _check_from_json(data: Mapping[str, Any]) -> SelfCheck:
    told = {name: None if each is None else float(each) for name, each in data["max_error"].items()}
    return SelfCheck(**told, approximate=data["approximate"], not_finite=data["not_finite"])


def gate_tensor_name(layer: int, direction: int, name: str) -> str:
    """Give the name of one gate in a gates file: `0/1/f` is the forget gate of layer 0, reverse direction."""
    return f"{layer}/{direction}/{name}"

"""Recomputed gates: what they are of, how well they fit what was captured, and where their values lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.config import RecurrentConfig, config_from_json
from .gate_names import gate_names


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The largest difference of what was recomputed from what was captured; None where there is nothing to compare.

    `approximate` says why it cannot be exact (half precision, quantised weights), "" where it can.
    """

    output: float | None
    h_n: float | None
    c_n: float | None
    approximate: str = ""

    @property
    def largest(self) -> float:
        """The largest of the differences, 0 if there are none."""
        return max((each for each in (self.output, self.h_n, self.c_n) if each is not None), default=0.0)

    @property
    def text(self) -> str:
        """`Matches the fused kernel to 6e-08.`, and why it is approximate."""
        exact = "Equals the fused kernel" if self.largest == 0 else f"Matches the fused kernel to {self.largest:.0e}"
        return f"{exact}, approximately: {self.approximate}" if self.approximate else f"{exact}."


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of one call, or the part of them that was asked for.

    Each tensor is (time, batch, hidden), h with projection (time, batch, projection), whatever batch_first says; for an
    unbatched call batch is 1. `samples` and `units` are the numbers of those that there are along batch and hidden,
    None for all; `layers` and `directions` those that there are. `lengths` are those of a packed sequence, one for
    each sample in `samples`: steps beyond hold zeros.
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
        check = {"output": self.check.output, "h_n": self.check.h_n, "c_n": self.check.c_n}
        return {
            "module": self.module, "call": self.call, "config": self.config.to_json(),
            "layers": list(self.layers), "directions": list(self.directions),
            "samples": None if self.samples is None else list(self.samples),
            "units": None if self.units is None else list(self.units),
            "lengths": None if self.lengths is None else list(self.lengths),
            "max_error": check, "approximate": self.check.approximate,
        }  # fmt: skip


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
        SelfCheck(**data["max_error"], approximate=data["approximate"]),
    )


def gate_tensor_name(layer: int, direction: int, name: str) -> str:
    """Give the name of one gate in a gates file: `0/1/f` is the forget gate of layer 0, reverse direction."""
    return f"{layer}/{direction}/{name}"

"""Which gates are wanted: of one call, all of them or the part that is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class GateRequest:
    """Gates of the call `module`/`call` of the run file at `run`; None stands for all.

    `call` is the call's label: `0`, or `0-99` for stacked calls of a cell, whose call axis is the time axis here.
    `sample` counts along batch, `unit` along hidden.
    """

    run: Path
    module: str
    call: str
    layer: int | None = None
    direction: int | None = None
    sample: int | None = None
    unit: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the request as plain data."""
        return {
            "run": str(self.run), "module": self.module, "call": self.call,
            "layer": self.layer, "direction": self.direction, "sample": self.sample, "unit": self.unit,
        }  # fmt: skip


def gate_request_from_json(data: Mapping[str, Any]) -> GateRequest:
    """Give the request that `to_json` wrote."""
    return GateRequest(**(dict(data) | {"run": Path(data["run"])}))

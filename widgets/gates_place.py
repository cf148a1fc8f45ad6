"""Where one looks inside a recurrent layer, and what there is to choose from."""

from dataclasses import dataclass, replace

from inspector.gates.gate_look import Rows
from inspector.gates.gate_request import GateRequest
from inspector.gates.labelled_calls import labelled_calls
from inspector.model.config import RecurrentConfig
from inspector.run.run import Call, Run
from inspector.tensor.what_if import call_axes, sizes_along


@dataclass(frozen=True, slots=True)
class GatesPlace:
    """What is looked at; `rows` says whether it is all units of the sample or all samples of the unit."""

    layer: int = 0
    direction: int = 0
    sample: int = 0
    unit: int = 0
    rows: Rows = Rows.UNITS


@dataclass(frozen=True, slots=True)
class GatesCall:
    """A call of a recurrent layer, or calls that are looked at as one, as `call` labels them.

    `labels` are the labels that can be chosen instead: the call alone, and all calls that are alike; `count` counts
    the calls that are looked at.
    """

    run: Run
    module: str
    call: str
    config: RecurrentConfig
    samples: int
    count: int
    labels: tuple[str, ...]

    @property
    def title(self) -> str:
        """`encoder, call 0`."""
        return f"{self.module or self.config.kind.value}, {label_text(self.call)}"

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers in words."""
        return tuple(str(layer) for layer in range(self.config.num_layers))

    @property
    def directions(self) -> tuple[str, ...]:
        """The directions in words."""
        return ("forward", "backward")[: self.config.directions]

    def within(self, place: GatesPlace) -> GatesPlace:
        """Give the nearest place that there is in this call."""
        config = self.config
        return replace(
            place,
            layer=_nearest(place.layer, config.num_layers),
            direction=_nearest(place.direction, config.directions),
            sample=_nearest(place.sample, self.samples),
            unit=_nearest(place.unit, config.hidden_size),
            rows=place.rows if self.samples > 1 else Rows.UNITS,
        )

    def whole(self) -> GateRequest:
        """Give what asks for all gates of the call."""
        return GateRequest(self.run.path, self.module, self.call)

    def shown(self, place: GatesPlace) -> GateRequest:
        """Give what asks for the gates that are displayed."""
        asked = replace(self.whole(), layer=place.layer, direction=place.direction)
        by_unit = place.rows is Rows.SAMPLES
        return replace(asked, unit=place.unit) if by_unit else replace(asked, sample=place.sample)

    def traced(self, place: GatesPlace) -> GateRequest:
        """Give what asks for all numbers of the unit of the sample."""
        return replace(self.whole(), layer=place.layer, direction=place.direction, sample=place.sample, unit=place.unit)


def gates_call(run: Run, call: Call, label: str = "") -> GatesCall:
    """Give what is looked at of a call: by `label` the calls like it, too, or it alone.

    Without a label a call of a single time step is looked at with the others like it.
    """
    sizes = sizes_along(dict(call_axes(run, call)).get("input", ()))
    own = [each for each in run.calls if each.module == call.module]
    span = f"{own[0].first}-{own[-1].first}"
    several = len(own) > 1 and bool(labelled_calls(run, call.module, span))
    labels = (call.label, span) if several else (call.label,)
    first = labels[-1] if sizes.get("time", 1) == 1 else call.label
    chosen = label if label in labels else first
    count = sum(each.count for each in labelled_calls(run, call.module, chosen))
    return GatesCall(run, call.module, chosen, call.config, sizes.get("batch", 1), count, labels)


def label_text(label: str) -> str:
    """Name calls by their label: `call 0`, `calls 0 to 99`."""
    return f"calls {label.replace('-', ' to ')}" if "-" in label else f"call {label}"


def _nearest(place: int, size: int) -> int:
    return min(max(place, 0), max(size - 1, 0))

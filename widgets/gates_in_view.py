"""What is looked at inside a recurrent layer, and what is known of it: only what is missing is asked for."""

from dataclasses import replace

from inspector.gates.gate_look import GateLook, Rows
from inspector.gates.gate_request import GateRequest
from inspector.gates.layer_units import LayerUnits
from inspector.gates.unit_habits import UnitHabits

from .gates_place import GatesCall, GatesPlace
from .gates_window import GatePage
from .gates_work import GatesWork

_OF_UNIT = (GatePage.LINES, GatePage.CELL)  # the pages that need all numbers of a unit


class GatesInView:
    """One call, the place in it, and the page on which that is seen."""

    def __init__(self, work: GatesWork) -> None:
        self._work = work
        self.call: GatesCall | None = None
        self.place = GatesPlace()
        self.page = GatePage.HEATMAPS
        self._asked: GateRequest | None = None
        self._traced: GateRequest | None = None
        self._units: tuple[LayerUnits, ...] = ()
        self._whole: tuple[LayerUnits, ...] = ()
        work.counted.connect(self._keep_units)
        work.whole_counted.connect(self._keep_whole)

    def begin(self, call: GatesCall) -> None:
        """Look at another call, at the place nearest to the former one."""
        self.forget()
        self.call, self.place = call, call.within(self.place)

    def forget(self) -> None:
        """Look at nothing, and stop what is being computed."""
        self._work.forget()
        self.call, self._whole = None, ()
        self.ask_again()

    def ask_again(self) -> None:
        """Take nothing for asked: it has failed or was stopped."""
        self._asked = self._traced = None
        self._units = ()

    def go(self, place: GatesPlace, page: GatePage) -> None:
        """Look at this place on this page, and ask for what is not there."""
        self.page = page
        if self.call is None:
            return
        self.place = self.call.within(place)
        wanted, traced = self.call.shown(self._seen), self.call.traced(self.place)
        if wanted != self._asked:
            self._asked, self._units = wanted, ()
            self._work.show(wanted)
        if page in _OF_UNIT and traced != self._traced:
            self._traced = traced
            self._work.trace(traced)

    @property
    def look(self) -> GateLook | None:
        """The gates at the place, None while they are not there."""
        opened, place = self._work.shown, self._seen
        if opened is None:
            return None
        return GateLook(opened, place.layer, place.direction, place.sample, place.unit, place.rows)

    @property
    def counted(self) -> tuple[LayerUnits, ...]:
        """What the units do: in all samples where that is counted, else in what is displayed."""
        return self._whole or self._units

    @property
    def counted_whole(self) -> bool:
        """True where all samples, layers and directions are counted."""
        return bool(self._whole)

    @property
    def habits(self) -> tuple[UnitHabits, ...]:
        """What the units do in what is displayed, () while it is not counted."""
        return self._units[0].habits.units if self._units else ()

    @property
    def _seen(self) -> GatesPlace:
        """The place, with the rows of the page that is seen: all but the pictures show units."""
        return self.place if self.page is GatePage.HEATMAPS else replace(self.place, rows=Rows.UNITS)

    def _keep_units(self, found: tuple[LayerUnits, ...]) -> None:
        self._units = found

    def _keep_whole(self, found: tuple[LayerUnits, ...]) -> None:
        self._whole = found

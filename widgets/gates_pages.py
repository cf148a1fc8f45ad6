"""What the gates window shows of a call: what the person chooses there, and what comes of it."""

from dataclasses import replace

from inspector.errors import InspectorError
from inspector.gates.gate_file import GateFile
from inspector.gates.gate_look import GateLook, Rows
from inspector.gates.gate_words import GateWords, weight_words
from inspector.gates.reading_order import input_in_time
from inspector.gates.unit_text import unit_text
from inspector.gates.unit_trace import UnitTrace

from .gate_text import backward_text, explained, missing_text, note_text
from .gates_in_view import GatesInView
from .gates_place import GatesCall, GatesPlace
from .gates_window import GatePage, GatesWindow
from .gates_work import GatesWork


class GatesPages:
    """Joins the window to what is in view; only the page that is seen is filled."""

    def __init__(self, work: GatesWork, window: GatesWindow) -> None:
        self._work, self._window = work, window
        self.view = GatesInView(work)
        self._words: tuple[GateWords, ...] = ()
        self._explained = ""
        self._join_work()
        self._join_window()

    def show_call(self, call: GatesCall, words: tuple[GateWords, ...]) -> None:
        """Look at this call, whose gates are described by the words."""
        window = self._window
        self.forget()
        self.view.begin(call)
        self._words = words
        window.head.show_call(call)
        window.head.show()
        window.heatmaps.show_kind(words)
        window.lines.show_kind(words)
        window.cell.show_choices(call.samples, call.config.hidden_size)
        self._go(self.view.place)

    def forget(self) -> None:
        """Look at nothing, and stop what is being computed."""
        self.view.forget()
        self._window.head.hide()
        self._empty()

    def count_all(self) -> None:
        """Have the gates of every sample, layer and direction computed, and what the units do in them counted."""
        if self.view.call is not None:
            self._work.compute_whole(self.view.call.whole())

    def _choose(self, place: GatesPlace) -> None:
        self._window.show_remark("")  # what was said is of another place
        self._go(place)

    def _go(self, place: GatesPlace) -> None:
        page = self._window.page
        self.view.go(place, page)
        self._window.head.show_place(self.view.place, page is GatePage.HEATMAPS, page is not GatePage.CELL)
        self._show()

    def _show(self) -> None:
        """Fill the page that is seen, all but the cell, which shows the trace alone."""
        look, call = self.view.look, self.view.call
        if look is None or call is None:
            return
        match self._window.page:
            case GatePage.HEATMAPS:
                self._show_pictures(look)
            case GatePage.LINES:
                self._show_lines(look, call)
            case GatePage.UNITS:
                self._show_units(call)

    def _show_pictures(self, look: GateLook) -> None:
        pictures, heatmaps = look.pictures, self._window.heatmaps
        heatmaps.show_pictures(pictures, self.view.habits)
        heatmaps.show_note(note_text(look, pictures))
        self._explain(self._explained)

    def _show_lines(self, look: GateLook, call: GatesCall) -> None:
        unit, lines = self.view.place.unit, self._window.lines
        drawn = tuple(look.lines(unit))
        lines.show_unit(unit, call.config.hidden_size, drawn, look.steps)
        about = (unit_text(each) for each in self.view.habits if each.unit == unit)
        of = f"Unit {unit}, sample {look.sample}." if call.samples > 1 else f"Unit {unit}."
        lines.show_about(" ".join([of, *about, *missing_text(drawn), *backward_text(look)]))

    def _show_units(self, call: GatesCall) -> None:
        units, place, whole = self._window.units, self.view.place, self.view.counted_whole
        of = "All samples" if whole else f"Sample {place.sample}"
        several = call.samples * call.config.num_layers * call.config.directions > 1
        units.show_units(self.view.counted, (place.layer, place.direction), of, several and not whole)
        units.show_unit(place.unit)

    def _take(self, opened: GateFile) -> None:
        self._window.show_gates(True)
        self._window.head.show_check(opened.gates.check)
        self._show()

    def _take_trace(self, trace: UnitTrace) -> None:
        if self.view.call is not None:
            self._window.cell.show_trace(trace, self.view.call.config)
            self._window.lines.show_input(input_in_time(trace, self.view.call.count))

    def _fail(self, error: InspectorError) -> None:
        """Say why; what is shown is of another place, and goes."""
        self.view.ask_again()
        self._empty()
        self._window.show_error(error)

    def _cancel(self) -> None:
        self._work.cancel()
        self._window.show_remark("Stopped.")
        if self._work.shown is None:
            self.view.ask_again()
            self._empty()

    def _empty(self) -> None:
        self._window.show_gates(False)
        self._window.head.show_check(None)

    def _explain(self, name: str) -> None:
        """Show what a gate does, until another one is asked for, or none."""
        call, place = self.view.call, self.view.place
        words = next((each for each in self._words if each.name == name), None)
        self._explained = name if words else ""
        weights = weight_words(call.config, name, place.layer, place.direction) if call and words else ""
        self._window.heatmaps.show_explained(self._explained, explained(words, weights) if words else "")

    def _go_to_row(self, row: int) -> None:
        place = self.view.place
        by_unit = place.rows is Rows.UNITS
        self._go_to_unit(replace(place, unit=row) if by_unit else replace(place, sample=row))

    def _go_to_unit(self, place: GatesPlace) -> None:
        self.view.place = place
        self._window.go_to(GatePage.LINES)

    def _join_work(self) -> None:
        work, window = self._work, self._window
        work.read.connect(self._take)
        work.counted.connect(self._show)
        work.whole_counted.connect(self._show)
        work.traced.connect(self._take_trace)
        work.failed.connect(self._fail)
        work.whole_failed.connect(window.show_error)
        work.busy_changed.connect(window.show_busy)

    def _join_window(self) -> None:
        window, view = self._window, self.view
        window.head.place_chosen.connect(self._choose)
        window.page_changed.connect(lambda: self._go(view.place))
        window.cancelled.connect(self._cancel)
        window.closed.connect(self.forget)
        window.heatmaps.row_chosen.connect(self._go_to_row)
        window.heatmaps.explain_requested.connect(self._explain)
        window.lines.unit_chosen.connect(lambda unit: self._choose(replace(view.place, unit=unit)))
        window.units.unit_chosen.connect(lambda unit: self._go_to_unit(replace(view.place, unit=unit)))
        window.units.place_chosen.connect(
            lambda layer, direction: self._choose(replace(view.place, layer=layer, direction=direction))
        )
        window.units.all_requested.connect(self.count_all)
        window.cell.unit_chosen.connect(lambda unit: self._choose(replace(view.place, unit=unit)))
        window.cell.sample_chosen.connect(lambda sample: self._choose(replace(view.place, sample=sample)))

"""The panel in which a tensor is reshaped step by step."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.reshape.outcome import Outcome, StepFailure, StepOutcome
from inspector.reshape.pipeline import ReshapePipeline
from inspector.reshape.reading.reading_context import ReadingContext
from inspector.reshape.steps.bindings import Bindings
from inspector.tensor.record import TensorRecord
from widgets.labels import quiet
from widgets.pipeline_edits import appended
from widgets.ready_step import tensor_at_hand
from widgets.refused_step import Refusal, refusal
from widgets.reshape_bar import ReshapeBar
from widgets.reshape_end import ReshapeEnd
from widgets.reshape_items import STATE_ROLE, ReshapeItems
from widgets.reshape_line import ReshapeLine
from widgets.reshape_list import ReshapeList
from widgets.step_card import StepCard
from widgets.step_delegate import StepDelegate
from widgets.step_offers import Offer, StepOffers
from widgets.step_states import Reached, axes_text


class ReshapePanel(QWidget):
    """Shows a pipeline with torch's answers and emits the changed one; nothing changes until it is shown again."""

    pipeline_changed = Signal(ReshapePipeline)
    undo_requested = Signal()
    redo_requested = Signal()
    compare_requested = Signal(int)  # the position, among the active steps, of the step that a finding is about

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items, self._delegate = ReshapeItems(self), StepDelegate(self)
        self._list = ReshapeList(self._items, self._delegate)
        self._bar = ReshapeBar(self._list.up, self._list.down, self._list.remove)
        self._card, self._offers = StepCard(), StepOffers()
        self._line, self._empty = ReshapeLine(), quiet()
        self._end = ReshapeEnd()
        self.pipelines = self._end.pipelines
        self._reached, self._bindings = 0, Bindings()
        self._refusal: Refusal | None = None
        self._lay_out()
        self._connect()
        self.show_undo(False, False)
        self.show_empty("Choose a tensor to reshape it.")

    def show_pipeline(self, source: TensorRecord, pipeline: ReshapePipeline, outcomes: tuple[Outcome, ...]) -> None:
        """Show the steps on this tensor; `outcomes` are those of the active steps up to a refusal."""
        reached = [outcome for outcome in outcomes if isinstance(outcome, StepOutcome)]
        last = reached[-1] if reached else source
        self._reached = len(reached)
        self._bar.show_source(f"From  {axes_text(source.axes)}")
        self.pipelines.set_can_save(bool(pipeline.steps))
        self._items.show_pipeline(pipeline, outcomes)
        self._line.show_tensor(tensor_at_hand(last, self._bindings), self._context(source, last))
        self._show_card()
        self._show_end(pipeline, outcomes, last)
        self._show_empty("")

    def show_bindings(self, bindings: Bindings) -> None:
        """Keep which other tensors can be joined, and whether there are lengths, for the next pipeline shown."""
        self._bindings = bindings

    def show_error(self, error: InspectorError) -> None:
        """Show why the steps could not be followed or carried out; they stay, to be changed or tried again."""
        self._offers.show_error(error)
        self._end.show_result("No result")

    def show_empty(self, message: str) -> None:
        """Show, in place of the steps, why there are none."""
        self._items.show_pipeline(ReshapePipeline(), ())
        self._show_empty(message)

    def show_findings(self, offers: tuple[Offer, ...]) -> None:
        """Show what is wrong with steps that torch accepts, and what would be right, beside them."""
        self._offers.show_offers(offers)
        self._show_refusal()

    def show_undo(self, can_undo: bool, can_redo: bool) -> None:
        """Tell whether there is something to undo and to redo."""
        self._bar.undo.setEnabled(can_undo)
        self._bar.redo.setEnabled(can_redo)

    def _context(self, source: TensorRecord, last: TensorRecord | StepOutcome) -> ReadingContext:
        """Give what pasted code is about: the tensor after the steps."""
        so_far = replace(source, shape=last.shape, stride=last.stride, dtype=last.dtype, axes=last.axes)
        return ReadingContext(so_far, self._bindings)

    def _show_end(
        self, pipeline: ReshapePipeline, outcomes: tuple[Outcome, ...], last: TensorRecord | StepOutcome
    ) -> None:
        """Show what comes out, or why nothing does."""
        self._refusal = None
        if outcomes and isinstance(outcomes[-1], StepFailure):
            self._refusal = refusal(outcomes[-1], pipeline.active[self._reached], last)
            self._end.show_result("No result: a step was refused")
        elif self._reached < len(pipeline.active):
            self._end.show_result("Result  …")
        else:
            self._end.show_result(f"Result  {axes_text(last.axes)}")
        self._show_refusal()

    def _show_refusal(self) -> None:
        self._offers.show_refusal(self._refusal, self._reached)

    def _show_card(self) -> None:
        state = self._list.currentIndex().data(STATE_ROLE)
        self._card.show_outcome(state.outcome if isinstance(state, Reached) else None)

    def _show_empty(self, message: str) -> None:
        self._empty.setText(message)
        self._empty.setVisible(bool(message))
        self._content.setVisible(not message)

    def _connect(self) -> None:
        self._items.edited.connect(self.pipeline_changed)
        self._items.refused.connect(self._offers.show_error)
        self._delegate.refused.connect(self._offers.show_error)
        self._delegate.accepted.connect(self._show_refusal)
        self._line.steps_entered.connect(
            lambda steps: self.pipeline_changed.emit(appended(self._items.pipeline, steps))
        )
        self._list.selectionModel().currentChanged.connect(self._show_card)
        self._offers.instead_taken.connect(lambda steps: self._list.replace_active(self._reached, steps))
        self._offers.taken.connect(lambda offer: self._list.replace_active(offer.position, offer.steps))
        self._offers.compare_requested.connect(self.compare_requested)
        self._bar.undo.clicked.connect(self.undo_requested)
        self._bar.redo.clicked.connect(self.redo_requested)

    def _lay_out(self) -> None:
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._bar)
        column.addWidget(self._list, 1)
        for widget in (self._card, self._offers, self._line, self._end):
            column.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._content, 1)
        layout.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)

"""The panel with the calls of a run in order, and what each handed to the next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from inspector.run.timeline_parts import Event, Timeline
from inspector.run.timeline_summary import summary
from inspector.run.timeline_words import arrow_sentence, told
from widgets.disclosure import Disclosure
from widgets.labels import quiet
from widgets.timeline_drawing import TimelineDrawing
from widgets.wrapped_text import WrappedText

_EMPTY = "Run the model to see its calls in order, and which state each call handed to the next."
_CHOOSE = "Choose a call or an arrow to read what is handed on."
_TOLD = 2000  # sentences: more are read by nobody
_LIST_HEIGHT = 96
_NOTHING = Timeline((), (), ())


class TimelinePanel(QWidget):
    """Draws the calls of a run. `call_chosen` carries a module and the label of its call, as a TensorKey has them."""

    call_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = _NOTHING
        self._sentences: dict[Event, tuple[str, ...]] = {}
        self._summary = WrappedText("Summary of the timeline", 5)
        self._drawing = TimelineDrawing()
        self._about = WrappedText("What the chosen call takes and gives", 4)
        self._list = QPlainTextEdit()
        self._all = Disclosure("All in sentences", self._list)
        self._empty = quiet(_EMPTY)
        self._lay_out()
        self._drawing.moved.connect(self._tell)
        self._drawing.used.connect(lambda event: self.call_chosen.emit(event.module, event.label))
        self.setFocusProxy(self._drawing)
        self.show_timeline(None)

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Show the calls of a run, None while there is none; a single call is told in a sentence."""
        self._timeline = timeline or _NOTHING
        self._sentences = dict(told(self._timeline))
        several = sum(lane.calls for lane in self._timeline.lanes) > 1
        self._summary.show_text(summary(self._timeline) if timeline else "")
        self._drawing.show_timeline(self._timeline if several else _NOTHING)
        self._show_list()
        self._tell(None)
        self._empty.setVisible(timeline is None)
        self._summary.setVisible(timeline is not None)
        for widget in (self._drawing, self._about, self._all):
            widget.setVisible(several)

    def show_selection(self, module: str, call: str) -> None:
        """Mark the call with this label, `7` or `0-99`, or one of the calls it is among; none marks nothing."""
        found = next((event for event in self._timeline.events if event.has_call(module, call)), None)
        self._drawing.mark(found)
        self._tell(found)

    def _tell(self, event: Event | None) -> None:
        """Write what the event begins with and takes, and what it gives to others."""
        sentences = self._sentences.get(event, ()) if event else ()
        given = [
            arrow_sentence(arrow) for arrow in self._timeline.arrows if arrow.source == event and not arrow.is_loop
        ]
        text = "\n".join((*sentences, *given)) or (f"{event.name}." if event else _CHOOSE)
        self._about.show_text(text)
        self._drawing.describe(text)

    def _show_list(self) -> None:
        sentences = [sentence for own in self._sentences.values() for sentence in own]
        left = len(sentences) - _TOLD
        more = [f"And {left:,} more."] if left > 0 else []
        self._list.setPlainText("\n".join([*sentences[:_TOLD], *more]))

    def _lay_out(self) -> None:
        self._list.setReadOnly(True)
        self._list.setTabChangesFocus(True)
        self._list.setAccessibleName("The timeline in sentences")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._list.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._summary)
        layout.addWidget(self._drawing, 1)
        layout.addWidget(self._about)
        layout.addWidget(self._all)
        layout.addStretch(0)

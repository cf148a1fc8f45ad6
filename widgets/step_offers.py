"""What is wrong with steps that torch accepts, and what would be right."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inspector.findings.finding import Finding, Severity
from inspector.reshape.steps import ReshapeStep
from widgets.advice import Advice
from widgets.notice import Tone

_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.NOTE: Tone.REMARK}
_LEAST_HEIGHT = 116  # a finding of five lines with its buttons; the panel is low, and what is more scrolls


@dataclass(frozen=True, slots=True)
class Offer:
    """A finding about the step at `position` among the active ones, and the steps that are right in its place.

    () is to leave the step out; None where no right step is known.
    """

    finding: Finding
    steps: tuple[ReshapeStep, ...] | None
    position: int


class StepOffers(QScrollArea):
    """One piece of advice for each finding; it takes no room while there is none, and scrolls where there is little."""

    taken = Signal(Offer)
    compare_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self._column = QVBoxLayout()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Findings about the steps")
        self.hide()

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        """Show these; what is shown already stays, so that the keyboard's place in it is not lost."""
        if offers == self._offers:
            return
        self._offers = offers
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 4, 0)  # beside a scroll bar
        self._column.setSpacing(4)
        for offer in offers:
            self._column.addWidget(self._advice(offer, content))
        self.setWidget(content)  # the old one goes
        content.setAutoFillBackground(False)
        self._order_tab_stops(content)
        self.setVisible(bool(offers))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Ask for another height where the text wraps otherwise, and have a scroll bar where that is not given.

        Left to itself the bar would stay once it is there: it makes the text narrower, and so higher.
        """
        super().resizeEvent(event)
        cut = self.height() < self.sizeHint().height()
        on, off = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(on if cut else off)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Ask for the height of all of it at this width."""
        return QSize(0, self._column.totalHeightForWidth(self.width()) if self._offers else 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need room for one finding."""
        return QSize(0, min(self.sizeHint().height(), _LEAST_HEIGHT))

    def _order_tab_stops(self, content: QWidget) -> None:
        """Let the keyboard come here where the eye does: what is made later would be reached last of all."""
        before = _tab_stop_before(self)
        for stop in content.findChildren(QWidget):
            if _is_tab_stop(stop):
                QWidget.setTabOrder(before, stop)
                before = stop

    def _advice(self, offer: Offer, content: QWidget) -> Advice:
        advice = Advice(content)  # without a parent it would be a window of its own for a moment
        tone = _TONES[offer.finding.severity]
        advice.show_text(tone, offer.finding.text, offer.steps, compares=offer.steps is not None)
        advice.taken.connect(lambda: self.taken.emit(offer))
        advice.compared.connect(lambda: self.compare_requested.emit(offer.position))
        return advice


def _tab_stop_before(widget: QWidget) -> QWidget:
    before = widget.previousInFocusChain()
    while before is not None and before is not widget and not _is_tab_stop(before):
        before = before.previousInFocusChain()
    return before or widget


def _is_tab_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)

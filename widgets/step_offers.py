"""Why a step was refused; what is wrong with steps that torch accepts; and what would be right."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.findings.finding import Finding, Severity
from inspector.reshape.reading.parse import steps_text
from inspector.reshape.steps import ReshapeStep
from widgets.advice import Advice
from widgets.notice import Tone
from widgets.refused_step import Refusal
from widgets.tab_stops import order_tab_stops

_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.NOTE: Tone.REMARK}
_LEAST_HEIGHT = 84  # three lines of a finding with its buttons; the panel is low, and what is more scrolls


@dataclass(frozen=True, slots=True)
class Offer:
    """A finding about the step at `position` among the active ones, and the steps that are right in its place.

    () is to leave the step out; None where no right step is known. `compares` is False where the two results cannot
    be looked at side by side.
    """

    finding: Finding
    steps: tuple[ReshapeStep, ...] | None
    position: int
    compares: bool = True

    @property
    def text(self) -> str:
        """The finding in a line; what to do is left out where that is no more than what the button says."""
        finding = self.finding
        said = bool(self.steps) and finding.fix == f"Write {steps_text(self.steps or ())}."
        return f"{finding.rule}: {finding.message}" if said else f"{finding.rule}: {finding.message} {finding.fix}"

    @property
    def is_refusal(self) -> bool:
        """Whether it says why torch refuses the step, so that nothing else need say it, nor compare its result."""
        return self.finding.name == "impossible-view"


class StepOffers(QScrollArea):
    """One piece of advice for each finding; it takes no room while there is none, and scrolls where there is little.

    Why a step was refused stands above them, or below where one of them is about that step, too.
    """

    taken = Signal(Offer)
    instead_taken = Signal(tuple)  # the steps that torch takes in place of the refused one
    compare_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self._shown: list[Advice] = []
        content = QWidget()
        self._refusal = Advice(content)
        self._refusal.taken.connect(self.instead_taken)
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 4, 0)  # beside a scroll bar
        self._column.setSpacing(4)
        self._column.addWidget(self._refusal)
        self.setWidget(content)
        content.setAutoFillBackground(False)
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
        for old in self._shown:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._offers = offers
        self._shown = [self._advice(offer) for offer in offers]
        self._refresh(refusal_last=False)

    def show_refusal(self, refused: Refusal | None, position: int) -> None:
        """Show why the step at `position` was refused, unless a finding says it; None for no step.

        What torch would take is not offered where that is known to be wrong, too.
        """
        about = [offer for offer in self._offers if offer.position == position]
        misled = any(offer.steps is not None for offer in about)
        if refused is None or any(offer.is_refusal for offer in about):
            self._refusal.clear()
        else:
            text = f"{refused.reason} {refused.misleads if misled else refused.works}".strip()
            self._refusal.show_text(Tone.ERROR, text, None if misled else refused.instead or None)
        self._refresh(refusal_last=misled)

    def show_error(self, error: InspectorError) -> None:
        """Show what is wrong with code that was typed, or why the steps could not be followed."""
        self._refusal.show_error(error)
        self._refresh(refusal_last=False)

    def _refresh(self, refusal_last: bool) -> None:
        """Take the room that is needed, from the first line on."""
        self._column.insertWidget(len(self._shown) if refusal_last else 0, self._refusal)  # it moves there
        order_tab_stops(self, [*self._shown, self._refusal] if refusal_last else [self._refusal, *self._shown])
        self.setVisible(bool(self._offers) or not self._refusal.isHidden())
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()
        self._choose_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Ask for another height where the text wraps otherwise, and have a scroll bar where that is not given."""
        super().resizeEvent(event)
        self._choose_bar()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Ask for the height of all of it at this width."""
        return QSize(0, 0 if self.isHidden() else self._column.totalHeightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need room for the beginning of a finding."""
        return QSize(0, min(self.sizeHint().height(), _LEAST_HEIGHT))

    def _choose_bar(self) -> None:
        """Left to itself the bar would stay once it is there: it makes the text narrower, and so higher."""
        on, off = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(on if self.height() < self.sizeHint().height() else off)

    def _advice(self, offer: Offer) -> Advice:
        advice = Advice(self.widget())  # without a parent it would be a window of its own for a moment
        compares = offer.compares and offer.steps is not None and not offer.is_refusal
        advice.show_text(_TONES[offer.finding.severity], offer.text, offer.steps, compares)
        advice.taken.connect(lambda: self.taken.emit(offer))
        advice.compared.connect(lambda: self.compare_requested.emit(offer.position))
        self._column.addWidget(advice)
        return advice

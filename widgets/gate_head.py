"""The head of the gates window: which layer, direction, sample and unit, and whether what is shown can be trusted."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from inspector.gates.gate_look import Rows
from inspector.gates.gates import SelfCheck

from .gates_place import GatesCall, GatesPlace, label_text
from .labels import plain_tip
from .notice import Notice, Tone
from .theme import tabular

_ROWS = {Rows.UNITS: "all units of the sample", Rows.SAMPLES: "all samples of the unit"}
_CHECK = (
    "The last state and the output were computed again from the gates, and compared with what the layer itself gave."
)


class GateHead(QWidget):
    """Shows the choices that there are; `place_chosen` and `label_chosen` carry the person's own."""

    place_chosen = Signal(object)  # GatesPlace
    label_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._several = GatesPlace(), False
        self._calls, self._layer, self._direction, self._rows = (QComboBox() for _ in range(4))
        self._sample, self._unit = QSpinBox(), QSpinBox()
        self._check = Notice(most_lines=2)
        self._boxes: dict[QWidget, QWidget] = {}  # each choice, and what it stands in with its label
        self._lay_out()
        self._calls.currentIndexChanged.connect(lambda: self.label_chosen.emit(self._calls.currentData()))
        for box in (self._layer, self._direction, self._rows):
            box.currentIndexChanged.connect(self._choose)
        for spin in (self._sample, self._unit):
            spin.valueChanged.connect(self._choose)

    def show_call(self, call: GatesCall) -> None:
        """Offer what there is in this call."""
        choices = ((self._calls, tuple(map(label_text, call.labels))), (self._layer, call.layers))
        for box, texts in (*choices, (self._direction, call.directions)):
            self._fill(box, texts)
        with QSignalBlocker(self._calls):
            for at, label in enumerate(call.labels):
                self._calls.setItemData(at, label)
            self._calls.setCurrentIndex(call.labels.index(call.call))
        for spin, size in ((self._sample, call.samples), (self._unit, call.config.hidden_size)):
            with QSignalBlocker(spin):
                spin.setRange(0, max(size - 1, 0))
                spin.setSuffix(f" / {size}")
            self._show_box(spin, size > 1)
        self._several = call.samples > 1

    def show_place(self, place: GatesPlace, with_rows: bool, with_numbers: bool) -> None:
        """Show what is looked at; the choice of rows, and those of sample and unit, only where they matter."""
        self._place = place
        for box, at in ((self._layer, place.layer), (self._direction, place.direction)):
            with QSignalBlocker(box):
                box.setCurrentIndex(at)
        with QSignalBlocker(self._rows):
            self._rows.setCurrentIndex(tuple(_ROWS).index(place.rows))
        for spin, number in ((self._sample, place.sample), (self._unit, place.unit)):
            with QSignalBlocker(spin):
                spin.setValue(number)
        by_sample = not with_rows or place.rows is Rows.UNITS
        self._show_box(self._rows, with_rows and self._several)
        self._show_box(self._sample, with_numbers and by_sample and self._several)
        self._show_box(self._unit, with_numbers and self._unit.maximum() > 0 and not (with_rows and by_sample))

    def show_check(self, check: SelfCheck | None) -> None:
        """Say how well the gates fit what was captured; None while there are none."""
        doubtful = check and (check.approximate or check.not_finite or not check.fits)
        tone = Tone.WARNING if doubtful else Tone.SUCCESS
        self._check.show_text(tone, check.text if check else "")

    def _choose(self) -> None:
        chosen = replace(
            self._place,
            layer=max(self._layer.currentIndex(), 0),
            direction=max(self._direction.currentIndex(), 0),
            sample=self._sample.value(),
            unit=self._unit.value(),
            rows=tuple(_ROWS)[self._rows.currentIndex()],
        )
        self.place_chosen.emit(chosen)

    def _fill(self, box: QComboBox, texts: tuple[str, ...]) -> None:
        with QSignalBlocker(box):
            box.clear()
            box.addItems(list(texts))
        self._show_box(box, len(texts) > 1)

    def _show_box(self, box: QWidget, shown: bool) -> None:
        self._boxes[box].setVisible(shown)

    def _lay_out(self) -> None:
        self._check.setToolTip(plain_tip(_CHECK))
        self._rows.addItems(list(_ROWS.values()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        named = (
            (self._calls, "&Calls", "Which calls of the layer; those that follow each other are looked at as one"),
            (self._layer, "&Layer", "Which of the stacked layers"),
            (self._direction, "&Direction", "Which of the two directions in which the layer reads"),
            (self._rows, "&Rows", "What stands in the rows of the pictures"),
            (self._sample, "&Sample", "Which sample of the batch"),
            (self._unit, "&Unit", "Which hidden unit"),
        )
        for box, name, tip in named:
            self._boxes[box] = _pair(box, name, tip)
            row.addWidget(self._boxes[box])
        self.setMinimumHeight(self._sample.sizeHint().height())  # so that the tabs below stand still
        row.addWidget(self._check, 1, Qt.AlignmentFlag.AlignVCenter)


def _pair(box: QWidget, name: str, tip: str) -> QWidget:
    """Put a choice beside its label, in a widget of their own: where it is hidden it leaves no room."""
    pair, label = QWidget(), QLabel(name)
    label.setBuddy(box)
    box.setAccessibleName(name.replace("&", ""))
    box.setToolTip(plain_tip(tip))
    if isinstance(box, QSpinBox):
        box.setKeyboardTracking(False)  # typing 12 is one wish, not two
        box.setFont(tabular(box.font()))
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(label)
    row.addWidget(box)
    return pair

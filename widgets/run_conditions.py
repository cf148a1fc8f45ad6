"""The conditions of a run: lengths, initial state, device, element type, seed, mode, autocast."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from inspector.errors import InputError
from inspector.model.source import FileSource
from inspector.run.request import RunRequest
from widgets.narrow_box import NarrowBox
from widgets.parsed_line import ParsedLine
from widgets.run_rows import add_row, form_in
from widgets.run_state import RunState

_DTYPES = ("float32", "float64", "bfloat16", "float16")
_AUTOCASTS = {"off": "", "bfloat16": "bfloat16", "float16": "float16"}
_BATCH_FIRST = {"not said (False)": None, "False": False, "True": True}
_NONLINEARITY = {"not said (tanh)": "", "tanh": "tanh", "relu": "relu"}
_LARGEST_SEED = 2**31 - 1

Lengths = tuple[int, ...] | None


class RunConditions(QWidget):
    """The conditions that matter for every run; seed, mode and autocast are in `advanced`, placed by the panel."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._batch_first, self._device, self._dtype = NarrowBox(), NarrowBox(), NarrowBox()
        self._nonlinearity = NarrowBox()
        self._dropout: ParsedLine[float | None] = ParsedLine("Dropout", _read_dropout, _dropout_text, None)
        self._lengths: ParsedLine[Lengths] = ParsedLine("Lengths", _read_lengths, _lengths_text, None)
        self._state = RunState()
        self.advanced = QWidget()
        self._seed, self._train, self._autocast = QSpinBox(), QCheckBox(), NarrowBox()
        self._fill()
        self._lay_out()
        self._connect()

    @property
    def valid(self) -> bool:
        """Tell whether every line can be read."""
        return self._lengths.valid and self._state.valid and self._dropout.valid

    def show_devices(self, names: tuple[str, ...]) -> None:
        """Offer these devices, keeping the one that is chosen."""
        chosen = self._device.currentText()
        with QSignalBlocker(self._device):
            self._device.clear()
            self._device.addItems(list(names))
        self._show_choice(self._device, chosen)

    def show_last_run(self, path: str) -> None:
        """Offer to carry the state of the run in that file, "" for none."""
        self._state.show_last_run(path)

    def show_request(self, request: RunRequest, fresh: bool = False) -> None:
        """Show the conditions; a line that is being mended stays unless `fresh`."""
        with QSignalBlocker(self):
            self._form.setRowVisible(self._batch_first, isinstance(request.source, FileSource))
            for row in (self._nonlinearity, self._dropout):
                self._further.setRowVisible(row, isinstance(request.source, FileSource))
            self._nonlinearity.setCurrentIndex(tuple(_NONLINEARITY.values()).index(request.nonlinearity))
            self._dropout.show_value(request.dropout, fresh)
            self._batch_first.setCurrentIndex(tuple(_BATCH_FIRST.values()).index(request.batch_first))
            self._lengths.show_value(request.lengths, fresh)
            self._state.show_value(request.state, fresh)
            self._show_choice(self._device, request.device)
            self._show_choice(self._dtype, request.dtype)
            self._seed.setValue(request.seed)
            self._train.setChecked(request.train)
            self._show_choice(self._autocast, request.autocast or "off")

    def applied_to(self, request: RunRequest) -> RunRequest:
        """Give the request under these conditions."""
        return replace(
            request,
            batch_first=_BATCH_FIRST[self._batch_first.currentText()],
            lengths=self._lengths.value,
            state=self._state.value,
            device=self._device.currentText(),
            dtype=self._dtype.currentText(),
            seed=self._seed.value(),
            train=self._train.isChecked(),
            dropout=self._dropout.value,
            nonlinearity=_NONLINEARITY[self._nonlinearity.currentText()],
            autocast=_AUTOCASTS.get(self._autocast.currentText(), self._autocast.currentText()),
        )

    def _show_choice(self, combo: QComboBox, text: str) -> None:
        """Choose the text, offering it too: a request may name a device of another machine."""
        with QSignalBlocker(combo):
            if text and combo.findText(text) < 0:
                combo.addItem(text)
            combo.setCurrentText(text)

    def _fill(self) -> None:
        self._batch_first.addItems(list(_BATCH_FIRST))
        self._batch_first.setToolTip("A file of weights does not say whether the batch is the first axis")
        self._nonlinearity.addItems(list(_NONLINEARITY))
        self._nonlinearity.setToolTip("A file of weights does not say whether an RNN uses tanh or relu")
        self._dropout.line.setPlaceholderText("not said (0)")
        self._dropout.line.setToolTip(
            "A file of weights does not say the dropout between layers; it acts in training mode"
        )
        self._device.addItem("cpu")
        self._dtype.addItems(list(_DTYPES))
        self._dtype.setToolTip("Element type of the weights and of drawn inputs")
        self._lengths.line.setPlaceholderText("all of full length")
        self._lengths.line.setToolTip("Pack the sequences: one length for each sample, as in 5,3,2")
        self._seed.setRange(0, _LARGEST_SEED)
        self._seed.setToolTip("Set once before the model is built and once before the input is drawn")
        self._train.setText("training mode")
        self._train.setToolTip("Dropout acts; otherwise the model runs in evaluation mode")
        self._autocast.addItems(list(_AUTOCASTS))
        self._autocast.setToolTip("Mixed precision: while the model runs, torch computes what it may in this type")

    def _lay_out(self) -> None:
        self._form = form_in(self)
        add_row(self._form, "batch_first", self._batch_first)
        add_row(self._form, "Lengths", self._lengths)
        add_row(self._form, "Initial state", self._state)
        add_row(self._form, "Device", self._device)
        add_row(self._form, "dtype", self._dtype)
        self._further = form_in(self.advanced)
        add_row(self._further, "Seed", self._seed)
        add_row(self._further, "Mode", self._train)
        add_row(self._further, "Autocast", self._autocast)
        add_row(self._further, "nonlinearity", self._nonlinearity)
        add_row(self._further, "dropout", self._dropout)

    def _connect(self) -> None:
        for combo in (self._batch_first, self._nonlinearity, self._device, self._dtype, self._autocast):
            combo.currentTextChanged.connect(self.edited)
        for line in (self._lengths, self._state, self._dropout):
            line.edited.connect(self.edited)
        self._seed.valueChanged.connect(self.edited)
        self._train.toggled.connect(self.edited)


def _read_dropout(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise InputError(f"{text.strip()!r} is no share of elements.", "Write a number from 0 to 1.")
    return share


def _dropout_text(share: float | None) -> str:
    return "" if share is None else f"{share:g}"


def _read_lengths(text: str) -> Lengths:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    wrong = next((part for part in parts if not part.isdecimal() or int(part) < 1), None)
    if wrong is not None:
        raise InputError(f"{wrong!r} is not a length.", "Write one whole number of at least 1 for each sample: 5,3,2.")
    return tuple(int(part) for part in parts) or None


def _lengths_text(lengths: Lengths) -> str:
    return ",".join(map(str, lengths)) if lengths else ""

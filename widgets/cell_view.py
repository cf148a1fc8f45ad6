"""The teaching view: one cell with the numbers of one sample, unit and time step, and its formulas."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget
from superqt import QFlowLayout

from inspector.errors import FileError
from inspector.gates.cell_step import steps_in
from inspector.gates.unit_trace import UnitTrace
from inspector.model.config import RecurrentConfig
from widgets.buttons import IconButton
from widgets.cell_choice import CellChoice
from widgets.cell_drawing import CellDrawing
from widgets.cell_figure import cell_figure
from widgets.cell_inks import Strengths, cell_inks, strengths
from widgets.cell_picture import KINDS, copy_picture, save_picture
from widgets.cell_stepper import CellStepper
from widgets.cell_strip import CellStrip
from widgets.file_dialogs import ask_file_to_save
from widgets.icons import Icon
from widgets.message_label import message_label
from widgets.notice import Notice, Tone

_EMPTY = "Choose a sample and a unit to see what its cell does at every time step."
_NO_STEPS = "This sample has no time steps, so there is nothing to see."


class CellView(QWidget):
    """Shows the trace of one unit, step by step; the signals carry whose trace the person wants."""

    unit_chosen = Signal(int)
    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[UnitTrace, RecurrentConfig, Strengths] | None = None
        self._choice, self._stepper = CellChoice(), CellStepper()
        self._drawing, self._strip = CellDrawing(), CellStrip()
        self._copy = IconButton(Icon.COPY, "Copy picture", "Copy the figure as a picture", "Copy picture")
        self._save = IconButton(Icon.SAVE, "Save picture", "Save the figure as PNG or SVG", "Save picture…")
        self._notice, self._message = Notice(), message_label(_EMPTY)
        self._stack = self._lay_out()
        self._choice.unit_chosen.connect(self.unit_chosen)
        self._choice.sample_chosen.connect(self.sample_chosen)
        self._stepper.moved.connect(self._show_step)
        self._strip.step_chosen.connect(self._stepper.go_to)
        self._copy.clicked.connect(self._copy_picture)
        self._save.clicked.connect(self._ask_where)
        self.setFocusProxy(self._drawing)
        self.show_message(_EMPTY)

    def show_trace(self, trace: UnitTrace | None, config: RecurrentConfig) -> None:
        """Show another unit at the same time step, or its last one; None shows what to do."""
        if trace is None or not steps_in(trace):
            self.show_message(_EMPTY if trace is None else _NO_STEPS)
            return
        self._shown = trace, config, strengths(trace)
        self._choice.show_chosen(trace.sample, trace.unit)
        self._stepper.show_steps(steps_in(trace), bool(trace.direction))
        self._strip.show_trace(trace)
        self._show_step()
        self._enable(True)

    def show_choices(self, samples: int, units: int) -> None:
        """Tell how many samples and units there are to choose from."""
        self._choice.show_choices(samples, units)

    def show_message(self, text: str) -> None:
        """Show a sentence in the place of the cell."""
        self._shown = None
        self._message.setText(text)
        self._stepper.show_steps(0)
        self._strip.show_trace(None)
        self._drawing.show_figure(None)
        self._enable(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Go through time with the keys that the parts leave over."""
        match event.key():
            case Qt.Key.Key_Left:
                self._stepper.go_by(-1)
            case Qt.Key.Key_Right:
                self._stepper.go_by(1)
            case Qt.Key.Key_Home:
                self._stepper.go_to(0)
            case Qt.Key.Key_End:
                self._stepper.go_to_end()
            case Qt.Key.Key_Space if self._shown:
                self._stepper.play_or_pause()
            case _:
                super().keyPressEvent(event)

    def _show_step(self) -> None:
        if self._shown is None:
            return
        trace, config, scale = self._shown
        self._notice.clear()
        self._drawing.show_figure(cell_figure(trace, self._stepper.step, config, scale))
        self._strip.show_step(self._stepper.step)

    def _copy_picture(self) -> None:
        if self._drawing.figure:
            copy_picture(self._drawing.figure, cell_inks(self.palette(), self.font()))
            self._notice.show_text(Tone.SUCCESS, "The picture is on the clipboard.")

    def _ask_where(self) -> None:
        self._stepper.pause()
        if self._shown:
            name = f"cell-unit-{self._shown[0].unit}-step-{self._stepper.step}.png"
            ask_file_to_save(self, "Save the picture", name, KINDS, self.save_picture)

    def save_picture(self, path: Path) -> None:
        """Write the figure to a file, as PNG or, where the name ends in .svg, as SVG; say what became of it."""
        if self._drawing.figure is None:
            return
        try:
            save_picture(self._drawing.figure, cell_inks(self.palette(), self.font()), path)
        except FileError as error:
            self._notice.show_error(error)
        else:
            self._notice.show_text(Tone.SUCCESS, f"Saved as {path.name}.")

    def _enable(self, has_trace: bool) -> None:
        self._copy.setEnabled(has_trace)
        self._save.setEnabled(has_trace)
        self._strip.setVisible(has_trace)
        self._notice.clear()
        self._stack.setCurrentIndex(int(has_trace))

    def _lay_out(self) -> QStackedLayout:
        bar = QFlowLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setHorizontalSpacing(16)
        bar.setVerticalSpacing(8)
        for widget in (self._choice, self._stepper, self._copy, self._save):
            bar.addWidget(widget)
        stack = QStackedLayout()
        stack.addWidget(self._message)
        stack.addWidget(self._drawing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addWidget(self._notice)
        layout.addLayout(stack, 1)
        layout.addWidget(self._strip)
        return stack

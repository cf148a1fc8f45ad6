"""The lines of a slice: units over time or along any axis shown, single values or their mean over the batch."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from inspector.errors import InputError
from inspector.tensor.axis import Axes
from inspector.tensor.course import Course, averaged_axes, course_of
from inspector.tensor.lines import Band, Line, Mean, Shown, Single, read_lines
from inspector.tensor.position import axis_title
from inspector.tensor.slice import Slice

from .curve_ink import MOST_CURVES
from .given_height import GivenHeight
from .labels import quiet
from .line_head import LineHead
from .line_key import LineKey
from .line_parts import parts_of
from .line_reader import LineReader
from .line_text import empty_text, line_name, note_text, reading_text, shown_text
from .message_label import message_label
from .unit_list import UnitList

_FIRST = (0, 1, 2)  # units, before any is chosen


class TensorLines(GivenHeight):
    """Shows lines of a slice; `hovered` carries the index into the tensor of the first line's element, or None."""

    hovered = Signal(object)  # tuple[int, ...] | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part: Slice | None = None
        self._axes: Axes = ()
        self._course: Course | None = None
        self._wish: int | None = None  # the axis that the person wants the lines to run along
        self._units: tuple[int, ...] = _FIRST
        self._shown: Shown = Single()
        self._choices: tuple[Shown, ...] = (Single(),)
        self._lines: tuple[Line, ...] = ()
        self._head, self._key, self._list = LineHead(), LineKey(), UnitList()
        self._reader, self._message = LineReader("Lines"), message_label()
        self._note = quiet()
        self._lay_out()
        self._head.along_chosen.connect(self._choose_along)
        self._head.shown_chosen.connect(self._choose_shown)
        self._head.apart_toggled.connect(self._show)
        self._list.chosen.connect(self._choose_units)
        self._reader.stepped.connect(self._read)
        self._reader.viewed.connect(lambda _: self._draw())

    def show_slice(self, part: Slice | None, axes: Axes) -> None:
        """Show the lines of a slice of a tensor with these axes; None for nothing to show."""
        if [axis.name for axis in axes] != [axis.name for axis in self._axes]:
            self._units, self._wish, self._shown = _FIRST, None, Single()
        self._part, self._axes = part, axes
        self._show()

    def show_units_of(self, picked: Mapping[int, tuple[int, ...]]) -> None:
        """Take the units picked along the axis that has a line for each in place of those chosen."""
        across = self._course.across if self._course is not None else None
        if across is not None and across in picked:
            self._choose_units(picked[across])

    def _show(self) -> None:
        part, axes = self._part, self._axes
        course = self._course = course_of(part.resolved, axes, self._wish) if part is not None else None
        if part is None or course is None or any(axis.size == 0 for axis in axes):
            self._head.hide()  # there is nothing to choose
            self._list.hide()
            self._say(empty_text(axes) if part is not None else "No values to show.")
            return
        self._head.show()
        self._show_choices(part, course)
        drawn = self._units[:MOST_CURVES]
        try:
            self._lines = read_lines(part.values, course, axes, drawn, self._shown, part.padding)
        except InputError as error:
            self._say(str(error))
            return
        self._pages.setCurrentIndex(0)
        self._reader.reading.show()
        self._draw()
        self._reader.read_again()

    def _show_choices(self, part: Slice, course: Course) -> None:
        """Offer the axes shown, the units of the other one, and what a mean can be taken over."""
        axes = self._axes
        self._seen = [axis for axis in (part.resolved.row, part.resolved.column) if axis is not None]
        self._head.show_along([axis_title(axes[at]) for at in self._seen], self._seen.index(course.along))
        means = (Mean(over, band) for over in averaged_axes(course, axes) for band in Band)
        self._choices = (Single(), *means)
        self._shown = self._shown if self._shown in self._choices else Single()
        self._head.show_shown([shown_text(each, axes) for each in self._choices], self._choices.index(self._shown))
        size = 1 if course.across is None else axes[course.across].size
        self._units = tuple(unit for unit in self._units if unit < size) or (0,)
        self._list.setVisible(course.across is not None)
        if course.across is not None:
            self._list.show_units(axes[course.across], self._units)

    def _draw(self) -> None:
        """Draw the steps in view, as many points as the screen can tell apart."""
        if self._course is None or not self._lines:
            return
        axis = self._axes[self._course.along]
        titled = (axis_title(axis), axis.size)
        names = tuple(line_name(self._axes, self._course, line.unit) for line in self._lines)
        apart = self._head.apart and len(self._lines) > 1
        parts, step = parts_of(self._lines, names, self._reader.steps_of(titled), self._reader.room, apart)
        self._key.setVisible(not apart and names != ("",))  # small plots have the names as titles
        self._key.show_names(names)
        text = note_text(self._lines, len(self._units), step)
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self._reader.show_parts(parts, titled)

    def _say(self, text: str) -> None:
        """Show a sentence in place of the lines."""
        self._lines = ()
        self._message.setText(text)
        self._pages.setCurrentIndex(1)
        for part in (self._key, self._note, self._reader.reading):
            part.hide()

    def _read(self, step: int | None) -> None:
        part, course = self._part, self._course
        if step is None or part is None or course is None or not self._lines:
            self.hovered.emit(None)
            return
        self._reader.show_reading(reading_text(part.values, self._axes, course, self._lines, step))
        single = isinstance(self._shown, Single)
        self.hovered.emit(course.place(self._lines[0].unit, step) if single else None)

    def _choose_along(self, at: int) -> None:
        self._wish, self._units = self._seen[at], _FIRST
        self._show()

    def _choose_shown(self, at: int) -> None:
        self._shown = self._choices[at]
        self._show()

    def _choose_units(self, units: tuple[int, ...]) -> None:
        self._units = units or self._units[:1]
        self._show()

    def _lay_out(self) -> None:
        self.setFocusProxy(self._reader)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._reader)
        self._pages.addWidget(self._message)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self._pages, 1)
        middle.addWidget(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        layout.addWidget(self._key)
        layout.addLayout(middle, 1)
        layout.addWidget(self._reader.reading)
        layout.addWidget(self._note)

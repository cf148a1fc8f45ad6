"""The line in which reshape code is typed or pasted, and the menu of steps that are ready to be edited."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from inspector.errors import StepError
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.reading.reading_context import ReadingContext
from widgets.buttons import IconButton
from widgets.code_line import CodeLine
from widgets.icons import Icon
from widgets.notice import Notice
from widgets.ready_step import TensorAtHand
from widgets.ready_steps import ready_steps

_BUTTON_ROOM = 24
_ARGUMENTS = re.compile(r"[(\[](.*)[)\]]")


class ReshapeLine(QWidget):
    """Emits the steps that Enter adds; code that cannot be read stays, the reason under it."""

    steps_entered = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._tensor = TensorAtHand()
        self._context: ReadingContext | None = None
        self.line = CodeLine()
        self.line.setAccessibleName("Code to add")
        self.line.setPlaceholderText(".permute(0, 2, 1)[:, -1]")
        self.line.setToolTip("Type or paste code, one step or several; Enter adds the steps")
        self.add = QPushButton("Add")
        self.add.setToolTip("Add these steps to the list (Enter)")
        self.add.setEnabled(False)
        self.add.setFixedWidth(self.add.fontMetrics().horizontalAdvance(self.add.text()) + _BUTTON_ROOM)
        self.menu = QMenu(self)
        self.notice = Notice()
        self._lay_out()
        self.line.textChanged.connect(self._changed)
        self.line.returnPressed.connect(self._enter)
        self.add.clicked.connect(self._enter)
        self.menu.aboutToShow.connect(self._fill_menu)

    def show_tensor(self, tensor: TensorAtHand, context: ReadingContext | None = None) -> None:
        """Offer the steps that suit this tensor; with a context `x.size(0)` and `batch_size` can be read."""
        self._tensor, self._context = tensor, context

    def _fill_menu(self) -> None:
        for old in self.menu.findChildren(QMenu):
            old.deleteLater()
        self.menu.clear()
        for group in ready_steps(self._tensor):
            kind = self.menu.addMenu(group.title)
            for ready in group.steps:
                action = kind.addAction(f"{ready.label.replace('&', '&&')}\t{ready.code}")
                action.triggered.connect(lambda _=False, code=ready.code: self._offer(code))

    def _offer(self, code: str) -> None:
        """Put the code into the line, its arguments selected."""
        self.line.setText(code)
        self.line.setFocus()
        if found := _ARGUMENTS.search(code):
            self.line.setSelection(found.start(1), len(found[1]))

    def _changed(self, text: str) -> None:
        self.add.setEnabled(bool(text.strip()))
        self.line.setAccessibleDescription("")
        self.notice.clear()

    def _enter(self) -> None:
        try:
            steps = parse_steps(self.line.text(), self._context)
        except StepError as error:
            self.line.setAccessibleDescription(str(error))
            self.notice.show_error(error)
            return
        if steps:
            self.line.setText("")  # unlike clear() it forgets what was typed: undo now means the step
            self.steps_entered.emit(steps)

    def _lay_out(self) -> None:
        label = QLabel("Code")
        label.setBuddy(self.line)
        ready = IconButton(Icon.ADD, "Add step", "Choose a step: it is put into the line, ready to be edited")
        ready.setMenu(self.menu)
        ready.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.line, 0, 1)
        grid.addWidget(self.add, 0, 2)
        grid.addWidget(ready, 0, 3)
        grid.addWidget(self.notice, 1, 1, 1, 3)
        grid.setColumnStretch(1, 1)

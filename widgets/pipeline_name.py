"""Asking for a pipeline's name without waiting for the answer: the window stays alive meanwhile."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector.errors import InputError
from inspector.reshape.saved_pipelines import LONGEST_NAME, checked_name
from widgets.labels import quiet

_WIDTH = 360

Chosen = Callable[[str], None]
Judge = Callable[[str], str]


def ask_new_name(parent: QWidget, names: tuple[str, ...], chosen: Chosen) -> None:
    """Ask under which name to save; the dialog says when that replaces one of `names`."""

    def judge(name: str) -> str:
        return "Replaces the one saved under this name." if name in names else ""

    _NameDialog(parent, "Save pipeline", "Save", "", judge, chosen).open()


def ask_other_name(parent: QWidget, name: str, names: tuple[str, ...], chosen: Chosen) -> None:
    """Ask for another name than `name`; one that belongs to another of `names` cannot be chosen."""

    def judge(new: str) -> str:
        if new in names and new != name:
            raise InputError("Another pipeline has this name.")
        return ""

    _NameDialog(parent, "Rename pipeline", "Rename", name, judge, chosen).open()


class _NameDialog(QDialog):
    """A line for the name; what `judge` says of it stands under the line, and where it raises, nothing is chosen."""

    def __init__(self, parent: QWidget, title: str, act: str, name: str, judge: Judge, chosen: Chosen) -> None:
        super().__init__(parent)
        self._judge = judge
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self._line, self._remark = QLineEdit(name), quiet(" ")
        self._line.setMaxLength(LONGEST_NAME)
        self._line.selectAll()
        self._box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._accept: QPushButton = self._box.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self._line.textChanged.connect(self._check)
        self._box.accepted.connect(self.accept)
        self._box.rejected.connect(self.reject)
        self.accepted.connect(lambda: chosen(self._line.text().strip()))
        self.finished.connect(self.deleteLater)
        self._check()

    def _check(self) -> None:
        try:
            remark, is_good = self._judge(checked_name(self._line.text())), True
        except InputError as error:
            remark, is_good = error.message if self._line.text().strip() else "", False
        self._remark.setText(remark or " ")  # a line's height in any case, so that nothing jumps
        self._line.setAccessibleDescription(remark)
        self._accept.setEnabled(is_good)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Name", self._line)
        form.addRow("", self._remark)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self._box)

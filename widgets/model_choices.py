"""What is to be chosen in a file that holds several models, or several sets of weights."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inspector.model.source import FileSource, ModelSource
from inspector.model.summary import FileSummary


class ModelChoices(QWidget):
    """Offers the model files of an archive, and the state dicts of a file; what leaves no choice is not shown."""

    member_chosen = Signal(str)
    state_dict_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state_dict = _Choice("State dict", "The file holds several sets of weights; this one is used", self)
        self._member = _Choice("Model file", "The archive holds several model files; this one is opened", self)
        self._state_dict.combo.textActivated.connect(self.state_dict_chosen)
        self._member.combo.textActivated.connect(self.member_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._member)
        column.addWidget(self._state_dict)

    def show_source(self, source: ModelSource | None, summary: FileSummary | None) -> None:
        """Offer what the file holds, the chosen ones marked."""
        chosen = source.state_dict if isinstance(source, FileSource) else ""
        self._state_dict.offer(summary.state_dicts if summary else (), chosen)
        self._member.offer(summary.members if summary else (), summary.member if summary else "")


class _Choice(QWidget):
    def __init__(self, label: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        self.combo.setAccessibleName(label)
        self.combo.setToolTip(tip)
        shown = QLabel(label)
        shown.setBuddy(self.combo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(8)
        layout.addWidget(shown)
        layout.addWidget(self.combo, 1)

    def offer(self, names: tuple[str, ...], chosen: str) -> None:
        """Show the names, unless there is but one."""
        with QSignalBlocker(self.combo):
            self.combo.clear()
            self.combo.addItems(list(names))
            self.combo.setCurrentIndex(names.index(chosen) if chosen in names else 0)
        self.setVisible(len(names) > 1)

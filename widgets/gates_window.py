"""The window that shows a recurrent layer from inside: gates and states of every time step."""

from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.errors import InspectorError

from .cell_view import CellView
from .gate_export import GateExport
from .gate_head import GateHead
from .gate_heatmaps import GateHeatmaps
from .gate_lines import GateLines
from .gate_units import GateUnits
from .message_label import message_label
from .notice import Notice, Tone

_SIZE, _LEAST_SIZE = (1180, 720), (720, 480)
_BAR = (120, 4)  # width and height of the busy line
_NOTHING = "The gates stand here once they are computed."


class GatePage(IntEnum):
    """The pages, in the order of their tabs."""

    HEATMAPS = 0
    LINES = 1
    UNITS = 2
    CELL = 3


_TITLES = {
    GatePage.HEATMAPS: "Heatmaps", GatePage.LINES: "One unit", GatePage.UNITS: "Units", GatePage.CELL: "One cell",
}  # fmt: skip


class GatesWindow(QWidget):
    """Shows head, pages and what is being done; the rest of the program stays in use.

    `page_changed` tells that another page is seen, `cancelled` that what is being done shall stop.
    """

    page_changed = Signal()
    cancelled = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.head, self.export = GateHead(), GateExport()
        self.heatmaps, self.lines, self.units, self.cell = GateHeatmaps(), GateLines(), GateUnits(), CellView()
        self._notice, self._stage = Notice(), QLabel()
        self._busy, self._tabs = QWidget(), QTabWidget()
        self._message, self._stack = message_label(_NOTHING), QStackedWidget()
        self._lay_out()
        self._tabs.currentChanged.connect(self.page_changed)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        self.show_busy("")

    @property
    def page(self) -> GatePage:
        """The page that is seen."""
        return GatePage(self._tabs.currentIndex())

    def go_to(self, page: GatePage) -> None:
        """Show a page, and let the keyboard go on there."""
        self._tabs.setCurrentIndex(page)
        self._tabs.currentWidget().setFocus()

    def show_title(self, title: str) -> None:
        """Say whose gates these are: `encoder, call 0`."""
        self.setWindowTitle(f"Gates of {title}")

    def show_gates(self, present: bool) -> None:
        """Show the pages, or while there are no gates a sentence in their place."""
        self._message.setText(_NOTHING)
        self._stack.setCurrentIndex(int(present))
        self.export.show_offered(present)

    def show_busy(self, text: str) -> None:
        """Show what is being done, with Cancel; "" for nothing."""
        self._stage.setText(text)
        self._busy.setVisible(bool(text))

    def show_error(self, error: InspectorError) -> None:
        """Show why something cannot be shown."""
        self._message.clear()
        self._notice.show_error(error)

    def show_remark(self, text: str) -> None:
        """Say something about what is shown; "" for nothing, an error included."""
        self._notice.show_text(Tone.REMARK, text)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Tell that nobody looks any more."""
        super().closeEvent(event)
        self.closed.emit()

    def _lay_out(self) -> None:
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_SIZE)
        pages = {
            GatePage.HEATMAPS: self.heatmaps, GatePage.LINES: self.lines,
            GatePage.UNITS: self.units, GatePage.CELL: self.cell,
        }  # fmt: skip
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setAccessibleName("Views of the gates")
        for page, title in _TITLES.items():
            self._tabs.addTab(pages[page], title)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._tabs)
        self._fill_busy()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.export, 1)
        foot.addWidget(self._busy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.head)
        layout.addWidget(self._notice)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def _fill_busy(self) -> None:
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedSize(*_BAR)
        bar.setAccessibleName("Computing")
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.setToolTip("Stop computing; what is shown stays")
        cancel.clicked.connect(self.cancelled)
        self._stage.setAccessibleName("Progress")
        row = QHBoxLayout(self._busy)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self._stage, bar, cancel):
            row.addWidget(widget)

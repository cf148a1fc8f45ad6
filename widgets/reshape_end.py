"""The line below the reshape steps: what comes out of them, and the pipelines that have names."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.labels import elided, plain_tip
from widgets.pipeline_menu import PipelineMenu
from widgets.theme import bold


class ReshapeEnd(QWidget):
    """Shows the result of all steps, the panel's one line in bold, and beside it the menu."""

    def __init__(self) -> None:
        super().__init__()
        self._result, self.pipelines = elided("Result", Qt.TextElideMode.ElideRight), PipelineMenu()
        self._result.setFont(bold(self.font()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._result, 1)
        row.addWidget(self.pipelines)

    def show_result(self, text: str) -> None:
        """Show what comes out, or that nothing does."""
        self._result.setText(text)
        self._result.setToolTip(plain_tip(text))

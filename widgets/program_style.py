"""Fusion with check boxes that can be seen in the dark."""

from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

_BOXES = (QStyle.PrimitiveElement.PE_IndicatorCheckBox, QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck)


class ProgramStyle(QProxyStyle):
    """WORKAROUND: Fusion outlines a check box in a darker shade of the window, which vanishes on a dark one."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(  # noqa: N802
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw as Fusion does, and the frame of a check box once more in a grey that stands out."""
        super().drawPrimitive(element, option, painter, widget)
        if element in _BOXES:
            painter.save()
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.PlaceholderText), 1))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()

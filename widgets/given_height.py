"""A widget that takes the height it is given."""

from PySide6.QtWidgets import QWidget


class GivenHeight(QWidget):
    """Has no wish for a height, whatever its layout has: texts that wrap in it would take that of its neighbours."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Keep the layout around it from asking."""
        return False

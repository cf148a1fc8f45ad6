"""A combo box that may become narrower than its longest entry, which its list still shows whole."""

from PySide6.QtWidgets import QComboBox

_LETTERS = 8


class NarrowBox(QComboBox):
    """For narrow panels: the entry chosen is cut off rather than the whole panel."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)

    def showPopup(self) -> None:  # noqa: N802
        """Make the list as wide as its longest entry."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 2 * self.view().frameWidth())
        super().showPopup()

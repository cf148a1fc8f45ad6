import pytest
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from widgets.narrow_box import _PADDING, NarrowBox


@pytest.mark.parametrize("text", ["hidden (64)", "direction x hidden (512)", "time (20)"])
def test_an_entry_is_whole_where_the_box_is_as_wide_as_it_asks_to_be(qtbot, text):
    box = NarrowBox()
    qtbot.addWidget(box)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.addItem(text)
    box.resize(box.sizeHint())
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    kind, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(kind, option, field, box).width() - _PADDING
    assert box.fontMetrics().horizontalAdvance(text) <= room

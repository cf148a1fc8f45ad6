"""The hyper-parameters beside the weights: plain text, shortened where it is long."""

import pytest
from PySide6.QtWidgets import QTreeWidget

from widgets.model_hyper_parameters import ModelHyperParameters


@pytest.fixture
def shown(qtbot):
    widget = ModelHyperParameters()
    qtbot.addWidget(widget)
    widget.resize(240, 300)
    widget.show()
    return widget


def rows(widget):
    items = widget.findChild(QTreeWidget)
    found = [items.topLevelItem(row) for row in range(items.topLevelItemCount())]
    return [(item.text(0), item.text(1)) for item in found]


def test_names_and_values_stand_in_the_files_order(shown):
    shown.show_values((("lr", "0.001"), ("model.hidden", "8")))
    assert rows(shown) == [("lr", "0.001"), ("model.hidden", "8")]
    shown.show_values((("other", "1"),))
    assert rows(shown) == [("other", "1")]


def test_nothing_is_shown_where_there_are_none(shown):
    shown.show_values(())
    assert shown.isHidden()
    shown.show_values((("lr", "1"),))
    assert not shown.isHidden()


def test_markup_is_no_markup_and_lines_are_joined(shown):
    shown.show_values((("name", "<b>x</b>\nsecond"),))
    items = shown.findChild(QTreeWidget)
    assert rows(shown) == [("name", "<b>x</b> second")]
    assert "&lt;b&gt;x" in items.topLevelItem(0).toolTip(1)


def test_a_long_name_leaves_room_for_the_value(shown):
    shown.show_values((("name" * 50, "1"),))
    items = shown.findChild(QTreeWidget)
    assert items.columnWidth(0) < items.viewport().width()


def test_many_are_scrolled(shown):
    shown.show_values(tuple((f"name{number}", "1") for number in range(3)))
    few = shown.findChild(QTreeWidget).height()
    shown.show_values(tuple((f"name{number}", "1") for number in range(500)))
    assert few < shown.findChild(QTreeWidget).height() < 300

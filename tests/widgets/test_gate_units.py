import pytest
from gate_values import gate_file, lstm_config
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTableView

from inspector.gates.layer_units import layer_units
from widgets.gate_layer_items import GateLayerItems
from widgets.gate_unit_items import SORT_ROLE, GateUnitItems
from widgets.gate_units import GateUnits


@pytest.fixture
def one(tmp_path):
    return layer_units(gate_file(tmp_path, lstm_config(hidden=3), time=20))


@pytest.fixture
def four(tmp_path):
    return layer_units(gate_file(tmp_path, lstm_config(hidden=3, num_layers=2, bidirectional=True), time=20))


@pytest.fixture
def page(qtbot):
    made = GateUnits()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def table(items):
    return [
        [items.index(row, column).data() for column in range(items.columnCount())] for row in range(items.rowCount())
    ]


def collected(signal):
    values = []
    signal.connect(lambda *given: values.append(given))
    return values


def shown(page):
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def view(page, name):
    return next(view for view in page.findChildren(QTableView) if view.accessibleName() == name)


def test_models_are_sound(one, four, qtmodeltester):
    units, layers = GateUnitItems(), GateLayerItems()
    for items, fill in ((units, units.show_units), (layers, layers.show_layers)):
        qtmodeltester.check(items)
        fill(four[0] if items is units else four)
        fill(one[0] if items is units else one)
    units.show_units(None)
    layers.show_layers(())
    assert (units.rowCount(), layers.rowCount()) == (0, 0)


def test_a_row_tells_what_a_unit_does(one):
    items = GateUnitItems()
    items.show_units(one[0])
    titles = [items.headerData(column, Qt.Orientation.Horizontal) for column in range(items.columnCount())]
    assert titles == ["Unit", "i", "f", "o", "Dead", "Half-life", "Largest |h|"]
    stuck, dead, plain = table(items)
    assert stuck[2] == "▲ 100%"
    assert stuck[5] == "280"  # ln 2 / -ln(sigmoid(6))
    assert (dead[3], dead[4]) == ("▼ 100%", "× dead")
    assert plain[4] == ""
    assert float(plain[6]) == pytest.approx(one[0].largest[2], abs=0.001)


def test_sorting_is_by_number(page, one):
    page.show_units(one, (0, 0), "Sample 0", offered=False)
    units = view(page, "Units")
    units.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    lives = [units.model().index(row, 5).data(SORT_ROLE) for row in range(3)]
    assert lives == sorted(lives, reverse=True)
    assert units.model().index(0, 0).data() == "0"


def test_the_counts_stand_above(page, one):
    page.show_units(one, (0, 0), "Sample 4", offered=True)
    assert f"Sample 4: {one[0].text}" in shown(page)
    assert one[0].text == "2 of 3 units saturated, 1 dead"


def test_all_samples_are_counted_on_demand(page, one):
    asked = collected(page.all_requested)
    button = next(
        button for button in page.findChildren(QPushButton) if "all samples" in button.text().replace("&", "")
    )
    page.show_units(one, (0, 0), "Sample 0", offered=True)
    button.click()
    assert asked == [()]
    page.show_units(one, (0, 0), "All samples", offered=False)
    assert not button.isVisible()


def test_enter_on_a_row_chooses_its_unit_also_when_sorted(page, one, qtbot):
    chosen = collected(page.unit_chosen)
    page.show_units(one, (0, 0), "Sample 0", offered=False)
    units = view(page, "Units")
    units.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    units.setCurrentIndex(units.model().index(0, 0))
    qtbot.keyClick(units, Qt.Key.Key_Return)
    assert chosen == [(2,)]


def test_layers_stand_beside_and_lead_to_each_other(page, four):
    chosen = collected(page.place_chosen)
    page.show_units(four, (1, 0), "All samples", offered=False)
    layers = view(page, "Layers and directions")
    assert layers.isVisible()
    assert [row[0] for row in table(layers.model())] == [
        "layer 0, forward", "layer 0, backward", "layer 1, forward", "layer 1, backward",
    ]  # fmt: skip
    assert layers.currentIndex().row() == 2
    assert chosen == []
    layers.setCurrentIndex(layers.model().index(1, 0))
    assert chosen == [(0, 1)]


def test_one_layer_needs_no_overview(page, one):
    page.show_units(one, (0, 0), "Sample 0", offered=False)
    assert not view(page, "Layers and directions").isVisible()


def test_before_anything_is_counted_it_says_so(page):
    page.show_units((), (0, 0), "Sample 0", offered=True)
    assert "No units are counted yet." in shown(page)
    assert not view(page, "Units").isVisible()


def test_the_unit_that_is_looked_at_is_marked(page, one):
    page.show_units(one, (0, 0), "Sample 0", offered=False)
    page.show_unit(2)
    assert view(page, "Units").currentIndex().siblingAtColumn(0).data() == "2"

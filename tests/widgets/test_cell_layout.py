import pytest
from PySide6.QtCore import QPointF, QRectF

from inspector.gates.cell_step import cell_step, number
from inspector.model.config import Kind, RecurrentConfig
from tests.inspector.gates.made_traces import GRU, LSTM, gru_trace, lstm_trace
from widgets.cell_figure import cell_figure, figure_places
from widgets.cell_inks import strengths
from widgets.cell_layout import gru_parts, lstm_parts

CELLS = [pytest.param(lstm_parts, lstm_trace, LSTM, id="lstm"), pytest.param(gru_parts, gru_trace, GRU, id="gru")]


@pytest.mark.parametrize(("parts", "trace", "config"), CELLS)
def test_every_part_shows_a_number_of_the_step(parts, trace, config):
    cell, step = parts(), cell_step(trace(), 5)
    drawn = {part.quantity for part in (*cell.gates, *cell.signs, *cell.wires, *cell.words)} - {"x"}
    assert all(isinstance(number(step, quantity), float) for quantity in drawn)
    assert {gate.quantity for gate in cell.gates} == set(config.gates)
    every = {"h_before", "kept", "written", "h"} | ({"c_before", "c", "tanh_c"} if config is LSTM else {"offered"})
    assert drawn == every | set(config.gates)


@pytest.mark.parametrize(("parts", "trace", "config"), CELLS)
def test_nothing_lies_upon_another_and_all_lies_on_the_sheet(parts, trace, config):
    cell = parts()
    sheet = QRectF(QPointF(0, 0), cell.sheet)
    areas = [area for gate in cell.gates for area in (gate.box, gate.sums)]
    areas += [sign.area for sign in cell.signs] + [words.area for words in cell.words]
    assert all(sheet.contains(area) for area in areas)
    for place, one in enumerate(areas):
        assert not any(one.intersects(other) for other in areas[place + 1 :])
    ends = [point for wire in (*cell.wires, *cell.rails) for point in wire.points]
    assert all(sheet.contains(point) for point in ends)


@pytest.mark.parametrize(("parts", "trace", "config"), CELLS)
def test_lines_run_level_or_upright(parts, trace, config):
    for line in (*parts().wires, *parts().rails):
        for one, other in zip(line.points, line.points[1:], strict=False):
            assert (one.x() == other.x()) != (one.y() == other.y())


@pytest.mark.parametrize(("parts", "trace", "config"), CELLS)
@pytest.mark.parametrize("room", [QRectF(8, 8, 1264, 500), QRectF(8, 8, 700, 600), QRectF(0, 0, 300, 100)])
def test_the_figure_fits_its_room_and_is_found_at_its_points(parts, trace, config, room):
    figure = cell_figure(trace(), 5, config)
    places = figure_places(figure, room)
    for gate in figure.parts.gates:
        centre = places.transform.map(gate.box.center())
        assert room.contains(centre)
        assert places.quantity_at(figure, centre) == gate.quantity
    for sign in figure.parts.signs:
        assert places.quantity_at(figure, places.transform.map(sign.area.center())) == sign.quantity
    for place in places.formulas:
        assert room.adjusted(-1, -1, 1, 1).contains(places.transform.mapRect(place.area))
        assert places.quantity_at(figure, places.transform.map(place.area.center())) == place.formula.quantity
    assert places.quantity_at(figure, room.topLeft() - QPointF(5, 5)) == ""


def test_lines_are_as_thick_as_their_number_is_large():
    scale = strengths(lstm_trace())
    thin, half, full = (scale.width("f", value) for value in (0.0, 0.5, 1.0))
    assert thin < half < full == scale.width("f", -1.0) == scale.width("f", 7.0)
    assert half - thin == pytest.approx(full - half)
    assert scale.width("c", float(abs(lstm_trace().c).max())) == full
    assert scale.width("c", 1.0) < full
    assert scale.width("f", float("nan")) == thin
    assert scale.share(-scale.summed) == -1
    assert scale.share(float("inf")) == 0


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (LSTM, "LSTM, layer 0, forward, sample 0, unit 3: time step 5 (0 to 11)"),
        (RecurrentConfig(Kind.LSTM_CELL, 5, 8), "LSTMCell, sample 0, unit 3: time step 5 (0 to 11)"),
        (
            RecurrentConfig(Kind.LSTM, 5, 8, proj_size=4),
            "LSTM, layer 0, forward, sample 0, unit 3, h before the projection: time step 5 (0 to 11)",
        ),
    ],
)
def test_the_caption_says_what_is_shown(config, told):
    figure = cell_figure(lstm_trace(), 5, config)
    assert figure.caption == told
    projected = {"h_before": "4 projected"} if config.proj_size else {}
    assert figure.told == {"x": "5 inputs"} | projected
    assert {gate.quantity for gate in figure.parts.gates} <= set(figure.sentences)

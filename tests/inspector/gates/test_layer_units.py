import numpy as np
from gate_files import gate_file, gates_of, lstm

from inspector.gates.layer_units import layer_units
from inspector.gates.unit_text import unit_text

SHAPE = (10, 2, 3)


def gates(**values):
    given = {name: np.full(SHAPE, 0.5, np.float32) for name in "ifgoch"}
    given["h"] = np.random.default_rng(0).uniform(-1, 1, SHAPE).astype(np.float32)
    return given | values


def test_units_are_counted_once_however_many_of_their_gates_are_saturated(tmp_path):
    f, o = np.full(SHAPE, 0.5, np.float32), np.full(SHAPE, 0.5, np.float32)
    f[:, :, 0] = o[:, :, 0] = 0.99
    o[:, :, 2] = 0.01
    (units,) = layer_units(gate_file(tmp_path, gates_of(lstm(3)), gates(f=f, o=o)))
    assert units.saturated == 2
    assert units.text == "2 of 3 units saturated, 0 dead"


def test_the_largest_h_counts_padding_as_nothing(tmp_path):
    h = np.zeros(SHAPE, np.float32)
    h[4, 1, 0], h[2, 0, 1] = -0.75, 0.5
    (units,) = layer_units(gate_file(tmp_path, gates_of(lstm(3), lengths=(10, 5)), gates(h=h)))
    assert units.largest == (0.75, 0.5, 0.0)


def test_of_a_projected_layer_h_is_that_before_the_projection(tmp_path):
    c = np.random.default_rng(2).normal(size=SHAPE).astype(np.float32)
    given = gates(c=c, h=np.zeros((10, 2, 2), np.float32))
    (units,) = layer_units(gate_file(tmp_path, gates_of(lstm(3, proj_size=2)), given))
    assert np.allclose(units.largest, 0.5 * np.tanh(np.abs(c)).max((0, 1)), atol=1e-7)


def test_every_layer_and_direction_is_looked_through(tmp_path):
    found = layer_units(gate_file(tmp_path, gates_of(lstm(3, num_layers=2, bidirectional=True)), gates()))
    assert [(each.habits.layer, each.habits.direction) for each in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_unit_is_told_in_sentences(tmp_path):
    f, o = np.full(SHAPE, 0.5, np.float32), np.full(SHAPE, 0.5, np.float32)
    f[:8, :, 0], o[:, :, 1] = 0.99, 0.001
    h = np.zeros(SHAPE, np.float32)
    h[:, :, 0] = np.linspace(-1, 1, 10)[:, None]
    (units,) = layer_units(gate_file(tmp_path, gates_of(lstm(3)), gates(f=f, o=o, h=h)))
    texts = [unit_text(each) for each in units.habits.units]
    assert "Its forget gate is above 0.95 at 80% of the time steps." in texts[0]
    assert texts[1] == (
        "Its half-life is 1 time step. Its output gate is below 0.05 at 100% of the time steps. "
        "It is dead: its h stays within a band of 0.01."
    )
    assert "None of its gates is saturated." in texts[2]


def test_the_largest_h_is_that_of_the_steps_before_the_first_nan(tmp_path):
    h = np.zeros(SHAPE, np.float32)
    h[1, 0, 0], h[3:, 0] = -0.75, np.nan
    h[:, :, 2] = np.nan
    (units,) = layer_units(gate_file(tmp_path, gates_of(lstm(3)), gates(h=h)))
    assert units.largest == (0.75, 0.0, 0.0)

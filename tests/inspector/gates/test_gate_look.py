from dataclasses import replace

import numpy as np
import pytest
from gate_files import gate_file, gates_of, lstm

from inspector.gates.gate_look import GateLook, Rows
from inspector.model.config import Kind
from inspector.tensor.levels import Levels

TIME, BATCH, HIDDEN = 5, 3, 4
RANDOM = np.random.default_rng(1)
VALUES = {name: RANDOM.uniform(0, 1, (TIME, BATCH, HIDDEN)).astype(np.float32) for name in "ifgoch"}


@pytest.fixture
def opened(tmp_path):
    return gate_file(tmp_path, gates_of(lstm(HIDDEN)), VALUES)


def units_of(opened, sample=0):
    return GateLook(opened, 0, 0, sample, 0, Rows.UNITS)


def named(look, name):
    return next(picture for picture in look.pictures if picture.name == name)


@pytest.mark.parametrize("name", "ifgoch")
def test_the_rows_are_the_units_of_one_sample(opened, name):
    picture = named(units_of(opened, sample=2), name)
    assert np.array_equal(picture.part.array, VALUES[name][:, 2].T)
    assert (picture.row_title, picture.size, picture.steps, picture.lengths) == ("hidden", HIDDEN, TIME, ())


def test_the_rows_are_the_samples_of_one_unit(tmp_path):
    one = {name: values[:, :, 1:2].copy() for name, values in VALUES.items()}
    opened = gate_file(tmp_path, gates_of(lstm(HIDDEN), units=(1,)), one)
    picture = named(GateLook(opened, 0, 0, 0, 1, Rows.SAMPLES), "f")
    assert np.array_equal(picture.part.array, VALUES["f"][:, :, 1].T)
    assert (picture.row_title, picture.size) == ("batch", BATCH)


def test_a_file_of_one_sample_is_read_by_the_samples_own_number(tmp_path):
    gates = replace(gates_of(lstm(HIDDEN)), samples=(7,), lengths=(3,))
    opened = gate_file(tmp_path, gates, {name: values[:, :1].copy() for name, values in VALUES.items()})
    look = units_of(opened, sample=7)
    assert look.length == 3
    assert np.array_equal(dict(look.lines(2))["c"], VALUES["c"][:3, 0, 2])


def test_the_padding_of_each_row_is_known(tmp_path):
    opened = gate_file(tmp_path, gates_of(lstm(HIDDEN), lengths=(5, 3, 2)), VALUES)
    assert named(units_of(opened, sample=1), "f").lengths == (3,) * HIDDEN
    assert named(replace_rows(opened), "f").lengths == (5, 3, 2)


def replace_rows(opened):
    return GateLook(opened, 0, 0, 0, 0, Rows.SAMPLES)


def test_scales_are_those_of_the_formulas(opened):
    levels = {picture.name: picture.levels for picture in units_of(opened).pictures}
    assert all(levels[name] == Levels(0.0, 1.0, signed=False) for name in "ifo")
    assert levels["g"] == levels["h"] == Levels(-1.0, 1.0, signed=True)


@pytest.mark.parametrize(
    ("largest", "reach"), [(0.3, 1), (1.0, 1), (1.2, 1.5), (-4.9, 5), (8, 10), (101, 150), (np.nan, 1)]
)
def test_the_scale_of_c_is_a_round_number_beyond_its_values(tmp_path, largest, reach):
    c = np.zeros((TIME, BATCH, HIDDEN), np.float32)
    c[3, 0, 2] = largest
    opened = gate_file(tmp_path, gates_of(lstm(HIDDEN)), VALUES | {"c": c})
    assert named(units_of(opened), "c").levels == Levels(-reach, reach, signed=True)


def test_a_projected_h_has_rows_of_its_own_and_the_units_line_is_before_it(tmp_path):
    opened = gate_file(tmp_path, gates_of(lstm(HIDDEN, proj_size=2)), VALUES | {"h": VALUES["h"][:, :, :2].copy()})
    look = units_of(opened)
    assert named(look, "h").row_title == "projection"
    assert not named(look, "h").alike(named(look, "f"))
    expected = VALUES["o"][:, 0, 3].astype(np.float64) * np.tanh(VALUES["c"][:, 0, 3].astype(np.float64))
    assert np.allclose(dict(look.lines(3))["h"], expected, atol=1e-7)


def test_lines_stand_in_the_order_of_the_formulas(opened):
    lines = dict(units_of(opened, sample=1).lines(2))
    assert list(lines) == ["i", "f", "g", "o", "c", "h"]
    assert all(np.array_equal(line, VALUES[name][:, 1, 2]) for name, line in lines.items())


def test_a_gru_has_three_gates_and_its_state(tmp_path):
    config = replace(lstm(HIDDEN), kind=Kind.GRU)
    opened = gate_file(tmp_path, gates_of(config), dict.fromkeys("rznh", VALUES["f"]))
    levels = {picture.name: picture.levels.signed for picture in units_of(opened).pictures}
    assert levels == {"r": False, "z": False, "n": True, "h": True}


def test_of_a_long_sequence_all_pictures_show_the_same_steps(tmp_path):
    long = {name: RANDOM.uniform(0, 1, (5000, 1, 2)).astype(np.float32) for name in "ifgoch"}
    opened = gate_file(tmp_path, gates_of(lstm(2)), long)
    for picture in units_of(opened).pictures:
        step = picture.part.column_step
        assert step == 3
        assert np.array_equal(picture.part.array, long[picture.name][::step, 0].T)

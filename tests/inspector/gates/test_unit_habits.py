"""What units do, against a plain loop over every value."""

import math
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.gates import unit_habits as habits_module
from inspector.gates.gates import Gates
from inspector.gates.unit_habits import GateHabit, GateShare, UnitHabits, unit_habits, valid_steps
from inspector.model.config import Kind
from tests.inspector.gates.gate_files import gate_file, gates_of, lstm

GATE_VALUES = st.sampled_from([0.0, 0.01, 0.05, 0.050001, 0.5, 0.949999, 0.95, 0.96, 1.0]) | st.floats(0, 1, width=32)
NEAR = st.sampled_from([0.3, 0.301, 0.305, 0.31, 0.3101]) | st.floats(-1, 1, width=32)
NAMES = {Kind.LSTM: ("i", "f", "o"), Kind.GRU: ("r", "z")}


@st.composite
def cases(draw):
    """Give gates with values at and around the limits, some of them NaN, and some steps beyond a sample's length."""
    time, batch, hidden = (draw(st.integers(1, most)) for most in (6, 3, 4))
    kind = draw(st.sampled_from([Kind.LSTM, Kind.GRU]))
    proj = draw(st.integers(0, hidden - 1)) if kind is Kind.LSTM else 0
    lengths = tuple(draw(st.integers(1, time)) for _ in range(batch)) if draw(st.booleans()) else None
    gates = gates_of(replace(lstm(hidden, proj_size=proj), kind=kind), lengths)

    def drawn(values, size):
        number = time * batch * size
        return np.array(draw(st.lists(values, min_size=number, max_size=number)), np.float32).reshape(time, batch, size)

    values = {name: drawn(GATE_VALUES, hidden) for name in NAMES[kind]}
    values |= {"c": drawn(NEAR, hidden)} if kind is Kind.LSTM else {}
    values["h"] = drawn(NEAR, proj or hidden)
    if draw(st.integers(0, 4)) == 0:
        values[draw(st.sampled_from(sorted(values)))][0, 0, 0] = np.nan
    return gates, values


def looped(gates: Gates, values: dict[str, np.ndarray], unit: int) -> UnitHabits:
    """Do the same with one value after the other."""
    time, batch, _ = values["h"].shape
    lengths = gates.lengths or (time,) * batch
    places = [(t, n) for t in range(time) for n in range(batch) if t < lengths[n]]

    def of(name):
        return [float(values[name][t, n, unit]) for t, n in places]

    shares = []
    for name in NAMES[gates.config.kind]:
        below = sum(1 for value in of(name) if value < 0.05) / len(places)
        shares.append(GateShare(name, below, sum(1 for value in of(name) if value > 0.95) / len(places)))
    keeping = of("f" if gates.config.has_cell_state else "z")
    if any(math.isnan(value) for value in keeping):
        kept = None
    else:
        kept = math.exp(sum(math.log(value) for value in keeping) / len(places)) if all(keeping) else 0.0
    if gates.config.proj_size:
        given_out = [gate * math.tanh(state) for gate, state in zip(of("o"), of("c"), strict=True)]
    else:
        given_out = of("h")
    still = not any(math.isnan(value) for value in given_out) and max(given_out) - min(given_out) <= 0.01
    return UnitHabits(unit, tuple(shares), still and len(places) >= 10, kept)


@given(case=cases(), block=st.sampled_from([1, 5, 1 << 20]))
def test_habits_are_those_of_a_plain_loop(tmp_path_factory, case, block):
    gates, values = case
    file = gate_file(tmp_path_factory.mktemp("gates"), gates, values)
    with patch.object(habits_module, "_BLOCK", block):
        found = unit_habits(file, 0, 0)
    assert [each.unit for each in found] == list(range(gates.config.hidden_size))
    for each in found:
        expected = looped(gates, values, each.unit)
        assert replace(each, kept=None) == replace(expected, kept=None)
        assert each.kept == (None if expected.kept is None else pytest.approx(expected.kept, rel=1e-9))
    lengths = gates.lengths or (values["h"].shape[0],) * values["h"].shape[1]
    assert valid_steps(file, 0, 0) == sum(lengths)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_after_a_half_life_half_of_the_content_is_left(tmp_path, keep):
    time = 7
    forget = np.full((time, 2, 1), keep, np.float32)
    [unit] = unit_habits(gate_file(tmp_path, gates_of(lstm(1)), {"f": forget}), 0, 0)
    assert unit.half_life is not None
    assert float(forget[0, 0, 0]) ** unit.half_life == pytest.approx(0.5)


def test_the_mean_is_that_of_the_logarithms(tmp_path):
    """Keeping 1/2 and 1/32 by turns leaves 1/64 after two steps, as 1/8 in each would: a half-life of a third."""
    forget = np.array([0.5, 1 / 32] * 3, np.float32).reshape(6, 1, 1)
    [unit] = unit_habits(gate_file(tmp_path, gates_of(lstm(1)), {"f": forget}), 0, 0)
    assert unit.half_life == pytest.approx(1 / 3)


def test_a_unit_that_forgets_nothing_remembers_for_ever(tmp_path):
    ones, none = np.ones((3, 1, 1), np.float32), np.zeros((3, 1, 1), np.float32)
    [keeps, erases] = [
        unit_habits(gate_file(tmp_path, gates_of(lstm(1)), {"f": gate}), 0, 0)[0] for gate in (ones, none)
    ]
    assert (keeps.half_life, erases.half_life) == (math.inf, 0.0)
    assert (keeps.kept, erases.kept) == (1.0, 0.0)


def test_without_steps_nothing_is_told(tmp_path):
    empty = {name: np.zeros((4, 0, 2), np.float32) for name in "ifgoch"}
    file = gate_file(tmp_path, gates_of(lstm(2)), empty)
    assert valid_steps(file, 0, 0) == 0
    for unit in unit_habits(file, 0, 0):
        assert (unit.dead, unit.kept, unit.half_life) == (False, None, None)
        assert all(share.habit is GateHabit.GRADED for share in unit.gates)


def test_the_units_keep_their_numbers(tmp_path):
    values = {"f": np.full((3, 2, 1), 0.99, np.float32)}
    [unit] = unit_habits(gate_file(tmp_path, gates_of(lstm(8), units=(5,)), values), 0, 0)
    assert unit.unit == 5


@pytest.mark.parametrize(
    ("below", "above", "habit"),
    [
        pytest.param(0.0, 0.51, GateHabit.OPEN, id="open"),
        pytest.param(0.51, 0.49, GateHabit.CLOSED, id="closed"),
        pytest.param(0.5, 0.5, GateHabit.SWITCHING, id="either"),
        pytest.param(0.26, 0.25, GateHabit.SWITCHING, id="just-most"),
        pytest.param(0.25, 0.25, GateHabit.GRADED, id="half-is-not-most"),
        pytest.param(0.0, 0.0, GateHabit.GRADED, id="never"),
    ],
)
def test_most_steps_decide(below, above, habit):
    share = GateShare("f", below, above)
    assert (share.habit, share.saturated) == (habit, habit is not GateHabit.GRADED)


@pytest.mark.parametrize(("time", "dead"), [(9, False), (10, True)])
@pytest.mark.parametrize(("band", "within"), [(0.0099, True), (0.0101, False)])
def test_a_dead_unit_gives_out_a_constant(tmp_path, time, dead, band, within):
    h = np.full((time, 1, 1), -0.4)
    h[time // 2] += band
    [unit] = unit_habits(gate_file(tmp_path, gates_of(lstm(1)), {"h": h}), 0, 0)
    assert unit.dead is (dead and within)

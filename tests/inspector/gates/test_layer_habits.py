"""Units counted by layer and direction, and the sentences on them."""

import json

import numpy as np
import pytest

from inspector.gates.layer_habits import layer_habits, life_text, saturating_text
from inspector.gates.unit_habits import GateHabit
from tests.inspector.gates.gate_files import gate_file, gates_of, lstm


def units(*values: float) -> np.ndarray:
    """Give a gate that has these values, one for each unit, at every step of two samples."""
    return np.broadcast_to(np.array(values, np.float32), (5, 2, len(values))).copy()


@pytest.fixture
def both_directions(tmp_path):
    moving = np.linspace(-1, 1, 5 * 2 * 5, dtype=np.float32).reshape(5, 2, 5)
    still = moving.copy()
    still[..., 3] = 0.7
    values = {
        "f": units(0.5, 0.5, 0.5, 0.5, 0.5),
        "0/0/f": units(0.99, 0.97, 0.25, 0.5, 1.0),
        "0/0/i": units(0.01, 0.5, 0.5, 0.5, 0.5),
        "h": moving,
        "0/0/h": still,
    }
    return layer_habits(gate_file(tmp_path, gates_of(lstm(5, bidirectional=True)), values))


def test_saturated_gates_are_counted(both_directions):
    forward, backward = both_directions
    assert [(count.name, count.habit, count.units) for count in forward.counts] == [
        ("i", GateHabit.CLOSED, (0,)),
        ("f", GateHabit.OPEN, (0, 1, 4)),
    ]
    assert forward.saturated == pytest.approx(4 / 15)
    assert (backward.counts, backward.saturated) == ((), 0.0)
    assert forward.steps == 10


def test_what_is_said_of_a_layer(both_directions):
    forward, backward = both_directions
    assert forward.place == "layer 0, forward"
    assert forward.sentences == (
        "1 of 5 units: input gate closed (below 0.05) for most steps.",
        "3 of 5 units: forget gate open (above 0.95) for most steps.",
        "1 of 5 units is dead: h stays within a band of 0.01.",
        "The median unit's half-life is 22.8 time steps, the quartiles are 1 and 69.",
    )
    assert backward.sentences == (
        "No gate is saturated.",
        "The median unit's half-life is 1 time step, the quartiles are 1 and 1.",
    )
    assert saturating_text(both_directions) == ("Layer 0, forward saturates most: 27% of its gates are open or closed.")
    assert saturating_text((backward, backward)) == saturating_text((forward,)) == ""


def test_quartiles_are_half_lives_of_units_and_one_may_be_infinite(tmp_path):
    values = {"f": units(1.0, 1.0, 1.0, 0.5, 0.25), "h": np.zeros((5, 2, 5), np.float32)}
    [found] = layer_habits(gate_file(tmp_path, gates_of(lstm(5)), values))
    assert found.half_lives == (pytest.approx(1.0), np.inf, np.inf)
    assert found.to_json()["half_lives"] == [pytest.approx(1.0), None, None]
    assert found.sentences[-1] == ("The median unit's half-life is infinite, the quartiles are 1 and infinite.")
    assert found.dead == (0, 1, 2, 3, 4)
    told = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert (told["units"], told["dead"], told["steps"]) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], 10)
    assert told["kept"] == [1.0, 1.0, 1.0, pytest.approx(0.5), pytest.approx(0.25)]
    assert told["half_life"] == [None, None, None, pytest.approx(1.0), pytest.approx(0.5)]
    assert told["above"] == {"i": [0.0] * 5, "f": [1.0, 1.0, 1.0, 0.0, 0.0], "o": [0.0] * 5}
    assert told["below"] == {name: [0.0] * 5 for name in "ifo"}
    assert [(count["gate"], count["habit"], count["units"]) for count in told["counts"]] == [("f", "open", [0, 1, 2])]


def test_one_unit_alone(tmp_path):
    [found] = layer_habits(gate_file(tmp_path, gates_of(lstm(9), units=(7,)), {"f": units(0.5)}))
    assert found.sentences[-1] == "The unit's half-life is 1 time step: then half of its content is left."
    assert found.dead == (7,)


def test_nan_gives_no_half_life(tmp_path):
    [found] = layer_habits(gate_file(tmp_path, gates_of(lstm(1)), {"f": units(float("nan"))}))
    assert found.half_lives is None
    assert (found.to_json()["kept"], found.to_json()["half_life"]) == ([None], [None])


def test_a_half_life_in_words():
    assert [life_text(life) for life in (1.0, 1.234, float("inf"))] == ["1 time step", "1.23 time steps", "infinite"]

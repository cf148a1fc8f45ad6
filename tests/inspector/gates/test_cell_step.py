import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from inspector.gates.cell_step import GruStep, LstmStep, cell_step, number, steps_in
from inspector.gates.unit_trace import GateLine, UnitTrace
from tests.inspector.gates.made_traces import gru_trace, lstm_trace


def lstm_of(cell, x, unit):
    """What lstm_cell makes of the input, and the trace that the weights say."""
    h, c = (torch.randn(1, cell.hidden_size, dtype=torch.float64) for _ in range(2))
    rows, states = [], []
    for given_ in x:
        rows.append((h, c, cell.weight_ih @ given_, cell.weight_hh @ h[0]))
        h, c = torch.lstm_cell(given_[None], (h, c), cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)
        states.append((h, c))
    bias = cell.bias_ih + cell.bias_hh
    gates = tuple(
        line_of(
            name,
            torch.stack([row[2] for row in rows]),
            torch.stack([row[3] for row in rows]),
            bias,
            place * cell.hidden_size + unit,
        )
        for place, name in enumerate("ifgo")
    )
    lines = [np.array([float(state[0, unit]) for state in part]) for part in (
        [row[1] for row in rows], [state[1] for state in states],
        [row[0] for row in rows], [state[0] for state in states],
    )]  # fmt: skip
    return UnitTrace(0, 0, 0, unit, gates, *lines, x.numpy())


def line_of(name, from_input, from_hidden, bias, row):
    total = (from_input + from_hidden + bias)[:, row]
    value = total.tanh() if name == "g" else total.sigmoid()
    return GateLine(name, from_input[:, row].numpy(), from_hidden[:, row].numpy(), float(bias[row]), value.numpy())


def test_an_lstm_step_is_what_lstm_cell_computes():
    torch.manual_seed(0)
    for unit in range(4):
        with torch.no_grad():
            cell = torch.nn.LSTMCell(3, 4, dtype=torch.float64)
            trace = lstm_of(cell, torch.randn(6, 3, dtype=torch.float64), unit)
        for time_step in range(6):
            step = cell_step(trace, time_step)
            assert isinstance(step, LstmStep)
            assert step.kept + step.written == pytest.approx(step.c, abs=1e-12)
            assert step.o.value * step.tanh_c == pytest.approx(step.h, abs=1e-12)
            assert [torch.tensor(gate.sum).sigmoid().item() for gate in (step.i, step.f, step.o)] == pytest.approx(
                [gate.value for gate in (step.i, step.f, step.o)], abs=1e-6
            )
            assert np.tanh(step.g.sum) == pytest.approx(step.g.value, abs=1e-12)
            assert time_step == 0 or step.c_before == cell_step(trace, time_step - 1).c


def gru_of(cell, x, unit):
    h = torch.randn(cell.hidden_size, dtype=torch.float64)
    size, lines = cell.hidden_size, []
    for given_ in x:
        ours, theirs = cell.weight_ih @ given_, cell.weight_hh @ h
        after = torch.gru_cell(given_[None], h[None], cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)[0]
        lines.append((ours, theirs, h, after))
        h = after
    ours, theirs, before, after = (torch.stack(part).numpy() for part in zip(*lines, strict=True))
    gates, bias = [], (cell.bias_ih + cell.bias_hh).numpy()
    for place, name in enumerate("rz"):
        row = place * size + unit
        value = 1 / (1 + np.exp(-(ours[:, row] + theirs[:, row] + bias[row])))
        gates.append(GateLine(name, ours[:, row], theirs[:, row], float(bias[row]), value))
    row = 2 * size + unit
    hidden = gates[0].value * (theirs[:, row] + float(cell.bias_hh[row]))
    offered = np.tanh(ours[:, row] + hidden + float(cell.bias_ih[row]))
    gates.append(GateLine("n", ours[:, row], hidden, float(cell.bias_ih[row]), offered))
    none = np.zeros(0)
    return UnitTrace(0, 0, 0, unit, tuple(gates), none, none, before[:, unit], after[:, unit], x.numpy())


def test_a_gru_step_is_what_gru_cell_computes():
    torch.manual_seed(1)
    for unit in range(4):
        with torch.no_grad():
            cell = torch.nn.GRUCell(3, 4, dtype=torch.float64)
            trace = gru_of(cell, torch.randn(6, 3, dtype=torch.float64), unit)
        for time_step in range(6):
            step = cell_step(trace, time_step)
            assert isinstance(step, GruStep)
            assert step.kept + step.written == pytest.approx(step.h, abs=1e-12)
            assert step.offered + step.z.value == pytest.approx(1)
            assert np.tanh(step.n.sum) == pytest.approx(step.n.value, abs=1e-12)


@given(st.integers(0, 11), st.sampled_from([lstm_trace, gru_trace]), st.integers(0, 99))
def test_every_number_has_a_name(time_step, made, seed):
    trace = made(seed=seed)
    step = cell_step(trace, time_step)
    assert steps_in(trace) == 12
    assert number(step, "h") == trace.h[time_step]
    for gate, line in zip(step.gates, trace.gates, strict=True):
        assert number(step, gate.name) == line.value[time_step]
        assert gate.sum == line.from_input[time_step] + line.from_hidden[time_step] + line.bias


@pytest.mark.parametrize("time_step", [-1, 12])
def test_there_is_no_step_beyond_the_ends(time_step):
    with pytest.raises(IndexError, match=f"12 time steps, and no step {time_step}"):
        cell_step(lstm_trace(), time_step)

import re
from math import tanh

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.gates.cell_formulas import formulas
from inspector.gates.cell_step import GateStep, LstmStep, cell_step
from tests.inspector.gates.made_traces import broken_trace, gru_trace, lstm_trace

_LOW = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
TRACES = st.builds(
    lambda made, scale, seed: made(scale=scale, seed=seed),
    st.sampled_from([lstm_trace, gru_trace]),
    st.sampled_from([1e-7, 1e-3, 0.1, 1.0, 10.0, 1e4]),
    st.integers(0, 10_000),
)


def computed(text):
    """Compute one side of a formula as somebody with a calculator would, from its text alone."""
    code = re.sub(r"×10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", lambda found: f"e{found[1].translate(_LOW)}", text)
    code = code.replace("·", "*").replace("σ(", "sigmoid(").replace("−", "-")
    return eval(code, {"tanh": tanh, "sigmoid": lambda x: (1 + tanh(x / 2)) / 2, "__builtins__": {}})


def half_unit(text):
    """Half of the last digit that is written."""
    found = re.search(r"(\d*)\.(\d+)(?:×10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?", text)
    return 0.5 * 10 ** (int(found[3].translate(_LOW)) if found[3] else 0) / 10 ** len(found[2]) if found else 1e-12


def slack(text):
    """How far the rounding of the numbers in a text can move what is computed: each half a unit, times its factors."""
    numbers = re.findall(r"\d+(?:\.\d+)?(?:×10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?", text)
    largest = max([1.0, *(abs(computed(each)) for each in numbers)])
    return sum(half_unit(each) for each in numbers) * largest * 1.01


@given(TRACES, st.integers(0, 11))
def test_a_formula_computed_again_gives_its_left_side_within_the_rounding(trace, time_step):
    for formula in formulas(cell_step(trace, time_step)):
        for line in (formula.numbers, formula.short_numbers):
            left, sign, right = re.fullmatch(r"(\S+) ([=≈]) (.*)", line).groups()
            off = abs(computed(right) - computed(left))
            assert off <= half_unit(left) * (1 + 1e-6) + (slack(right) if sign == "≈" else 1e-12)


@given(TRACES, st.integers(0, 11))
def test_symbols_and_numbers_have_the_same_signs(trace, time_step):
    for formula in formulas(cell_step(trace, time_step)):
        for part in formula.parts:
            is_sign = part.symbol in ("+", "·", "(", ")", "=", "σ(", "tanh(")
            assert is_sign == (not part.quantities)
            assert not is_sign or part.number == part.symbol or part.symbol == "="


def test_an_lstm_is_told_in_six_formulas():
    assert [formula.symbols for formula in formulas(cell_step(lstm_trace(), 5))] == [
        "f_t = σ(W_if x_t + W_hf h_{t-1} + b_f)",
        "i_t = σ(W_ii x_t + W_hi h_{t-1} + b_i)",
        "g_t = tanh(W_ig x_t + W_hg h_{t-1} + b_g)",
        "o_t = σ(W_io x_t + W_ho h_{t-1} + b_o)",
        "c_t = f_t · c_{t-1} + i_t · g_t",
        "h_t = o_t · tanh(c_t)",
    ]


def test_a_gru_is_told_in_four_formulas():
    assert [formula.symbols for formula in formulas(cell_step(gru_trace(), 5), has_bias=False)] == [
        "r_t = σ(W_ir x_t + W_hr h_{t-1})",
        "z_t = σ(W_iz x_t + W_hz h_{t-1})",
        "n_t = tanh(W_in x_t + r_t · W_hn h_{t-1})",
        "h_t = (1 − z_t) · n_t + z_t · h_{t-1}",
    ]
    assert formulas(cell_step(gru_trace(), 5))[2].symbols == "n_t = tanh(W_in x_t + r_t · (W_hn h_{t-1} + b_hn) + b_in)"


def gate(name, value):
    return GateStep(name, 0.5, -0.25, 0.0, 0.25, value)


def test_equal_stands_only_where_the_shown_numbers_give_it():
    step = LstmStep(0, gate("i", 0.103), gate("f", 0.971), gate("g", 0.241), gate("o", 0.5), 0.812, 0.0,
                    0.788452, 0.024823, 0.813275, 0.671457, 0.335728)  # fmt: skip
    state, output = formulas(step)[-2:]
    assert state.numbers == "0.8133 = 0.9710 · 0.8120 + 0.1030 · 0.2410"
    assert state.short_numbers == "0.8133 = 0.7885 + 0.0248"
    assert output.numbers == "0.3357 = 0.5000 · tanh(0.8133)"
    assert output.short_numbers == "0.3357 = 0.5000 · 0.6715"
    again = formulas(cell_step(lstm_trace(), 5))[-2]
    assert again.numbers == "1.7839 ≈ 0.8391 · 1.2684 + 0.7209 · 0.9983"  # 1.7840 by the digits that are shown
    assert again.short_numbers == "1.7839 = 1.0643 + 0.7196"


def test_zeros_and_no_numbers_are_written_as_such():
    first = formulas(cell_step(lstm_trace(), 0))[-2]
    assert "· 0 +" in first.numbers
    broken = formulas(cell_step(broken_trace(), 4))
    assert [formula.numbers for formula in broken[-2:]] == ["NaN = NaN · NaN + NaN · NaN", "NaN = NaN · tanh(NaN)"]


@pytest.mark.parametrize(
    ("made", "quantity", "lit"),
    [
        pytest.param(lstm_trace, "kept", ["f_t", "c_{t-1}"], id="lstm-kept"),
        pytest.param(lstm_trace, "g", ["g_t", "W_ig x_t", "W_hg h_{t-1}", "b_g", "g_t"], id="lstm-gate"),
        pytest.param(gru_trace, "r", ["r_t", "W_ir x_t", "W_hr h_{t-1}", "b_r", "r_t · (W_hn h_{t-1} + b_hn)"], id="r"),
    ],
)
def test_a_part_knows_what_it_belongs_to(made, quantity, lit):
    parts = [part for formula in formulas(cell_step(made(), 5)) for part in formula.parts]
    assert [part.symbol for part in parts if quantity in part.quantities] == lit

from dataclasses import replace

import numpy as np
import pytest

from tests.inspector.gates.made_traces import LSTM, lstm_trace
from widgets.cell_sentences import words_for


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([0, 1, 0], "0, 1, 0"),
        ([0.25], "0.25"),
        ([-2.115, 1.53, -0.2514], "3 inputs"),  # longer than its place: too small to read
        ([0, 1, 0, 0, 1], "5 inputs"),
        ([-1.23456e-30], "\N{MINUS SIGN}1.23e\N{MINUS SIGN}30"),
    ],
)
def test_few_short_numbers_of_the_input_are_written(given, told):
    trace = lstm_trace()
    steps = len(trace.h)
    trace = replace(trace, input=np.tile(np.array(given, np.float64), (steps, 1)))
    assert words_for(trace, 1, LSTM)["x"] == told

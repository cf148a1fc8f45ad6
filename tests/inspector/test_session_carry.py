"""A state that is carried from the run on screen follows to the next run."""

from dataclasses import replace
from pathlib import Path

import pytest

from inspector.model.source import parse_source
from inspector.run.request import RunRequest
from inspector.run.run import Run, StoppedAt
from inspector.run.state import CarryState, NormalState
from inspector.session import Session

SOURCE = parse_source("form:input_size=4,hidden_size=6")


def run_of(name: str, request: RunRequest, stopped_at: StoppedAt | None = None) -> Run:
    return Run(Path(name), request, "cpu", "float32", "2.13.0", 0.001, (), (), (), (), stopped_at)


FIRST = Session(request=RunRequest(SOURCE)).with_run(run_of("first", RunRequest(SOURCE)), "LSTM")


def after_next_run(state: object, stopped_at: StoppedAt | None = None) -> object:
    request = replace(FIRST.request, state=state)
    session = FIRST.with_request(request).with_run(run_of("second", request, stopped_at), "LSTM")
    assert session.run.request.state == state
    return session.request.state


@pytest.mark.parametrize(
    ("state", "next_state"),
    [
        (CarryState("first"), CarryState("second")),
        (CarryState("elsewhere"), CarryState("elsewhere")),
        (NormalState(), NormalState()),
    ],
)
def test_the_next_run_goes_on_from_the_new_one(state, next_state):
    assert after_next_run(state) == next_state


def test_from_a_run_that_failed_nothing_goes_on():
    assert after_next_run(CarryState("first"), StoppedAt("", "RuntimeError")) == CarryState("first")


def test_a_wish_that_was_changed_meanwhile_follows_too():
    request = replace(FIRST.request, state=CarryState("first"), seed=9)
    session = FIRST.with_request(request).with_run(run_of("second", RunRequest(SOURCE)), "LSTM")
    assert (session.request.seed, session.request.state) == (9, CarryState("second"))

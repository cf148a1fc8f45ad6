"""The initial state of a recurrent layer that is run alone."""

from dataclasses import dataclass

from ..errors import InputError


@dataclass(frozen=True, slots=True)
class ZeroState:
    """No initial state is given: torch takes zeros."""


@dataclass(frozen=True, slots=True)
class NormalState:
    """h_0, and c_0 where there is one, drawn from a standard normal distribution after the input."""


@dataclass(frozen=True, slots=True)
class FileState:
    """h_0 and c_0 read from a file with tensors of these names."""

    path: str


@dataclass(frozen=True, slots=True)
class CarryState:
    """h_0 and c_0 are the h_n and c_n of the last call of the same layer in a saved run."""

    path: str


StateSpec = ZeroState | NormalState | FileState | CarryState


def parse_state(text: str) -> StateSpec:
    """Give the state that `zeros`, `normal`, `file:PATH` or `carry:RUN` names. Raises InputError for anything else."""
    match text.partition(":"):
        case ("zeros", "", ""):
            return ZeroState()
        case ("normal", "", ""):
            return NormalState()
        case ("file", ":", path) if path:
            return FileState(path)
        case ("carry", ":", path) if path:
            return CarryState(path)
    raise InputError(f"{text!r} is not an initial state.", "Write zeros, normal, file:PATH or carry:RUN.")


def state_text(state: StateSpec) -> str:
    """Give the text that `parse_state` reads as this state."""
    match state:
        case ZeroState():
            return "zeros"
        case NormalState():
            return "normal"
        case FileState(path):
            return f"file:{path}"
        case CarryState(path):
            return f"carry:{path}"

"""The call of a recurrent layer that the command line names: `encoder`, `encoder#2`, `cell#0-9`."""

import re

from ..errors import InputError
from ..gates.gate_names import has_gates
from ..gates.labelled_calls import labelled_calls
from ..run.run import Call, Run

_NAME = re.compile(r"(?P<module>.*)#(?P<call>\d+(-\d+)?)", re.DOTALL)


def named_call(run: Run, path: str, name: str) -> tuple[Call, ...]:
    """Give the call, or several alike that are looked at as one, of the run that was opened from `path`.

    Without a number it is the layer's first call; a number within stacked calls stands for all of them. Raises
    InputError for a layer that is not there or has no gates, with those that have, and for a call that is not there.
    """
    module, number = _split(run, name)
    own = [call for call in run.calls if module in (call.module, *call.aliases)]
    if not own:
        uncalled = module in run.unseen
        missing = f"{_shown(module)} was not called" if uncalled else f"{path} has no recurrent layer {module!r}"
        raise InputError(f"{missing}{' in this run' if uncalled else ''}.", _choices(run))
    if not has_gates(own[0].config):
        kind = own[0].config.kind.value
        raise InputError(f"{_shown(module)} is an {kind}, which has no gates: look at its output.", _choices(run))
    found = own[:1] if number is None else _numbered(run, own, module, number)
    if not found:
        raise InputError(f"{_shown(module)} has no call {number}.", f"It has {_labels(own)}.")
    return tuple(found)


def _split(run: Run, name: str) -> tuple[str, str | None]:
    found = _NAME.fullmatch(name)
    if found is None or any(name in (call.module, *call.aliases) for call in run.calls):
        return name, None
    return found["module"], found["call"]


def _numbered(run: Run, own: list[Call], module: str, number: str) -> tuple[Call, ...]:
    if not number.isdecimal():
        return labelled_calls(run, module, number)
    return tuple(call for call in own if call.first <= int(number) < call.first + call.count)


def _labels(own: list[Call]) -> str:
    labels = [call.label for call in own]
    return ", ".join(labels) if len(labels) < 8 else f"{labels[0]} to {labels[-1]}"


def _choices(run: Run) -> str:
    names = dict.fromkeys(call.module for call in run.calls if has_gates(call.config))
    return f"Choose one of {', '.join(map(_shown, names))}." if names else "The run has no LSTM and no GRU."


def _shown(module: str) -> str:
    return module or '""'

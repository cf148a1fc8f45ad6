"""The calls that a label names: one, stacked ones, or several alike that are looked at as one."""

from collections.abc import Sequence

from ..run.run import Call, Run


def labelled_calls(run: Run, module: str, label: str) -> tuple[Call, ...]:
    """Give the call with that label, or the calls FIRST to LAST if they are all there and alike; () if there are none.

    Such calls are looked at as if they were stacked: their time steps follow each other.
    """
    own = [call for call in run.calls if module in (call.module, *call.aliases)]
    return tuple(call for call in own if call.label == label) or _range(own, label)


def _range(own: Sequence[Call], label: str) -> tuple[Call, ...]:
    first, _, last = label.partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        return ()
    by_number = {call.first: call for call in own if not call.stacked}
    numbers = range(int(first), int(last) + 1)
    if not numbers or len(numbers) > len(by_number) or not by_number.keys() >= set(numbers):
        return ()
    found = tuple(by_number[number] for number in numbers)
    return found if len({_shape(call) for call in found}) == 1 else ()


def _shape(call: Call) -> object:
    made = ((tensor.role, tensor.shape) for tensor in call.tensors if tensor.role not in ("h_0", "c_0"))
    return call.lengths, tuple(sorted(made))

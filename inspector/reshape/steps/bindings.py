"""What the names in reshape code mean: other captured tensors, and the lengths of a packed batch."""

from dataclasses import dataclass

from ...run.call_of import call_of
from ...run.key import TensorKey, parse_key
from ...run.run import Run
from ...tensor.layer_axes import record_of
from ...tensor.record import TensorRecord


@dataclass(frozen=True, slots=True)
class Bindings:
    """The tensor that is reshaped, the others by the names that code uses, and the samples' lengths."""

    key: TensorKey | None = None
    tensors: tuple[tuple[str, TensorRecord], ...] = ()
    lengths: tuple[int, ...] = ()

    def record(self, name: str) -> TensorRecord | None:
        """Give the record of the tensor with that name, None if there is none."""
        return next((record for known, record in self.tensors if known == name), None)


def bindings_of(run: Run, key: TensorKey, names: tuple[str, ...]) -> Bindings:
    """Give what these names mean for code about the run's tensor with that key; a name that means nothing is left out.

    `h_n` is the tensor of the same call with that role; any other name is a whole one, `encoder.lstm/0/h_n`.
    """
    call = call_of(run, key)
    beside = TensorKey(call.module, call.label, "") if call else key
    found = ((name, record_of(run, _named(beside, name))) for name in dict.fromkeys(names))
    lengths = call.lengths if call and call.lengths is not None else ()
    return Bindings(key, tuple((name, record) for name, record in found if record is not None), lengths)


def bindings_beside(run: Run, key: TensorKey) -> Bindings:
    """Give all that code about the run's tensor with that key can name by a role: the tensors of its call."""
    call = call_of(run, key)
    return bindings_of(run, key, tuple(tensor.role for tensor in call.tensors) if call else ())


def _named(beside: TensorKey, name: str) -> TensorKey:
    return parse_key(name) if "/" in name else TensorKey(beside.module, beside.call, name)

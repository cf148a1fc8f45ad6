"""The name of a tensor in a run: which module, which call, which role."""

from dataclasses import dataclass

from ..errors import InputError

RESULT = "result"
WEIGHTS = "weights"
FILE = "file"


@dataclass(frozen=True, slots=True, order=True)
class TensorKey:
    """`call` is a number, a range FIRST-LAST of stacked calls, "weights", or "result" for the model's own result.

    It is "file" for a tensor of the model file, which no run has; `role` is then the last part of its dotted name.

    Hashable, so a selection survives from one run to the next.
    """

    module: str
    call: str
    role: str

    @property
    def name(self) -> str:
        """The name in the run file: `encoder.lstm/0/output`, `result/0`, `encoder.lstm/weights/weight_ih_l0`.

        Of a tensor of the model file its name there, `encoder.lstm.weight_ih_l0`.
        """
        if self.call == RESULT:
            return f"{RESULT}/{self.role}"
        if self.call == FILE:
            return f"{self.module}.{self.role}" if self.module else self.role
        return f"{self.module}/{self.call}/{self.role}"


def file_key(name: str) -> TensorKey:
    """Give the key of the model file's tensor with this dotted name."""
    module, _, role = name.rpartition(".")
    return TensorKey(module, FILE, role if module else name)


def result_key(index: int) -> TensorKey:
    """Give the key of the model's own result number `index`."""
    return TensorKey("", RESULT, str(index))


def parse_key(name: str) -> TensorKey:
    """Give the key with this name. Raises InputError if it is not MODULE/CALL/ROLE or result/INDEX."""
    match name.rsplit("/", 2):
        case [module, call, role]:
            return TensorKey(module, call, role)
        case ["result", index]:
            return TensorKey("", RESULT, index)
    raise InputError(
        f"{name!r} does not name a tensor.", "Write MODULE/CALL/ROLE, for example lstm/0/output, or result/0."
    )

"""The name of a tensor in a run: which module, which call, which role."""

from dataclasses import dataclass

from ..errors import InputError

RESULT = "result"
WEIGHTS = "weights"


@dataclass(frozen=True, slots=True, order=True)
class TensorKey:
    """`call` is a number, a range FIRST-LAST of stacked calls, "weights", or "result" for the model's own result.

    Hashable, so a selection survives from one run to the next.
    """

    module: str
    call: str
    role: str

    @property
    def name(self) -> str:
        """The name in the run file: `encoder.lstm/0/output`, `result/0`, `encoder.lstm/weights/weight_ih_l0`."""
        return f"{RESULT}/{self.role}" if self.call == RESULT else f"{self.module}/{self.call}/{self.role}"


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

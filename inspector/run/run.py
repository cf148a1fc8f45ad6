"""One forward pass and what was captured of it. Values only: the tensors themselves lie in the run file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..model.config import RecurrentConfig
from ..model.file_origin import FileOrigin
from .key import RESULT, WEIGHTS, TensorKey, result_key
from .request import RunRequest

STACK_LIMIT = 64  # a layer called more often than this, with equal shapes, is kept as one stacked call


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """One tensor of a run file: `stride` is the original one, in elements; the file stores it contiguous.

    `same_as` names the captured tensor that it is, `view_of` the one that it is a part of, "" for none. A call's input
    and initial state have them where an earlier call made them. Of stacked calls, who takes from the own stack takes
    from the call before, who takes from a stack as high from the call at its place; else `view_of` says where the
    first of them took it, or that the last of the other gave it. `path`, of a result of the model only, is the code
    that takes it from what the model returned: `[1][0]`, "" for all of it.
    """

    role: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str
    path: str = ""
    same_as: str = ""
    view_of: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a recurrent layer, or `count` stacked ones that begin at `first`.

    `lengths` are those of a packed sequence, one for each sample, else None. Tensors of stacked calls
    have a leading axis `call`.
    """

    module: str
    aliases: tuple[str, ...]
    config: RecurrentConfig
    first: int
    count: int
    lengths: tuple[int, ...] | None
    tensors: tuple[StoredTensor, ...]

    @property
    def label(self) -> str:
        """The call's part of a tensor name: `0`, or `0-99` for stacked calls."""
        return str(self.first) if self.count == 1 else f"{self.first}-{self.first + self.count - 1}"

    @property
    def stacked(self) -> bool:
        """True where the tensors have a leading axis `call`."""
        return self.count > 1

    def key(self, role: str) -> TensorKey:
        """Give the key of this call's tensor with that role."""
        return TensorKey(self.module, self.label, role)


@dataclass(frozen=True, slots=True)
class LayerWeights:
    """The effective weights of one recurrent layer; of a `quantised` one the floats that its integers stand for."""

    module: str
    config: RecurrentConfig
    tensors: tuple[StoredTensor, ...]
    quantised: bool = False


@dataclass(frozen=True, slots=True)
class FailedCall:
    """The call of a module that failed; `given` are the shapes of the tensors that it was given.

    `kind` is the class of torch.nn that the module is or inherits from, "Module" for one of the user's own. `weight`
    is the shape of its weight, () if it has none. `earlier` counts the calls that a Linear had finished before.
    """

    kind: str
    given: tuple[tuple[int, ...], ...]
    weight: tuple[int, ...] = ()
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class StoppedAt:
    """Where the model failed: the innermost module that was running, and torch's own words.

    `call` is that module's call, None if it is not known or if the constructor failed.
    """

    module: str
    error: str
    call: FailedCall | None = None
    in_constructor: bool = False

    @property
    def place(self) -> str:
        """The module in words: its path, `its forward` for the model itself, `its constructor`."""
        return self.module or ("its constructor" if self.in_constructor else "its forward")


@dataclass(frozen=True, slots=True)
class Run:
    """Everything known of one forward pass but the tensors' values, which lie in the file at `path`.

    `calls` stand in the order in which they finished. `unseen` names the recurrent layers that were not called.
    `carried` names the tensors of the carried run (request.state) that h_0 and c_0 are, none if nothing was carried.
    `remarks` are sentences on what the capture could not tell.
    """

    path: Path
    request: RunRequest
    device: str
    dtype: str
    torch: str
    seconds: float
    calls: tuple[Call, ...]
    weights: tuple[LayerWeights, ...]
    result: tuple[StoredTensor, ...]
    unseen: tuple[str, ...]
    stopped_at: StoppedAt | None
    origin: FileOrigin | None = None
    carried: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def duration_text(self) -> str:
        """How long the forward took: `12.3 ms`, `21.6 s`."""
        return f"{self.seconds * 1000:.1f} ms" if self.seconds < 1 else f"{self.seconds:.1f} s"

    def captured_keys(self) -> tuple[TensorKey, ...]:
        """Give the keys of every captured tensor and of the result, in order; weights are left out."""
        captured = [call.key(tensor.role) for call in self.calls for tensor in call.tensors]
        return (*captured, *(result_key(index) for index in range(len(self.result))))

    def find(self, key: TensorKey) -> tuple[Call | LayerWeights | None, StoredTensor] | None:
        """Give the call (or layer, or None for a result) that the tensor belongs to, and the tensor."""
        found = (
            (owner, tensor) for owner, tensors in self._owners(key) for tensor in tensors if tensor.role == key.role
        )
        return next(found, None)

    def _owners(self, key: TensorKey) -> Iterator[tuple[Call | LayerWeights | None, tuple[StoredTensor, ...]]]:
        if key.call == RESULT:
            yield None, self.result
        elif key.call == WEIGHTS:
            yield from ((layer, layer.tensors) for layer in self.weights if layer.module == key.module)
        else:
            calls = (call for call in self.calls if call.module == key.module and call.label == key.call)
            yield from ((call, call.tensors) for call in calls)

"""The third source of calls: the operators themselves, seen below everything that can call one.

Compiled parts (TorchScript, torch.export) take no hooks and call no function of Python. In inference mode a recurrent
operator reaches a dispatch mode in one piece, with all that its layer was given and the layer's settings; with
gradients merely off, torch takes it apart before. That is how torch's dispatcher orders its keys, and promised nowhere:
the tap is tried before it is relied on.
"""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from ..layers.recurrent_operator import OperatorCall, read_operator, recurrent_operators
from .capture_recorder import Recorder
from .capture_values import GIVEN, Capture, KeptTensor, kept
from .reconcile import Reconciler
from .reconcile_owners import Owners
from .tap_afterwards import Packing, Source, TappedCall, finished, packing_of
from .tap_cells import CELL_ENDS, CELL_OPERATORS, LONGEST_CELL, Step, match_cell
from .tap_graph import GraphNames

_aten = torch.ops.aten
_CASTS = (
    _aten._to_copy.default,
    _aten._autocast_to_reduced_precision.default,  # what TorchScript itself puts where autocast is on
    _aten._autocast_to_full_precision.default,
)
_AS_IT_IS = nullcontext()
_KEPT_SOURCES = 64  # more than the weights of a layer, which autocast casts before each call
_OPEN_END = 2  # calls whose layer may go on: two of them, where parts run side by side


class OperatorTap(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Records recurrent operators that no open call accounts for, and cells that tracing has taken apart."""

    def __init__(self, calls: Reconciler, graph: GraphNames) -> None:
        """Take where calls are brought to, and the names that a graph has."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._calls, self._graph = calls, graph
        self.reason = ""  # what the latest operator that failed said: TorchScript loses it on its way through a mode
        self._latest: deque[TappedCall] = deque()
        self._recent: deque[Step] = deque(maxlen=LONGEST_CELL)
        self._sources: deque[Source] = deque(maxlen=_KEPT_SOURCES)
        self._packings: dict[int, tuple[torch.Tensor, Packing]] = {}
        self._handlers = self._table()
        self._mixed = _mixed_key()

    def _table(self) -> Mapping[Any, Callable[..., None]]:
        sources = (_aten.unsqueeze.default, *_CASTS)
        return (
            dict.fromkeys(recurrent_operators(), self._layer)
            | dict.fromkeys(CELL_OPERATORS, self._piece)
            | dict.fromkeys(sources, self._source)
            | {_aten.index_select.default: self._after, _aten.squeeze.dim: self._after}
            | {_aten._pack_padded_sequence.default: self._packed}
        )

    def __torch_dispatch__(self, operator: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run the operator and look at those that matter."""
        handler = self._handlers.get(operator)
        try:
            with self._mixed_precision() if handler == self._layer else _AS_IT_IS:
                made = operator(*args, **(kwargs or {}))
        except RuntimeError as error:
            self.reason = str(error)
            raise
        if handler is not None:
            handler(operator, args, kwargs or {}, made)
        return made

    def _mixed_precision(self) -> AbstractContextManager[object]:
        """Let autocast act within a recurrent operator: it stands above the mode, and let the whole one pass."""
        if self._mixed is None:
            return _AS_IT_IS
        return torch._C._SetExcludeDispatchKeyGuard(self._mixed, False)

    def _layer(self, operator: Any, args: Any, kwargs: Any, made: Any) -> None:
        told = self._graph.next()
        if not self._calls.is_inside():
            self._record(read_operator(operator, args, kwargs, made), told)

    def _piece(self, operator: Any, args: Any, _kwargs: Any, made: Any) -> None:
        if self._mixed is not None:
            casts = self._casts()
            args = tuple(casts.get(id(value), value) for value in args)
        self._recent.append((operator, args, made))
        if operator in CELL_ENDS and not self._calls.is_inside() and (call := match_cell(tuple(self._recent))):
            self._record(call)

    def _source(self, operator: Any, args: Any, _kwargs: Any, made: Any) -> None:
        """Note what a tensor was before a layer's own code (or autocast) changed it for the operator."""
        self._sources.append((made, args[0], (operator, args)))

    def _casts(self) -> Mapping[int, torch.Tensor]:
        """Give what each tensor was, by its identity, that was cast of late."""
        return {id(made): source for made, source, (operator, _) in self._sources if operator in _CASTS}

    def _packed(self, _operator: Any, args: Any, _kwargs: Any, made: Any) -> None:
        """Note how a sequence was packed; every call that takes its batch sizes is of that sequence."""
        self._packings[id(made[1])] = (made[1], packing_of(args, self._sources))

    def _after(self, operator: Any, args: Any, kwargs: Any, made: Any) -> None:
        """Note what a layer's own code does with what the operator gave: order it, or take an axis away."""
        self._source(operator, args, kwargs, made)
        any(tapped.notice(operator, args) for tapped in reversed(self._latest))

    def _record(self, call: OperatorCall, told: str = "") -> None:
        casts = self._casts()
        owner = self._calls.owner_of(tuple(casts.get(id(weight), weight) for weight in call.identity), told)
        _, packing = self._packings.get(id(call.batch_sizes), (None, Packing()))
        tapped = TappedCall(owner, call, _copied(call, casts), tuple(self._sources), packing)
        weights = {name: casts.get(id(weight), weight) for name, weight in call.weights.items()}
        tapped.place = self._calls.record(owner, tapped.config, weights, [tapped.raw], call.quantised)
        self._latest.append(tapped)
        if len(self._latest) > _OPEN_END:
            self._finish(self._latest.popleft())

    def finish(self) -> None:
        """Bring the last calls into the form in which their layers were called, when the run is over."""
        while self._latest:
            self._finish(self._latest.popleft())

    def _finish(self, tapped: TappedCall) -> None:
        if tapped.place >= 0 and (call := finished(tapped)) is not None:
            self._calls.recorder.replace(tapped.place, call)


def _copied(call: OperatorCall, casts: Mapping[int, torch.Tensor]) -> Mapping[str, KeptTensor]:
    """Copy the tensors; of what autocast has made for the operator, what it was made of."""
    return {
        role: kept(casts.get(id(tensor), tensor) if role in GIVEN else tensor) for role, tensor in call.roles.items()
    }


def _mixed_key() -> Any:
    """Give the dispatcher's key of the autocast that is on, None for none; within the mode torch says that none is."""
    kinds = (kind for kind in ("cpu", "cuda", "mps") if torch.is_autocast_enabled(kind))
    return next((getattr(torch._C.DispatchKey, f"Autocast{kind.upper()}", None) for kind in kinds), None)


@cache
def tap_works() -> bool:
    """Try whether a recurrent operator is seen in one piece."""
    taken, cell = Capture(), nn.LSTMCell(1, 1)
    tap = OperatorTap(Reconciler(Recorder(taken, lambda _: None), Owners(cell, "", {})), GraphNames(cell))
    x = torch.zeros(1, 1)
    with torch.inference_mode(), tap:
        torch.ops.aten.lstm_cell.default(x, (x, x), *cell.parameters())
    return len(taken.calls) == 1


def is_compiled(module: nn.Module) -> bool:
    """Tell whether the module holds code that neither hooks nor functions see."""
    if isinstance(module, torch.jit.ScriptModule):
        return True
    if isinstance(module, torch.fx.GraphModule):
        return any(node.target in _recurrent() for node in module.graph.nodes if node.op == "call_function")
    return False


@cache
def _recurrent() -> frozenset[Any]:
    return frozenset(recurrent_operators())

"""Nothing twice and nothing missing: what is part of an open call is no call of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import get_ident

import torch
from torch import nn

from ...model.config import RecurrentConfig
from .capture_recorder import Lengths, Recorder
from .capture_values import KeptTensor, RecordedLayer
from .model_threads import ModelThreads
from .reconcile_owners import Owner, Owners

Inner = tuple[Mapping[str, KeptTensor], Lengths]


@dataclass(slots=True, eq=False)
class OpenCall:
    """A call that has begun and not ended.

    What an `opaque` call does inside is its own affair: torch's own layer calls torch's own function. Of any other, a
    subclass with a forward of its own, the calls with the layer's weights are gathered in `inner`.
    """

    module: nn.Module | None
    opaque: bool
    inner: list[Inner] = field(default_factory=list)


class Reconciler:
    """Where all sources bring their calls; knows which calls are open in each thread, the innermost one last."""

    def __init__(self, recorder: Recorder, owners: Owners, threads: ModelThreads | None = None) -> None:
        """Begin with no open call; `threads` tell which threads are the model's, None for all of them."""
        self.recorder = recorder
        self.owners = owners
        self.found: list[RecordedLayer] = []  # layers that no hook could be put on, as often as they are called
        self._open: defaultdict[int, list[OpenCall]] = defaultdict(list)
        self.threads = threads or ModelThreads(frozenset())

    def here(self) -> list[OpenCall]:
        """Give this thread's open calls."""
        return self._open[get_ident()]

    def is_inside(self) -> bool:
        """Tell whether what happens now is part of an opaque call."""
        stack = self._open[get_ident()]
        return bool(stack) and stack[-1].opaque

    def is_elsewhere(self) -> bool:
        """Tell whether this thread was there before the run: functions are wrapped for the whole program."""
        return self.threads.is_foreign()

    def owner_of(self, weights: Sequence[torch.Tensor], told: str = "") -> Owner:
        """Give the owner of the weights; of weights that are computed, the layer that is open."""
        stack = self.here()
        return self.owners.of(weights, stack[-1].module if stack else None, told)

    def record(
        self,
        owner: Owner,
        config: RecurrentConfig,
        weights: Mapping[str, torch.Tensor],
        calls: Sequence[Inner],
        quantised: bool = False,
    ) -> int:
        """Add calls of one layer, to the open call if they are part of it; give the last one's place, else -1."""
        stack = self.here()
        if stack and owner.module is not None and owner.module is stack[-1].module:
            stack[-1].inner += calls
            return -1
        if owner.module is None:
            self.found.append(RecordedLayer(owner.names, config, weights, quantised))
        place = -1
        for tensors, lengths in calls:
            place = self.recorder.add(owner.names, config, tensors, lengths)
        return place


def close(stack: list[OpenCall], module: nn.Module) -> OpenCall | None:
    """Take the module's open call off the stack, and whatever was left open above it."""
    while stack:
        last = stack.pop()
        if last.module is module:
            return last
    return None

"""Models inside what runs them: parallel wrappers, compilers, threads, checkpoints."""

import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import checkpoint

from inspector.engine.inputs.inputs import RunInput
from tests.inspector.engine.zoo.entry import (
    EXPORTED,
    FROZEN,
    HIDDEN,
    INPUT,
    NOT_EXPORTED,
    NOT_SCRIPTED,
    SEQUENCE,
    TRACED,
    ZooEntry,
    calls,
)
from tests.inspector.engine.zoo.oracle import Seen, layer_call, unwrapped
from tests.inspector.engine.zoo.plain_layers import Tagger


class Checkpointed(nn.Module):
    """The layer runs inside torch.utils.checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)

    def forward(self, x):
        output, _ = checkpoint(self.lstm, x, use_reentrant=False)
        return output.mean(1)


class Threaded(nn.Module):
    """The layer runs in a thread of the model's own, where gradients are on."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)

    def forward(self, x):
        with ThreadPoolExecutor(1) as threads:
            output, _ = threads.submit(self.lstm, x).result()
        return output[:, -1]


class ScriptedPart(nn.Module):
    """An ordinary model, one part of which is TorchScript: it takes no hooks."""

    def __init__(self) -> None:
        super().__init__()
        self.plain = nn.LSTM(INPUT, INPUT, batch_first=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch says that scripting is old
            self.scripted = torch.jit.script(simple())

    def forward(self, x):
        return self.scripted(self.plain(x)[0])


def simple() -> nn.Module:
    return Tagger(nn.LSTM(INPUT, HIDDEN, batch_first=True))


@contextmanager
def process_group() -> Iterator[None]:
    """Hold a process group of one process, which meets in a file: no port is opened for it."""
    with tempfile.TemporaryDirectory() as folder:
        meeting = (Path(folder) / "meeting").as_uri()
        distributed.init_process_group("gloo", init_method=meeting, rank=0, world_size=1)
        try:
            yield
        finally:
            distributed.destroy_process_group()


def both_layers(model: nn.Module, arguments: RunInput, _method: str) -> list[Seen]:
    with torch.no_grad():
        (x,) = arguments.positional
        first = model.plain(x)
        layer = simple().rnn
        layer.load_state_dict({name.removeprefix("rnn."): weight for name, weight in _of_layer(model.scripted)})
        return [
            layer_call("plain", "LSTM", x, None, first),
            layer_call("scripted.rnn", "LSTM", first[0], None, layer(first[0])),
        ]


def _of_layer(scripted: nn.Module):
    return ((name, weight) for name, weight in scripted.state_dict().items() if name.startswith("rnn."))


WRAPPED = (
    ZooEntry(
        "data parallel", "DataParallel without a GPU runs the module that it holds.",
        lambda: nn.DataParallel(simple()), SEQUENCE, calls("module.rnn", "LSTM"), oracle=unwrapped("module"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "distributed data parallel", "DistributedDataParallel with one process on the CPU.",
        lambda: DistributedDataParallel(simple()), SEQUENCE, calls("module.rnn", "LSTM"), oracle=unwrapped("module"),
        around=process_group,
        variants=(TRACED, FROZEN),
    ),
    ZooEntry(
        "compiled", "torch.compile with the backend that changes nothing.",
        lambda: torch.compile(simple(), backend="eager"), SEQUENCE, calls("_orig_mod.rnn", "LSTM"),
        oracle=unwrapped("_orig_mod"),
        variants=(EXPORTED,),
    ),
    ZooEntry(
        "checkpointed", "torch.utils.checkpoint runs the layer.", Checkpointed, SEQUENCE, calls("lstm", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "threaded", "The layer runs in another thread.", Threaded, SEQUENCE, calls("lstm", "LSTM"),
        variants=(),
    ),
    ZooEntry(
        "scripted part", "One part of an ordinary model is TorchScript, which takes no hooks.",
        ScriptedPart, SEQUENCE, calls("plain", "LSTM") + calls("scripted.rnn", "LSTM"), oracle=both_layers,
        variants=NOT_EXPORTED,
    ),
)  # fmt: skip

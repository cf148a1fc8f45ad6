"""Models that do what hooks, run files and scripts find hard; a bug report becomes a model here first."""

from typing import NamedTuple

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

TIME, BATCH, INPUT, HIDDEN = 5, 3, 4, 6


def sample() -> torch.Tensor:
    """(time, batch, input)."""
    count = torch.arange(TIME * BATCH * INPUT, dtype=torch.float64)
    return torch.sin(0.37 * count + 0.1).float().reshape(TIME, BATCH, INPUT)


class OneLayer(nn.Module):
    """What the others have in common."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN)


class Twice(nn.Module):
    """The layer is called twice, the second time with its own output."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, INPUT)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.lstm(output)[0] + 1


class Alias(nn.Module):
    """One module under two names, and inside another module under a third."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.LSTM(INPUT, INPUT)
        self.second = self.first
        self.inner = nn.ModuleDict({"third": self.first})

    def forward(self, x):
        return self.second(self.first(x)[0])[0] * 2


class Loop(nn.Module):
    """A cell called `steps` times, on slices of one batch-first tensor: they are not contiguous."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(INPUT, HIDDEN)
        self.steps = steps

    def forward(self, x):
        x = x.transpose(0, 1).contiguous()
        h = c = torch.zeros(x.shape[0], HIDDEN)
        for step in range(self.steps):
            h, c = self.cell(x[:, step % x.shape[1]], (h, c))
        return h * 1


class ByKeyword(OneLayer):
    """Input and state are given by name, in the other order."""

    def forward(self, x):
        state = torch.ones(1, x.shape[1], HIDDEN), torch.full((1, x.shape[1], HIDDEN), 2.0)
        return self.lstm(hx=state, input=x)[0] + 1


class StateByKeyword(OneLayer):
    def forward(self, x):
        state = torch.ones(1, x.shape[1], HIDDEN), torch.full((1, x.shape[1], HIDDEN), 2.0)
        return self.lstm(x, hx=state)[0] + 1


class Named(NamedTuple):
    hidden: torch.Tensor
    count: int


class Nested(OneLayer):
    """A dict with a tuple, a list, a named tuple, and what is no tensor."""

    def forward(self, x):
        output, state = self.lstm(x)
        return {"scores": (output + 1, [output[-1] + 2, None]), "state": state, 7: Named(state[0] + 3, 5)}


class OwnOutput(OneLayer):
    """The result is what the layer returned: the very same tensors."""

    def forward(self, x):
        return self.lstm(x)


class Rewritten(OneLayer):
    """Everything that went in and came out is overwritten after the call."""

    def forward(self, x):
        x = x.clone()
        output, (h_n, c_n) = self.lstm(x)
        for tensor in (x, output, h_n, c_n):
            tensor.zero_()
        return output


class FailsInside(nn.Module):
    """It fails in a module two levels down, after the LSTM."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN)
        self.block = nn.Sequential(nn.Tanh(), nn.Linear(HIDDEN + 1, 2))

    def forward(self, x):
        return self.block(self.lstm(x)[0])


class FailsItself(OneLayer):
    """It fails between two calls of modules."""

    def forward(self, x):
        output, _ = self.lstm(x)
        return output.view(7, 7)


class FailsFirst(OneLayer):
    """The layer itself refuses its input."""

    def forward(self, x):
        return self.lstm(x[..., :-1])


class Catching(nn.Module):
    """A submodule fails and the model goes on without it; `then_fails`: and fails later by itself."""

    def __init__(self, then_fails: bool = False) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN)
        self.broken = nn.Sequential(nn.Linear(HIDDEN + 1, 2))
        self.head = nn.Linear(HIDDEN, 2)
        self.then_fails = then_fails

    def forward(self, x):
        output, _ = self.lstm(x)
        try:
            return self.broken(output)
        except RuntimeError:
            scores = self.head(output)
        if self.then_fails:
            raise ValueError("nothing left to try")
        return scores


class Unseen(OneLayer):
    """One of the layers is never called."""

    def __init__(self) -> None:
        super().__init__()
        self.spare = nn.ModuleList([nn.GRU(INPUT, 2), nn.LSTMCell(INPUT, 2)])

    def forward(self, x):
        return self.spare[1](x[0])[0] + self.lstm(x)[0].mean()


class Quits(OneLayer):
    """It ends the process, or tries to."""

    def __init__(self, quits: BaseException) -> None:
        super().__init__()
        self.quits = quits

    def forward(self, x):
        self.lstm(x)
        raise self.quits


class OutputOnly(nn.LSTM):
    """A subclass with a forward of its own: another argument, and no states."""

    def forward(self, sequence):
        return super().forward(sequence)[0]


class HoldsSubclass(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = OutputOnly(INPUT, HIDDEN)

    def forward(self, x):
        return self.lstm(sequence=x) + 1


class Packs(OneLayer):
    """It packs and returns the packed sequence."""

    def forward(self, x, lengths):
        return self.lstm(pack_padded_sequence(x, lengths, enforce_sorted=False))[0]


class Windows(OneLayer):
    """Overlapping windows of one series for two samples, and states that expand() made: elements share memory."""

    def given(self, x):
        windows = x.reshape(-1)[: TIME + INPUT + 1].unfold(0, INPUT, 1)[:, None].expand(-1, 2, -1)
        return windows, torch.linspace(-1, 1, HIDDEN).expand(1, 2, HIDDEN), torch.ones(1).expand(1, 2, HIDDEN)

    def forward(self, x):
        windows, h_0, c_0 = self.given(x)
        return self.lstm(windows, (h_0, c_0))[0].transpose(0, 2)


class Transposed(nn.Module):
    """It is given time first and reads the batch first: the layer's input is not contiguous."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)

    def forward(self, x):
        return self.lstm(x.transpose(0, 1))


class StopsAfter(nn.Module):
    """It runs another model and fails then."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x):
        self.model(x)
        raise ValueError("enough")


class Frozen(nn.Module):
    """Parts in eval mode within a model in train mode, and a hook of the model's own."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN)
        self.norm = nn.BatchNorm1d(HIDDEN).eval()
        self.calls = 0
        self.lstm.register_forward_hook(self._count)

    def _count(self, *_):
        self.calls += 1

    def forward(self, x):
        return self.norm(self.lstm(x)[0][-1])

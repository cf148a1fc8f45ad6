"""What happens around a call: errors, in-place writes, other modes and precisions."""

import torch
from torch import nn

from tests.inspector.engine.zoo.entry import (
    FROZEN,
    HIDDEN,
    INPUT,
    NOT_EXPORTED,
    NOT_SCRIPTED,
    SCRIPTED,
    SEQUENCE,
    TRACED,
    ZooEntry,
    calls,
)
from tests.inspector.engine.zoo.functional_oracles import one_call
from tests.inspector.engine.zoo.oracle import ZooError
from tests.inspector.engine.zoo.plain_layers import Tagger


class OneLayer(nn.Module):
    """What the others have in common."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)


class InHook(nn.Module):
    """A hook on the Linear reads with an LSTM; forward itself calls no recurrent layer."""

    def __init__(self) -> None:
        super().__init__()
        self.probe = nn.LSTM(HIDDEN, 4, batch_first=True)
        self.linear = nn.Linear(INPUT, HIDDEN)
        self.linear.register_forward_hook(lambda _module, _given, output: self.probe(output)[0])

    def forward(self, x):
        return self.linear(x)


class Fails(OneLayer):
    """It fails after the layer."""

    def __init__(self) -> None:
        super().__init__()
        self.never = nn.GRU(HIDDEN, HIDDEN, batch_first=True)

    def forward(self, x):
        output, _ = self.lstm(x)
        if output.dim() == 3:
            raise ZooError("after the layer")
        return self.never(output)


class FailsInTime(nn.Module):
    """The third call of its cell is the last that finishes."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.GRUCell(INPUT, HIDDEN)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.cell.hidden_size)
        for t in range(x.shape[1]):
            if t == 3:
                raise ZooError("in the middle of the sequence")
            h = self.cell(x[:, t], h)
        return h


class Overwrites(OneLayer):
    """It writes into what it gave and into what it got."""

    def forward(self, x):
        x = x.clone()
        output, (h_n, c_n) = self.lstm(x)
        x.zero_()
        output.mul_(0)
        h_n.data.fill_(9)
        c_n.add_(1)
        return output + h_n.sum() + c_n.sum()


class Inference(OneLayer):
    """It runs the layer in inference mode, whose tensors count no versions."""

    def forward(self, x):
        with torch.inference_mode():
            output, _ = self.lstm(x)
            return output.mean(1)


class Autocast(OneLayer):
    """It runs the layer in bfloat16 by autocast."""

    def forward(self, x):
        with torch.autocast("cpu", torch.bfloat16):
            output, _ = self.lstm(x)
        return output.float()


class Saliency(OneLayer):
    """It takes a gradient in its forward: how much each input counts."""

    def forward(self, x):
        with torch.enable_grad():
            x = x.detach().requires_grad_()
            output, _ = self.lstm(x)
            (gradient,) = torch.autograd.grad(output[:, -1].sum(), x)
        return gradient.abs()


class Spare(OneLayer):
    """One of its layers is called on a condition that does not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.spare = nn.GRU(INPUT, HIDDEN, batch_first=True)

    def forward(self, x):
        if x.size(1) > 100:
            return self.spare(x)[0]
        return self.lstm(x)[0]


class Catches(OneLayer):
    """Its first try fails inside the layer, for which no call is to be shown; the second one is right."""

    def forward(self, x):
        try:
            output, _ = self.lstm(x[..., :-1])
        except RuntimeError:
            output, _ = self.lstm(x)
        return output


CONDITIONS = (
    ZooEntry(
        "lstm in a hook", "A forward hook of the model's own runs a layer.", InHook, SEQUENCE, calls("probe", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "fails after the layer", "The forward raises after its first layer; the second is not reached.", Fails,
        SEQUENCE, calls("lstm", "LSTM"), unseen=("never",), stops="ZooError",
        variants=(SCRIPTED, FROZEN),
    ),
    ZooEntry(
        "fails in a loop", "The forward raises between two calls of a cell.", FailsInTime, SEQUENCE,
        calls("cell", "GRUCell", 3, True), stops="ZooError",
        variants=(SCRIPTED, FROZEN),
    ),
    ZooEntry(
        "overwritten in place", "Input, output and states are overwritten after the call.", Overwrites, SEQUENCE,
        calls("lstm", "LSTM"),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "inference mode", "The layer runs in inference mode.", Inference, SEQUENCE, calls("lstm", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "autocast", "The layer runs in bfloat16 by autocast; TorchScript leaves it in float32.", Autocast, SEQUENCE,
        calls("lstm", "LSTM"), variants=NOT_EXPORTED, file_oracle=one_call("lstm", "LSTM"),
    ),
    ZooEntry(
        "float64", "The whole model runs in float64.", lambda: Tagger(nn.LSTM(INPUT, HIDDEN, batch_first=True)),
        SEQUENCE, calls("rnn", "LSTM"), dtype="float64",
    ),
    ZooEntry(
        "autograd inside", "The forward takes a gradient.", Saliency, SEQUENCE, calls("lstm", "LSTM"),
        variants=(),
    ),
    ZooEntry(
        "spare layer", "A layer is there and is not called.", Spare, SEQUENCE, calls("lstm", "LSTM"), unseen=("spare",),
    ),
    ZooEntry(
        "failed try", "A first call fails inside the layer and the model tries again.", Catches, SEQUENCE,
        calls("lstm", "LSTM"),
        variants=(TRACED, FROZEN),
    ),
)  # fmt: skip

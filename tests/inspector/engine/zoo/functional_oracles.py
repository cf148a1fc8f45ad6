"""Oracles for calls that no hook sees: the same layer called as a module, or a loop written out."""

from collections.abc import Callable

import torch
from torch import nn

from inspector.engine.inputs.inputs import RunInput
from tests.inspector.engine.zoo.entry import HIDDEN, INPUT
from tests.inspector.engine.zoo.oracle import Oracle, Seen, layer_call


def by_hand(make: Callable[[nn.Module, torch.Tensor], list[Seen]]) -> Oracle:
    """Give the oracle that computes the calls from the model and its only argument."""

    def seen(model: nn.Module, arguments: RunInput, _method: str) -> list[Seen]:
        with torch.no_grad():
            return make(model, arguments.positional[0])

    return seen


def one_call(name: str, kind: str) -> Oracle:
    """Give the oracle of a layer that reads the input once, without a state."""
    return by_hand(lambda model, x: [layer_call(name, kind, x, None, model.get_submodule(name)(x))])


def stepped(name: str, cell_of: Callable[[nn.Module], nn.Module]) -> Oracle:
    """Give the oracle of a cell that reads the input step by step, from zeros on."""

    def steps(model: nn.Module, x: torch.Tensor) -> list[Seen]:
        cell, found = cell_of(model), []
        zeros = torch.zeros(x.shape[0], HIDDEN)
        state = (zeros, zeros) if isinstance(cell, nn.LSTMCell) else zeros
        for t in range(x.shape[1]):
            given, state = state, cell(x[:, t], state)
            found.append(layer_call(name, type(cell).__name__, x[:, t], given, state))
        return found

    return by_hand(steps)


def filled(layer: nn.Module, weights: list[torch.Tensor]) -> nn.Module:
    """Give the layer with these weights, in torch's order."""
    for parameter, weight in zip(layer.parameters(), weights, strict=True):
        parameter.data = weight.detach().clone()
    return layer


def with_states(model: nn.Module, x: torch.Tensor) -> list[Seen]:
    state = (torch.ones(4, x.shape[0], HIDDEN), torch.full((4, x.shape[0], HIDDEN), 0.5))
    return [layer_call("lstm", "LSTM", x, state, model.lstm(x, state))]


def own_gru(model: nn.Module, x: torch.Tensor) -> list[Seen]:
    layer = filled(nn.GRU(INPUT, HIDDEN, batch_first=True), model.recurrence.weights())
    zeros = torch.zeros(1, x.shape[0], HIDDEN)
    return [layer_call("recurrence", "GRU", x, zeros, layer(x, zeros))]


def out_of_list(model: nn.Module, x: torch.Tensor) -> list[Seen]:
    return [layer_call("functional", "LSTM", x, None, model.layers[0](x))]


def own_cell(kind: type[nn.Module]) -> Oracle:
    """Give the oracle of a function that does what this cell does with the same weights."""
    return stepped("recurrence", lambda model: filled(kind(INPUT, HIDDEN), model.recurrence.weights()))

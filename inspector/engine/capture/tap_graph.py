"""What a graph of torch.export remembers of the layers that it was made of."""

from collections.abc import Iterator
from typing import Any

from torch import nn
from torch.fx import GraphModule

from ..layers.recurrent_operator import recurrent_operators


class GraphNames:
    """Gives the path of the layer that each recurrent operator was written for, in the order in which a graph runs."""

    def __init__(self, model: nn.Module) -> None:
        """Read the graph, if the model is one that runs each of its nodes once, in order."""
        plain = isinstance(model, GraphModule) and not any(
            isinstance(module, GraphModule) for module in model.modules() if module is not model
        )
        self._names = _names(model) if plain and isinstance(model, GraphModule) else iter(())

    def next(self) -> str:
        """Give the path for the operator that runs next, "" where the graph knows none."""
        return next(self._names, "")


def _names(model: GraphModule) -> Iterator[str]:
    operators = frozenset(recurrent_operators())
    for node in model.graph.nodes:
        if node.op == "call_function" and node.target in operators:
            stack: list[Any] = list((node.meta.get("nn_module_stack") or {}).values())
            path, kind = stack[-1] if stack else ("", "")
            yield str(path) if str(kind).startswith("torch.nn.modules.rnn.") else ""

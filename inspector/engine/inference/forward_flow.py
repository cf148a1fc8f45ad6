"""Follows the arguments of forward through its source, into submodules too, without executing anything.

Each statement is looked at once, both branches of a condition, the body of a loop one time. What is not understood
is left out. (torch.fx would execute the model's code, and stops at the first loop, condition or packed sequence.)
"""

import ast
from collections.abc import Iterable

from torch import nn

from ..layers.recurrent_config import kind_name, recurrent_config
from .argument_uses import Argument, Use
from .flow_calls import feed_layer
from .flow_expressions import ExpressionFlow
from .flow_values import FlowValue, MadeValue, ModuleValue
from .forward_source import method_tree

_DEEPEST = 8  # modules within modules


def uses_of(module: nn.Module, method: str, names: Iterable[str]) -> list[Use]:
    """Give what the method does with its arguments of these names, in the order of the source."""
    flow = _Flow([], 0)
    flow.call(module, method, {name: Argument(name) for name in names})
    return flow.uses


class _Flow(ExpressionFlow):
    """Follows one method, and starts another flow for each one that it calls."""

    def __init__(self, uses: list[Use], depth: int) -> None:
        super().__init__(uses)
        self._depth = depth
        self._returned: FlowValue = None

    def call(self, module: nn.Module, method: str, given: dict[str, FlowValue]) -> FlowValue:
        """Follow the method with these values of its parameters and give what it returns."""
        if isinstance(module, nn.Sequential) and method == "forward":
            return self._sequence(module, next(iter(given.values()), None))
        tree = method_tree(module, method) if self._depth < _DEEPEST else None
        if tree is None:
            return MadeValue()
        self.variables = {tree.args.args[0].arg if tree.args.args else "self": ModuleValue(module), **given}
        self._block(tree.body)
        return self._returned

    def _sequence(self, module: nn.Sequential, value: FlowValue) -> FlowValue:
        for layer in module:
            value = self.feed(layer, [value], {})
        return value

    def inner(self, owner: nn.Module, name: str, positional: list[FlowValue], named: dict[str, FlowValue]) -> FlowValue:
        """Follow a method in a flow of its own."""
        tree = method_tree(owner, name)
        if tree is None:
            return None
        own = [argument.arg for argument in tree.args.args]
        own = own[1:] if own and own[0] in ("self", "cls") else own
        return _Flow(self.uses, self._depth + 1).call(owner, name, dict(zip(own, positional, strict=False)) | named)

    def feed(self, module: nn.Module, positional: list[FlowValue], named: dict[str, FlowValue]) -> FlowValue:
        """Follow a module of the model's own into its forward; of torch's, note what it is given."""
        first = positional[0] if positional else None
        if recurrent_config(module) is not None:
            return feed_layer(self.uses, module, positional, named)
        if isinstance(module, nn.Sequential):
            return _Flow(self.uses, self._depth + 1)._sequence(module, first)
        if kind_name(module) in ("", "Sequential"):
            return self.inner(module, "forward", positional, named) or MadeValue()
        return feed_layer(self.uses, module, positional, named)

    def _block(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets, value):
                made = self.value(value)
                for target in targets:
                    self.bind(target, made)
            case ast.AnnAssign(target, _, value) | ast.AugAssign(target, _, value) if value is not None:
                made = self.value(value)
                if made is not None or isinstance(statement, ast.AnnAssign):
                    self.bind(target, made)
            case ast.Expr(value):
                self.value(value)
            case ast.Return(value) if value is not None:
                made = self.value(value)
                self._returned = made if self._returned is None else self._returned
            case _:
                self._compound_statement(statement)

    def _compound_statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.For(target, each, body, otherwise):
                self.bind(target, self.each(each))
                self._block([*body, *otherwise])
            case ast.If(test, body, otherwise) | ast.While(test, body, otherwise):
                self.value(test)
                self._block([*body, *otherwise])
            case ast.With(items, body):
                for item in items:
                    self.value(item.context_expr)
                self._block(body)
            case ast.Try(body, handlers, otherwise, finally_):
                self._block([*body, *(part for handler in handlers for part in handler.body), *otherwise, *finally_])

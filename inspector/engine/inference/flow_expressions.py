"""Follows the expressions of a method's source: what each is, and what is done in it with the arguments."""

import ast
import re
from abc import abstractmethod
from dataclasses import replace

import torch
from torch import nn

from .argument_uses import Argument, CombinedWith
from .flow_bindings import BindingFlow
from .flow_calls import TURNS, call_function
from .flow_values import FlowValue, MadeValue, MethodValue, ModuleValue, SeveralValues, joined

_FORWARD = re.compile(r"forward(__\d+)?")  # TorchScript numbers the variants of a method
_WIDENS = frozenset(("unsqueeze",))
_PLAIN = frozenset(("size", "dim", "item", "tolist", "numel"))  # methods that give no tensor
_CONTAINER = frozenset(("batch_sizes", "items", "keys", "values", "get"))


class ExpressionFlow(BindingFlow):
    """Follows expressions; whoever follows statements says what becomes of a call."""

    @abstractmethod
    def feed(self, module: nn.Module, positional: list[FlowValue], named: dict[str, FlowValue]) -> FlowValue:
        """Follow the call of a module and give what it makes."""

    @abstractmethod
    def inner(self, owner: nn.Module, name: str, positional: list[FlowValue], named: dict[str, FlowValue]) -> FlowValue:
        """Follow the call of another method and give what it makes."""

    def value(self, node: ast.expr) -> FlowValue:
        """Give what the expression is, None for what does not come from an argument."""
        match node:
            case ast.Name(name):
                return self.variables.get(name, MethodValue(None, name))
            case ast.Attribute():
                return self._attribute(node)
            case ast.Subscript(base, key):
                return self._subscript(self.value(base), key)
            case ast.Call():
                return self._called(node)
            case ast.Tuple(elements) | ast.List(elements):
                return SeveralValues(tuple(self.value(element) for element in elements))
        return self._compound(node)

    def _compound(self, node: ast.expr) -> FlowValue:
        match node:
            case ast.BinOp(left, _, right):
                return self._combined([self.value(left), self.value(right)])
            case ast.IfExp(test, body, otherwise):
                self.value(test)
                first, second = self.value(body), self.value(otherwise)
                return first if first is not None else second
            case ast.ListComp(element, loops) | ast.GeneratorExp(element, loops):
                for loop in loops:
                    self.bind(loop.target, self.each(loop.iter))
                return SeveralValues((self.value(element),))
            case ast.Dict(_, values):
                for part in values:
                    self.value(part)
            case ast.Starred(inner):
                return self.value(inner)
        return None

    def _combined(self, values: list[FlowValue]) -> FlowValue:
        widths = [value.width for value in values if isinstance(value, MadeValue) and value.width]
        self.uses += [CombinedWith(value, width) for value in values if isinstance(value, Argument) for width in widths]
        return joined(values, adds=False)

    def _attribute(self, node: ast.Attribute) -> FlowValue:
        base = self.value(node.value)
        match base:
            case ModuleValue(module):
                inner = getattr(module, node.attr, None)
                return ModuleValue(inner) if isinstance(inner, nn.Module) else MethodValue(module, node.attr)
            case Argument():
                if node.attr in ("T", "mT", "data"):
                    return replace(base, turned=base.turned or node.attr != "data")
                known = hasattr(torch.Tensor, node.attr) or node.attr in (
                    "batch_sizes",
                    "items",
                    "keys",
                    "values",
                    "get",
                )
                return None if known else self.part(base, f".{node.attr}")
            case MethodValue(None):
                return MethodValue(None, node.attr)
        return None

    def _subscript(self, base: FlowValue, key: ast.expr) -> FlowValue:
        match base, key:
            case Argument(), ast.Constant(str() as name):
                return self.part(base, f"[{name!r}]")
            case Argument(), _:
                return base
            case ModuleValue(nn.ModuleDict() as layers), ast.Constant(str() as name) if name in layers:
                return ModuleValue(layers[name])
            case ModuleValue(nn.ModuleList() | nn.Sequential() as layers), _ if len(layers):
                place = key.value if isinstance(key, ast.Constant) and isinstance(key.value, int) else 0
                return ModuleValue(layers[place]) if -len(layers) <= place < len(layers) else None
            case MethodValue(nn.Module() as owner, name), ast.Constant(int() as place):
                inner = getattr(owner, name, None)
                found = inner[place] if isinstance(inner, list | tuple) and place < len(inner) else None
                return ModuleValue(found) if isinstance(found, nn.Module) else None
            case SeveralValues(parts, False), ast.Constant(int() as place) if -len(parts) <= place < len(parts):
                found_part: FlowValue = parts[place]
                return found_part
        return MadeValue() if isinstance(base, MadeValue) else None

    def _called(self, node: ast.Call) -> FlowValue:
        function = node.func
        if isinstance(function, ast.Attribute):
            base = self.value(function.value)
            if isinstance(base, Argument):
                return self._method_of(base, function.attr, node)
            if isinstance(base, MadeValue | SeveralValues):
                self._arguments(node)
                return base if isinstance(base, SeveralValues) else MadeValue(base.width)
        target = self.value(function)
        positional, named = self._arguments(node)
        match target:
            case ModuleValue(module):
                return self.feed(module, positional, named)
            case MethodValue(nn.Module() as owner, name) if _FORWARD.fullmatch(name):
                return self.feed(owner, positional, named)
            case MethodValue(nn.Module() as owner, name):
                return self.inner(owner, name, positional, named)
            case MethodValue(None, name):
                if name in ("submit", "checkpoint") and positional and isinstance(positional[0], ModuleValue):
                    return self.feed(positional[0].module, positional[1:], {})
                return call_function(self.uses, name, positional, named, node)
        return None

    def _arguments(self, node: ast.Call) -> tuple[list[FlowValue], dict[str, FlowValue]]:
        positional = [self.value(argument) for argument in node.args]
        return positional, {word.arg or "": self.value(word.value) for word in node.keywords}

    def _method_of(self, base: Argument, name: str, node: ast.Call) -> FlowValue:
        self._arguments(node)
        if name == "get" and node.args and isinstance(node.args[0], ast.Constant):
            return self.part(base, f"[{node.args[0].value!r}]")
        if not hasattr(torch.Tensor, name) or name in ("size", "dim", "item", "tolist", "numel"):
            return None
        if name.startswith("new_"):
            return MadeValue()
        return replace(base, turned=base.turned or name in TURNS, widened=base.widened or name in _WIDENS)

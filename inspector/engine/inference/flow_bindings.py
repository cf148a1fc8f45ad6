"""The variables of a followed method: what an assignment or a loop binds them to, and which parts are taken."""

import ast
from abc import ABC, abstractmethod
from dataclasses import replace

from torch import nn

from .argument_uses import Argument, CountOf, PartOf, Use
from .flow_values import FlowValue, MadeValue, ModuleValue, SeveralValues


class BindingFlow(ABC):
    """The variables of one method by name; `uses` collects what is found, by it and its callers."""

    def __init__(self, uses: list[Use]) -> None:
        """Take the list to fill."""
        self.uses = uses
        self.variables: dict[str, FlowValue] = {}

    @abstractmethod
    def value(self, node: ast.expr) -> FlowValue:
        """Give what the expression is, None for what does not come from an argument."""

    def bind(self, target: ast.expr, value: FlowValue) -> None:
        """Give the target of an assignment or a loop this value."""
        match target:
            case ast.Name(name):
                self.variables[name] = value
            case ast.Tuple(elements) | ast.List(elements):
                for place, element in enumerate(elements):
                    self.bind(element, self._item(value, place))

    def _item(self, value: FlowValue, place: int) -> FlowValue:
        match value:
            case SeveralValues(parts, False) if place < len(parts):
                found: FlowValue = parts[place]
                return found
            case Argument():
                return self.part(value, f"[{place}]")
            case MadeValue():
                return MadeValue(value.width if place == 0 else 0)
        return None

    def part(self, argument: Argument, step: str) -> Argument:
        """Note that a part of the argument is taken, and give it."""
        found = replace(argument, path=(*argument.path, step))
        self.uses.append(PartOf(found))
        return found

    def each(self, each: ast.expr) -> FlowValue:
        """Give what the variable of a loop is."""
        match each:
            case ast.Call(ast.Name("range"), arguments):
                for argument in arguments:
                    self._count(argument)
                return None
            case ast.Call(ast.Name("enumerate"), [first, *_]):
                return SeveralValues((None, self.each(first)))
            case ast.Call(ast.Name("zip"), arguments):
                return SeveralValues(tuple(self.each(argument) for argument in arguments))
        value = self.value(each)
        match value:
            case Argument():
                return self.part(value, "[*]")
            case ModuleValue(nn.ModuleList() | nn.Sequential() as layers) if len(layers):
                return ModuleValue(layers[0])
            case SeveralValues(parts, False) if parts:
                found: FlowValue = parts[0]
                return found
        return None

    def _count(self, node: ast.expr) -> None:
        for name in (part for part in ast.walk(node) if isinstance(part, ast.Name)):
            value = self.variables.get(name.id)
            if isinstance(value, Argument) and not _is_attribute_of(node, name):
                self.uses.append(CountOf(value))


def _is_attribute_of(node: ast.expr, name: ast.Name) -> bool:
    """Tell `x` in `x.size(1)` or `x[0]`, which is no number itself."""
    return any(
        isinstance(part, ast.Attribute | ast.Subscript) and any(inner is name for inner in ast.walk(part.value))
        for part in ast.walk(node)
    )

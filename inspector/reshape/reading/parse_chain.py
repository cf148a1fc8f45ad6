"""From one expression of the user's to the tensor that it begins with and the steps taken on it."""

import ast
from dataclasses import dataclass, field, replace

from ...errors import StepError
from ..primitive_chain import shape_after
from ..primitives import Shape
from ..steps import bound_steps, primitives_of
from .chain import Chain, Several, one_of
from .function_names import dotted
from .lengths_code import is_lengths
from .offenders import arithmetic, unknown_code
from .parse_calls import called
from .parse_subscript import subscript_of
from .quoted_code import written
from .reading_context import ReadingContext
from .step_synonyms import PROPERTIES
from .typed_sizes import Size, TypedSizes

_SELF = "self."


@dataclass(slots=True)
class ChainReader:
    """Reads expressions; knows the variables that the lines before them assigned.

    `read_names` are the variables and tensors read so far, `measured` the tensors whose sizes were asked for.
    """

    context: ReadingContext | None = None
    tensors: dict[str, Chain | Several] = field(default_factory=dict)
    numbers: dict[str, Size] = field(default_factory=dict)
    read_names: set[str] = field(default_factory=set)
    measured: set[str] = field(default_factory=set)

    @property
    def sizes(self) -> TypedSizes:
        """What reads whole numbers here."""
        return TypedSizes(self._shape_of, self._named)

    def is_variable(self, name: str) -> bool:
        """Tell whether an earlier line gave a tensor this name."""
        return name in self.tensors

    def chain(self, node: ast.expr) -> Chain:
        """Read one expression that must be one tensor. Raises StepError, naming the first thing that is no reshape."""
        return one_of(self.read(node))

    def read(self, node: ast.expr) -> Chain | Several:
        """Read one expression. Raises StepError, naming the first thing that is no reshape."""
        match node:
            case ast.Name(id=name):
                return self._variable(name, name)
            case ast.Subscript(value=ast.Name(id="run"), slice=ast.Constant(value=str() as name)):
                return Chain(name) if "/" in name else self._variable(name, name)
            case ast.Subscript(value=inner, slice=index):
                return self._part(node, self.read(inner), index)
            case ast.Attribute(value=inner, attr=attribute):
                return self._attribute(node, inner, attribute)
            case ast.Call():
                return called(node, self)
            case ast.BinOp(left=left):
                if not isinstance(left, ast.Constant):
                    self.read(left)
                raise arithmetic(node, after=not isinstance(left, ast.Constant))
        raise unknown_code(node)

    def shape(self, chain: Chain) -> Shape | None:
        """Give the shape of a tensor that the code makes, None if it is not known."""
        if self.context is None:
            return None
        name = self.context.known(chain.root)
        if name is None:
            self.measured.add(chain.root)
        record = self.context.named(name or self.context.name)
        if record is None:
            return None
        bindings = replace(self.context.bindings, key=record.key)
        try:
            return shape_after(primitives_of(bound_steps(chain.steps, bindings), record.shape), record.shape)
        except StepError:  # the step itself will be refused, with its reason
            return None

    def _variable(self, name: str, root: str) -> Chain | Several:
        self.read_names.add(name)
        return self.tensors.get(name) or Chain(root)

    def _part(self, node: ast.Subscript, whole: Chain | Several, index: ast.expr) -> Chain:
        if isinstance(whole, Chain):
            return whole.then(subscript_of(index, self.sizes))
        place = self.sizes.integer(index)
        if place is None or not -len(whole.chains) <= place < len(whole.chains):
            count = len(whole.chains)
            raise StepError(f"{written(node)}: {whole.code} gives {count} tensors.", "Take the first by [0].")
        return whole.part(place, f"[{place}]")

    def _attribute(self, node: ast.Attribute, inner: ast.expr, attribute: str) -> Chain | Several:
        name = dotted(node)
        if name is not None and name.startswith(_SELF) and (attribute not in PROPERTIES or name.count(".") == 1):
            return self._variable(name, attribute)
        if attribute in ("values", "indices"):
            found = self.read(inner)
            if isinstance(found, Several) and None in found.chains:
                return found.part(int(attribute == "indices"), f".{attribute}")
        if attribute not in PROPERTIES:
            raise unknown_code(node)
        return self.chain(inner).then(*PROPERTIES[attribute])

    def _shape_of(self, node: ast.expr) -> Shape | None:
        if is_lengths(node):
            batch = self._named("batch_size")
            return (batch,) if isinstance(batch, int) else None
        return self.shape(self.chain(node))

    def _named(self, name: str) -> Size | None:
        if name in self.numbers:
            return self.numbers[name]
        return self.context.size(name) if self.context else None

"""From lines of code, each of which goes on with those before it, to the tensor that the last one makes."""

import ast
from dataclasses import dataclass, field

from ...errors import StepError
from ..steps.join_steps import HERE
from .chain import Chain, Several, one_of
from .function_names import dotted
from .parse_chain import ChainReader
from .pasted_code import Statements
from .quoted_code import not_a_step, written

_WITHOUT_EFFECT = (ast.Import, ast.ImportFrom, ast.Assert, ast.Pass)
_NO_NAME = ""
_NOTHING = Several("", ())


def chain_of(statements: Statements, reader: ChainReader) -> Chain:
    """Give what the last line makes.

    Raises StepError, naming the first thing that is no reshape, or a line whose result the later ones do not use.
    """
    lines = _Lines(reader)
    for statement in statements:
        if not _is_without_effect(statement):
            lines.take(statement)
    return lines.result()


@dataclass(slots=True)
class _Lines:
    """The lines taken so far: what the last of them made, and the names, with their lines, that were not read yet."""

    reader: ChainReader
    made: Chain | Several = _NOTHING
    line: str = ""
    unread: dict[str, str] = field(default_factory=dict)
    names_only: bool = True

    def take(self, statement: ast.stmt) -> None:
        targets, value = _assignment(statement)
        self.reader.read_names.clear()
        if self.reader.sizes.is_size(value):
            self._keep_sizes(targets, value)
            self._mark_read()
            return
        self.made, self.line = self.reader.read(value), written(statement)
        self._mark_read()
        self.names_only = self.names_only and _is_name(value)
        for target in targets:
            self._keep(target)
        if not targets:
            self._wait(_NO_NAME)

    def _mark_read(self) -> None:
        read = {line for name, line in self.unread.items() if name in self.reader.read_names}
        self.unread = {name: line for name, line in self.unread.items() if line not in read}

    def result(self) -> Chain:
        if not self.line:
            raise StepError("The code has no reshape step.", "Paste the line that makes another shape of the tensor.")
        if self.names_only:
            raise not_a_step(self.line, "Write the steps after the name, for example .permute(0, 2, 1).")
        for line in self.unread.values():
            if line != self.line:
                raise _not_used(line)
        return one_of(self.made)

    def _keep(self, target: ast.expr) -> None:
        """Give what the line made a name; of several tensors each gets its own, and an only one is what was made."""
        names = target.elts if isinstance(target, ast.Tuple | ast.List) else []
        if not isinstance(self.made, Several) or len(names) != len(self.made.chains):
            self._name(target, self.made)
            return
        for name, chain in zip(names, self.made.chains, strict=True):
            self._name(name, chain or Several(self.made.code, ()))
        tensors = [chain for chain in self.made.chains if chain is not None]
        self.made = tensors[0] if len(tensors) == 1 else self.made

    def _name(self, target: ast.expr, made: Chain | Several) -> None:
        name = dotted(target)
        if name is None:
            raise not_a_step(f"{written(target)} = …", "Give the result one name.")
        if name != HERE:
            self.reader.tensors[name] = made
            self.reader.numbers.pop(name, None)
            self._wait(name)

    def _wait(self, name: str) -> None:
        earlier = self.unread.get(name, self.line)
        if earlier != self.line:
            raise _not_used(earlier)
        self.unread[name] = self.line

    def _keep_sizes(self, targets: list[ast.expr], value: ast.expr) -> None:
        sizes = self.reader.sizes.value(value)
        for target in targets:
            match target, sizes:
                case ast.Name(id=name), int() | tuple():
                    self.reader.numbers[name] = sizes
                case ast.Tuple(elts=names), tuple() if len(names) == len(sizes):
                    self.reader.numbers |= {dotted(name) or "": size for name, size in zip(names, sizes, strict=True)}
                case _:
                    raise not_a_step(f"{written(target)} = {written(value)}", "Write the numbers where they are used.")


def _assignment(statement: ast.stmt) -> tuple[list[ast.expr], ast.expr]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            return targets, value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return [target], value
        case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
            return [], value
    first = ast.unparse(statement).splitlines()[0].rstrip(":")
    raise not_a_step(first, "Paste the lines that take one tensor into another shape, without the lines around them.")


def _is_name(node: ast.expr) -> bool:
    name = dotted(node) or HERE
    return name != HERE and (isinstance(node, ast.Name) or name.startswith("self."))


def _is_without_effect(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())) | ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
    return isinstance(statement, _WITHOUT_EFFECT)


def _not_used(line: str) -> StepError:
    return StepError(f"{line}: the lines after it do not go on with this.", "Paste the lines of one result.")

"""From code that joins tensors to steps: which of them is the tensor so far, and how the others are named."""

import ast

from ...errors import StepError
from ..primitives import Trunk
from ..steps.join_steps import HERE, Cat, Stack
from ..steps.operand import Joined, Operand
from .arguments import Arguments
from .chain import Chain, ReadsCode, Several
from .reading_context import ReadingContext

JOINS: dict[str, type[Cat | Stack]] = {"cat": Cat, "stack": Stack, "concat": Cat, "concatenate": Cat}


def joined_to(chain: Chain, method: str, given: Arguments, reader: ReadsCode) -> Chain:
    """Give the chain with the step of `.cat(h_n[-1], _, dim=-1)`, `_` being the place of the tensor so far."""
    nodes = given.others()
    operands = tuple(
        Trunk() if isinstance(node, ast.Name) and node.id == HERE else _operand(reader.chain(node), "", reader)
        for node in nodes
    )
    places = sum(isinstance(each, Trunk) for each in operands)
    if places > 1:
        raise StepError(f"{given.code}: {HERE} stands more than once.", "Name the tensor in the other places.")
    operands = operands if places else (Trunk(), *operands)
    return chain.then(JOINS[method](operands, given.integer("dim", 0)))


def joined(function: str, given: Arguments, reader: ReadsCode) -> Chain:
    """Give the chain of `torch.cat((h_n[-2], h_n[-1]), dim=-1)`: the trunk's steps, and the step that joins."""
    chains = _tensors(given, reader)
    dim = given.integer("dim", 0)
    place = _trunk(tuple(chain.root for chain in chains), reader.context)
    trunk = chains[place]
    operands: tuple[Joined, ...] = tuple(
        Trunk() if at == place else _operand(chain, trunk.root, reader) for at, chain in enumerate(chains)
    )
    return trunk.then(JOINS[function](operands, dim))


def _tensors(given: Arguments, reader: ReadsCode) -> tuple[Chain, ...]:
    node = given.node("tensors")
    if isinstance(node, ast.Tuple | ast.List):
        chains: tuple[Chain | None, ...] = tuple(reader.chain(each) for each in node.elts)
    else:
        found = reader.read(node)
        chains = found.chains if isinstance(found, Several) else ()
    known = tuple(chain for chain in chains if chain is not None)
    if not known or len(known) < len(chains):
        raise StepError(f"{given.code}: the tensors to join must be written out.", "Write (a, b) or [a, b].")
    return known


def _trunk(roots: tuple[str, ...], context: ReadingContext | None) -> int:
    """Tell which of the tensors is the one at hand."""
    if HERE in roots or context is None:
        return roots.index(HERE) if HERE in roots else 0
    meant = [context.known(root) for root in roots]
    for name in (context.name, None):  # a name that nobody else has may be the user's own for it
        if name in meant:
            return meant.index(name)
    return 0


def _operand(chain: Chain, trunk: str, reader: ReadsCode) -> Operand:
    context = reader.context
    name = context.known(chain.root) if context else None
    if context and name is None and chain.root in (HERE, trunk):
        name = context.name
    if name is None and chain.root == HERE:
        raise StepError(f"The tensor {HERE} cannot be joined with itself.", "Write the tensor's name in its place.")
    return Operand(name or chain.root, chain.steps)

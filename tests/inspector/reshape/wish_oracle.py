"""What a proposal's words say, computed by torch on a tensor with one dimension for each meaning."""

import re
from math import prod

import numpy as np
import torch

from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.named_values import NamedValues
from inspector.reshape.wishes.proposal import Proposal
from inspector.tensor.axis import Atom
from tests.inspector.reshape.wish_table import LENGTHS, SOURCES, record_of_source

Named = tuple[torch.Tensor, list[str]]
KINDS = {"mean": torch.mean, "sum": torch.sum, "largest": torch.amax, "added": torch.sum, "larger": torch.amax}


def values_of(source: str) -> torch.Tensor:
    """Give unlike values, zero where a packed sequence has ended."""
    values = torch.from_numpy(np.random.default_rng(7).normal(size=record_of_source(source).shape))
    if "packed" in source:
        valid = torch.arange(10) < torch.tensor(LENGTHS)[:, None]
        values *= (valid.T if "time first" in source else valid)[..., None]
    return values


def executed(source: str, steps) -> torch.Tensor:
    """Let torch take the steps."""
    values = values_of(source)
    lengths = LENGTHS if "packed" in source else ()
    return apply_steps(values, steps, NamedValues({SOURCES[source][0]: values}, lengths))


def expected_values(source: str, values: torch.Tensor, proposal: Proposal) -> torch.Tensor:
    """Do what the meaning says, then put the meanings in the order of the proposal's axes, by their names."""
    atoms = [atom for axis in SOURCES[source][1] for atom in axis.atoms]
    named: Named = (values.reshape([atom.size for atom in atoms]), [atom.name for atom in atoms])
    lengths = LENGTHS if "packed" in source else ()
    for clause in re.split("; |, ", proposal.meaning):
        named = said(clause, named, lengths)
    return arranged(named, proposal)


def said(clause: str, named: Named, lengths: tuple[int, ...]) -> Named:
    """Do what one clause says; a clause about order or about what is to be known does nothing."""
    if "final state" in clause:
        return final_said(clause.removeprefix("last layer: ").split(), layer_taken(clause, named), lengths)
    if "valid" in clause:
        return taken_at(named, lengths) if clause == "last valid time step" else valid_mean(named, lengths)
    match clause.split():
        case ["both", "directions", "added"]:
            return combined(named, "direction", "added")
        case ["mean" | "larger" as kind, "of", "both", "directions"]:
            return combined(named, "direction", kind)
        case ["mean" | "sum" | "largest" as kind, "over" | "of", *words]:
            return combined(named, meaning(words), kind)
    return taken_said(clause, named)


def final_said(words: list[str], named: Named, lengths: tuple[int, ...]) -> Named:
    """Do what a clause about final states says."""
    match words:
        case ["both", "directions'", "final", "states", *more]:
            return combined(finals(named, lengths), "direction", more[0] if more else None)
        case ["mean" | "larger" as kind, "of", "both", "directions'", *_]:
            return combined(finals(named, lengths), "direction", kind)
        case ["forward" | "backward" as which, "direction's", "final", *_]:
            return taken(finals(named, lengths), "direction", which == "backward")
    raise AssertionError(words)


def taken_said(clause: str, named: Named) -> Named:
    """Do what a clause about one position of an axis says."""
    match clause.split():
        case ["first" | "last" as which, *words] if words:
            return taken(named, meaning(words), 0 if which == "first" else -1)
        case ["forward" | "backward" as which, "direction"]:
            return taken(named, "direction", which == "backward")
        case ["layer", number]:
            return taken(named, "layer", int(number))
        case ["gate", letter]:
            return taken(named, "gate", "ifgo".index(letter))
    assert not re.search("mean|sum|added|last|first|final|valid|layer \\d", clause), clause
    return named


def meaning(words: list[str]) -> str:
    """Give the name of the axis that the words count."""
    counted = {"sample": "batch", "step": "time", "call": "call", "layer": "layer"}
    if words[-1] == "units":
        return words[-2]
    return next(name for word, name in counted.items() if any(each.startswith(word) for each in words))


def layer_taken(clause: str, named: Named) -> Named:
    return taken(named, "layer", -1) if clause.startswith("last layer: ") else named


def finals(named: Named, lengths: tuple[int, ...]) -> Named:
    """Each direction after it has read everything; states are final already."""
    if "time" not in named[1]:
        return named
    forward = taken(named, "direction", 0)
    forward = taken_at(forward, lengths) if lengths else taken(forward, "time", -1)
    backward = taken(taken(named, "direction", 1), "time", 0)
    return torch.stack((forward[0], backward[0])), ["direction", *forward[1]]


def taken(named: Named, name: str, position: int) -> Named:
    tensor, names = named
    dim = names.index(name)
    return tensor.select(dim, int(position)), names[:dim] + names[dim + 1 :]


def taken_at(named: Named, lengths: tuple[int, ...]) -> Named:
    """Each sample's last valid step."""
    tensor, names = first_two(named)
    rows = [tensor[sample, length - 1] for sample, length in enumerate(lengths)]
    return torch.stack(rows), ["batch", *names[2:]]


def valid_mean(named: Named, lengths: tuple[int, ...]) -> Named:
    tensor, names = first_two(named)
    rows = [tensor[sample, :length].mean(0) for sample, length in enumerate(lengths)]
    return torch.stack(rows), ["batch", *names[2:]]


def first_two(named: Named) -> Named:
    tensor, names = named
    tensor = tensor.movedim((names.index("batch"), names.index("time")), (0, 1))
    return tensor, ["batch", "time", *(name for name in names if name not in ("batch", "time"))]


def combined(named: Named, name: str, kind: str | None) -> Named:
    if kind is None:
        return named
    tensor, names = named
    dim = names.index(name)
    return KINDS[kind](tensor, dim), names[:dim] + names[dim + 1 :]


def arranged(named: Named, proposal: Proposal) -> torch.Tensor:
    """Split, order and merge as the names of the proposal's axes say; `part` counts the joined directions."""
    tensor, names = named
    wanted = [(label(atom), atom) for axis in proposal.axes for atom in axis.atoms]
    for atom in {text: atom for text, atom in wanted if text != atom.name and text not in ("direction",)}.values():
        if atom.name in names:
            dim = names.index(atom.name)
            inner = atom.step if atom.step > 1 else atom.size
            outer = tensor.shape[dim] // inner
            tensor = tensor.unflatten(dim, (outer, inner))
            names[dim : dim + 1] = [f"{atom.name} outer", f"{atom.name} inner"]
    found = [text for text, atom in wanted if atom.size > 1]
    order = [names.index(next(name for name in names if name == said_as(text))) for text in found]
    ones = [dim for dim in range(tensor.ndim) if dim not in order]
    assert all(tensor.shape[dim] == 1 for dim in ones), (names, found)
    assert prod(tensor.shape[dim] for dim in order) == prod(proposal.shape)
    return tensor.permute(*ones, *order).reshape(proposal.shape)


def label(atom: Atom) -> str:
    return "direction" if atom.name == "part" else atom.label


def said_as(text: str) -> str:
    name = text.split(" ")[0]
    return f"{name} outer" if " // " in text else f"{name} inner" if " % " in text else text

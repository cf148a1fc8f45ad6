"""Names of axes as patterns take them."""

import re
from itertools import count

from ..tensor.axis import Atom, Axis


def identifier(axis: Axis) -> str:
    """Give a name that a pattern takes for what is along the axis."""
    text = "_".join(atom.name if isinstance(atom, Atom) else "mixed" for atom in axis.atoms)
    word = re.sub(r"[^A-Za-z0-9]+", "_", text.replace(" x ", "_")).strip("_")
    return word if word and not word[0].isdigit() and word != "axis" else f"a_{word}".strip("_")


def told_apart(wanted: list[str]) -> list[str]:
    """Give the names, numbered where one is wanted more than once."""
    names: list[str] = []
    for name in wanted:
        tries = (f"{name}_{number}" for number in count(1))
        free = (each for each in tries if each not in names and each not in wanted)
        names.append(next(free) if wanted.count(name) > 1 else name)
    return names

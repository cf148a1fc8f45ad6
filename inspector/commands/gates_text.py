"""The gates of a call in the terminal: a tree with figures, how well they fit, what the units do, the formulas."""

from collections.abc import Iterator, Sequence

from ..gates.gate_file import GateFile
from ..gates.gate_words import gate_place, gate_words
from ..gates.layer_habits import LayerHabits, saturating_text
from ..gates.unit_habits import valid_values
from ..reshape.outline import config_text
from ..tensor.record import shape_text
from ..tensor.statistics import statistics_of
from .figures_text import figures_text

_Row = tuple[str, str, str]


def gates_text(file: GateFile, title: str, habits: Sequence[LayerHabits]) -> str:
    """Give the text; `title` says which call it is. Figures and habits leave out what is beyond a sample's length."""
    gates = file.gates
    rows = list(_rows(file))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    tree = [f"{label:<{widths[0]}}  {shape:<{widths[1]}}  {figures}".rstrip() for label, shape, figures in rows]
    told = [line for each in habits for line in (f"{each.place}:", *(f"  {text}" for text in each.sentences))]
    most = saturating_text(habits)
    words = [(each.formula, each.title, each.sentence) for each in gate_words(gates.config)]
    width = max(len(formula) for formula, _, _ in words)
    formulas = [f"{formula:<{width}}  {name}: {sentence}" for formula, name, sentence in words]
    lines = [f"{title}  {config_text(gates.config)}", *tree, gates.check.text, *told, *filter(None, [most])]
    return "\n".join([*lines, "", *formulas])


def _rows(file: GateFile) -> Iterator[_Row]:
    gates = file.gates
    places = [(layer, direction) for layer in gates.layers for direction in gates.directions]
    for layer, direction in places:
        last = (layer, direction) == places[-1]
        yield f"{'└─' if last else '├─'} {gate_place(gates.config, layer, direction)}", "", ""
        for name in gates.names:
            branch = f"{' ' if last else '│'}  {'└─' if name == gates.names[-1] else '├─'} {name}"
            yield branch, shape_text(file.axes(layer, direction, name)), _figures(file, (layer, direction), name)


def _figures(file: GateFile, place: tuple[int, int], name: str) -> str:
    return figures_text(statistics_of(valid_values(file, *place, name)))

"""The tree of a model file, as a person sees it."""

from math import prod

import pytest

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.infer import parameter_shapes
from inspector.model.summary import FileSummary, NamedLayer, NamedTensor
from inspector.reshape.file_outline import file_outline, with_file
from inspector.reshape.outline import NodeKind, OutlineNode, selections
from inspector.reshape.selection import Selection
from inspector.run.key import file_key

LSTM = RecurrentConfig(Kind.LSTM, 6, 8, num_layers=2, bidirectional=True)


def summary_of(shapes, layers=()) -> FileSummary:
    tensors = tuple(NamedTensor(name, shape, (1,) * len(shape), "float32") for name, shape in shapes.items())
    return FileSummary("torch-zip", "state_dict", ("",), layers, tensors, sum(map(prod, shapes.values())), ())


def drawn(node: OutlineNode, depth: int = 0) -> list[str]:
    lines = [f"{'  ' * depth}{node.kind} {node.label}{f' | {node.note}' if node.note else ''}"]
    return [*lines, *(line for child in node.children for line in drawn(child, depth + 1))]


def test_modules_nest_and_parameters_are_counted():
    shapes = {"embed.weight": (50, 6), "step": (), "decoder.a.b.weight": (2, 3), "decoder.a.b.bias": (2,),
              "decoder.out": (1,)}  # fmt: skip
    assert drawn(file_outline(summary_of(shapes))) == [
        "file file | 5 tensors, 310 parameters",
        "  module embed | 300 parameters",
        "    tensor weight",
        "  tensor step",
        "  module decoder | 9 parameters",
        "    module a.b | 8 parameters",
        "      tensor weight",
        "      tensor bias",
        "    tensor out",
    ]


def test_a_layer_tells_its_settings_and_its_parts():
    shapes = {f"net.encoder.{name}": shape for name, shape in parameter_shapes(LSTM).items()}
    tree = file_outline(summary_of(shapes, (NamedLayer("net.encoder", LSTM),)))
    lines = drawn(tree)
    count = sum(map(prod, shapes.values()))
    assert lines[:3] == [
        f"file file | 16 tensors, {count:,} parameters",
        f"  layer net.encoder | LSTM(6, 8, num_layers=2, bidirectional), {count:,} parameters",
        "    tensor weight_ih_l0",
    ]
    assert "      part forward | [..., :8]" in lines, "the second layer is given both directions"
    assert set(selections(tree)) >= {Selection(file_key(name)) for name in shapes}


def test_the_model_itself_may_be_the_layer():
    cell = RecurrentConfig(Kind.GRU_CELL, 3, 4)
    tree = file_outline(summary_of(parameter_shapes(cell), (NamedLayer("", cell),)))
    assert tree.note == "4 tensors, GRUCell(3, 4), 108 parameters"
    assert [child.label for child in tree.children] == list(parameter_shapes(cell))


def test_a_tensor_and_a_module_may_share_a_name():
    lines = drawn(file_outline(summary_of({"a": (2,), "a.b": (3,)})))
    assert lines[1:] == ["  tensor a", "  module a | 3 parameters", "    tensor b"]


@pytest.mark.parametrize("names", [
    ["a" + ".a" * count + ".w" for count in range(300)],
    [".".join("a" * 5000), "b"],
    [f"{'.' * count}w" for count in range(60)],
], ids=["staircase", "one long name", "dots only"])  # fmt: skip
def test_no_name_nests_without_end(names):
    tree = file_outline(summary_of(dict.fromkeys(names, (1,))))
    assert {selection.key.name for selection in selections(tree)} == set(names)
    assert len(selections(tree)) == len(names)


def test_it_stands_below_the_run():
    run = OutlineNode(NodeKind.MODEL, "m.pt", children=(OutlineNode(NodeKind.LAYER, "lstm"),))
    both = with_file(run, summary_of({"w": (2,)}))
    assert [child.label for child in both.children] == ["lstm", "file"]
    assert with_file(run, None) is run
    assert with_file(run, summary_of({})) is run

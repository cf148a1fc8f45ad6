"""The tree of a run, as a person sees it, and what can be selected in it."""

import pytest
import torch

from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.captured import load_captured
from inspector.model.source import parse_source
from inspector.reshape.outline import NodeKind, OutlineNode, outline, selections
from inspector.reshape.selection import Selection, parts_of
from inspector.run.input import parse_input
from inspector.run.key import parse_key
from inspector.run.request import RunRequest
from inspector.tensor.layer_axes import record_of
from tests.inspector.engine import odd_models as odd
from tests.inspector.engine.captured_runs import run_module, run_of

BOTH = "form:input_size=4,hidden_size=6,num_layers=2,bidirectional=true,batch_first=true"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    request = RunRequest(parse_source(BOTH), (parse_input("0=normal(3,5,4)"),), lengths=(2, 5, 3))
    return run_of(request, tmp_path_factory.mktemp("outline") / "run.safetensors").run


def drawn(node: OutlineNode, depth: int = 0) -> list[str]:
    note = f" | {node.note}" if node.note and depth else ""
    lines = [f"{'  ' * depth}{node.label}{note}"]
    return [*lines, *(line for child in node.children for line in drawn(child, depth + 1))]


STATE_PARTS = ["layer 0, forward | [0]", "layer 0, backward | [1]", "layer 1, forward | [2]", "layer 1, backward | [3]"]
WEIGHT_NAMES = [
    f"{part}_l{layer}{direction}"
    for layer in (0, 1)
    for direction in ("", "_reverse")
    for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
]


def test_a_bidirectional_layer_of_two(both):
    lines = drawn(outline(both, "model"))
    begin = [
        "model",
        "  LSTM | LSTM(4, 6, num_layers=2, bidirectional, batch_first)",
        "    call 0 | packed, lengths 2, 5, 3",
        "      input",
        "      output",
        "        forward | [..., :6]",
        "        backward | [..., 6:]",
        "      h_n",
        *[f"        {part}" for part in STATE_PARTS],
        "      c_n",
        *[f"        {part}" for part in STATE_PARTS],
        "    weights",
    ]
    assert lines[: len(begin)] == begin
    rest = [line for line in lines[len(begin) :] if not line.startswith("        ")]
    parts = [f"      {part}" for part in STATE_PARTS]
    end = ["  result", "    0", "    1 | is /0/h_n", *parts, "    2 | is /0/c_n", *parts]
    assert rest == [*[f"      {name}" for name in WEIGHT_NAMES], *end]


def test_every_selection_is_the_record_of_its_node(both):
    tree = outline(both, "model")
    found = selections(tree)
    assert len(found) == len(set(found))
    nodes = [node for node in walk(tree) if node.selection]
    assert [node.selection for node in nodes] == list(found)
    for node in nodes:
        whole = load_captured(both.path, node.selection.key.name)
        part = apply_steps(whole, node.selection.steps)
        assert node.record.shape == tuple(part.shape)
        assert node.kind is (NodeKind.PART if node.selection.part else NodeKind.TENSOR)


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


def test_parts_are_what_their_labels_say(both):
    """torch's own promise: the last layer's states are the ends of the output."""
    output, h_n = (load_captured(both.path, f"/0/{role}") for role in ("output", "h_n"))
    outputs = {part.label: part.code for part in parts_of(record_of(both, parse_key("/0/output")))}
    states = {part.label: part.code for part in parts_of(record_of(both, parse_key("/0/h_n")))}

    def taken(tensor, code):
        return apply_steps(tensor, Selection(parse_key("/0/h_n"), code).steps)

    ends = torch.stack(
        [taken(output, outputs["forward"])[sample, length - 1] for sample, length in enumerate((2, 5, 3))]
    )
    assert torch.equal(taken(h_n, states["layer 1, forward"]), ends)
    assert torch.equal(taken(h_n, states["layer 1, backward"]), taken(output, outputs["backward"])[:, 0])


def test_axes_of_parts_have_lost_what_was_taken(both):
    nodes = {
        (node.selection.key.role, node.selection.part): node.record
        for node in walk(outline(both, ""))
        if node.selection
    }
    assert nodes["h_n", "[2]"].shape_text == "(3 batch, 6 hidden)"
    assert nodes["output", "[..., 6:]"].shape_text == "(3 batch, 5 time, 6 hidden)"
    assert nodes["output", "[..., 6:]"].stride == ()
    assert nodes["output", ""].stride != ()


def test_one_layer_of_one_direction_has_no_parts(tmp_path):
    run = run_of(RunRequest(parse_source("form:kind=GRU,input_size=4,hidden_size=6")), tmp_path / "run").run
    assert drawn(outline(run, "a GRU"))[:6] == [
        "a GRU",
        "  GRU | GRU(4, 6)",
        "    call 0",
        "      input",
        "      output",
        "      h_n",
    ]
    assert not [selection for selection in selections(outline(run, "")) if selection.part]


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
def test_two_layers_of_one_direction(tmp_path):
    source = "form:input_size=4,hidden_size=6,num_layers=2,proj_size=3"
    run = run_of(RunRequest(parse_source(source)), tmp_path / "run").run
    lines = drawn(outline(run, "x"))
    assert lines[1] == "  LSTM | LSTM(4, 6, num_layers=2, proj_size=3)"
    assert lines[5:8] == ["      h_n", "        layer 0 | [0]", "        layer 1 | [1]"]


def test_layers_stand_by_their_first_call_and_the_unseen_after_them(tmp_path):
    run = run_module(odd.Unseen(), tmp_path / "run", ("0=sine(5,3,4)",)).run
    layers = [(node.label, node.note) for node in outline(run, "x").children]
    assert layers == [
        ("spare.1", "LSTMCell(4, 2)"),
        ("lstm", "LSTM(4, 6)"),
        ("spare.0", "not called in this run"),
        ("result", ""),
    ]


def test_aliases_stacks_and_stops_are_told(tmp_path):
    run = run_module(odd.Alias(), tmp_path / "alias", ("0=sine(5,3,4)",)).run
    layer = outline(run, "x").children[0]
    assert layer.note == "LSTM(4, 4)  also second, inner.third"
    assert [child.label for child in layer.children] == ["call 0", "call 1", "weights"]
    stacked = run_module(odd.Loop(70), tmp_path / "loop", ("0=sine(5,3,4)",)).run
    assert outline(stacked, "x").children[0].children[0].label == "calls 0 to 69"
    stopped = run_module(odd.FailsInside(), tmp_path / "stop", ("0=sine(5,3,4)",)).run
    assert outline(stopped, "x").note.endswith(" ms, stopped in block.1")
    itself = run_module(odd.FailsItself(), tmp_path / "itself", ("0=sine(5,3,4)",)).run
    assert outline(itself, "x").note.endswith(" ms, stopped in its forward")

"""Reshape steps as torch lines and as a module."""

from inspector.export.code_source import CodeSource, code_name
from inspector.export.torch_lines import module_code, torch_lines
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import bound_steps
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import file_key, parse_key
from inspector.tensor.axis import named_axis
from inspector.tensor.record import TensorRecord

AXES = named_axis(("batch", 2)), named_axis(("time", 5)), named_axis(("hidden", 6))
STATE = named_axis(("layer", 1)), named_axis(("batch", 2)), named_axis(("hidden", 6))
RECORD = TensorRecord(parse_key("lstm/0/h_n"), (1, 2, 6), (12, 6, 1), "float32", STATE)
BINDINGS = Bindings(parse_key("lstm/0/output"), (("h_n", RECORD), ("a/0/h_n", RECORD)), (5, 3))
OUTPUT = CodeSource(AXES, "output")


def steps_of(code: str):
    return bound_steps(parse_steps(code), BINDINGS)


def test_calls_are_chained():
    assert torch_lines(OUTPUT, steps_of(".view(2, 30).unsqueeze(0)")) == (
        "batch = output.shape[0]\n"
        "time = output.shape[1]\n"
        "result = (\n"
        "    output  # (2 batch, 5 time, 6 hidden)\n"
        "    .view(batch, time * 6)  # (2 batch, 30 time x hidden)\n"
        "    .unsqueeze(0)  # (1, 2 batch, 30 time x hidden)\n"
        ")\n"
    )


def test_the_chain_breaks_where_a_step_is_no_call_of_the_tensor():
    assert torch_lines(OUTPUT, steps_of("[:, -1].cat(h_n[-1], dim=-1).pad((0, 1)).sum(0)")) == (
        "import torch\n"
        "import torch.nn.functional as F\n"
        "\n"
        "# h_n is the tensor: (1 layer, 2 batch, 6 hidden)\n"
        "x = (\n"
        "    output  # (2 batch, 5 time, 6 hidden)\n"
        "    [:, -1]  # (2 batch, 6 hidden)\n"
        ")\n"
        "x = torch.cat((x, h_n[-1]), dim=-1)  # (2 batch, 12 part x hidden)\n"
        "x = F.pad(x, (0, 1))  # (2 batch, 13 part x hidden + padding)\n"
        "result = x.sum(0)  # (13 part x hidden + padding)\n"
    )


def test_a_module_takes_what_the_steps_name():
    code = module_code(OUTPUT, steps_of(".last_valid(lengths).stack(h_n[0], run['a/0/h_n'][0], dim=1)"))
    assert code.splitlines()[:7] == [
        "import torch",
        "from torch import nn",
        "",
        "",
        "class Reshape(nn.Module):",
        "    def forward(self, output: torch.Tensor, h_n: torch.Tensor, run: dict[str, torch.Tensor],"
        " lengths: torch.Tensor) -> torch.Tensor:",
        "        # output: (2 batch, 5 time, 6 hidden)",
    ]
    assert code.splitlines()[-1] == "# Behind the layer: result = Reshape()(output, h_n, run, lengths)"


def test_no_step_is_the_tensor_itself():
    assert torch_lines(OUTPUT, ()) == "result = output  # (2 batch, 5 time, 6 hidden)\n"
    assert "        return output  # (2 batch, 5 time, 6 hidden)\n" in module_code(OUTPUT, ())


def test_what_the_tensor_is_called():
    names = ["lstm/0/output", "lstm/weights/weight_ih_l0", "result/0", "lstm/0/input"]
    assert [code_name(parse_key(name)) for name in names] == ["output", "weight_ih_l0", "tensor", "input"]
    files = ["encoder.weight", "a.0", "a.class", "run", "x", "größe", "lstm.bias-1"]
    assert [code_name(file_key(name)) for name in files] == ["weight"] + ["tensor"] * 6

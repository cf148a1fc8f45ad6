"""A model file's tensors as records: torch itself is the oracle for shapes and strides."""

import pytest
import torch
from torch import nn

from inspector.model.listing import list_file
from inspector.model.summary import FileSummary, summary_from_json
from inspector.run.key import TensorKey, file_key
from inspector.tensor.file_axes import file_record, file_records, file_sentences


def summary_of(path, value) -> FileSummary:
    torch.save(value, path)
    return summary_from_json(list_file(path).to_json())


@pytest.fixture
def model():
    torch.manual_seed(0)
    layers = {"encoder": nn.LSTM(6, 8, 2, bidirectional=True, proj_size=3), "cell": nn.GRUCell(4, 5),
              "rnn": nn.RNN(4, 5), "head": nn.Linear(16, 5)}  # fmt: skip
    return nn.ModuleDict(layers)


def names(record):
    return [axis.name for axis in record.axes]


def test_every_tensor_has_the_shape_and_stride_that_torch_gives(model, tmp_path):
    state = model.state_dict() | {"turned": torch.zeros(3, 4).t(), "step": torch.tensor(3), "none": torch.zeros(0, 2)}
    records = file_records(summary_of(tmp_path / "m.pt", state))
    assert [record.key.name for record in records] == list(state)
    for record, tensor in zip(records, state.values(), strict=True):
        assert (record.shape, record.stride) == (tuple(tensor.shape), tensor.stride())
        assert record.dtype == str(tensor.dtype).removeprefix("torch.")
        assert tuple(axis.size for axis in record.axes) == record.shape
        assert record.size == tensor.numel()


@pytest.mark.parametrize(
    ("name", "axes", "sentence"),
    [
        ("encoder.weight_ih_l0", ["gate x hidden", "input"], "A weight of the LSTM. The rows stack the gates i, f"),
        ("encoder.weight_ih_l1_reverse", ["gate x hidden", "direction x projection"], "A weight of the LSTM. The rows"),
        ("encoder.weight_hr_l0", ["projection", "hidden"], "A weight of the LSTM."),
        ("encoder.bias_hh_l1", ["gate x hidden"], "A bias of the LSTM, by gate: i, f, g, o."),
        ("cell.bias_ih", ["gate x hidden"], "A bias of the GRUCell, by gate: r, z, n."),
        ("rnn.bias_ih_l0", ["hidden"], "A bias of the RNN."),
        ("head.weight", ["axis 0", "axis 1"], "A tensor of the file."),
    ],
)  # fmt: skip
def test_a_tensor_of_a_found_layer_is_named(model, tmp_path, name, axes, sentence):
    summary = summary_of(tmp_path / "m.pt", model.state_dict())
    record = file_record(summary, file_key(name))
    assert names(record) == axes
    lead, size = file_sentences(summary, record)
    assert lead.startswith(sentence)
    assert size == f"{model.state_dict()[name].numel():,} elements."


def test_tied_layers_are_named_under_every_name(tmp_path):
    lstm = nn.LSTM(3, 4)
    summary = summary_of(tmp_path / "m.pt", nn.ModuleDict({"one": lstm, "two": lstm}).state_dict())
    assert [layer.name for layer in summary.layers] == ["one"]
    assert names(file_record(summary, file_key("two.weight_hh_l0"))) == ["gate x hidden", "hidden"]


def test_a_single_number(tmp_path):
    summary = summary_of(tmp_path / "m.pt", {"step": torch.tensor(3)})
    record = file_record(summary, file_key("step"))
    assert (record.shape, record.axes, record.size) == ((), (), 1)
    assert file_sentences(summary, record) == ("A tensor of the file.", "1 element.")


def test_what_the_file_has_not(tmp_path):
    assert file_record(summary_of(tmp_path / "m.pt", {"step": torch.tensor(3)}), file_key("other")) is None


@pytest.mark.parametrize("name", ["w", "a.w", "a.b.w", ".w", "..w", "a..w", "a.", ".", "", "a/b.c/d", "file/x"])
def test_a_key_leads_back_to_the_name(name):
    assert file_key(name).name == name
    assert file_key(name).call == "file"


def test_a_key_tells_module_and_role():
    assert file_key("encoder.lstm.weight_ih_l0") == TensorKey("encoder.lstm", "file", "weight_ih_l0")

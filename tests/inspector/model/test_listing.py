import argparse
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from inspector.errors import FileError, InputError, TrustError
from inspector.model.infer import find_layers
from inspector.model.listing import list_file
from inspector.model.open_settings import open_settings

REAL = Path(__file__).resolve().parents[3] / "../shared/real"
REAL_LAYERS = {
    "allennlp_tagger_zip.th": ("torch-zip", {"encoder._module": ("LSTM", 2, 4, 1, False)}),
    "allennlp_atis.th": ("torch-legacy", {
        "_encoder._module": ("LSTM", 20, 40, 1, True),
        "_transition_function._decoder_cell": ("LSTM", 80, 80, 2, False),
    }),
    "allennlp_coref.th": ("torch-legacy", {"_context_layer._module": ("LSTM", 20, 10, 1, True)}),
    "allennlp_simple_seq2seq.th": ("torch-legacy", {
        "_encoder._module": ("LSTM", 47, 10, 1, False), "_decoder_cell": ("LSTMCell", 40, 10, 1, False),
    }),
    "allennlp_srl_gpu_2017.th": ("torch-legacy", {"stacked_encoder._module": ("LSTM", 150, 10, 1, False)}),
    "silero_vad_16k.safetensors": ("safetensors", {"lstm_cell": ("LSTMCell", 128, 128, 1, False)}),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL_LAYERS)
def test_real_files_list_their_layers(name):
    if not (REAL / name).exists():
        pytest.skip("the real checkpoints are not here")
    kind, layers = REAL_LAYERS[name]
    listing = list_file(REAL / name)
    data = listing.to_json()
    found = {
        layer["name"]: tuple(layer[k] for k in ("kind", "input_size", "hidden_size", "num_layers", "bidirectional"))
        for layer in data["layers"]
    }
    assert (data["kind"], data["content"], found) == (kind, "state_dict", layers)
    assert not data["needs_trust"]
    assert data["foreign_globals"] == data["warnings"] == []
    assert data["parameters"] == sum(tensor.read().size for tensor in listing.tensors)


@pytest.mark.parametrize("name", [name for name in REAL_LAYERS if name.endswith(".th")])
def test_real_files_have_torchs_values(name):
    if not (REAL / name).exists():
        pytest.skip("the real checkpoints are not here")
    expected = torch.load(REAL / name, weights_only=True, map_location="cpu")
    for tensor in list_file(REAL / name).tensors:
        assert (tensor.read() == expected[tensor.name].numpy()).all()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 5, bidirectional=True)
        self.head = nn.Linear(10, 2)

    def forward(self, x):
        return self.head(self.lstm(x)[0])


def saved(path, value):
    torch.save(value, path)
    return path


def test_the_json_is_the_promised_one(tmp_path):
    data = list_file(saved(tmp_path / "f", {"rnn." + k: v for k, v in nn.GRU(2, 3).state_dict().items()})).to_json()
    assert data == {
        "kind": "torch-zip", "content": "state_dict", "state_dicts": [""], "members": [],
        "layers": [{
            "name": "rnn", "kind": "GRU", "input_size": 2, "hidden_size": 3, "num_layers": 1, "bias": True,
            "bidirectional": False, "proj_size": 0, "batch_first": None, "dropout": None, "aliases": [],
        }],
        "tensors": [
            {"name": "rnn.weight_ih_l0", "shape": [9, 2], "dtype": "float32"},
            {"name": "rnn.weight_hh_l0", "shape": [9, 3], "dtype": "float32"},
            {"name": "rnn.bias_ih_l0", "shape": [9], "dtype": "float32"},
            {"name": "rnn.bias_hh_l0", "shape": [9], "dtype": "float32"},
        ],
        "strides": {}, "origin": {"container": "torch", "keys": (), "prefix": ""},
        "parameters": 63, "needs_trust": False, "foreign_globals": [], "warnings": [],
        "notes": list(open_settings(find_layers(list_file(tmp_path / "f").tensors)[0])),
    }  # fmt: skip


def test_several_state_dicts_can_be_chosen_from(tmp_path):
    value = {"epoch": 1, "model": Net().state_dict(), "ema": {"shadow": nn.GRU(2, 3).state_dict()}}
    path = saved(tmp_path / "f", value)
    first, second = list_file(path), list_file(path, "ema.shadow")
    assert first.to_json()["state_dicts"] == ["model", "ema.shadow"]
    assert first.content == second.content == "checkpoint"
    assert [layer.name for layer in first.layers] == ["lstm"]
    assert second.layers[0].config.kind == "GRU"
    with pytest.raises(InputError, match=r"no state_dict 'teacher'\. It has 'model', 'ema\.shadow'"):
        list_file(path, "teacher")


@pytest.mark.parametrize(
    ("prefix", "stripped"),
    [
        ("module.", "module."),
        ("module._orig_mod.", "module._orig_mod."),
        ("_module.model.", "_module.model."),
        ("mine.", ""),
    ],
)
def test_a_wrappers_prefix_goes_if_all_names_have_it(tmp_path, prefix, stripped):
    tensors = {prefix + name: value for name, value in Net().state_dict().items()}
    chosen = list_file(saved(tmp_path / "f", {"net": tensors})).chosen
    assert chosen.prefix == stripped
    assert [chosen.name_in_file(tensor) for tensor in chosen.tensors] == list(tensors)
    mixed = list_file(saved(tmp_path / "f", tensors | {"scale": torch.tensor(1)})).chosen
    assert mixed.prefix == ""


def test_an_averaged_model_is_the_model_in_it(tmp_path):
    averaged = torch.optim.swa_utils.AveragedModel(Net())
    listing = list_file(saved(tmp_path / "f", averaged.state_dict()))
    assert listing.to_json()["prefix"] == "module."
    assert [tensor.name for tensor in listing.tensors] == list(Net().state_dict())


def test_no_recurrent_layer_is_a_warning(tmp_path):
    listing = list_file(saved(tmp_path / "f", nn.Linear(2, 3).state_dict()))
    assert listing.layers == ()
    assert listing.warnings == ("No recurrent layer was found among the tensors' names.",)
    assert list_file(saved(tmp_path / "g", {"epoch": 3})).to_json()["content"] == "other"


def test_foreign_objects_beside_a_state_dict_are_told_and_not_needed(tmp_path):
    value = {"state_dict": Net().state_dict(), "hyper_parameters": argparse.Namespace(batch_first=True)}
    listing = list_file(saved(tmp_path / "f", value))
    assert listing.foreign_globals == ("argparse.Namespace",)
    assert "'argparse.Namespace'" in listing.warnings[0]
    assert not listing.to_json()["needs_trust"]


def test_a_run_is_listed_as_its_tensors(tmp_path):
    save_file({"model.lstm/0/output": torch.ones(2, 3)}, tmp_path / "f", {"lstmscope": "{}"})
    data = list_file(tmp_path / "f").to_json()
    assert (data["kind"], data["content"], data["warnings"]) == ("run", "run", [])
    assert data["tensors"] == [{"name": "model.lstm/0/output", "shape": [2, 3], "dtype": "float32"}]


REFUSED = {
    "objects": (lambda path: torch.save(argparse.Namespace(a=1), path), TrustError, "no module and no state_dict"),
    "legacy objects": (
        lambda path: torch.save([argparse.Namespace()], path, _use_new_zipfile_serialization=False), TrustError,
        "no module and no state_dict",
    ),
    "pickle": (lambda path: path.write_bytes(pickle.dumps(argparse.Namespace())), TrustError, "plain pickle"),
    "plain values": (lambda path: path.write_bytes(pickle.dumps({"a": [1]})), FileError, "plain Python values"),
    "keras": (lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n"), FileError, "HDF5"),
    "unknown": (lambda path: path.write_bytes(b"\0\1\2\3"), FileError, "no model file of a known kind"),
    "sharded": (lambda path: path.write_bytes(b'{"weight_map": {}}'), FileError, "which tensor lies in which file"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_kind_is_told_with_what_to_do(tmp_path, name):
    make, error, words = REFUSED[name]
    make(tmp_path / "f")
    with pytest.raises(error) as caught:
        list_file(tmp_path / "f")
    assert words in caught.value.message
    assert caught.value.hint
    assert "weights_only" not in str(caught.value)
    if name == "objects":
        assert "'argparse.Namespace'" in caught.value.message


def test_only_five_foreign_names_are_shown(tmp_path):
    globals_ = "".join(f"cmod\u202e{k}\nname\n" for k in range(8)).encode()
    (tmp_path / "f").write_bytes(b"\x80\x02(" + globals_ + b"t.")
    with pytest.raises(TrustError) as caught:
        list_file(tmp_path / "f")
    assert caught.value.message.count("'mod") == 5
    assert "and 3 more" in caught.value.message
    assert "\u202e" not in caught.value.message

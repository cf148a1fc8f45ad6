"""The arguments of forward: their values, and every way in which a wish for them is wrong."""

import pickle

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from inspector.engine.inputs.input_file import read_input
from inspector.engine.inputs.inputs import build_input
from inspector.engine.layers.layers import config_of
from inspector.engine.make_run import make_run
from inspector.errors import FileError, InputError
from inspector.model.source import parse_source
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.state import parse_state
from inspector.tensor.layer_shapes import state_shapes
from tests.inspector.engine.captured_runs import ignore

FORM = "form:input_size=4,hidden_size=6"
LAYER = nn.LSTM(4, 6)


def request_of(*inputs, state="zeros", **conditions):
    return RunRequest(parse_source(FORM), tuple(map(parse_input, inputs)), state=parse_state(state), **conditions)


def built(text, **conditions):
    """The first argument that a model without a layer of its own is given."""
    torch.manual_seed(0)
    return build_input(request_of(f"0={text}", **conditions), nn.Identity()).positional[0]


def drawn(name, *arguments, **options):
    torch.manual_seed(0)
    return getattr(torch, name)(*arguments, **options)


def test_the_values_of_every_kind():
    wave = np.sin(0.37 * np.arange(6, dtype=np.float64) + 0.1).reshape(2, 3)
    assert built("sine(2,3)").numpy().tolist() == wave.astype(np.float32).tolist()
    assert built("sine(2,3)", dtype="float64").numpy().tolist() == wave.tolist()
    assert built("ramp(2,3)").tolist() == [[0, 1, 2], [3, 4, 5]]
    assert built("ones(2)").tolist() == [1, 1]
    assert built("zeros()").tolist() == 0
    assert torch.equal(built("normal(2,3)"), drawn("randn", 2, 3))
    assert torch.equal(built("uniform(2,3)"), drawn("rand", 2, 3))
    assert torch.equal(built("tokens(2,3;high=7)"), drawn("randint", 0, 7, (2, 3)))
    assert built("tokens(50;high=2)").unique().tolist() == [0, 1]
    assert (built("int:5"), built("float:0.5")) == (5, 0.5)
    assert built("ones(1)", dtype="bfloat16").dtype == torch.bfloat16


def test_names_and_positions():
    given = build_input(request_of("b=int:2", "1=int:5", "0=int:4", "a=int:1"), nn.Identity())
    assert (given.positional, given.named) == ((4, 5), {"b": 2, "a": 1})


WRONG = [
    (("0=ones(1)", "0=ones(1)"), {}, "The inputs 0, 0 repeat or leave out an argument. Number the positions 0, 1, 2"),
    (("1=ones(1)",), {}, "The inputs 1 repeat or leave out an argument."),
    (("a=ones(1)", "a=ones(1)"), {}, "The inputs a, a repeat or leave out an argument."),
    (("0=int:5",), {}, "The recurrent layer has no input tensor. Give it as 0=normal(SIZES)."),
    (("x=ones(5,3,4)",), {}, "The recurrent layer has no input tensor."),
    (("0=ones(5,4)",), {"lengths": (5,)}, "Lengths pack a batch of sequences: they need an input of three axes"),
    (("0=ones(5,3,4)",), {"lengths": (5, 2)}, "The lengths 5, 2 do not fit an input of 3 samples and 5 time steps."),
    (("0=ones(5,3,4)",), {"lengths": (5, 2, 6)}, "Give 3 lengths from 1 to 5."),
    (("0=ones(5,3,4)",), {"lengths": (5, 2, 0)}, "The lengths 5, 2, 0 do not fit"),
    (("0=ones(1000000000,1000000000,1000000000)",), {}, "The input 0=ones(1000000000,1000000000,1000000000) cannot be"),
    (("0=tokens(1;high=999999999999999999)", "1=file:no.npy"), {}, "no.npy cannot be read as sample input."),
]


@pytest.mark.parametrize(("inputs", "conditions", "sentence"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_a_wrong_wish_is_told(inputs, conditions, sentence):
    with pytest.raises(InputError) as caught:
        build_input(request_of(*inputs, **conditions), LAYER)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("conditions", [{"lengths": (1,)}, {"state": "normal"}])
def test_lengths_and_states_belong_to_one_layer(conditions):
    with pytest.raises(InputError, match="Lengths and an initial state belong to one recurrent layer"):
        build_input(request_of("0=ones(1)", **conditions), nn.Identity())


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ({"device": "abacus"}, "The model cannot be put on 'abacus' as float32."),
        ({"dtype": "int64"}, "The model cannot be put on 'cpu' as int64."),
        ({"dtype": "float31"}, "The model cannot be put on 'cpu' as float31."),
    ],
)
def test_a_wrong_device_or_dtype_is_told(tmp_path, conditions, sentence):
    with pytest.raises(InputError) as caught:
        make_run(request_of(**conditions), tmp_path / "run", ignore)
    assert caught.value.message == sentence


def test_whole_numbers_for_a_layer_are_its_own_failure(tmp_path):
    """A state is drawn as the layer needs it, whatever the input is; torch then says what is wrong with that."""
    run = make_run(request_of("0=tokens(5,3,4;high=9)", state="normal"), tmp_path / "run", ignore)
    assert run.stopped_at.error.startswith(("RuntimeError", "ValueError"))


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
@pytest.mark.parametrize("first", [True, False])
def test_the_shapes_of_states(kind, first):
    config = config_of(getattr(nn, kind)(4, 6, num_layers=2, bidirectional=True, batch_first=first))
    h_0 = (4, 3, 6)
    states = (h_0, h_0) if kind == "LSTM" else (h_0,)
    assert state_shapes(config, (3, 5, 4) if first else (5, 3, 4)) == states
    assert state_shapes(config, (5, 4))[0] == (4, 6)
    assert state_shapes(config_of(nn.GRUCell(4, 6)), (3, 4)) == ((3, 6),)


class Evil:
    def __reduce__(self):
        return print, ("executed",)


def good_bytes(path):
    suffix = path.suffix
    array = np.arange(12.0).reshape(3, 4)
    if suffix == ".npy":
        np.save(path, array)
    elif suffix == ".npz":
        np.savez(path, x=array)
    elif suffix == ".pt":
        torch.save(torch.from_numpy(array), path)
    elif suffix == ".csv":
        np.savetxt(path, array, delimiter=",")
    else:
        save_file({"x": torch.from_numpy(array)}, path)
    return path.read_bytes()


SUFFIXES = [".npy", ".npz", ".pt", ".safetensors", ".csv"]


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")  # torch says it before it refuses
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_file_is_told(tmp_path, suffix):
    path = tmp_path / f"input{suffix}"
    whole = good_bytes(path)
    assert read_input(path, "0").shape == (3, 4)
    lengths = range(0, len(whole), max(len(whole) // 25, 1)) if suffix != ".csv" else ()
    wrongs = [whole[:length] for length in lengths]
    wrongs += [b"\0" * 64, b"a,b\nc\n", b"\xff" + whole[1:], pickle.dumps(Evil())]
    for wrong in wrongs:
        path.write_bytes(wrong)
        with pytest.raises(FileError, match=f"input{suffix} cannot be read as sample input"):
            read_input(path, "0")


def test_nothing_in_a_file_is_executed(tmp_path, capsys):
    for name, write in (("a.pt", lambda path: torch.save(Evil(), path)), ("a.npy", save_objects)):
        write(tmp_path / name)
        with pytest.raises(FileError, match="cannot be read as sample input"):
            read_input(tmp_path / name, "0")
    assert capsys.readouterr().out == ""


def save_objects(path):
    np.save(path, np.array([Evil()], dtype=object), allow_pickle=True)


@pytest.mark.parametrize("content", [[1, 2], 5, {"epoch": 3}, {"a": torch.zeros(1), "b": torch.zeros(1)}, None])
def test_a_file_without_the_tensor_is_told(tmp_path, content):
    torch.save(content, tmp_path / "a.pt")
    count = 2 if isinstance(content, dict) and "a" in content else 0
    with pytest.raises(FileError) as caught:
        read_input(tmp_path / "a.pt", "0")
    assert str(caught.value) == f"a.pt holds {count} tensors and none is called '0'. Name the one to take."


@pytest.mark.parametrize("name", ["input", "input.txt", "input.pkl"])
def test_another_kind_of_file_is_told(tmp_path, name):
    with pytest.raises(FileError, match=f"{name} is no kind of sample input."):
        read_input(tmp_path / name, "0")

"""Checkpoints that none of us made, through the command line, against figures that were computed elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest

import main as program

REAL = Path(__file__).resolve().parents[1] / "../shared/real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real checkpoints are not here")

# file, layer, input sizes, then shape and sum of output (None for a cell), h_n and c_n
LAYERS = [
    ("allennlp_tagger_zip.th", "encoder._module", "6,2,2",
     ((6, 2, 4), -0.103503), ((1, 2, 4), 0.067724), ((1, 2, 4), 0.251576)),
    ("allennlp_atis.th", "_encoder._module", "6,2,20",
     ((6, 2, 80), 0.104105), ((2, 2, 40), 0.287718), ((2, 2, 40), 1.582114)),
    ("allennlp_atis.th", "_transition_function._decoder_cell", "6,2,80",
     ((6, 2, 80), 8.389712), ((2, 2, 80), 3.939616), ((2, 2, 80), 9.039089)),
    ("allennlp_coref.th", "_context_layer._module", "6,2,20",
     ((6, 2, 20), -5.807771), ((2, 2, 10), -0.547250), ((2, 2, 10), -0.782900)),
    ("allennlp_simple_seq2seq.th", "_encoder._module", "6,2,47",
     ((6, 2, 10), -3.210305), ((1, 2, 10), -1.004745), ((1, 2, 10), -1.970321)),
    ("allennlp_srl_gpu_2017.th", "stacked_encoder._module", "6,2,150",
     ((6, 2, 10), 7.412708), ((1, 2, 10), 1.673573), ((1, 2, 10), 2.806960)),
    ("allennlp_simple_seq2seq.th", "_decoder_cell", "2,40", None, ((2, 10), 0.733400), ((2, 10), 1.377208)),
    ("silero_vad_16k.safetensors", "lstm_cell", "2,128", None, ((2, 128), 3.456908), ((2, 128), 5.467282)),
]  # fmt: skip
FOUND = {
    "allennlp_tagger_zip.th": ("torch-zip", [("encoder._module", "LSTM", 2, 4, 1, False)]),
    "allennlp_atis.th": (
        "torch-legacy",
        [
            ("_encoder._module", "LSTM", 20, 40, 1, True),
            ("_transition_function._decoder_cell", "LSTM", 80, 80, 2, False),
        ],
    ),
    "allennlp_coref.th": ("torch-legacy", [("_context_layer._module", "LSTM", 20, 10, 1, True)]),
    "allennlp_simple_seq2seq.th": (
        "torch-legacy",
        [("_encoder._module", "LSTM", 47, 10, 1, False), ("_decoder_cell", "LSTMCell", 40, 10, 1, False)],
    ),
    "allennlp_srl_gpu_2017.th": ("torch-legacy", [("stacked_encoder._module", "LSTM", 150, 10, 1, False)]),
    "silero_vad_16k.safetensors": ("safetensors", [("lstm_cell", "LSTMCell", 128, 128, 1, False)]),
}


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert program.main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("case", LAYERS, ids=[f"{case[0]}-{case[1]}" for case in LAYERS])
def test_layer_gives_the_known_sums(capsys: pytest.CaptureFixture[str], case: Any) -> None:
    file, layer, sizes, *states = case
    data = told(capsys, "run", str(REAL / file), "--layer", layer, "--input", f"0=sine({sizes})")
    [call] = data["calls"]
    assert call["module"] == layer
    assert data["stopped_at"] is None
    expected = {role: state for role, state in zip(("output", "h_n", "c_n"), states, strict=True) if state}
    assert set(call["tensors"]) == {"input", *expected}
    for role, (shape, total) in expected.items():
        found = call["tensors"][role]
        assert tuple(found["shape"]) == shape
        assert abs(found["sum"] - total) <= 1e-4 * max(1, abs(total))


@pytest.mark.parametrize("file", FOUND)
def test_file_holds_the_known_layers(capsys: pytest.CaptureFixture[str], file: str) -> None:
    kind, layers = FOUND[file]
    data = told(capsys, "inspect", str(REAL / file))
    names = ("name", "kind", "input_size", "hidden_size", "num_layers", "bidirectional")
    assert data["kind"] == kind
    assert [tuple(layer[name] for name in names) for layer in data["layers"]] == layers
    assert data["needs_trust"] is False

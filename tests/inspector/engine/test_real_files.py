"""Every layer of the real checkpoints, run on a fixed input: the sums that the README beside them tells."""

from pathlib import Path

import pytest

from inspector.model.source import FileSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.tensor.statistics import statistics_of
from tests.inspector.engine.captured_runs import run_of

REAL = Path(__file__).resolve().parents[3] / "../shared/real"

DECODER = "_transition_function._decoder_cell"
LAYERS = [
    ("allennlp_tagger_zip.th", "encoder._module", 2, (6, 2, 4), -0.103503, (1, 2, 4), 0.067724, 0.251576),
    ("allennlp_atis.th", "_encoder._module", 20, (6, 2, 80), 0.104105, (2, 2, 40), 0.287718, 1.582114),
    ("allennlp_atis.th", DECODER, 80, (6, 2, 80), 8.389712, (2, 2, 80), 3.939616, 9.039089),
    ("allennlp_coref.th", "_context_layer._module", 20, (6, 2, 20), -5.807771, (2, 2, 10), -0.547250, -0.782900),
    ("allennlp_simple_seq2seq.th", "_encoder._module", 47, (6, 2, 10), -3.210305, (1, 2, 10), -1.004745, -1.970321),
    ("allennlp_srl_gpu_2017.th", "stacked_encoder._module", 150, (6, 2, 10), 7.412708, (1, 2, 10), 1.673573, 2.806960),
]  # fmt: skip
CELLS = [
    ("allennlp_simple_seq2seq.th", "_decoder_cell", 40, (2, 10), 0.733400, 1.377208),
    ("silero_vad_16k.safetensors", "lstm_cell", 128, (2, 128), 3.456908, 5.467282),
]


def captured(name, layer, sizes, path):
    file = REAL / name
    if not file.is_file():
        pytest.skip(f"{name} is not here")
    request = RunRequest(FileSource(str(file)), (parse_input(f"0=sine({sizes})"),), layer=layer)
    opened = run_of(request, path / "run.safetensors")
    assert opened.run.stopped_at is None
    (call,) = opened.run.calls
    assert call.module == layer
    arrays = {tensor.role: opened.read(call.key(tensor.role)) for tensor in call.tensors}
    return {role: (array.shape, statistics_of(array).sum) for role, array in arrays.items() if role != "input"}


def check(found, expected):
    assert found.keys() == expected.keys()
    for role, (shape, total) in expected.items():
        assert found[role][0] == shape
        assert abs(found[role][1] - total) <= 1e-4 * max(1, abs(total)), role


@pytest.mark.parametrize(("file", "layer", "size", "shape", "output", "state", "h_n", "c_n"), LAYERS)
def test_a_layer_gives_the_sums_of_the_readme(tmp_path, file, layer, size, shape, output, state, h_n, c_n):
    found = captured(file, layer, f"6,2,{size}", tmp_path)
    check(found, {"output": (shape, output), "h_n": (state, h_n), "c_n": (state, c_n)})


@pytest.mark.parametrize(("file", "layer", "size", "state", "h_n", "c_n"), CELLS)
def test_a_cell_gives_the_sums_of_the_readme(tmp_path, file, layer, size, state, h_n, c_n):
    check(captured(file, layer, f"2,{size}", tmp_path), {"h_n": (state, h_n), "c_n": (state, c_n)})

"""The statically quantised LSTM of torch.ao: captured as the one layer that it is, its integers as floats."""

import warnings

import pytest
import torch
from torch import nn
from torch.ao import quantization
from torch.ao.nn import quantizable

from inspector.engine.layers.layers import config_of, is_quantised, weights_of
from inspector.engine.predict import predict_module
from inspector.model.source import PresetSource
from inspector.run.input import parse_input
from inspector.run.prediction import differences
from inspector.run.request import RunRequest
from tests.inspector.engine.captured_runs import run_module, tensor

torch.set_num_threads(1)
ENGINE = next((name for name in ("fbgemm", "qnnpack") if name in torch.backends.quantized.supported_engines), "")
pytestmark = [
    pytest.mark.skipif(not ENGINE, reason="torch was built without quantised operators"),
    pytest.mark.filterwarnings("ignore"),  # torch.ao says at each step that it is moving to torchao
]
INPUT = ("0=normal(3,5,4)",)
REMARK = "lstm computes in integers of 8 bits; shown are the floats that they stand for."


class Model(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.into, self.out = quantization.QuantStub(), quantization.DeQuantStub()
        self.lstm = nn.LSTM(4, 6, **options)

    def forward(self, x):
        return self.out(self.lstm(self.into(x))[0])


@pytest.fixture(params=[{}, {"num_layers": 2, "bidirectional": True, "batch_first": True}], ids=["one", "deep"])
def options(request):
    return request.param


def prepared(options) -> nn.Module:
    torch.manual_seed(5)
    model = Model(**options).eval()
    model.qconfig = quantization.get_default_qconfig(ENGINE)
    observed = quantization.prepare(model)
    with torch.no_grad():
        observed(torch.randn(3, 5, 4))
    return observed


def converted(options) -> nn.Module:
    torch.backends.quantized.engine = ENGINE
    return quantization.convert(prepared(options))


def hooked(model: nn.Module) -> dict[str, torch.Tensor]:
    """Call the model with a hook of the test's own on the layer."""
    found = {}

    def keep(_module, given, result):
        output, (h_n, c_n) = result
        found.update({"input": given[0], "output": output, "h_n": h_n, "c_n": c_n})

    handle = model.lstm.register_forward_hook(keep)
    torch.manual_seed(0)
    with torch.no_grad():
        model(torch.randn(3, 5, 4))
    handle.remove()
    return {role: value.dequantize() if value.is_quantized else value for role, value in found.items()}


@pytest.mark.parametrize("make", [prepared, converted])
def test_one_call_of_one_layer(make, options, tmp_path):
    model = make(options)
    expected = hooked(model)
    opened = run_module(model, tmp_path / "run.safetensors", INPUT)
    (call,) = opened.run.calls
    assert (call.module, call.config.kind.value, opened.run.unseen) == ("lstm", "LSTM", ())
    assert call.config.num_layers == options.get("num_layers", 1)
    assert {stored.role for stored in call.tensors} == expected.keys()
    for role, values in expected.items():
        assert torch.equal(tensor(opened, f"lstm/0/{role}"), values), role
    assert opened.run.remarks == ((REMARK,) if make is converted else ())


def test_weights_have_torchs_names_and_shapes(options, tmp_path):
    opened = run_module(converted(options), tmp_path / "run.safetensors", INPUT)
    plain = nn.LSTM(4, 6, **options)
    stored = {each.role: each.shape for each in opened.run.weights[0].tensors}
    assert stored == {name: tuple(weight.shape) for name, weight in plain.named_parameters()}


def test_observed_weights_are_the_layers_own(options):
    torch.manual_seed(5)
    plain = Model(**options).lstm
    found = weights_of(prepared(options).lstm)
    assert found.keys() == dict(plain.named_parameters()).keys()
    assert all(torch.equal(found[name], weight) for name, weight in plain.named_parameters())


def test_converted_weights_are_near_them(options):
    torch.manual_seed(5)
    plain = Model(**options).lstm
    found = weights_of(converted(options).lstm)
    for name, weight in plain.named_parameters():
        assert torch.allclose(found[name], weight, atol=0.01), name


def test_which_computes_in_integers(options):
    assert not is_quantised(prepared(options).lstm)
    assert is_quantised(converted(options).lstm)


def test_its_forward_called_directly_is_one_call(options, tmp_path):
    class Direct(nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def forward(self, x):
            return self.inner.out(self.inner.lstm.forward(self.inner.into(x))[0])

    model = converted(options)
    expected = hooked(model)
    opened = run_module(Direct(model), tmp_path / "run.safetensors", INPUT)
    assert [call.module for call in opened.run.calls] == ["inner.lstm"]
    assert torch.equal(tensor(opened, "inner.lstm/0/h_n"), expected["h_n"])


def test_a_cell_alone_is_a_cell(tmp_path):
    class Cells(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = quantizable.LSTMCell(4, 6)

        def forward(self, x):
            state = None
            for step in x:
                state = self.cell(step, state)
            return state[0]

    torch.manual_seed(5)
    model = Cells().eval()
    opened = run_module(model, tmp_path / "run.safetensors", ("0=normal(5,3,4)",))
    assert [(call.module, call.first, call.config.kind.value) for call in opened.run.calls] == [
        ("cell", number, "LSTMCell") for number in range(5)
    ]
    assert config_of(model.cell).hidden_size == 6
    assert weights_of(model.cell)["weight_ih"].shape == (24, 4)


@pytest.mark.parametrize("make", [prepared, converted])
def test_its_shapes_are_predicted(make, options, tmp_path):
    opened = run_module(make(options), tmp_path / "run.safetensors", INPUT)
    request = RunRequest(PresetSource("odd"), tuple(map(parse_input, INPUT)))
    assert differences(predict_module(make(options), "", request), opened.run) == ()


def test_a_quantised_result_is_kept_as_floats(tmp_path):
    class Ends(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(4, 6)

        def forward(self, x):
            return torch.quantize_per_tensor(self.lstm(x)[0], 0.01, 0, torch.qint8)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = run_module(Ends().eval(), tmp_path / "run.safetensors", ("0=normal(5,3,4)",))
    assert opened.run.stopped_at is None
    assert torch.allclose(tensor(opened, "result/0"), tensor(opened, "lstm/0/output"), atol=0.01)

"""What is read out of TorchScript and torch.export files before anybody consents to run them."""

import io
import json
import pickle
import zipfile
from pathlib import Path

import pytest

from inspector.errors import FileError, TrustError
from inspector.model.program_checks import program_findings, require_trust
from inspector.model.sniff import FileKind

SCRIPT, EXPORT = FileKind.TORCHSCRIPT, FileKind.TORCH_EXPORT
PLAIN = "class Net(Module):\n  def forward(self, x: Tensor) -> Tensor:\n    return torch.relu(x)\n"
CONFIG = {"config": {"w": {"path_name": "weight_0", "use_pickle": False}}}


def archive(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(f"m/{name}", content)
    return path


def script(path: Path, code: str) -> Path:
    members = {"constants.pkl": b"", "data.pkl": b"", "code/__torch__.py": PLAIN, "code/__torch__/own.py": code}
    return archive(path, {**members, "code/__torch__.py.debug_pkl": b"torch.save("})


def program(*targets: str, **more: object) -> str:
    nodes = [{"target": target} for target in targets]
    return json.dumps({"graph_module": {"graph": {"nodes": nodes}}, **more})


def export(path: Path, model: str, **members: bytes | str) -> Path:
    whole = {
        "archive_format": "pt2",
        "models/model.json": model,
        "data/weights/model_weights_config.json": json.dumps(CONFIG),
        "data/constants/model_constants_config.json": json.dumps({"config": {}}),
    }
    return archive(path, whole | {name.replace("__", "/"): content for name, content in members.items()})


def samples(value: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("s/data.pkl", pickle.dumps(value, protocol=2))
    return buffer.getvalue()


SCRIPTS = {
    "nothing": (PLAIN, ()),
    "a state that is set by code": (
        "  def __setstate__(self, state: int) -> NoneType:\n",
        ("runs code of its own while it is loaded (__setstate__ in __torch__/own.py)",),
    ),
    "writing": ("    torch.save(x, 'y')\n", ("writes files (torch.save in __torch__/own.py)",)),
    "mapping": ("    t = torch.from_file('y', True)\n", ("opens files that it names (from_file in __torch__/own.py)",)),
    "torch's operators": ("    ops.prim.NumToTensor(1)\n    ops.quantized.linear(x)\n    ops.aten.relu(x)\n", ()),
    "foreign operators": (
        "    ops.mylib.run(x)\n    ops.image.read_file(x)\n",
        ("calls operators that are not torch's (image.read_file, mylib.run)",),
    ),
}


@pytest.mark.parametrize(("code", "expected"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_what_a_script_would_do(tmp_path, code, expected):
    assert program_findings(script(tmp_path / "m.pt", code), SCRIPT) == expected


class Called:
    def __reduce__(self):
        return print, ("called",)


EXPORTS = {
    "nothing": (program("torch.ops.aten.lstm.input", "_operator.getitem", "math.sqrt"), {}, ()),
    "pickled weights": (
        program(),
        {"data__weights__model_weights_config.json": json.dumps({"config": {"w": {"use_pickle": True}}})},
        ("unpickles weights or constants, which can call anything",),
    ),
    "foreign functions": (
        program("torch.ops.aten.relu.default", "os.system", "torch._C._jit"),
        {},
        ("calls functions that are no operators of torch (os.system, torch._C._jit)",),
    ),
    "guards": (program(guards_code=["L['x'] > 3"]), {}, ("executes expressions that check its input (guards)",)),
    "no guards": (program(guards_code=[]), {}, ()),
    "plain samples": (program(), {"data__sample_inputs__model.pt": samples([1, 2])}, ()),
    "samples that call": (
        program(),
        {"data__sample_inputs__model.pt": samples(Called())},
        ("unpickles sample inputs that name builtins.print",),
    ),
}


@pytest.mark.parametrize(("model", "members", "expected"), EXPORTS.values(), ids=EXPORTS.keys())
def test_what_an_exported_program_would_do(tmp_path, model, members, expected):
    assert program_findings(export(tmp_path / "m.pt2", model, **members), EXPORT) == expected


def test_many_findings_are_cut(tmp_path):
    path = script(tmp_path / "m.pt", "".join(f"ops.lib{index}.f()\n" for index in range(9)))
    (found,) = program_findings(path, SCRIPT)
    assert found.endswith("(lib0.f, lib1.f, lib2.f, lib3.f, lib4.f and 4 more)")


DAMAGED = {
    "no JSON": (program()[:-3], {}),
    "deep JSON": ("[" * 100_000, {}),
    "no samples": (program(), {"data__sample_inputs__model.pt": b"nothing"}),
}


@pytest.mark.parametrize(("model", "members"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_told(tmp_path, model, members):
    with pytest.raises(FileError, match="is damaged"):
        program_findings(export(tmp_path / "m.pt2", model, **members), EXPORT)


@pytest.mark.parametrize("model", ["[]", '"text"', "{}", '{"graph_module": {"graph": {"nodes": 3}}}'])
def test_odd_content_is_no_finding(tmp_path, model):
    assert program_findings(export(tmp_path / "m.pt2", model), EXPORT) == ()


def test_consent_is_asked_for_in_one_sentence(tmp_path):
    path = script(tmp_path / "m.pt", "torch.save(x)\nops.a.b()\n")
    with pytest.raises(TrustError) as caught:
        require_trust(path, SCRIPT, trusted=False)
    assert caught.value.message == (
        f"{str(path)!r} is a TorchScript program: running it executes code of its own; it writes files (torch.save in "
        "__torch__/own.py); it calls operators that are not torch's (a.b)."
    )
    assert "--trust" in caught.value.hint
    require_trust(path, SCRIPT, trusted=True)


def test_that_nothing_was_found_is_said_too(tmp_path):
    with pytest.raises(TrustError, match="reading it shows nothing but computations"):
        require_trust(export(tmp_path / "m.pt2", program()), EXPORT, trusted=False)

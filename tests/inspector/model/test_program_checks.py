"""What is read out of TorchScript and torch.export files before anybody consents to run them."""

import argparse
import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import pytest

from inspector.errors import FileError, TrustError
from inspector.model.program_checks import program_findings, program_text, require_trust
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


IN_SCRIPT, IN_MODEL = "__torch__/own.py", "models/model.json"
WRITES, OPENS = "writes files", "opens files that it names"
FOREIGN, NO_OPERATOR = "calls operators that are not torch's", "calls functions that are no operators of torch"
TALKS = "talks to other processes or machines"
SCRIPTS = {
    "nothing": (PLAIN, ()),
    "a state that is set by code": (
        "  def __setstate__(self, state: int) -> NoneType:\n",
        (("__setstate__", "runs code of its own while it is loaded", False),),
    ),
    "writing": ("    torch.save(x, 'y')\n", (("torch.save", WRITES, True),)),
    "writing with spaces": ("    torch .\n  save (x, 'y')\n", (("torch.save", WRITES, True),)),
    "writing with the operator": ("    ops.aten.save(x, 'y')\n", (("aten.save", WRITES, True),)),
    "mapping": ("    t = torch.from_file('y', True)\n", (("from_file", OPENS, True),)),
    "mapping with the operator": ("    t = ops.aten.from_file('y', True)\n", (("from_file", OPENS, True),)),
    "another machine": ("    rpc_async('there', f, ())\n", (("rpc_async", TALKS, True),)),
    "other processes": ("    ops.c10d.send(x)\n", (("c10d.send", TALKS, True),)),
    "torch's operators": ("    ops.prim.NumToTensor(1)\n    ops.quantized.linear(x)\n    ops.aten.relu(x)\n", ()),
    "torch's classes": ("    p : __torch__.torch.classes.rnn.CellParamsBase\n", ()),
    "foreign classes": (
        "    p : __torch__.torch.classes.own.Thing\n    q : __torch__.torch.classes.dist_c10d.Store\n",
        (("dist_c10d.Store", TALKS, True), ("own.Thing", "uses native classes that are not torch's", False)),
    ),
    "foreign operators": (
        "    ops.mylib.run(x)\n    ops.image.read_file(x)\n",
        (("image.read_file", OPENS, True), ("mylib.run", FOREIGN, False)),
    ),
}


def found(path, kind):
    return tuple((each.name, each.does, each.dangerous) for each in program_findings(path, kind))


@pytest.mark.parametrize(("code", "expected"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_what_a_script_would_do(tmp_path, code, expected):
    path = script(tmp_path / "m.pt", code)
    assert found(path, SCRIPT) == expected
    assert {each.part for each in program_findings(path, SCRIPT)} <= {IN_SCRIPT}


class Called:
    def __init__(self, function):
        self.function = function

    def __reduce__(self):
        return self.function, ("called",)


UNPICKLES = "unpickles weights or constants, which can call anything"
SAMPLES = "data__sample_inputs__model.pt"
CONSTANTS = "data__constants__model_constants_config.json"
EXPORTS = {
    "nothing": (program("torch.ops.aten.lstm.input", "_operator.getitem", "math.sqrt", "torch.sym_max"), {}, ()),
    "pickled weights": (
        program(),
        {"data__weights__model_weights_config.json": json.dumps({"config": {"w": {"use_pickle": True}}})},
        (("w", UNPICKLES, False),),
    ),
    "pickled constants with names": (
        program(),
        {
            CONSTANTS: json.dumps({"config": {"c": {"path_name": "opaque_obj_0"}}}),
            "data__constants__opaque_obj_0": pickle.dumps(Called(eval)),
        },
        (("builtins.eval", "executes text as code", True), ("c", UNPICKLES, False)),
    ),
    "weights in the older way": (
        program(),
        {"data__weights__model.pt": samples(Called(argparse.Namespace))},
        (("argparse.Namespace", "calls this while unpickling", False),),
    ),
    "foreign functions": (
        program("os.system", "torch._C._jit", "torch.os.popen"),
        {},
        (
            ("os.system", "starts programs", True),
            ("torch.os.popen", "starts programs", True),
            ("torch._C._jit", NO_OPERATOR, False),
        ),
    ),
    "operators that harm": (
        program("torch.ops.aten.save.default", "torch.ops.load_library", "_operator.methodcaller", "_operator.a.b"),
        {},
        (
            ("_operator.methodcaller", "calls or changes what it finds by name", True),
            ("torch.ops.aten.save.default", WRITES, True),
            ("torch.ops.load_library", "loads other code or other pickles", True),
            ("_operator.a.b", NO_OPERATOR, False),
        ),
    ),
    "foreign operators": (
        program("torch.ops.mylib.run.default"),
        {},
        (("torch.ops.mylib.run.default", FOREIGN, False),),
    ),
    "operators of programs": (program("torch.ops.higher_order.cond"), {}, ()),
    "native code": (
        program(),
        {"data__aotinductor__m__model.so": b"x"},
        (("model.so", "loads native code", True),),
    ),
    "guards": (
        program(guards_code=["L['x'] > 3"]),
        {},
        (("guards_code", "checks its input by code that is left out here", False),),
    ),
    "no guards": (program(guards_code=[]), {}, ()),
    "plain samples": (program(), {SAMPLES: samples([1, 2])}, ()),
    "samples that call": (
        program(),
        {SAMPLES: samples([Called(argparse.Namespace), Called(os.system)])},
        (
            (f"{os.name}.system", "starts programs", True),
            ("argparse.Namespace", "calls this while unpickling", False),
        ),
    ),
}


@pytest.mark.parametrize(("model", "members", "expected"), EXPORTS.values(), ids=EXPORTS.keys())
def test_what_an_exported_program_would_do(tmp_path, model, members, expected):
    assert sorted(found(export(tmp_path / "m.pt2", model, **members), EXPORT)) == sorted(expected)


@pytest.mark.parametrize(("model", "members", "expected"), EXPORTS.values(), ids=EXPORTS.keys())
def test_what_harms_comes_first(tmp_path, model, members, expected):
    dangers = [each.dangerous for each in program_findings(export(tmp_path / "m.pt2", model, **members), EXPORT)]
    assert dangers == sorted(dangers, reverse=True)


def test_the_older_format_is_read_too(tmp_path):
    path = tmp_path / "m.pt2"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("serialized_exported_program.json", program("os.system"))
        file.writestr("serialized_example_inputs.pt", samples(Called(eval)))
        file.writestr("version", "8.1")
    assert [(each.part, each.name) for each in program_findings(path, EXPORT)] == [
        ("serialized_exported_program.json", "os.system"),
        ("serialized_example_inputs.pt", "builtins.eval"),
    ]


def test_names_from_the_file_are_escaped(tmp_path):
    (each,) = program_findings(export(tmp_path / "m.pt2", program("a\u202eb\n")), EXPORT)
    assert each.name == r"a\u202eb\n"


def test_many_findings_are_cut_in_a_sentence(tmp_path):
    path = script(tmp_path / "m.pt", "".join(f"ops.lib{index}.f()\n" for index in range(9)))
    assert len(program_findings(path, SCRIPT)) == 9
    assert "lib4.f in __torch__/own.py and 4 more)" in program_text(path, SCRIPT)


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
        "__torch__/own.py); it calls operators that are not torch's (a.b in __torch__/own.py)."
    )
    assert "--trust" in caught.value.hint
    require_trust(path, SCRIPT, trusted=True)


def test_that_nothing_was_found_is_said_too(tmp_path):
    with pytest.raises(TrustError, match="reading it shows nothing but computations"):
        require_trust(export(tmp_path / "m.pt2", program()), EXPORT, trusted=False)

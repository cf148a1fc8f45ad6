"""Classes of the user's own, from source files that the tests write: what is executed of them, and what is not."""

import gc
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import pytest
import torch
from torch import nn

from inspector.engine.loading.load import load_model
from inspector.engine.loading.load_class import load_class
from inspector.engine.make_run import make_run
from inspector.errors import FieldError, FileError, InputError, ModelError
from inspector.model.source import ClassSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run_file import open_run

torch.set_num_threads(1)
HEAD = "import torch\nfrom torch import nn\n"
BODY = """
        super().__init__()
        self.lstm = nn.LSTM(4, {size}, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0]
"""


@dataclass(frozen=True)
class Case:
    """`code` is the file; the LSTM in the class must have this hidden size, and the model run."""

    code: str
    hidden: int
    arguments: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    name: str = "net.py"
    inputs: tuple = ()
    class_name: str = "Net"


def net(signature: str, size: str, before: str = "", bases: str = "nn.Module") -> str:
    return f"{HEAD}{dedent(before)}\nclass Net({bases}):\n    def __init__(self, {signature}):{BODY.format(size=size)}"


CASES = {
    "no arguments": Case(net("", "5"), 5),
    "a default": Case(net("hidden=6", "hidden"), 6),
    "a default changed": Case(net("hidden=6", "hidden"), 7, {"hidden": 7}),
    "required": Case(net("a, b", "a + b"), 9, {"a": 4, "b": 5}),
    "the second only": Case(net("a=1, b=2", "a + b"), 6, {"b": 5}),
    "positional only": Case(net("a, b=2, /", "a + b"), 7, {"a": 3, "b": 4}),
    "keyword only": Case(net("*, hidden", "hidden"), 5, {"hidden": 5}),
    "*args": Case(net("*sizes", "sum(sizes)"), 6, {"sizes": [1, 2, 3]}),
    "args before *args": Case(net("a, *sizes, b=1", "a + b + len(sizes)"), 7, {"a": 3, "sizes": [9, 9], "b": 2}),
    "**kwargs": Case(net("**options", "options['hidden']"), 5, {"hidden": 5}),
    "some and **kwargs": Case(net("a, **more", "a + more['b']"), 5, {"a": 2, "b": 3}),
    "Optional": Case(net("h: Optional[int] = None", "h or 3", "from typing import Optional"), 3),
    "Optional given": Case(net("h: 'int | None' = None", "h or 3"), 4, {"h": 4}),
    "a dataclass": Case(
        net("config: Config", "config.inner.hidden", """
            from dataclasses import dataclass, field
            @dataclass
            class Inner:
                hidden: int
                names: tuple[str, ...] = ()
            @dataclass
            class Config:
                inner: Inner
                rate: float = 0.1
        """), 6, {"config": {"inner": {"hidden": 6, "names": ["a"]}}},
    ),
    "a dataclass, annotations as text": Case(
        "from __future__ import annotations\n" + net("config: Config | None = None", "config.of_the_class()", """
            from dataclasses import dataclass
            @dataclass(frozen=True, slots=True)
            class Config:
                hidden: int = 5
                def of_the_class(self):
                    return self.hidden
        """), 8, {"config": {"hidden": 8}},
    ),
    "a dataclass for a default": Case(
        net("config=Config(5)", "config.hidden", """
            from dataclasses import dataclass
            @dataclass
            class Config:
                hidden: int
        """), 9, {"config": {"hidden": 9}},
    ),
    "a list of dataclasses": Case(
        net("layers: list[Layer]", "sum(layer.size for layer in layers)", """
            from dataclasses import dataclass
            @dataclass
            class Layer:
                size: int
        """), 5, {"layers": [{"size": 2}, {"size": 3}]},
    ),
    "a namedtuple": Case(
        net("config: Config = Config(1, 2)", "config.a + config.b", """
            from collections import namedtuple
            Config = namedtuple("Config", ["a", "b"], defaults=(7,))
        """), 9, {"config": {"a": 2}},
    ),
    "a NamedTuple": Case(
        net("config: Config", "config.hidden", """
            from typing import NamedTuple
            class Config(NamedTuple):
                hidden: int = 6
        """), 6, {"config": {}},
    ),
    "a class of settings": Case(
        net("config: 'Config'", "config.hidden", """
            class Config:
                def __init__(self, hidden, **more):
                    self.hidden = hidden
                    self.__dict__.update(more)
        """), 4, {"config": {"hidden": 4, "x": 1}},
    ),
    "a config without annotation, by attribute": Case(
        net("config", "config.model.hidden"), 4, {"config": {"model": {"hidden": 4}}}
    ),
    "a config without annotation, by key": Case(net("cfg", "cfg['hidden']"), 4, {"cfg": {"hidden": 4}}),
    "a TypedDict": Case(
        net("config: Config", "config['hidden']", """
            from typing import TypedDict
            Config = TypedDict("Config", {"hidden": int})
        """), 4, {"config": {"hidden": 4}},
    ),
    "an enumeration": Case(
        net("size: Size = Size.SMALL", "size.value", """
            from enum import Enum
            class Size(Enum):
                SMALL = 3
                LARGE = 8
        """), 8, {"size": "LARGE"},
    ),
    "a dtype, a device, a tuple": Case(
        net("dtype=torch.float64, device=torch.device('cpu'), sizes=(1, 2)",
            "sizes[0] + (dtype is torch.float32) + (sizes == (4, 1)) + len(device.type)"),
        9, {"dtype": "float32", "device": "cpu", "sizes": [4, 1]},
    ),
    "inheritance within the file": Case(
        net("hidden", "hidden").replace("class Net", "class Base")
        + "\nclass Middle(Base):\n    pass\n"
        + "\nclass Net(Middle):\n    def __init__(self):\n        super().__init__(7)\n", 7,
    ),
    "inheritance from a file beside it": Case(
        "from base import Base\n\nclass Net(Base):\n    pass\n", 5,
        files={"base.py": net("hidden=5", "hidden").replace("class Net", "class Base") + "\nprint(open('x'))\n"},
    ),
    "a package": Case(
        "from .layers import sizes\nfrom . import more\nfrom ..top import TOP\n"
        + net("", "sizes.HIDDEN + more.ONE + TOP"), 9,
        files={
            "pkg/__init__.py": "raise SystemExit", "pkg/inner/__init__.py": "", "pkg/inner/layers/__init__.py": "",
            "pkg/inner/layers/sizes.py": "HIDDEN = 6", "pkg/inner/more.py": "ONE = 1", "pkg/top.py": "TOP = 2",
        }, name="pkg/inner/net.py",
    ),
    "an absolute import of its own package": Case(
        "import pkg.sizes as sizes\nfrom pkg.sizes import *\n" + net("", "sizes.HIDDEN + MORE"), 8,
        files={"pkg/__init__.py": "", "pkg/sizes.py": "HIDDEN = 6\nMORE = 2"}, name="pkg/net.py",
    ),
    "a file called main.py": Case("import widgets\n" + net("", "widgets.HIDDEN"), 6,
                                  files={"widgets.py": "import inspector\nHIDDEN = inspector.SIX",
                                         "inspector/__init__.py": "SIX = 6"}, name="main.py"),
    "a file called torch.py": Case(net("", "5"), 5, name="torch.py"),
    "a name that is no identifier": Case(net("", "5"), 5, name="my net-2.py"),
    "a folder on sys.path": Case(
        "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))\nimport sizes\n"
        + net("", "sizes.HIDDEN"), 6, files={"lib/sizes.py": "HIDDEN = 6"},
    ),
    "an import within a function": Case(
        net("", "size()") + "\ndef size():\n    from sizes import H\n    return H\n", 5,
        files={"sizes.py": "H = 5"},
    ),
    "a fallback for what is not installed": Case(
        "try:\n    import not_installed_here\n    SIZE = 1\nexcept ImportError:\n    SIZE = 4\n" + net("", "SIZE"), 4
    ),
    "constants that are computed": Case(
        net("", "SIZE", """
            import math, string
            from pathlib import Path
            LETTERS = list(string.ascii_lowercase)
            INDEX = {letter: place for place, letter in enumerate(LETTERS)}
            INDEX["!"] = len(INDEX)
            WIDTHS, DEPTH = [int(word) for word in "1 2 3".split()], 2
            HERE = Path(__file__).resolve().parent
            DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
            SIZE = int(math.sqrt(sum(WIDTHS) * 6)) + DEPTH - len(INDEX) // 27
            SIZE += 1
        """), 8,
    ),
    "a constant by a function of the file": Case(
        net("", "SIZES['a']", """
            def doubled(values):
                out = {}
                for name, value in values.items():
                    out[name] = 2 * value
                return out
            SIZES = doubled({"a": 3})
        """), 6,
    ),
    "a settings object at the top": Case(
        net("", "config.hidden", """
            class Config:
                def __init__(self):
                    self.hidden = 5
            config = Config()
        """), 5,
    ),
    "conditions": Case(
        net("", "SIZE", """
            import sys
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                from nowhere import Nothing
            if sys.version_info >= (3, 8):
                SIZE = 4
            else:
                SIZE = 1
        """), 4,
    ),
    "class attributes computed by calls": Case(
        f"{HEAD}class Net(nn.Module):\n    '''Doc.'''\n"
        "    sizes = dict(zip('ab', range(4, 6)))\n    total = sum(sizes.values())\n"
        f"    def __init__(self):{BODY.format(size='self.total')}", 9,
    ),
    "decorators": Case(
        net("", "5", """
            import functools
            KNOWN = {}
            def register(name):
                def add(cls):
                    KNOWN[name] = cls
                    return cls
                return add
        """).replace("class Net", "@register('net')\nclass Net")
        .replace("    def forward", "    @torch.no_grad()\n    def forward"), 5,
    ),
    "a nested class": Case(
        f"{HEAD}class Models:\n    class Net(nn.Module):\n"
        "        def __init__(self, h):\n            super().__init__()\n"
        "            self.lstm = nn.LSTM(4, h)\n        def forward(self, x): return self.lstm(x)\n", 3, {"h": 3},
        class_name="Models.Net",
    ),
    "an abstract base and a generic": Case(
        net("", "5", """
            from abc import ABC, abstractmethod
            from typing import Generic, TypeVar
            T = TypeVar("T")
            class Base(nn.Module, ABC, Generic[T]):
                @abstractmethod
                def forward(self, x): ...
        """, "Base[int]"), 5,
    ),
    "a subclass of nn.LSTM": Case(f"{HEAD}class Net(nn.LSTM):\n    pass\n", 5, {"input_size": 3, "hidden_size": 5}),
    "a constructor of __new__ and a mixin": Case(
        net("hidden", "hidden", """
            class Mixin:
                def __new__(cls, *given, **named):
                    return super().__new__(cls)
        """, "Mixin, nn.Module"), 4, {"hidden": 4},
    ),
    "forward with more arguments": Case(
        net("", "5").replace("forward(self, x)", "forward(self, x, hx=None, *, scale=1.0)")
        .replace("self.lstm(x)", "self.lstm(x, hx)"), 5,
    ),
    "forward of anything": Case(net("", "5").replace("forward(self, x)", "forward(self, *given, **named)")
                                .replace("self.lstm(x)", "self.lstm(given[0])"), 5),
    "forward by keyword": Case(net("", "5").replace("forward(self, x)", "forward(self, *, x)"), 5),
    "two sequences": Case(
        f"{HEAD}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.e = nn.Embedding(9, 4)\n"
        "        self.lstm = nn.LSTM(4, 6, batch_first=True)\n        self.d = nn.LSTM(3, 6, batch_first=True)\n"
        "    def forward(self, words, target):\n        return self.d(target, self.lstm(self.e(words))[1])\n", 6,
    ),
}  # fmt: skip

SIDE_EFFECTS = """
import argparse, logging, os, sys
import torch
from torch import nn
MARKER = os.path.join(os.path.dirname(__file__), "marker")
open(MARKER, "w").write("opened")
with open(MARKER, "w") as file:
    file.write("with")
text = open(MARKER, "w").write("assigned")
print("PRINTED")
shown = print("PRINTED")
parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
args = parser.parse_args()
if args.epochs > 2:
    open(MARKER, "w")
def write(): return open(MARKER, "w")
written = write()
class Writer:
    def __init__(self): open(MARKER, "w")
    open(MARKER, "w").write("in a class")
    for name in "ab":
        open(MARKER, "w").write(name)
writer = Writer()
several = [write() for _ in range(3)]
later = lambda: write()
torch.manual_seed(write().fileno())
os.environ["LSTMSCOPE_TEST_MARK"] = "1"
torch.backends.cudnn.benchmark = True
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 5)
    def forward(self, x):
        return self.lstm(x)
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(args.epochs):
    open(MARKER, "w").write("trained")
while True:
    open(MARKER, "w").write("for ever")
assert write()
sys.exit(3)
if __name__ == "__main__":
    open(MARKER, "w").write("main")
else:
    open(MARKER, "w").write("imported")
raise SystemExit(4)
"""


def written(folder: Path, case: Case) -> ClassSource:
    for name, code in {**case.files, case.name: case.code}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    return ClassSource(str(folder / case.name), case.class_name, json.dumps(case.arguments))


def source_of(folder: Path, code: str, arguments: dict | None = None, name: str = "net.py", **more) -> ClassSource:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(code, encoding="utf-8")
    return ClassSource(str(folder / name), "Net", json.dumps(arguments or {}), **more)


def test_there_are_forty_cases():
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", CASES)
def test_a_class_is_built_and_runs(tmp_path, name, capsys):
    case = CASES[name]
    before, path = set(sys.modules), list(sys.path)
    source = written(tmp_path, case)
    loaded = load_model(RunRequest(source))
    layers = [module for module in loaded.module.modules() if isinstance(module, nn.LSTM)]
    assert layers[0].hidden_size == case.hidden
    run = make_run(
        RunRequest(source, tuple(map(parse_input, case.inputs))), tmp_path / "run.safetensors", lambda *_: None
    )
    assert run.stopped_at is None
    assert run.calls[0].config.hidden_size == case.hidden
    theirs = {part for name in (case.name, *case.files) for part in Path(name).with_suffix("").parts}
    assert not theirs & (set(sys.modules) - before)
    assert any(module.startswith("_source_") and module.endswith(Path(case.name).stem) for module in sys.modules)
    assert sys.path == path
    assert capsys.readouterr().out == ""
    assert open_run(tmp_path / "run.safetensors").run == run


def test_nothing_but_definitions_is_executed(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("LSTMSCOPE_TEST_MARK", raising=False)
    source = source_of(tmp_path, SIDE_EFFECTS)
    model = load_class(source)
    assert type(model.module).__name__ == "Net"
    assert [path.name for path in tmp_path.iterdir()] == ["net.py"]
    assert capsys.readouterr().out == ""
    assert not torch.backends.cudnn.benchmark
    assert "LSTMSCOPE_TEST_MARK" not in os.environ


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_ordinary_import_would_leave_the_marks(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["net.py"])
    monkeypatch.delenv("LSTMSCOPE_TEST_MARK", raising=False)
    # the positive control: without it, the test above could prove nothing
    code = SIDE_EFFECTS.replace("while True:", "while epoch < 0:")
    source_of(tmp_path, code)
    with pytest.raises(SystemExit):
        exec(compile(code, "net.py", "exec"), {"__name__": "net", "__file__": str(tmp_path / "net.py")})
    gc.collect()
    assert (tmp_path / "marker").exists()
    monkeypatch.delenv("LSTMSCOPE_TEST_MARK")
    torch.backends.cudnn.benchmark = False


def test_two_projects_with_classes_of_one_name_do_not_mix(tmp_path):
    sizes = {}
    for folder, hidden in (("a", 3), ("b", 8)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "sizes.py").write_text(f"HIDDEN = {hidden}")
        sizes[folder] = source_of(tmp_path / folder, "import sizes\n" + net("", "sizes.HIDDEN"))
    models = {folder: load_class(source).module for folder, source in sizes.items()}
    assert (models["a"].lstm.hidden_size, models["b"].lstm.hidden_size) == (3, 8)
    assert type(models["a"]) is not type(models["b"])
    assert "sizes" not in sys.modules and "net" not in sys.modules


def test_a_changed_file_is_read_again(tmp_path):
    first = load_class(source_of(tmp_path, net("", "3"))).module
    second = load_class(source_of(tmp_path, net("", "4"))).module
    assert (first.lstm.hidden_size, second.lstm.hidden_size) == (3, 4)


def test_our_own_modules_are_not_to_be_had(tmp_path):
    for name in ("widgets", "inspector.errors", "main", "resources"):
        with pytest.raises(ModelError, match=r"net\.py line 1: ModuleNotFoundError: No module named"):
            load_class(source_of(tmp_path, f"import {name}\n" + net("", "3")))


@pytest.mark.parametrize(
    ("signature", "arguments", "blamed", "words"),
    [
        ("hidden", {}, "hidden", "Net needs a value for hidden"),
        ("*, hidden", {}, "hidden", "Net needs a value for hidden"),
        ("hidden=3", {"size": 1}, "size", "takes no argument size. It takes hidden"),
        ("", {"size": 1}, "size", "It takes none"),
        ("config: Config", {"config": {}}, "config.hidden", "Config needs a value for config.hidden"),
        ("config: Config", {"config": {"hidden": 1, "x": 2}}, "config.x", "Config takes no argument config.x"),
        ("size: Size", {"size": "HUGE"}, "size", "no member of Size"),
        ("*sizes", {"sizes": 3}, "sizes", "Give it as a list"),
    ],
)
def test_a_wrong_argument_is_named(tmp_path, signature, arguments, blamed, words):
    before = """
        import dataclasses, enum
        Size = enum.Enum("Size", "SMALL LARGE")
        @dataclasses.dataclass
        class Config:
            hidden: int
    """
    with pytest.raises(FieldError) as caught:
        load_class(source_of(tmp_path, net(signature, "3", before), arguments))
    assert caught.value.field == blamed
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1]", "3", '"a"', "{" * 3000])
def test_arguments_that_are_no_object(tmp_path, text):
    source = source_of(tmp_path, net("", "3"))
    with pytest.raises(FieldError, match="no JSON object"):
        load_class(ClassSource(source.path, "Net", text))


MISTAKES = {
    "syntax": ("import torch\nclass Net(:\n", FileError, "line 2"),
    "no such class": (net("", "3").replace("Net", "Other"), InputError, "has no class 'Net'. Its modules are: Other"),
    "no module": ("class Net: pass\n", InputError, "no nn.Module"),
    "import": ("import torch\n\nimport not_installed_here\n", ModelError, "net.py line 3: ModuleNotFoundError"),
    "definition": (f"{HEAD}class Net(nn.Module):\n    a = 1 / 0\n", ModelError, "net.py line 4: ZeroDivisionError"),
    "constructor": (net("", "1 // 0"), ModelError, "net.py line 7: ZeroDivisionError"),
    "exit": (net("", "exit(3)", "from sys import exit"), ModelError, "net.py line 7: SystemExit: 3"),
    "no super().__init__": (
        net("", "3").replace("super().__init__()", "pass"), ModelError, "net.py line 7: AttributeError",
    ),
    "skipped name": (
        net("", "SIZE", "SIZE = open(__file__).fileno()"), ModelError,
        "net.py (`SIZE = open(__file__).fileno()`) is not executed, because it calls open",
    ),
    "skipped base": (
        net("", "3", "def load(): return eval('nn.Module')\nBase = load()\n", "Base"), ModelError, "`Base = load()`",
    ),
    "what follows from it": (
        net("", "B", "A = input()\nB = A + 1\n"), ModelError, "because it needs A, which was not made",
    ),
    "abstract": (
        net("", "3", "from abc import ABC, abstractmethod\n", "nn.Module, ABC")
        .replace("    def forward", "    @abstractmethod\n    def forward"), InputError, "Net is abstract",
    ),
    "endless": (net("", "Net()"), ModelError, "RecursionError"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_sentence_with_its_line(tmp_path, name):
    code, kind, words = MISTAKES[name]
    with pytest.raises(kind) as caught:
        load_class(source_of(tmp_path, code))
    assert words in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_sibling_that_skipped_a_name_is_told(tmp_path):
    tmp_path.joinpath("config.py").write_text("import json\nCFG = json.load(open('x'))\n")
    with pytest.raises(ModelError) as caught:
        load_class(source_of(tmp_path, "from config import CFG\n" + net("", "3")))
    assert "line 2 of config.py (`CFG = json.load(open('x'))`) is not executed" in str(caught.value)


def test_only_python_files_are_read(tmp_path):
    with pytest.raises(FileError, match="no Python file"):
        load_class(ClassSource(str(tmp_path / "net.txt"), "Net"))
    with pytest.raises(FileError):
        load_class(ClassSource(str(tmp_path / "absent.py"), "Net"))


# weights


def checkpoint(folder: Path, tensors: dict, **beside) -> str:
    torch.save({"state_dict": tensors, **beside} if beside else tensors, folder / "weights.pt")
    return str(folder / "weights.pt")


@pytest.mark.parametrize("prefix", ["", "module.", "module._orig_mod.", "model."])
def test_weights_fill_the_module(tmp_path, prefix):
    made = nn.LSTM(4, 5, batch_first=True)
    weights = checkpoint(tmp_path, {f"{prefix}lstm.{name}": value for name, value in made.state_dict().items()})
    model = load_class(source_of(tmp_path, net("", "5"), weights=weights))
    assert all(torch.equal(model.module.lstm.state_dict()[name], value) for name, value in made.state_dict().items())
    assert model.origin.prefix == prefix


def test_a_part_called_model_keeps_its_name(tmp_path):
    code = net("", "5").replace("self.lstm", "self.model")
    made = nn.LSTM(4, 5)
    weights = checkpoint(tmp_path, {f"module.model.{name}": value for name, value in made.state_dict().items()})
    model = load_class(source_of(tmp_path, code, weights=weights))
    assert torch.equal(model.module.model.weight_hh_l0, made.weight_hh_l0)
    assert model.origin.prefix == "module."


def test_weights_of_another_model_are_told(tmp_path):
    tensors = {f"rnn.{name}": value for name, value in nn.LSTM(4, 5, 2).state_dict().items()}
    with pytest.raises(InputError) as caught:
        load_class(source_of(tmp_path, net("", "5"), weights=checkpoint(tmp_path, tensors)))
    assert "missing lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0" in caught.value.message
    assert "too much rnn.weight_ih_l0" in caught.value.message and "and 3 more" in caught.value.message
    other = {f"lstm.{name}": value for name, value in nn.LSTM(4, 6).state_dict().items()}
    with pytest.raises(InputError, match=r"do not fit Net: size mismatch for lstm\.\w+: copying"):
        load_class(source_of(tmp_path, net("", "5"), weights=checkpoint(tmp_path, other)))


@pytest.mark.parametrize("key", ["hyper_parameters", "hparams", "config", "args"])
def test_hyper_parameters_are_arguments_that_were_not_given(tmp_path, key):
    tensors = {f"lstm.{name}": value for name, value in nn.LSTM(4, 5).state_dict().items()}
    weights = checkpoint(tmp_path, tensors, **{key: {"hidden": 5, "rate": 0.5, "unused": 1}})
    model = load_class(source_of(tmp_path, net("hidden, rate, extra=0", "hidden"), {"rate": 0.25}, weights=weights))
    assert model.source.given == {"rate": 0.25, "hidden": 5}


def test_a_lone_config_gets_all_of_them(tmp_path):
    tensors = {f"lstm.{name}": value for name, value in nn.LSTM(4, 5).state_dict().items()}
    weights = checkpoint(tmp_path, tensors, hyper_parameters={"model": {"hidden": 5}})
    model = load_class(source_of(tmp_path, net("hparams", "hparams.model.hidden"), weights=weights))
    assert model.module.lstm.hidden_size == 5


# inputs


def test_inputs_that_cannot_be_guessed_are_asked_for(tmp_path):
    code = net("", "5").replace("forward(self, x)", "forward(self, graph, mask, scale=1)")
    with pytest.raises(InputError) as caught:
        load_model(RunRequest(source_of(tmp_path, code)))
    assert "whose forward takes graph, mask, scale=1" in caught.value.message
    hint = "Write it, as in --input '0=normal(batch=3,time=7,input=4)' --input '1=normal(batch=3,time=7,input=4)'."
    assert caught.value.hint == hint


def test_a_forward_that_fails_says_where(tmp_path):
    code = net("", "5").replace("return self.lstm(x)[0]", "self.lstm(x)\n        return x @ self.missing")
    run = make_run(RunRequest(source_of(tmp_path, code)), tmp_path / "run.safetensors", lambda *_: None)
    assert run.stopped_at is not None and "missing" in run.stopped_at.error
    assert run.calls[0].module == "lstm"


def test_a_name_that_forward_misses_is_explained(tmp_path):
    code = net("", "5", "words = open('words.txt').read()").replace("return self.lstm(x)[0]", "return words[0]")
    run = make_run(RunRequest(source_of(tmp_path, code)), tmp_path / "run.safetensors", lambda *_: None)
    assert run.stopped_at.error == (
        "NameError: name 'words' is not defined: line 3 of net.py (`words = open('words.txt').read()`) "
        "is not executed, because it calls open('words.txt').read."
    )


def test_the_trial_leaves_the_model_as_it_was(tmp_path):
    code = (
        net("", "5")
        .replace("self.lstm = ", "self.count = 0\n        self.lstm = ")
        .replace("return self.lstm(x)[0]", "self.count += 1\n        return self.lstm(x)[0] + self.count")
    )
    model = load_model(RunRequest(source_of(tmp_path, code)))
    assert (model.module.count, [str(spec) for spec in model.inputs]) == (0, ["0=normal(batch=3,time=7,input=4)"])


def test_one_layer_of_a_class_runs_alone(tmp_path):
    model = load_model(RunRequest(source_of(tmp_path, net("", "5")), layer="lstm"))
    assert (type(model.module), model.name) == (nn.LSTM, "lstm")
    with pytest.raises(InputError, match=r"no recurrent layer 'gru'\. Choose one of lstm"):
        load_model(RunRequest(source_of(tmp_path, net("", "5")), layer="gru"))

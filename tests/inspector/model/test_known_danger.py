import pytest

from inspector.model.known_danger import danger_of

KNOWN = {
    "posix.system": "starts programs",
    "subprocess.Popen": "starts programs",
    "__builtin__.eval": "executes text as code",
    "builtins.exec": "executes text as code",
    "importlib.import_module": "loads other code or other pickles",
    "torch.hub.load": "loads other code or other pickles",
    "torch.load": "loads other code or other pickles",
    "urllib.request.urlopen": "opens network connections",
    "shutil.rmtree": "reads, writes or removes files",
    "pathlib.Path.unlink": "reads, writes or removes files",
    "torch.sys.settrace": "reaches into the process that runs it",
    "_operator.attrgetter": "calls or changes what it finds by name",
}


@pytest.mark.parametrize(("name", "does"), KNOWN.items())
def test_what_is_known_to_harm(name, does):
    assert danger_of(name) == does


@pytest.mark.parametrize(
    "name",
    ["", ".", "collections.OrderedDict", "argparse.Namespace", "pathlib.PosixPath", "io.BytesIO",
     "osx.a", "builtins.int", "torch.signal.windows.hann", "my.os.system", "operator.add", "types.SimpleNamespace"],
)  # fmt: skip
def test_of_the_rest_nothing_is_known(name):
    assert danger_of(name) == ""

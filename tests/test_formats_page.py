"""docs/formats.md: what is done with every kind of file, written from small files of each kind.

LSTMSCOPE_REWRITE_GOLDEN=1 writes the page anew; the difference is then read by a person.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from inspector.engine.make_run import make_run
from inspector.errors import InspectorError, TrustError
from inspector.model.listing import list_file
from inspector.model.source import FileSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from tests.inspector.model.format_examples import EXAMPLES, MISTAKEN

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
KERAS_WRITER = Path(__file__).parent / "inspector" / "model" / "keras_files.py"
HEAD = """\
# What opens

A file is recognised by its content, never by its name, and read by readers that execute nothing. This page is written
by a test: each row is a small file that the test made, listed and ran.

- *listed*: how many tensors are shown, with their values.
- *layers*: the recurrent layers that were found, each of which can be run alone. What weights cannot say
  (`batch_first`, dropout, tanh or relu) is asked for.
- *runs*: what a run of the file runs: the whole model, or its first recurrent layer. A module of a class that is not
  torch's runs as a whole with its source: `--source FILE.py`.
- *consent*: whether a run executes code that the file brings along. It is asked for then, with all that was found in
  the code; listing the file needs none.

Where a file holds several state dicts or, as an archive, several model files, the first is taken until another is
chosen: `--state-dict KEY`, `--member NAME`, or in the window's model panel. Checksums are verified when values are
read, before anything is loaded.

"""
MISTAKEN_HEAD = """\
# What does not

Each is told by its content as well, with what to do instead.

"""
COLUMNS = ("file", "kind", "content", "listed", "layers", "runs", "consent")


@pytest.fixture
def keras_examples(tmp_path):
    if importlib.util.find_spec("keras") is None:
        pytest.skip("Keras is not installed: pip install 'lstmscope[keras]'")
    environment = os.environ | {"KERAS_HOME": str(tmp_path)}
    subprocess.run([sys.executable, str(KERAS_WRITER), str(tmp_path), "lstm"], env=environment, timeout=200, check=True)
    titles = {
        "Keras (.keras)": "lstm.keras",
        "Keras (.h5)": "lstm.h5",
        "Keras weights (.weights.h5)": "lstm.weights.h5",
    }
    return {title: tmp_path / name for title, name in titles.items()}


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def layer_text(layer):
    settings = f"{layer.config.kind} {layer.config.input_size} -> {layer.config.hidden_size}"
    return settings + (f", {layer.config.num_layers} layers" if layer.config.num_layers > 1 else "")


def ran(path, out):
    """Run the file without consent, then with it; tell what ran and whether it was needed."""
    inputs = (parse_input("0=normal(7,2,3)"),)
    for trust in (False, True):
        try:
            run = make_run(RunRequest(FileSource(str(path)), inputs, trust=trust), out, lambda *_: None)
        except TrustError:
            continue
        assert run.calls
        assert run.stopped_at is None
        return ("the whole" if not run.request.layer else "a layer"), "needed" if trust else "no"
    raise AssertionError("it did not run")


def row(title, path, out):
    listing = list_file(path)
    assert all(tensor.read().size == tensor.size for tensor in listing.tensors)
    layers = "; ".join(map(layer_text, listing.layers))
    runs, consent = ("opens as it is", "no") if listing.content == "run" else ran(path, out)
    return (title, listing.kind.value, listing.content, str(len(listing.tensors)), layers, runs, consent)


def sentence(title, make, path):
    make(path)
    with pytest.raises(InspectorError) as caught:
        list_file(path)
    assert "weights_only" not in str(caught.value)
    words = caught.value.message.replace(repr(str(path)), "It").replace("|", "/")
    return title, words, caught.value.hint


def table(rows):
    columns = len(rows[0])
    return [f"| {' | '.join(cells)} |" for cells in (rows[0], ("---",) * columns, *rows[1:])]


def page(folder, keras_examples):
    folder.mkdir()
    paths = {title: folder / f"file{number}" for number, title in enumerate(EXAMPLES)}
    for title, path in paths.items():
        EXAMPLES[title](path)
    rows = [row(title, path, folder / "run") for title, path in (paths | keras_examples).items()]
    told = [
        sentence(title, make, folder / f"mistaken{number}") for number, (title, make) in enumerate(MISTAKEN.items())
    ]
    lines = [HEAD.rstrip(), "", *table([COLUMNS, *rows]), "", MISTAKEN_HEAD.rstrip(), ""]
    return "\n".join([*lines, *table([("file", "what is said", "what to do"), *told]), ""])


@pytest.mark.skipif(os.name == "nt", reason="the pipe and the device among the examples are those of Unix")
def test_the_page_is_what_the_files_give(tmp_path, keras_examples):
    text = page(tmp_path / "examples", keras_examples)
    if os.environ.get("LSTMSCOPE_REWRITE_GOLDEN") == "1":
        PAGE.write_text(text, encoding="utf-8")
    assert text == PAGE.read_text(encoding="utf-8")

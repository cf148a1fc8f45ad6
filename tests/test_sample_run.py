"""The run that the program brings along is what its model gives today."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from inspector.engine.make_run import make_run
from inspector.run.run_file import open_run

SAMPLE = Path(str(files("resources").joinpath("runs/seq2seq-encoder-decoder.safetensors")))


def test_the_sample_is_made_again_by_its_own_request(tmp_path):
    sample = open_run(SAMPLE)
    again = make_run(sample.run.request, tmp_path / "run.safetensors", lambda _stage, _calls: None)
    measured = {"path": SAMPLE, "seconds": sample.run.seconds, "torch": sample.run.torch}
    assert replace(again, **measured) == sample.run
    remade = open_run(again.path)
    for key in sample.run.captured_keys():
        np.testing.assert_allclose(remade.read(key), sample.read(key), atol=1e-5, err_msg=key.name)

"""The files that a session of the event loop's benchmark opens."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from .gap_session import MODEL, RUN
from .long_run import write_long_run


def write_files(folder: Path, tiny: bool) -> None:
    """Write a model of 250 MB, which has an LSTM of four layers and an embedding, and a run of 2.2 GB."""
    words, size, layers = (50, 8, 1) if tiny else (60_000, 512, 4)
    model = nn.ModuleDict({"embed": nn.Embedding(words, size), "lstm": nn.LSTM(size, 2 * size, layers)})
    with torch.no_grad():
        save_file({name: weight.clone() for name, weight in model.state_dict().items()}, folder / MODEL)
    write_long_run(folder / RUN, *((2, 8, 16) if tiny else (64, 4096, 2048)))

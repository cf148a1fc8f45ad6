"""Small trained models whose units do something one can see, and runs of them: python tools/trained_models.py FOLDER

`brackets` reads brackets and letters and tells how deep it stands; cell states follow the depth. `first_token` tells
after each token which one was the first; cell states hold it. Both are trained from a fixed seed.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
from torch import Tensor, nn

from inspector.engine.make_run import make_run
from inspector.model.source import ClassSource
from inspector.run.input import FromFile, InputSpec
from inspector.run.request import RunRequest
from inspector.run.run import Run
from tools import reader
from tools.reader import Reader

_STEPS, _BATCH, _RATE = 24, 64, 0.02


@dataclass(frozen=True)
class Trained:
    """A trained model, samples it has not seen, and what is right for them."""

    name: str
    model: Reader
    tokens: Tensor  # (batch, time), whole numbers
    wanted: Tensor
    kinds: int

    @property
    def input(self) -> Tensor:
        """One-hot, (batch, time, kinds)."""
        return nn.functional.one_hot(self.tokens, self.kinds).float()


def brackets(batch: int, random: torch.Generator, steps: int = _STEPS) -> tuple[Tensor, Tensor]:
    """Draw sequences in which no bracket closes that was not opened: tokens and depths, (batch, time).

    Token 0 opens, token 1 closes, token 2 is a letter.
    """
    depth = torch.zeros(batch, dtype=torch.long)
    tokens, depths = [], []
    for _ in range(steps):
        drawn = torch.rand(batch, generator=random)
        token = torch.where(drawn < 0.4, 0, torch.where((drawn < 0.75) & (depth > 0), 1, 2))
        depth = depth + (token == 0).long() - (token == 1).long()
        tokens.append(token)
        depths.append(depth)
    return torch.stack(tokens, 1), torch.stack(depths, 1)


def first_tokens(batch: int, random: torch.Generator, steps: int = _STEPS) -> tuple[Tensor, Tensor]:
    """Draw sequences of 4 tokens, and after every step the first of them as the answer, (batch, time)."""
    tokens = torch.randint(4, (batch, steps), generator=random)
    return tokens, tokens[:, :1].expand_as(tokens)


def trained_brackets(steps: int = 700) -> Trained:
    """Train a reader of 6 units to tell the depth, as a number; the cell state of unit 0 comes to follow it."""
    torch.manual_seed(3)
    model, random = Reader(3, 6, 1), torch.Generator().manual_seed(5)

    def loss() -> Tensor:
        tokens, depths = brackets(_BATCH, random)
        return (model(nn.functional.one_hot(tokens, 3).float())[..., 0] - depths).square().mean()

    _train(model, loss, steps)
    return Trained("brackets", model.eval(), *brackets(16, random), 3)


def trained_first_token(steps: int = 400) -> Trained:
    """Train a reader of 8 units to tell the first token at every step."""
    torch.manual_seed(1)
    model, random = Reader(4, 8, 4), torch.Generator().manual_seed(2)

    def loss() -> Tensor:
        tokens, first = first_tokens(_BATCH, random)
        told = model(nn.functional.one_hot(tokens, 4).float())
        return nn.functional.cross_entropy(told.flatten(0, 1), first.flatten())

    _train(model, loss, steps)
    return Trained("first_token", model.eval(), *first_tokens(16, random), 4)


def _train(model: Reader, loss: Callable[[], Tensor], steps: int) -> None:
    """Train with Adam, in ever smaller steps, on one thread: these tensors are too small to be shared."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        optimizer = torch.optim.Adam(model.parameters(), _RATE)
        slower = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.01, steps)
        for _ in range(steps):
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()
            slower.step()
    finally:
        torch.set_num_threads(threads)


def trained_run(trained: Trained, folder: Path) -> Run:
    """Run the model on its samples: weights, input and the run file NAME.safetensors lie in the folder."""
    weights, given = folder / f"{trained.name}.pt", folder / f"{trained.name}_input.pt"
    torch.save(trained.model.state_dict(), weights)
    torch.save(trained.input, given)
    hidden, told = trained.model.lstm.hidden_size, trained.model.head.out_features
    arguments = f'{{"tokens": {trained.kinds}, "hidden": {hidden}, "told": {told}}}'
    request = RunRequest(
        ClassSource(reader.__file__, "Reader", arguments, str(weights)), (InputSpec("0", FromFile(str(given))),)
    )
    return make_run(request, folder / f"{trained.name}.safetensors", lambda _stage, _calls: None)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for trained in (trained_brackets(), trained_first_token()):
        print(trained_run(trained, folder).path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

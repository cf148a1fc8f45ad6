"""The built-in models: what an article says of each, what is true, and where its code lies."""

from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from ..errors import InputError


@dataclass(frozen=True, slots=True)
class Preset:
    """One built-in model.

    `class_name` is the module's class in the file resources/presets/NAME.py; `inputs` are written as on the
    command line; `faults` are the numbers of the rules that the model breaks as published.
    """

    name: str
    article: str
    claim: str
    truth: str
    class_name: str
    inputs: tuple[str, ...]
    faults: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The Python source that defines the model's class."""
        return files("resources").joinpath(f"presets/{self.name.replace('-', '_')}.py").read_text(encoding="utf-8")

    def to_json(self) -> dict[str, Any]:
        """Give what `lstmscope presets --json` prints."""
        data = asdict(self)
        return {name: data[name] for name in ("name", "article", "claim", "truth", "faults")}


_ARTICLE_E = "How can I interpret the output of a PyTorch LSTM?"

PRESETS = (
    Preset(
        name="classifier-last-hidden",
        article=_ARTICLE_E,
        claim="LSTM(10, 64, batch_first) -> h_n[-1] -> Linear(64, 3) gives (32, 3) for x of (32, 20, 10).",
        truth="Right: h_n[-1] is the top layer's last hidden state, (batch, hidden).",
        class_name="Classifier",
        inputs=("0=normal(batch=32,time=20,10)",),
    ),
    Preset(
        name="seq2seq-encoder-decoder",
        article=_ARTICLE_E,
        claim="A decoder started with the encoder's (h_n, c_n) gives (32, 25, 5) for tgt of (32, 25, 5).",
        truth="Right: both states are (1, 32, 64), whatever batch_first says, so they fit as they are.",
        class_name="EncoderDecoder",
        inputs=("0=normal(batch=32,time=20,10)", "1=normal(batch=32,time=25,5)"),
    ),
)


def find_preset(name: str) -> Preset:
    """Give the preset with that name. Raises InputError that names those there are."""
    for preset in PRESETS:
        if preset.name == name:
            return preset
    raise InputError(f"There is no preset {name!r}.", f"Choose one of {', '.join(preset.name for preset in PRESETS)}.")

"""One built-in model: what an article says of it, what is true, and the code of both."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class PresetForm:
    """One way to write a preset: `class_name` is its class in resources/presets/FILE.py.

    `inputs` are written as on the command line. `tensor` is the captured tensor that the article reshapes, and
    `steps` the code that it writes after it, "" where it takes the tensor as it is.
    """

    file: str
    class_name: str
    inputs: tuple[str, ...]
    tensor: str
    steps: str = ""

    @property
    def code(self) -> str:
        """The Python source that defines the class."""
        return files("resources").joinpath(f"presets/{self.file}.py").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Preset:
    """A model of an article in the form in which it works, and as published where that is another.

    `claim` is what the article says, `truth` what happens, `why` explains the one by the other. `faults` are the
    numbers of the rules that the model breaks as published.
    """

    name: str
    article: str
    claim: str
    truth: str
    why: str
    right: PresetForm
    published: PresetForm | None = None
    faults: tuple[str, ...] = ()

    def form(self, as_published: bool) -> PresetForm:
        """Give the form that is asked for; a preset without faults of its own has one only."""
        return self.published if as_published and self.published else self.right

    def to_json(self) -> dict[str, Any]:
        """Give what `lstmscope presets --json` prints."""
        values = {name: getattr(self, name) for name in ("name", "article", "claim", "truth")}
        return values | {"faults": list(self.faults)}

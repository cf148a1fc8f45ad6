"""docs/questions and two more pages: every command is run, every script executed, both compared with the page.

A block of `console` shows commands and what they print; of `reshape` the steps only. A block of `python` shows the
script of the `reshape` before it. LSTMSCOPE_REWRITE_GOLDEN=1 writes into the blocks what the program prints now.
"""

import os
import re
import shlex
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
import torch

from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.captured import load_captured
from inspector.engine.reshaping.named_values import NamedValues
from inspector.engine.verify import compare, execute_script
from inspector.model.presets import PRESETS
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import names_in
from tests.in_process import printed

DOCS = Path(__file__).parents[1] / "docs"
QUESTIONS = sorted((DOCS / "questions").glob("*.md"))
PAGES = [*QUESTIONS, DOCS / "reshape-studio.md", DOCS / "gates.md"]
REWRITE = os.environ.get("LSTMSCOPE_REWRITE_GOLDEN") == "1"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DURATION = re.compile(r"\d+\.\d+ m?s\b")
FIGURE = re.compile(r"-?\d+\.\d+(?:e-\d+)?")
ROUNDING = re.compile(r"(?<=fused kernel to )\de-\d\d")  # one of another processor may differ

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")


@dataclass
class Reader:
    """Goes through a page from block to block and keeps what it would show today."""

    asked: list[str] = field(default_factory=list)  # the words of the last reshape
    script: str = ""

    def shown(self, block: re.Match) -> str:
        kind, text = block.groups()
        assert kind in ("console", "python"), f"a block of {kind or 'nothing'} is not checked"
        return f"```{kind}\n{self.console(text) if kind == 'console' else self.python(text)}```"

    def console(self, text: str) -> str:
        commands = [line for line in text.splitlines() if line.startswith("$ ")]
        now = "".join(f"{command}\n{self.output(shlex.split(command[2:]))}" for command in commands)
        return text if alike(text, now) else now

    def output(self, words: list[str]) -> str:
        assert words[0] == "lstmscope"
        with redirect_stderr(StringIO()) as errors:
            code, text = printed(*words[1:])
        text += errors.getvalue()
        assert code == expected_code(text), "done, or stopped or refused, as the page shows"
        if words[1] == "reshape" and "--to" not in words and code == 0:
            text, _, self.script = text.partition("\n\n# executed, equal to the captured tensor\n")
            assert self.script, "the script was executed"
            self.asked = words[2:]
        elif words[1] == "gates":
            text = text.replace(f"{Path.cwd()}{os.sep}", "")
        return text.rstrip("\n") + "\n"

    def python(self, _text: str) -> str:
        run, tensor, code = self.asked
        steps, call = parse_steps(code), tensor.rpartition("/")[0]
        others = NamedValues({name: load_captured(Path(run), f"{call}/{name}") for name in names_in(steps)})
        expected = apply_steps(load_captured(Path(run), tensor), steps, others)
        assert compare(execute_script(self.script), expected)["equal"]
        return self.script


def expected_code(text: str) -> int:
    """Give the exit code that goes with the words on the page: the model stopped, or the input was refused."""
    if "\nstopped in " in text:
        return 4
    return 2 if "  refused: " in text or text.startswith("lstmscope: ") else 0


def alike(old: str, new: str) -> bool:
    """Tell whether two outputs differ only in how long a run took, or in the last digits of a figure."""
    old, new = (ROUNDING.sub("ERROR", DURATION.sub("TIME", text)) for text in (old, new))
    if FIGURE.sub("FIGURE", old) != FIGURE.sub("FIGURE", new):
        return False
    pairs = zip(FIGURE.findall(old), FIGURE.findall(new), strict=True)
    return all(float(one) == pytest.approx(float(other), rel=1e-2, abs=1e-5) for one, other in pairs)


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_the_blocks_of_a_page_are_what_the_program_gives(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    text = page.read_text(encoding="utf-8")
    now = BLOCK.sub(Reader().shown, text)
    if REWRITE:
        page.write_text(now, encoding="utf-8")
        text = now
    assert now == text
    assert text.count("\n```") == 2 * len(BLOCK.findall(text)), "a block that is not closed is not checked"
    assert "```python" in text or page.stem == "gates"


def test_what_the_page_on_interpreting_calls_the_same_is_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("classifier-last-hidden", "predictor-bidirectional"):
        printed("run", f"preset:{name}", "-o", f"{name}.safetensors")
    one, both = Path("classifier-last-hidden.safetensors"), Path("predictor-bidirectional.safetensors")
    assert torch.equal(load_captured(one, "lstm/0/output")[:, -1], load_captured(one, "lstm/0/h_n")[-1])
    output, h_n = load_captured(both, "lstm/0/output"), load_captured(both, "lstm/0/h_n")
    assert torch.equal(output[:, -1, :64], h_n[-2])
    assert not torch.allclose(output[:, -1, 64:], h_n[-1], atol=1e-2)
    assert torch.equal(output[:, 0, 64:], h_n[-1])


def test_each_question_has_its_page_and_its_picture():
    titles = [page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in QUESTIONS]
    assert sorted(titles) == sorted({preset.article for preset in PRESETS})
    for page in QUESTIONS:
        assert f"](../pictures/question-{page.stem}.png)" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12.5 ms, mean -0.5", "3.1 s, mean -0.5", True),
        ("mean 0.01396 (32 batch)", "mean 0.01397 (32 batch)", True),
        ("mean 0.01396 (32 batch)", "mean 0.01396 (31 batch)", False),
        ("mean 0.5", "mean 0.6", False),
        ("mean 0.5", "mean 0.5, stopped", False),
        ("Matches the fused kernel to 6e-08.", "Matches the fused kernel to 1e-07.", True),
    ],
)
def test_what_counts_as_the_same_output(one, other, same):
    assert alike(one, other) is same

"""docs/articles.md: what the articles claim beside what happens, written from runs of both forms.

LSTMSCOPE_REWRITE_GOLDEN=1 writes the page anew; the difference is then read by a person.
"""

import os
from itertools import groupby
from pathlib import Path

from inspector.findings.examine import examine
from inspector.model.presets import PRESETS
from inspector.model.source import PresetSource
from inspector.run.request import RunRequest
from tests.inspector.engine.captured_runs import run_of

PAGE = Path(__file__).parents[1] / "docs" / "articles.md"
HEAD = """\
# The articles' models

Five question-and-answer articles about LSTM shapes, each of their models as `preset:NAME` in the form in which it
works and, with `--as-published`, as its article has it. This page is written by a test from runs of both: *right form*
and *as published* are the shapes that the model returned, or where it stopped; *rules* are the program's findings.

    lstmscope run preset:forecaster
    lstmscope run preset:forecaster --as-published
"""
COLUMNS = ("preset", "claim", "truth", "why", "right form", "as published", "rules")


def outcome(preset, as_published, path):
    run = run_of(RunRequest(PresetSource(preset.name, as_published)), path).run
    shapes = ", ".join(str(tensor.shape) for tensor in run.result)
    stopped = f"stops in {run.stopped_at.place}: {run.stopped_at.error.partition(':')[0]}" if run.stopped_at else shapes
    return stopped, ", ".join(finding.rule for finding in examine(run))


def row(preset, path):
    right, nothing = outcome(preset, False, path)
    published, rules = outcome(preset, True, path)
    assert (nothing, rules) == ("", ", ".join(preset.faults))
    return (f"`{preset.name}`", preset.claim, preset.truth, preset.why, right, published, rules)


def page(path):
    lines = [HEAD]
    for article, presets in groupby(PRESETS, key=lambda preset: preset.article):
        rows = [COLUMNS, ("---",) * len(COLUMNS), *(row(preset, path) for preset in presets)]
        lines += [f"## {article}", "", *(f"| {' | '.join(cells)} |" for cells in rows), ""]
    return "\n".join(lines)


def test_the_page_is_what_the_runs_give(tmp_path):
    text = page(tmp_path / "run.safetensors")
    if os.environ.get("LSTMSCOPE_REWRITE_GOLDEN") == "1":
        PAGE.write_text(text, encoding="utf-8")
    assert text == PAGE.read_text(encoding="utf-8")

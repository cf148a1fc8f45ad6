"""All findings about a run."""

from collections.abc import Iterator

from ..model.presets import preset_named
from ..model.source import PresetSource
from ..reshape.reading.parse import parse_steps
from ..run.key import parse_key
from ..run.run import Run
from ..tensor.layer_axes import record_of
from .decoder_input import refused_decoder_input
from .examine_steps import examine_steps
from .fed_back import fed_back_to_the_head
from .finding import Finding
from .initial_state import exchangeable_state, refused_initial_state
from .input_axes import contradicted_axes
from .keras_habits import keras_habits
from .unbatched_input import unbatched_input

_RULES = (
    contradicted_axes, keras_habits, refused_initial_state, exchangeable_state, unbatched_input, fed_back_to_the_head,
    refused_decoder_input,
)  # fmt: skip


def examine(run: Run) -> tuple[Finding, ...]:
    """Give every mistake that can be told from the run alone, in the order of the rules.

    A preset brings along the reshape of its article, which is examined too.
    """
    found = [finding for rule in _RULES for finding in rule(run)]
    return tuple(sorted((*found, *_of_its_article(run)), key=lambda finding: int(finding.rule[1:])))


def _of_its_article(run: Run) -> Iterator[Finding]:
    source = run.request.source
    preset = preset_named(source.name) if isinstance(source, PresetSource) and not run.request.layer else None
    if preset is None or not isinstance(source, PresetSource):
        return
    form = preset.form(source.as_published)
    record = record_of(run, parse_key(form.tensor))
    if record is not None:
        for findings in examine_steps(record, parse_steps(form.steps)):
            yield from findings

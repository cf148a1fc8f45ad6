"""Sample input for a whole model that came with none: guessed from what its source does with it, then tried.

A tried input is one with which a copy of the model ran; it need not be what the model is meant for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from time import monotonic

from torch import nn

from ...errors import InputError
from ...run.inferred_input import InferredInput
from ...run.input import InputSpec
from ...run.request import RunRequest
from ...tensor.predicted_layer import usual_input
from ..inputs.entry_parameters import described, parameters_of
from ..layers.recurrent_config import recurrent_config
from .forward_source import unwrapped
from .infer_arguments import WantedArgument, spec_of, wanted_arguments
from .infer_sizes import built_in_sizes
from .infer_trials import Outcome, Trials
from .infer_values import Meaning
from .with_size import with_sizes

_TRIALS = 60
_RESIZED = 4  # guesses that are tried in other sizes
_SECONDS = 3.0

Choice = tuple[Meaning, ...]


def infer_inputs(module: nn.Module, request: RunRequest) -> tuple[InputSpec, ...]:
    """Give input that fits the model; of a single argument, where nothing runs, what leads farthest into the model.

    Raises InputError as `inferred_inputs` does.
    """
    found = fitting_inputs(module, request)
    if found is not None:
        return found
    search = _Search(module, request)
    if len(search.wanted) == 1 and search.wanted[0].meanings:
        return search.farthest()
    raise _nothing_found(module, request, search.wanted)


def fitting_inputs(module: nn.Module, request: RunRequest) -> tuple[InputSpec, ...] | None:
    """Give the likeliest input with which the model runs, None if none does."""
    found = _Search(module, request).best()
    return None if found is None else found.inputs


def inferred_inputs(module: nn.Module, request: RunRequest) -> tuple[InferredInput, ...]:
    """Give for each argument the input that fits, why, and which others fit in its place.

    Raises InputError that names the arguments and says what to write, where nothing runs.
    """
    search = _Search(module, request)
    found = search.best()
    if found is None:
        raise _nothing_found(module, request, search.wanted)
    return tuple(
        InferredInput(argument.parameter, spec, f"{argument.parameter} {meaning.reason}.", search.others(found, place))
        for place, (argument, spec, meaning) in enumerate(zip(search.wanted, found.inputs, found.choice, strict=True))
    )


def runs(module: nn.Module, request: RunRequest) -> bool:
    """Try the request's input on a copy of the model, on the CPU in float32."""
    return Trials(module, request).runs(request.inputs)


@dataclass(frozen=True, slots=True)
class _Found:
    inputs: tuple[InputSpec, ...]
    choice: Choice


class _Search:
    """Looks for the inputs of one model."""

    def __init__(self, module: nn.Module, request: RunRequest) -> None:
        self._module = module
        self._trials = Trials(module, request)
        self.wanted = _wanted(module, request.method)
        self._outcomes: dict[tuple[InputSpec, ...], Outcome] = {}
        self._ends = monotonic() + _SECONDS

    def best(self) -> _Found | None:
        """Give the first guess that is not odd, else the least odd one; a real run has confirmed it."""
        running: list[tuple[int, int, _Found]] = []
        for turn, found in enumerate(self._guesses()):
            outcome = self._outcome(found.inputs)
            if turn == 0:  # the first trial of a process imports for a second or two, which is no guess's fault
                self._ends = monotonic() + _SECONDS
            if outcome.runs:
                running.append((outcome.oddness, turn, found))
                if not outcome.oddness:
                    break
            if monotonic() > self._ends:
                break
        if not running:
            running = list(self._in_other_sizes())
        ordered = (found for _, _, found in sorted(running, key=lambda item: item[:2]))
        return next((found for found in ordered if self._trials.runs(found.inputs)), None)

    def farthest(self) -> tuple[InputSpec, ...]:
        """Give the guess with which the most calls happen before the model fails."""
        guesses = [found.inputs for found in islice(self._guesses(), _RESIZED)]
        return max(guesses, key=lambda inputs: self._outcome(inputs).calls)

    def others(self, found: _Found, place: int) -> tuple[InputSpec, ...]:
        """Give the other inputs of one argument with which the model runs, too."""
        argument, chosen = self.wanted[place], found.inputs[place]
        others = (spec_of(argument, meaning) for meaning in argument.meanings)
        return tuple(
            other
            for other in others
            if other != chosen and self._outcome((*found.inputs[:place], other, *found.inputs[place + 1 :])).runs
        )

    def _guesses(self) -> Iterator[_Found]:
        """Give choices of one value for each argument, those first in which all are likely."""
        places = (range(len(argument.meanings)) for argument in self.wanted)
        ordered = sorted(islice(product(*places), 5000), key=lambda chosen: (sum(chosen), chosen))
        for chosen in ordered[:_TRIALS]:
            choice = tuple(argument.meanings[place] for argument, place in zip(self.wanted, chosen, strict=True))
            yield _Found(self._inputs(choice), choice)

    def _inputs(self, choice: Choice) -> tuple[InputSpec, ...]:
        return tuple(spec_of(argument, meaning) for argument, meaning in zip(self.wanted, choice, strict=True))

    def _in_other_sizes(self) -> Iterator[tuple[int, int, _Found]]:
        """Try the likeliest guesses in sizes that are built into the model, until one runs."""
        guesses = list(islice(self._guesses(), _RESIZED))
        errors = [self._outcome(found.inputs).error for found in guesses]
        for turn, sizes in enumerate(built_in_sizes(self._module, errors)):
            for found in guesses:
                resized = replace(found, inputs=with_sizes(found.inputs, sizes))
                outcome = self._outcome(resized.inputs) if resized.inputs != found.inputs else Outcome("the same")
                if outcome.runs:
                    yield outcome.oddness, turn, resized
                    return
            if monotonic() > self._ends + _SECONDS:
                return

    def _outcome(self, inputs: tuple[InputSpec, ...]) -> Outcome:
        if inputs not in self._outcomes:
            self._outcomes[inputs] = self._trials.outcome(inputs)
        return self._outcomes[inputs]


def _wanted(module: nn.Module, method: str) -> tuple[WantedArgument, ...]:
    config = recurrent_config(module) if method == "forward" else None
    if config is None:
        return wanted_arguments(module, method)
    meaning = Meaning(usual_input(config).value, "is what the layer reads")
    return (WantedArgument("input", "0", (meaning,)),)


def _nothing_found(module: nn.Module, request: RunRequest, wanted: tuple[WantedArgument, ...]) -> InputError:
    parameters = parameters_of(unwrapped(module), request.method)
    taken = ", ".join(described(parameter) for parameter in parameters) or "nothing"
    examples = " ".join(f"--input '{_example(argument)}'" for argument in wanted)
    return InputError(
        f"No input could be found for {type(module).__name__}, whose {request.method} takes {taken}.",
        f"Write it, as in {examples or '--input 0=normal(3,7,10)'}.",
    )


def _example(argument: WantedArgument) -> str:
    return str(spec_of(argument, argument.meanings[0])) if argument.meanings else f"{argument.name}=normal(3,7,10)"

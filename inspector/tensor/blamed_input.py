"""The input that made a model stop, where it can be told."""

from ..run.input import Lengths
from ..run.run import Run
from .argument_names import argument_of
from .explained_stop import explained_stop, refusal_of


def blamed_input(run: Run) -> str:
    """Give the name of the input, as the request has it, that the explanation of the stop speaks of; "" if unknown.

    It is the one that was given in the shape that the layer refused, or the lengths where those do not fit.
    """
    stopped, specs = run.stopped_at, run.request.inputs
    if stopped is None or not explained_stop(run):
        return ""
    places = tuple(spec.name for spec in specs if spec.position is not None)
    names = {f"argument {name}": name for name in places} | {spec.name: spec.name for spec in specs}
    refusal = refusal_of(run)
    if stopped.call is not None and stopped.call.given:
        place = ("input", "h_0", "c_0").index(refusal.tensor) if refusal else 0
        named = argument_of(run, stopped.call.given[place])
        return names.get(named.partition("[")[0], "")
    if "length" in stopped.error:
        return next((spec.name for spec in specs if isinstance(spec.value, Lengths)), "")
    return ""

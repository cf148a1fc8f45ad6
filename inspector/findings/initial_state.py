"""M11: an initial state of other sizes than the layer needs. M12: one in which batch and layers could be exchanged."""

from collections.abc import Iterator

from ..run.run import Call, Run
from ..tensor.explained_stop import refusal_of
from .finding import Finding, Severity

_AXES = {
    "batch": "Make one for each sample: torch.zeros(layers, input.size(BATCH), hidden).",
    "layer x direction": "Its first axis counts layers x directions, whatever batch_first says.",
}


def refused_initial_state(run: Run) -> Iterator[Finding]:
    """Look at the recurrent layer that refused its state: on which axis, how many it needs and how many it got."""
    refusal, stopped = refusal_of(run), run.stopped_at
    if refusal is None or stopped is None or not refusal.is_state:
        return
    config = next(layer.config for layer in run.weights if layer.module == stopped.module)
    name = stopped.module or config.kind.value
    batch = "0" if config.batch_first or config.is_cell else "1"
    fix = _AXES.get(refusal.axis, "The layer's hidden_size, or proj_size for h_0, says how wide it is.")
    yield Finding(
        rule="M11",
        name="initial-state-size",
        severity=Severity.ERROR,
        where=stopped.module,
        message=refusal.sentence(name),
        fix=fix.replace("BATCH", batch),
    )


def exchangeable_state(run: Run) -> Iterator[Finding]:
    """Look for a given state whose first two sizes are equal: had it been (batch, layer, hidden), nobody would know."""
    made = {(tensor.shape, call.module) for call in run.calls for tensor in call.tensors if tensor.role == "h_n"}
    seen: set[str] = set()
    for call in run.calls:
        count = call.config.num_layers * call.config.directions
        state = next((tensor for tensor in call.tensors if tensor.role == "h_0"), None)
        if state is None or call.config.is_cell or call.stacked or call.module in seen or count < 2:
            continue
        handed_on = state.same_as or state.view_of or any(shape == state.shape for shape, _ in _earlier(made, call))
        if len(state.shape) == 3 and state.shape[0] == state.shape[1] == count and not handed_on:
            seen.add(call.module)
            yield _exchangeable(call, count)


def _earlier(made: set[tuple[tuple[int, ...], str]], call: Call) -> Iterator[tuple[tuple[int, ...], str]]:
    """Give the final states of other layers: a decoder's state is most often one of those."""
    return ((shape, module) for shape, module in made if module != call.module)


def _exchangeable(call: Call, count: int) -> Finding:
    name = call.module or call.config.kind.value
    return Finding(
        rule="M12",
        name="state-axes-exchangeable",
        severity=Severity.NOTE,
        where=call.key("h_0").name,
        message=f"The state given to {name} begins with {count} x {count}: as many samples as layers x directions. "
        "Were its first two axes exchanged, nothing would fail.",
        fix="It must be (layer x direction, batch, hidden), whatever batch_first says. Try another batch size.",
    )

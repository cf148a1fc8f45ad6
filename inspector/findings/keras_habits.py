"""M20: what is true of Keras's LSTM and not of torch's: its arguments, and the order of what it returns."""

import re
from collections.abc import Iterator

from ..run.key import parse_key
from ..run.run import Run, StoredTensor
from .finding import Finding, Severity

_REFUSED = re.compile(
    r"(?:RNNBase|LSTM|GRU|RNN|LSTMCell|GRUCell|RNNCell)\.__init__\(\) got an unexpected keyword argument "
    r"'(return_sequences|return_state)'"
)
_INSTEAD = {
    "return_sequences": (
        "always returns the whole sequence",
        "take the last step in code: output[:, -1] with batch_first=True.",
    ),
    "return_state": ("always returns its final states", "write output, (h_n, c_n) = lstm(x)."),
}
_LABEL = re.compile(r"\['([^'\\]*)'\]\Z")
_MEANT = {"h": "h_n", "hidden": "h_n", "c": "c_n", "cell": "c_n"}


def keras_habits(run: Run) -> Iterator[Finding]:
    """Look for an argument of Keras that stopped the model, and for a state that is called by the other's name."""
    yield from _keras_argument(run)
    for result in run.result:
        yield from _mislabelled_state(result)


def _keras_argument(run: Run) -> Iterator[Finding]:
    stopped = run.stopped_at
    found = _REFUSED.search(stopped.error) if stopped else None
    if stopped is None or found is None:
        return
    argument = found[1]
    always, instead = _INSTEAD[argument]
    yield Finding(
        rule="M20",
        name="keras-argument",
        severity=Severity.ERROR,
        where=stopped.module,
        message=f"{argument} is an argument of Keras: nn.LSTM has none of that name and {always}.",
        fix=f"Leave it out, and {instead}",
    )


def _mislabelled_state(result: StoredTensor) -> Iterator[Finding]:
    captured = result.same_as or result.view_of
    found = _LABEL.search(result.path)
    if not captured or found is None:
        return
    words = re.findall(r"[a-z]+", found[1].lower())
    meant = {_MEANT[word] for word in words if word in _MEANT}
    role = parse_key(captured).role
    if role in ("h_n", "c_n") and len(meant) == 1 and role not in meant:
        [wanted] = meant
        yield Finding(
            rule="M20",
            name="keras-order",
            severity=Severity.ERROR,
            where=f"result/{result.role}",
            message=f"{found[1]!r} is taken from {captured}, not from {wanted}: with return_state=True Keras returns "
            "output, h, c in this order, so that [1] is h and [2] is c.",
            fix=f"Take it from {wanted}.",
        )

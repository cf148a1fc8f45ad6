"""What Keras would return for a call, as `run --json` prints it."""

from typing import Any

from ..run.run import Call
from ..tensor.keras_card import KerasForm, keras_card


def keras_json(call: Call) -> list[dict[str, Any]]:
    """Give the four forms, [] where Keras has no layer that returns what this one does."""
    card = keras_card(call)
    return [_form_json(form) for form in card.forms] if card else []


def _form_json(form: KerasForm) -> dict[str, Any]:
    returns = [{"name": item.name, "shape": list(item.shape), "torch": item.torch} for item in form.returns]
    return {"return_sequences": form.return_sequences, "return_state": form.return_state, "returns": returns}

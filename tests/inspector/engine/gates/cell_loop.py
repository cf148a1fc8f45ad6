"""The oracle: a recurrent layer written out by hand, one step, one sample and one number after the other in float64."""

from collections.abc import Mapping

import numpy as np

Array = np.ndarray


def sigmoid(x: Array) -> Array:
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def lstm_step(x: Array, h: Array, c: Array, w: Mapping[str, Array]) -> dict[str, Array]:
    """One step by the formulas in the documentation of torch.nn.LSTM; m is h before the projection."""
    size = len(c)
    added = w["weight_ih"] @ x + w["bias_ih"] + w["weight_hh"] @ h + w["bias_hh"]
    i, f, g, o = (added[k * size : (k + 1) * size] for k in range(4))
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c + i * g
    m = o * np.tanh(c)
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "m": m, "h": w["weight_hr"] @ m if "weight_hr" in w else m}


def gru_step(x: Array, h: Array, c: Array, w: Mapping[str, Array]) -> dict[str, Array]:
    """One step by the formulas in the documentation of torch.nn.GRU."""
    size = len(h)
    given, kept = w["weight_ih"] @ x + w["bias_ih"], w["weight_hh"] @ h + w["bias_hh"]
    r = sigmoid(given[:size] + kept[:size])
    z = sigmoid(given[size : 2 * size] + kept[size : 2 * size])
    n = np.tanh(given[2 * size :] + r * kept[2 * size :])
    h = (1 - z) * n + z * h
    return {"r": r, "z": z, "n": n, "c": c, "m": h, "h": h}


def cell_loop(
    kind: str, x: Array, weights: Mapping[str, Array], states: Mapping[str, Array], lengths: list[int], hidden: int
) -> tuple[dict[tuple[int, int, str], Array], Array, Array, Array]:
    """Give every gate by (layer, direction, name) as (time, batch, size), output, h_n and c_n; x is time first.

    `weights` have torch's names, `states` are h_0 and c_0 as (layer x direction, batch, size).
    """
    rows = len(states["h_0"])
    directions = 2 if any(name.endswith("_reverse") for name in weights) else 1
    step = lstm_step if kind.startswith("LSTM") else gru_step
    found: dict[tuple[int, int, str], Array] = {}
    h_n, c_n = np.array(states["h_0"]), np.array(states["c_0"])
    for row in range(rows):
        layer, direction = divmod(row, directions)
        end = "" if kind.endswith("Cell") else f"_l{layer}{'_reverse' * direction}"
        w = {
            name: weights.get(f"{name}{end}", np.zeros(1)) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        }
        if f"weight_hr{end}" in weights:
            w["weight_hr"] = weights[f"weight_hr{end}"]
        source = x if not layer else np.concatenate([found[layer - 1, d, "h"] for d in range(directions)], 2)
        for sample, length in enumerate(lengths):
            h, c = states["h_0"][row, sample], states["c_0"][row, sample]
            for time in reversed(range(length)) if direction else range(length):
                made = step(source[time, sample], h, c, w)
                h, c = made["h"], made["c"]
                for name, value in made.items():
                    whole = found.setdefault((layer, direction, name), np.zeros((*x.shape[:2], len(value))))
                    whole[time, sample] = value
            h_n[row, sample], c_n[row, sample] = h, c
    output = np.concatenate([found[rows // directions - 1, d, "h"] for d in range(directions)], 2)
    return found, output, h_n, c_n

"""The articles' four Keras codes and some more, run by Keras on its torch backend: python keras_articles.py FILE.npz

A process of its own: Keras chooses its backend when it is imported, and imports much.
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
from keras.layers import GRU, LSTM, Bidirectional, Flatten, SimpleRNN

CODES = {
    "keras-last": (lambda: LSTM(64), (32, 10, 3)),
    "keras-sequences": (lambda: LSTM(32, return_sequences=True), (16, 20, 5)),
    "keras-state": (lambda: LSTM(128, return_state=True), (8, 5, 2)),
    "keras-sequences-state": (lambda: LSTM(128, return_sequences=True, return_state=True), (8, 5, 2)),
    "no-bias": (lambda: LSTM(6, return_sequences=True, return_state=True, use_bias=False), (3, 5, 4)),
    "gru": (lambda: GRU(6, return_sequences=True, return_state=True), (3, 5, 4)),
    "rnn": (lambda: SimpleRNN(6, return_sequences=True, return_state=True), (3, 5, 4)),
    "bidirectional": (lambda: Bidirectional(LSTM(6, return_state=True)), (3, 5, 4)),
    "bidirectional-sequences": (lambda: Bidirectional(GRU(6, return_sequences=True, return_state=True)), (3, 5, 4)),
    "masked": (lambda: LSTM(6, return_state=True), (3, 5, 4)),
    "masked-sequences": (lambda: LSTM(6, return_sequences=True), (3, 5, 4)),
}
LENGTHS = (5, 3, 2)


def main(path):
    keras.utils.set_random_seed(0)
    found = {"flatten/0": np.asarray(Flatten()(np.arange(24.0).reshape(2, 3, 4)))}
    for name, (make, shape) in CODES.items():
        layer, x = make(), np.random.default_rng(0).standard_normal(shape).astype("float32")
        mask = np.arange(shape[1]) < np.array(LENGTHS)[:, None] if name.startswith("masked") else None
        layer.build(shape)
        # Keras begins with a bias of zeros and ones, which would hide a mistake in its order.
        layer.set_weights([np.sin(0.37 * np.arange(w.size) + w.ndim).reshape(w.shape) / 4 for w in layer.get_weights()])
        returned = layer(x, mask=mask) if mask is not None else layer(x)
        returned = list(returned) if isinstance(returned, (list, tuple)) else [returned]
        found[f"{name}/x"] = x
        found |= {f"{name}/{place}": value.detach().numpy() for place, value in enumerate(returned)}
        found |= {f"{name}/weight{place}": value for place, value in enumerate(layer.get_weights())}
    np.savez(path, **found)


if __name__ == "__main__":
    main(sys.argv[1])

"""Writes models in Keras's formats, and what they return: python keras_files.py FOLDER [MODEL ...]."""

import os
import sys
import warnings
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"
warnings.simplefilter("ignore")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

INPUT = np.sin(np.arange(2 * 5 * 3, dtype=np.float32)).reshape(2, 5, 3)


def model(*parts):
    built = keras.Sequential([layers.Input((5, 3)), *parts])
    for number, weight in enumerate(built.weights):
        values = np.cos(np.arange(np.prod(weight.shape)) * 1.3 + number) / 2
        weight.assign(values.reshape(weight.shape).astype(np.float32))
    return built


MODELS = {
    "lstm": lambda: model(layers.LSTM(4, return_sequences=True)),
    "gru": lambda: model(layers.GRU(4, return_sequences=True)),
    "rnn": lambda: model(layers.SimpleRNN(4, return_sequences=True, activation="relu")),
    "both": lambda: model(layers.Bidirectional(layers.LSTM(4, return_sequences=True, use_bias=False))),
    "several": lambda: model(
        layers.GRU(6, return_sequences=True), layers.Dense(3), layers.LSTM(4, return_sequences=True),
        layers.LSTM(2, return_sequences=True, go_backwards=True), layers.GRU(2, reset_after=False),
    ),
    "other functions": lambda: model(layers.LSTM(4, activation="relu"), layers.Reshape((2, 2)), layers.LSTM(3)),
}  # fmt: skip


def write(folder, names):
    for name in names or MODELS:
        built = MODELS[name]()
        built.save(folder / f"{name}.keras")
        built.save(folder / f"{name}.h5")
        built.save_weights(folder / f"{name}.weights.h5")
        first = keras.Model(built.inputs, built.layers[0].output)
        np.save(folder / f"{name}.npy", np.asarray(first.predict(INPUT, verbose=0)))


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2:])

"""What is true of each preset, written by hand from the articles: the shapes of its right form and its fault."""

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Truth:
    """`reshaped` is the shape that the article's pipeline gives; None where the published form captures nothing.

    `published` are the shapes of what the model returns as published, or the module in which it stops.
    """

    captured: dict[str, Shape]
    result: tuple[Shape, ...]
    reshaped: Shape
    rules: tuple[str, ...] = ()
    published: tuple[Shape, ...] | str | None = None
    reshaped_as_published: Shape | None = None


def batch_first(
    batch: int, time: int, width: int, hidden: int, layers: int = 1, directions: int = 1
) -> dict[str, Shape]:
    """The shapes of the one layer `lstm`."""
    state = (layers * directions, batch, hidden)
    return {
        "lstm/0/input": (batch, time, width), "lstm/0/output": (batch, time, directions * hidden),
        "lstm/0/h_n": state, "lstm/0/c_n": state,
    }  # fmt: skip


RESHAPED = batch_first(32, 10, 128, 64)
KERAS_STATE = batch_first(8, 5, 2, 128)
SEQUENCE = {
    "lstm/1/input": (5, 1, 1),
    "lstm/1/h_0": (1, 5, 64),
    "lstm/18/output": (5, 1, 64),
    "lstm/19/c_n": (1, 5, 64),
}
TEACHER = {
    "encoder/0/input": (2, 30, 10), "encoder/0/output": (2, 30, 256), "encoder/0/h_n": (1, 2, 256),
    "decoder/0/input": (2, 40, 15), "decoder/0/output": (2, 40, 256), "decoder/0/h_0": (1, 2, 256),
}  # fmt: skip
ENCODER_DECODER = {
    "encoder/0/input": (32, 20, 10), "encoder/0/output": (32, 20, 64), "encoder/0/h_n": (1, 32, 64),
    "decoder/0/input": (32, 25, 5), "decoder/0/output": (32, 25, 64), "decoder/0/c_0": (1, 32, 64),
}  # fmt: skip

TRUTHS = {
    "reshape-last-step": Truth(RESHAPED, ((32, 64),), (32, 64), ("M20",), ""),
    "reshape-flatten": Truth(RESHAPED, ((32, 640),), (32, 640)),
    "reshape-conv1d": Truth(RESHAPED, ((32, 1, 10),), (32, 64, 10), ("M25",)),
    "keras-last": Truth(batch_first(32, 10, 3, 64), ((32, 64),), (32, 64)),
    "keras-sequences": Truth(batch_first(16, 20, 5, 32), ((16, 20, 32),), (16, 20, 32)),
    "keras-state": Truth(KERAS_STATE, ((8, 128),) * 3, (8, 128), ("M20",), ((8, 128), (8, 128))),
    "keras-sequences-state": Truth(KERAS_STATE, ((8, 5, 128), (8, 128), (8, 128)), (8, 128)),
    "classifier-many-to-one": Truth(batch_first(3, 20, 5, 128), ((3, 2),), (3, 128)),
    "seq2seq-teacher-forcing": Truth(TEACHER, ((2, 40, 15),), (2, 256), ("M24",), "decoder"),
    "forecaster": Truth(
        batch_first(5, 50, 1, 64) | SEQUENCE, ((5, 20, 1),), (5, 1, 64), ("M23",), "head", reshaped_as_published=(5, 64)
    ),
    "dims-unidirectional": Truth(batch_first(5, 3, 10, 20), ((5, 3, 20), (1, 5, 20), (1, 5, 20)), (5, 20), ("M1",)),
    "dims-multilayer": Truth(
        batch_first(5, 3, 10, 20, layers=2), ((5, 3, 20), (2, 5, 20), (2, 5, 20)), (5, 20), ("M1",)
    ),
    "dims-bidirectional": Truth(
        batch_first(5, 3, 10, 20, directions=2), ((5, 3, 40), (2, 5, 20), (2, 5, 20)), (5, 40), ("M1",)
    ),
    "classifier-last-hidden": Truth(batch_first(32, 20, 10, 64), ((32, 3),), (32, 64)),
    "predictor-bidirectional": Truth(
        batch_first(32, 20, 10, 64, directions=2), ((32, 5),), (32, 128), ("M6",), reshaped_as_published=(32, 128)
    ),
    "seq2seq-encoder-decoder": Truth(ENCODER_DECODER, ((32, 25, 5),), (32, 64)),
}

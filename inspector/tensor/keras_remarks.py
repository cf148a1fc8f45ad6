"""What to mind when a recurrent layer of torch is compared with Keras's, in sentences."""

from collections.abc import Iterator

from ..model.config import Kind, RecurrentConfig
from ..run.run import Call

KERAS_LAYERS = {Kind.LSTM: "LSTM", Kind.GRU: "GRU", Kind.RNN: "SimpleRNN"}


def keras_remarks(call: Call, batched: bool) -> tuple[str, ...]:
    """Give the sentences for one call of an LSTM, GRU or RNN; where Keras has no such layer, the reason alone."""
    if call.config.proj_size:
        return (_no_projection(call.config),)
    return (*_layer_remarks(call, batched), *_layout_remarks(call, batched))


def _layer_remarks(call: Call, batched: bool) -> Iterator[str]:
    config = call.config
    if config.kind is Kind.LSTM:
        yield _order(config)
    else:
        yield f"keras.layers.{KERAS_LAYERS[config.kind]} has one state, h; there is no c."
    if config.bidirectional:
        wrong = "output[-1]" if not batched or not config.batch_first else "output[:, -1]"
        yield (
            "With return_sequences=False the backward half is the backward state at time 0, after the whole sequence. "
            f"{wrong} is something else: its backward half has seen the last step only."
        )
    if config.num_layers > 1:
        yield (
            f"Keras stacks {config.num_layers} separate layers, all but the last with return_sequences=True; "
            "this is what the last one returns, and the states are those of the top layer."
        )


def _order(config: RecurrentConfig) -> str:
    if config.bidirectional:
        return "The states come forward h, forward c, backward h, backward c."
    return "h comes before c: element 1 is h, element 2 is c. Without the sequence, output is h itself."


def _no_projection(config: RecurrentConfig) -> str:
    return (
        f"keras.layers.{KERAS_LAYERS[config.kind]} has no proj_size: no Keras layer returns what this one does, "
        f"an output of {config.proj_size} features beside a c of {config.hidden_size}."
    )


def _layout_remarks(call: Call, batched: bool) -> Iterator[str]:
    if not batched:
        yield "The call was unbatched; Keras always has a batch, here of one."
    elif not call.config.batch_first:
        yield "Keras puts the batch first; this call had time first, hence the transposed output."
    if call.lengths is not None:
        yield (
            "The sequence was packed: the last valid step is in h_n. output stands for the padded sequence; at padded "
            "steps Keras, given a mask, repeats the last valid output unless zero_output_for_mask=True."
        )
    if call.stacked:
        yield f"These are the shapes of one of the {call.count} calls."

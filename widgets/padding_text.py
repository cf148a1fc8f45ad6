"""What is said of the padding in a picture."""

from inspector.tensor.padding import NoPadding
from inspector.tensor.slice import Slice


def padding_text(part: Slice) -> str:
    """Say what is hatched: `padding hatched: 3 of 8 samples end before time 12`; "" where no padding is in the slice.

    What is hatched is left out of scale, histogram and figures.
    """
    padding = part.padding
    if isinstance(padding, NoPadding):
        return ""
    resolved, steps = part.resolved, part.values.shape[padding.time]
    shown = resolved.row, resolved.column
    last = steps - 1 if padding.time in shown else resolved.position[padding.time]
    if padding.batch not in shown:
        sample = resolved.position[padding.batch]
        length = padding.lengths[sample]
        return f"padding hatched: sample {sample} has {length:,} of {steps:,} steps" if length <= last else ""
    short = sum(length <= last for length in padding.lengths)
    ends = "end earlier" if padding.time in shown else f"have ended before time {last}"
    if short == 1:
        ends = ends.replace("end ", "ends ").replace("have", "has")
    return f"padding hatched: {short:,} of {len(padding.lengths):,} samples {ends}" if short else ""

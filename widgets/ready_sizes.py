"""Ready steps that add, remove, repeat, pad and crop axes, and that change type and memory."""

from widgets.ready_step import ReadyStep, TensorAtHand, listed

_TYPES = ("float32", "float64", "float16", "bfloat16", "int64")


def sizing(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give the steps that change how many axes there are and how long they are."""
    added = (
        ReadyStep("New axis of size 1 in front", ".unsqueeze(0)"),
        ReadyStep("New axis of size 1 at the end", ".unsqueeze(-1)"),
    )
    single = [place for place, axis in enumerate(tensor.axes) if axis.size == 1]
    removed = [ReadyStep(f"Remove {tensor.words(place)}, of size 1", f".squeeze({place})") for place in single]
    if len(single) > 1:
        removed.append(ReadyStep("Remove all axes of size 1", ".squeeze()"))
    return (*added, *removed, *_repeats(tensor, single), *_pads(tensor))


def typing_and_memory(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give the casts to other types, and the copy into row-major memory."""
    casts = [ReadyStep(f"Cast to {name}", f".to(torch.{name})") for name in _TYPES if name != tensor.dtype]
    return (*casts, ReadyStep("Lay out in row-major memory", ".contiguous()"))


def _repeats(tensor: TensorAtHand, single: list[int]) -> list[ReadyStep]:
    repeats = []
    for place in single:
        sizes = [3 if axis == place else -1 for axis in range(tensor.rank)]
        repeats.append(ReadyStep(f"Repeat along {tensor.words(place)}, without a copy", f".expand({listed(sizes)})"))
    whole = listed([3, *[-1] * tensor.rank])
    repeats.append(ReadyStep("Repeat along a new first axis, without a copy", f".expand({whole})"))
    return repeats


def _pads(tensor: TensorAtHand) -> list[ReadyStep]:
    """Give a pad and a crop of the time axis, or of the last one. torch names the widths from the last axis on."""
    if not tensor.rank or tensor.is_empty:
        return []
    time = tensor.place_of("time")
    place = tensor.rank - 1 if time is None else time
    before = "0, 0, " * (tensor.rank - 1 - place)
    crop = [ReadyStep(f"Cut off the end of {tensor.words(place)}", f".pad(({before}0, -1))")]
    pad = ReadyStep(f"Zeros at the end of {tensor.words(place)}", f".pad(({before}0, 1))")
    return [pad, *(crop if tensor.axes[place].size > 1 else [])]

import pytest
import torch

from inspector.engine.reshaping.apply import apply_step
from inspector.engine.reshaping.named_values import NamedValues
from inspector.reshape.reading.parse import parse_steps, steps_text
from inspector.tensor.axis import Axis, Mixed, named_axis, shape_of
from widgets.ready_step import OtherTensor, TensorAtHand
from widgets.ready_steps import ready_steps

BATCH, TIME, HIDDEN = named_axis(("batch", 3)), named_axis(("time", 4)), named_axis(("hidden", 6))
BOTH, STACKED = named_axis(("direction", 2), ("hidden", 6)), named_axis(("layer", 2), ("direction", 2))
STATES = (OtherTensor("h_n", (STACKED, BATCH, HIDDEN)), OtherTensor("run['encoder/0/c_n']", (STACKED, BATCH, HIDDEN)))
LENGTHS = (4, 1, 2)


def numbered(*sizes):
    return tuple(named_axis((f"axis {place}", size)) for place, size in enumerate(sizes))


TENSORS = {
    "output": TensorAtHand((BATCH, TIME, BOTH), "float32", STATES, True),
    "output, time first": TensorAtHand((TIME, BATCH, HIDDEN), "float64", STATES, True),
    "h_n": TensorAtHand((STACKED, BATCH, HIDDEN), "float32", STATES),
    "last step": TensorAtHand((BATCH, HIDDEN), "float32", STATES, True),
    "one layer": TensorAtHand((named_axis(("layer", 1)), BATCH, HIDDEN), "bfloat16"),
    "two axes of one name": TensorAtHand((HIDDEN, HIDDEN, named_axis())),
    "mixed": TensorAtHand((Axis((Mixed(("batch", "time"), 12),)), HIDDEN)),
    "lengths": TensorAtHand((BATCH,), "int64"),
    "mask": TensorAtHand((BATCH, TIME), "bool", (), True),
    "five axes": TensorAtHand(numbered(2, 2, 2, 2, 2)),
    "empty": TensorAtHand(numbered(4, 0)),
    "single": TensorAtHand(numbered(1)),
    "scalar": TensorAtHand(()),
}


def codes(tensor):
    return {group.title.replace("&", ""): [step.code for step in group.steps] for group in ready_steps(tensor)}


def labels(tensor):
    return {step.code: step.label for group in ready_steps(tensor) for step in group.steps}


def values(shape, dtype):
    return torch.zeros(shape, dtype=getattr(torch, dtype))


@pytest.mark.parametrize("name", TENSORS)
def test_torch_takes_every_ready_step(name):
    tensor = TENSORS[name]
    others = {other: values(shape_of((STACKED, BATCH, HIDDEN)), tensor.dtype) for other in ("h_n", "encoder/0/c_n")}
    for code in (code for group in codes(tensor).values() for code in group):
        (step,) = parse_steps(code)
        assert steps_text((step,)).replace("'", '"') == code.replace("'", '"')
        named = NamedValues(others, LENGTHS)
        assert isinstance(apply_step(values(shape_of(tensor.axes), tensor.dtype), step, named), torch.Tensor), code


@pytest.mark.parametrize("name", TENSORS)
def test_no_group_is_empty_and_no_code_is_there_twice(name):
    for group in ready_steps(TENSORS[name]):
        offered = [step.code for step in group.steps]
        assert offered
        assert len(set(offered)) == len(offered)


def test_steps_for_a_bidirectional_output():
    assert codes(TENSORS["output"]) == {
        "Order": [
            ".transpose(0, 1)", ".transpose(1, 2)", ".transpose(0, 2)", ".movedim(0, -1)", ".movedim(-1, 0)",
            ".permute(0, 2, 1)",
        ],
        "Split and merge": [
            ".unflatten(-1, (2, 6))", ".flatten(0, 1)", ".flatten(1, 2)", ".flatten()", ".reshape(3, -1)",
            ".view(3, 4, 12)",
        ],
        "Take": [
            ".last_valid(lengths)", "[0]", "[:, 0]", "[:, -1]", "[..., :6]", "[..., 6:]", ".select(1, 0)",
            ".narrow(1, 0, 2)",
        ],
        "Reduce": [
            ".masked_mean(lengths)", ".mean(0)", ".mean(1)", ".mean(-1)", ".sum(0)", ".sum(1)", ".sum(-1)", ".amax(0)",
            ".amax(1)", ".amax(-1)",
        ],
        "Size": [
            ".unsqueeze(0)", ".unsqueeze(-1)", ".expand(3, -1, -1, -1)", ".pad((0, 0, 0, 1))", ".pad((0, 0, 0, -1))",
        ],
        "einops": [
            '.rearrange("b t h -> b h t")', '.rearrange("b t h -> b (t h)")', '.rearrange("b t (d h) -> b t d h", d=2)',
            '.reduce("b t h -> b h", "mean")', '.repeat("b t h -> b n t h", n=3)',
        ],
        "Type and memory": [
            ".to(torch.float64)", ".to(torch.float16)", ".to(torch.bfloat16)", ".to(torch.int64)", ".contiguous()",
        ],
    }  # fmt: skip


def test_labels_name_the_axes():
    found = labels(TENSORS["output"])
    assert found[".unflatten(-1, (2, 6))"] == "Split direction from hidden"
    assert found[".transpose(1, 2)"] == "Swap time and direction × hidden"
    assert (found["[:, -1]"], found["[..., 6:]"]) == ("Last time step", "Backward part")
    states = labels(TENSORS["h_n"])
    assert states[".unflatten(0, (2, 2))"] == "Split layer from direction"
    assert (states["[-2]"], states["[-1]"]) == ("Last layer, forward", "Last layer, backward")


def test_axes_without_a_name_of_their_own_are_numbered():
    assert labels(TENSORS["two axes of one name"])[".transpose(0, 1)"] == "Swap axis 0 and axis 1"
    assert labels(TENSORS["mixed"])[".transpose(0, 1)"] == "Swap axis 0 and hidden"


def test_lengths_name_axes_that_stand_elsewhere():
    found = [code for group in codes(TENSORS["output, time first"]).values() for code in group if "lengths" in code]
    assert found == [".last_valid(lengths, batch=1, time=0)", ".masked_mean(lengths, batch=1, time=0)"]
    assert not [code for code in labels(TENSORS["last step"]) if "lengths" in code]


def test_only_what_fits_is_joined():
    assert codes(TENSORS["last step"])["Join"] == [
        ".cat(h_n[-1], dim=-1)", ".stack(h_n[-1], dim=0)",
        ".cat(run['encoder/0/c_n'][-1], dim=-1)", ".stack(run['encoder/0/c_n'][-1], dim=0)",
    ]  # fmt: skip
    assert "Join" not in codes(TENSORS["output"])
    other_meaning = TensorAtHand((named_axis(("time", 3)), HIDDEN), "float32", STATES)
    assert "Join" not in codes(other_meaning), "3 time steps are not 3 samples"


def test_samples_are_merged_with_time_steps_only():
    assert ".flatten(0, 1)" in labels(TENSORS["output, time first"])
    assert not [code for code in labels(TENSORS["h_n"]) if code.startswith(".flatten(") and code != ".flatten()"]


def test_lengths_and_masks_are_not_averaged():
    assert "Reduce" not in codes(TENSORS["lengths"])
    assert "Reduce" not in codes(TENSORS["mask"])

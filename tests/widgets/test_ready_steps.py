import pytest
import torch

from inspector.reshape.parse import parse_steps, steps_text
from widgets.ready_steps import ready_steps

SHAPES = [(), (1,), (5,), (3, 4), (4, 0), (0,), (2, 3, 4), (2, 1, 3, 4), (2, 2, 2, 2, 2)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_torch_takes_every_ready_step(shape):
    for ready in ready_steps(shape):
        (step,) = parse_steps(ready.code)
        assert steps_text((step,)) == ready.code
        call = step.call
        result = getattr(torch.zeros(shape), call.method)(*call.arguments, **dict(call.keywords))
        assert isinstance(result, torch.Tensor)


def test_steps_suit_the_rank():
    codes = [ready.code for ready in ready_steps((32, 20, 64))]
    assert codes == [
        ".permute(0, 2, 1)", ".transpose(0, 1)", "[0]", "[:, -1]", "[..., :32]", ".reshape(32, -1)",
        ".view(32, 20, 64)", ".unsqueeze(0)", ".squeeze()", ".flatten(1)", ".contiguous()", ".mean(1)",
    ]  # fmt: skip
    assert [ready.code for ready in ready_steps(())] == [".unsqueeze(0)", ".squeeze()", ".flatten()", ".contiguous()"]

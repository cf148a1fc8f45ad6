import pytest

from inspector.tensor.axis import named_axis
from widgets.tensor_pictures import _sizes


@pytest.mark.parametrize(
    ("axes", "told"),
    [
        ((named_axis(("axis 0", 4)), named_axis(("axis 1", 5))), ()),
        ((named_axis(("time", 4)), named_axis(("axis 1", 5))), ("4 time steps, 5 axis 1",)),
        ((), ()),
    ],
    ids=["only numbered", "one with a name", "a single number"],
)
def test_sizes_are_told_where_they_mean_something(axes, told):
    assert _sizes(axes) == told

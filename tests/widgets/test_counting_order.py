"""What is in sight is counted first, then the rest as it stands."""

from widgets.counting_order import CountingOrder


def counted(order):
    """Take everything, one batch after the other."""
    batches = []
    while batch := order.batch():
        batches.append(batch)
        order.drop(batch)
    return batches


def test_all_are_counted_once_in_order():
    assert counted(CountingOrder(dict.fromkeys(range(600), 1))) == [
        tuple(range(256)),
        tuple(range(256, 512)),
        tuple(range(512, 600)),
    ]
    assert CountingOrder({}).batch() == ()


def test_large_ones_are_counted_alone():
    order = CountingOrder({"a": 1, "b": 1 << 30, "c": 1, "d": 1 << 30})
    assert counted(order) == [("a", "b"), ("c", "d")]


def test_what_is_preferred_comes_next_and_the_rest_after_it():
    order = CountingOrder(dict.fromkeys(range(600), 1))
    order.drop(order.batch())
    order.prefer([590, 3, 580, 7000])
    assert order.batch()[:4] == (590, 580, 256, 257)
    order.prefer([599])
    assert order.batch()[:2] == (599, 256)


def test_what_was_dropped_does_not_come_back():
    order = CountingOrder({"a": 1, "b": 1})
    order.drop(["a", "unknown"])
    order.prefer(["a"])
    assert counted(order) == [("b",)]

"""What fits a layer: the input that it reads, and the initial state of a recurrent one."""

from collections.abc import Iterator

from torch import Tensor, nn

from ...model.config import RecurrentConfig
from ...run.input import Fill, Filled, Group, GroupKind, InputValue, Size, Tokens
from .recurrent_config import kind_name, recurrent_config

BATCH, TIME = 3, 7  # primes that no other size is likely to be
HEIGHT, WIDTH = 16, 4 * TIME


def initial_state(config: RecurrentConfig, part: int | None) -> InputValue:
    """Give h_0, or h_0 and c_0 as a tuple where the layer has both and `part` does not say which one."""
    width = config.proj_size or config.hidden_size
    batch = Size(BATCH, "batch")
    leading = (batch,) if config.is_cell else (Size(config.num_layers * config.directions), batch)
    h, c = (Filled(Fill.NORMAL, (*leading, Size(size, "hidden"))) for size in (width, config.hidden_size))
    if part is not None or not config.has_cell_state:
        return c if part == 1 else h
    return Group(GroupKind.TUPLE, (("", h), ("", c)))


def leading_sizes(module: nn.Module) -> tuple[Size, Size]:
    """Give batch and time in the order in which the model's first recurrent layer reads them."""
    configs = (config for layer in module.modules() if (config := recurrent_config(layer)) is not None)
    first = next(configs, None)
    batch, time = Size(BATCH, "batch"), Size(TIME, "time")
    return (batch, time) if first is None or first.is_cell or first.batch_first else (time, batch)


def values_fed_to(
    layer: nn.Module, beside: int, turned: bool, widened: bool, module: nn.Module
) -> Iterator[InputValue]:
    """Give what fits the layer: sequences first, as long as it can be read so, then single steps, then no batch."""
    leading = leading_sizes(module)
    batch = tuple(size for size in leading if size.axis == "batch")
    time = tuple(size for size in leading if size.axis == "time")
    config = recurrent_config(layer)
    if config is not None:
        own = leading if config.is_cell or config.batch_first is None else _order(config, leading)
        feature = (Size(config.input_size - beside, "input"),) if config.input_size > beside else ()
        orders = [own, own[::-1]] if turned else [own]
        single = [batch] if config.is_cell or widened else [time]
        shapes = [(*time, *feature)] if widened and not config.is_cell else []
        yield from (Filled(Fill.NORMAL, (*sizes, *feature)) for sizes in (*orders, *single, *([own[::-1]], [])[turned]))
        yield from (Filled(Fill.NORMAL, shape) for shape in shapes)
    elif kind_name(layer) in ("Embedding", "EmbeddingBag") and isinstance(layer.weight, Tensor):
        count = layer.weight.shape[0]
        orders = [leading, leading[::-1]] if turned else [leading]
        yield from (Tokens(sizes, count) for sizes in (*orders, batch, *([] if turned else [leading[::-1]])))
    else:
        yield from (Filled(Fill.NORMAL, shape) for shape in _shapes(layer, leading, batch, turned, widened))


def _order(config: RecurrentConfig, leading: tuple[Size, Size]) -> tuple[Size, ...]:
    names = ("batch", "time") if config.batch_first else ("time", "batch")
    return tuple(sorted(leading, key=lambda size: names.index(size.axis)))


def _shapes(
    layer: nn.Module, leading: tuple[Size, Size], batch: tuple[Size, ...], turned: bool, widened: bool
) -> list[tuple[Size, ...]]:
    weight = getattr(layer, "weight", None)
    if not isinstance(weight, Tensor) or not weight.dim():
        return []
    width = weight.shape[-1] if weight.dim() < 3 else weight.shape[1] * int(getattr(layer, "groups", 1))
    time, channels = Size(TIME, "time"), Size(width, "channels")
    match kind_name(layer):
        case "Linear" | "LayerNorm":
            return [(*leading, Size(width)), (*batch, Size(width))]
        case "Conv1d":
            orders = [(*batch, channels, time), (*batch, time, channels)]
            single = [(*batch, time)] if widened and width == 1 else []
            return single + (orders[::-1] if turned else orders)
        case "Conv2d":
            image = (Size(HEIGHT, "height"), Size(WIDTH, "width"))
            single = [(*batch, *image)] if widened and width == 1 else []
            return [*single, (*batch, channels, *image), (*batch, time, channels, *image)]
        case "BatchNorm1d":
            return [(*batch, Size(width)), (*batch, Size(width), time)]
    return []

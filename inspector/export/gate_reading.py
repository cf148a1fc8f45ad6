"""The lines that read from the saved run what the gates of a call are computed from, in one order of axes."""

from ..run.key import WEIGHTS
from .gate_calls import GateCalls

_WIDER = {"float32": "float", "float64": "double"}


def reading_lines(called: GateCalls) -> list[str]:
    """Give the lines that leave x, h_0 and c_0, the weights by name, and for a packed sequence `valid`."""
    weights = f"{called.weights.module}/{WEIGHTS}/"
    states = [state for state in called.states if state in called.roles]
    before = ", call" if called.stacked and not called.config.is_cell else ""
    axes = "(time, batch, input)" if called.config.is_cell else f"(time{before}, batch, input)"
    return [
        f'with safe_open({str(called.run.path)!r}, framework="pt") as saved:',
        *_reader(called),
        *([f"    module = {called.calls[0].module!r}"] if len(called.calls) > 1 else []),
        f"    x = {_value(called, 'input')}  # {axes}",
        *(f"    {state} = {_value(called, state)}" for state in states),
        f"    prefix = {weights!r}",
        "    weights = {name.removeprefix(prefix): read(name) for name in saved.keys() if name.startswith(prefix)}",
        *_zero_states(called),
        *([] if called.lengths is None else _valid_lines(called)),
    ]


def _reader(called: GateCalls) -> list[str]:
    if not called.needs_cast:
        return ["    read = saved.get_tensor"]
    return ["    def read(name):", f"        return saved.get_tensor(name).{_WIDER[called.dtype]}()", ""]


def _value(called: GateCalls, role: str) -> str:
    return f"{_stored(called, role)}{_layout(called, role)}"


def _stored(called: GateCalls, role: str) -> str:
    """Read the tensor; of several calls, with a leading axis `call`, zeros where a call was given no state."""
    if len(called.calls) == 1:
        return f"read({called.calls[0].key(role).name!r})"
    first, last = called.calls[0].first, called.calls[-1].first
    missing = [call.first for call in called.calls if role not in (tensor.role for tensor in call.tensors)]
    each = f'read(f"{{module}}/{{call}}/{role}")'
    if missing:
        sizes = ", ".join(map(str, called.roles[role]))
        each = f"torch.zeros({sizes}, dtype=torch.{called.dtype}) if call in {missing} else {each}"
    return f"torch.stack([{each} for call in range({first}, {last + 1})])"


def _layout(called: GateCalls, role: str) -> str:
    """Bring the input to (time, batch, input), the states to (layer x direction, batch, hidden).

    Where calls are stacked there is an axis `call` before batch; of a cell, whose calls are the time steps, it is time.
    """
    if called.config.is_cell:
        return ("" if called.stacked else ".unsqueeze(0)") + ("" if called.batched else ".unsqueeze(1)")
    turned = role == "input" and bool(called.config.batch_first) and called.batched
    if not called.stacked:
        return ".transpose(0, 1)" if turned else "" if called.batched else ".unsqueeze(1)"
    if turned:
        return ".permute(2, 0, 1, 3)"
    return ".transpose(0, 1)" + ("" if called.batched else ".unsqueeze(2)")


def _zero_states(called: GateCalls) -> list[str]:
    config = called.config
    sizes = {"h_0": config.proj_size or config.hidden_size, "c_0": config.hidden_size}
    leading = "*x.shape[:-1]" if config.is_cell else f"{config.num_layers * config.directions}, *x.shape[1:-1]"
    missing = [state for state in called.states if state not in called.roles]
    return [f"{state} = x.new_zeros({leading}, {sizes[state]})" for state in missing]


def _valid_lines(called: GateCalls) -> list[str]:
    axes = "[:, None, :, None]" if called.stacked else "[..., None]"
    return [
        f"lengths = torch.tensor([{', '.join(map(str, called.lengths or ()))}])",
        f"valid = (torch.arange(len(x))[:, None] < lengths){axes}  # what lies beyond a sample's length is padding",
    ]

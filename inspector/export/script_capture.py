"""The lines of a script that run the model and take captured tensors out of one call."""

from ..model.source import ClassSource, PresetSource
from ..reshape.steps.take_steps import LENGTHS
from ..run.key import RESULT, WEIGHTS, TensorKey, parse_key
from ..run.request import RunRequest
from ..run.run import Call, Run, StoredTensor
from .script_input import argument_at, call_arguments, state_lines

_STATES = ("h_0", "c_0")


def capture_lines(run: Run, key: TensorKey, beside: tuple[str, ...] = ()) -> tuple[list[str], str]:
    """Give the lines, and the name that the tensor has after them.

    `beside` are the roles of the same call that must be there under their own names too, and `lengths`.
    """
    found = run.find(key)
    assert found is not None, f"{key.name} is a tensor of the run"
    owner, tensor = found
    if key.call == RESULT and tensor.same_as and (beside or runs_one_layer(run)):
        return capture_lines(run, parse_key(tensor.same_as), beside)
    if key.call == WEIGHTS:
        module = "model" if runs_one_layer(run) else f"model.get_submodule({key.module!r})"
        return [f"{key.role} = {module}.{key.role}.detach()"], key.role
    if not isinstance(owner, Call):
        return _returned(run, tensor)
    wanted = tuple(dict.fromkeys((key.role, *beside)))
    lines, names = _called(run, owner, wanted) if runs_one_layer(run) else _hooked(run, owner, wanted)
    aliases = [f"{role} = {names[role]}" for role in beside if role in names and names[role] != role]
    return [*lines, *aliases], names[key.role]


def captures_beside(run: Run, key: TensorKey) -> bool:
    """Tell whether others of its call can be captured with this tensor: not with a weight or a part of a result."""
    found = run.find(key)
    return found is not None and (isinstance(found[0], Call) or bool(found[1].same_as))


def runs_one_layer(run: Run) -> bool:
    """Tell whether the model that was run is itself one recurrent layer, so that its call needs no hook."""
    return bool(run.request.layer) or not isinstance(run.request.source, PresetSource | ClassSource)


def _forward(request: RunRequest) -> str:
    """Write under what the model is called."""
    kind = request.device.partition(":")[0]
    mixed = f", torch.autocast({kind!r}, torch.{request.autocast})" if request.autocast else ""
    return f"with torch.no_grad(){mixed}:"


def _returned(run: Run, tensor: StoredTensor) -> tuple[list[str], str]:
    """Take a part of what the model returned; a layer that is run alone returns what its only call did."""
    lines, arguments = _prepared(run, run.calls[0]) if runs_one_layer(run) else ([], call_arguments(run.request))
    lines += [_forward(run.request), f"    returned = model({arguments})"]
    return ([*lines, f"tensor = returned{tensor.path}"], "tensor") if tensor.path else (lines, "returned")


def _called(run: Run, call: Call, wanted: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """Call the layer; the names are those that its tensors have then."""
    lines, arguments = _prepared(run, call)
    lines += [_forward(run.request), f"    {_outputs(call)} = model({arguments})"]
    given = {"input": argument_at(run.request, 0, "input"), "h_0": argument_at(run.request, 1, "hx")}
    names = {role: given.get(role) or role for role in wanted}
    if call.lengths is None:
        return lines, names
    if "output" in wanted:
        lines.append(f"output, _ = {_padded('output', call)}")
    if "input" in wanted:
        lines.append(f"given, _ = {_padded('packed', call)}")
        names["input"] = "given"
    return lines, names


def _prepared(run: Run, call: Call) -> tuple[list[str], str]:
    """Give the lines that make the state and pack the input of the layer, and the arguments of its call."""
    shapes = tuple(tensor.shape for tensor in call.tensors if tensor.role in _STATES)
    lines = state_lines(run.request, shapes, run.carried)
    state = "" if not lines else "(h_0, c_0)" if len(shapes) == 2 else "h_0"
    packed = call.lengths is not None
    if packed:
        lines += _packing(argument_at(run.request, 0, "input"), call)
    return lines, call_arguments(run.request, packed, state)


def _packing(first: str, call: Call) -> list[str]:
    lengths = ", ".join(map(str, call.lengths or ()))
    return [
        f"lengths = torch.tensor([{lengths}])",
        f"packed = pack_padded_sequence({first}, lengths, {call.config.batch_first!r}, enforce_sorted=False)",
    ]


def _hooked(run: Run, call: Call, wanted: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    lines = [
        "calls = []",
        f"model.get_submodule({call.module!r}).register_forward_hook(",
        "    lambda module, args, kwargs, returned: calls.append((args, kwargs, returned)), with_kwargs=True",
        ")",
        _forward(run.request),
        f"    model({call_arguments(run.request)})",
        f"args, kwargs, {_outputs(call, nested=True)} = calls[{call.first}]",
        *_given(call, wanted),
    ]
    names = {role: "given" if role == "input" else role for role in wanted}
    if call.lengths is not None:
        padded = [role for role in ("input", "output") if role in wanted]
        padded += ["output"] if LENGTHS in wanted and not padded else []
        counted = LENGTHS if LENGTHS in wanted else "_"
        held = (names.get(role, role) for role in padded)
        lines += [f"{name}, {counted} = {_padded(name, call)}" for name in held]
    return lines, names


def _padded(name: str, call: Call) -> str:
    return f"pad_packed_sequence({name}, {call.config.batch_first!r})"


def _given(call: Call, wanted: tuple[str, ...]) -> list[str]:
    """Take what the call was given, by position or by name."""
    lines = ['given = args[0] if args else kwargs["input"]'] if "input" in wanted else []
    if any(role in _STATES for role in wanted):
        names = "h_0, c_0" if call.config.has_cell_state else "h_0"
        lines.append(f'{names} = args[1] if len(args) > 1 else kwargs["hx"]')
    return lines


def _outputs(call: Call, nested: bool = False) -> str:
    """Write what the call returns as names: `output, (h_n, c_n)`, a cell's `h_n, c_n`, a GRU's `output, h_n`."""
    states = "h_n, c_n" if call.config.has_cell_state else "h_n"
    if call.config.is_cell:
        return f"({states})" if nested and call.config.has_cell_state else states
    names = f"output, ({states})" if call.config.has_cell_state else f"output, {states}"
    return f"({names})" if nested else names

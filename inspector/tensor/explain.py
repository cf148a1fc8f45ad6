"""What a captured tensor is and where each of its sizes comes from, in sentences."""

from ..model.config import RecurrentConfig
from ..run.run import Call, LayerWeights, Run
from .axis import Axes
from .record import TensorRecord


def explain(run: Run, record: TensorRecord) -> tuple[str, ...]:
    """Give all the sentences, the role first, then one for each axis."""
    return (*role_sentences(run, record), *axis_sentences(record))


def role_sentences(run: Run, record: TensorRecord) -> tuple[str, ...]:
    """Say what the tensor is, then what there is to know of its layout."""
    found = run.find(record.key)
    owner = found[0] if found else None
    match owner:
        case Call():
            lead = _captured(owner.config, record.key.role, owner)
        case LayerWeights():
            lead = [weight_sentence(owner.config, record.key.role)]
        case None:
            same = found[1].same_as if found else ""
            lead = [f"What the model returned: {same} itself." if same else _UNNAMED]
    return tuple(lead)


def weight_sentence(config: RecurrentConfig, name: str) -> str:
    """Say what the layer's parameter with this name is, and in which order its gates are stacked."""
    gates = ", ".join(config.gates)
    several = len(config.gates) > 1
    if name.startswith("bias"):
        return f"A bias of the {config.kind}{f', by gate: {gates}' if several else ''}."
    stacked = f" The rows stack the gates {gates}." if several and "hr" not in name else ""
    return f"A weight of the {config.kind}.{stacked}"


def sizes_sentence(axes: Axes) -> str:
    """Say in one line where every size comes from: `3 samples, 5 time steps, 40 = 2 directions x 20 hidden`."""
    return ", ".join(axis.formula for axis in axes)


def axis_sentences(record: TensorRecord) -> tuple[str, ...]:
    """Give one sentence for each axis: `axis 2, direction x hidden: 40 = 2 directions x 20 hidden`."""
    return tuple(f"axis {index}, {axis.name}: {axis.formula}" for index, axis in enumerate(record.axes))


def _captured(config: RecurrentConfig, role: str, call: Call) -> list[str]:
    sentences = [_ROLES[role].format(kind=config.kind)]
    if role in ("input", "output") and not config.is_cell:
        sentences.append(_layout(config, call))
    if role == "output" and config.bidirectional:
        unit = "projection" if config.proj_size else "hidden"
        sentences.append(f"Both directions stand side by side: the forward {unit} units first, then the backward ones.")
    if role in ("h_0", "c_0", "h_n", "c_n") and not config.is_cell:
        sentences.append(f"{role} keeps (layers x directions, batch, hidden) whatever batch_first says.")
        if config.bidirectional:
            sentences.append("Layers are the slow index: layer 0 forward, layer 0 backward, layer 1 forward, ...")
    if config.proj_size and role in ("output", "h_n", "h_0"):
        sentences.append(f"proj_size={config.proj_size}: h is projected from {config.hidden_size} units; c is not.")
    if call.lengths is not None and role in ("input", "output"):
        sentences.append(
            f"The sequence was packed; the lengths are {', '.join(map(str, call.lengths))}, zeros pad the rest."
        )
    if call.stacked:
        sentences.append(f"{call.count} calls of equal shape are stacked, in the order in which they happened.")
    return sentences


def _layout(config: RecurrentConfig, call: Call) -> str:
    if not any(len(tensor.shape) == 3 + call.stacked for tensor in call.tensors if tensor.role == "input"):
        return "The input was unbatched: one sequence, no batch axis."
    if config.batch_first:
        return "batch_first=True: the batch stands first, then time."
    return "batch_first=False: time stands first, then the batch."


_UNNAMED = "What the model returned; nothing says what its axes mean."
_ROLES = {
    "input": "What the {kind} was given.",
    "output": "The hidden state of the top layer at every time step.",
    "h_0": "The hidden state that the {kind} started from.",
    "c_0": "The cell state that the {kind} started from.",
    "h_n": "The hidden state after the last time step.",
    "c_n": "The cell state after the last time step.",
}

"""What pasted code is about: the tensor at hand, the others of its call, and what names of sizes mean there."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...run.key import FILE, WEIGHTS
from ...tensor.axis import Atom, Axes
from ...tensor.record import TensorRecord
from ..steps.bindings import Bindings

_OFTEN_CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "output": ("out", "outs", "outputs", "lstm_out", "lstm_output", "rnn_out", "gru_out"),
        "h_n": ("h", "hn", "ht", "hidden", "hidden_state", "h_t"),
        "c_n": ("c", "cn", "ct", "cell", "cell_state", "c_t"),
    }
)
_SIZE_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "batch": ("batch_size", "batch", "batches", "n", "b", "bs", "bsz", "num_samples", "n_samples"),
        "layer": ("num_layers", "n_layers", "nlayers", "layers", "layer_dim", "l"),
        # torch's own pages call the length of a sequence L, and so may a tensor be meant that has no layers
        "time": (
            "seq_len",
            "seq_length",
            "sequence_length",
            "seqlen",
            "seq",
            "t",
            "time",
            "timesteps",
            "num_steps",
            "l",
        ),
        "hidden": ("hidden_size", "hidden_dim", "hidden", "n_hidden", "hid_dim", "h", "hidden_units", "units"),
        "projection": ("proj_size", "proj_dim"),
        "input": ("input_size", "input_dim", "emb_dim", "embed_dim", "embedding_dim", "num_features", "n_features"),
        "direction": ("num_directions", "n_directions", "directions", "d", "num_dirs", "n_dirs"),
    }
)
_NO_BINDINGS = Bindings()


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """The record of the tensor that the code is about; `bindings` are the other tensors that it may name."""

    record: TensorRecord
    bindings: Bindings = _NO_BINDINGS

    @property
    def name(self) -> str:
        """The name that an operand has which is this tensor: `h_n`, `encoder/weights/weight_ih_l0`."""
        key = self.record.key
        return key.role if key.role.isidentifier() and key.call not in (FILE, WEIGHTS) else key.name

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the other tensors."""
        return tuple(name for name, _ in self.bindings.tensors if name != self.name)

    def known(self, root: str) -> str | None:
        """Give the name of the tensor that code calls `root`; None if no tensor has that name or is often called so."""
        names = (self.name, *self.others)
        if root in names:
            return root
        return next((name for name in names if root.lower() in _OFTEN_CALLED.get(name, ())), None)

    def named(self, name: str) -> TensorRecord | None:
        """Give one of these tensors by its name."""
        return self.record if name == self.name else self.bindings.record(name)

    def size(self, name: str) -> int | None:
        """Give what a name of a size, `batch_size`, `num_layers`, means for these tensors; None if it means nothing."""
        records = (self.record, *(record for _, record in self.bindings.tensors))
        meanings = [meaning for meaning, names in _SIZE_NAMES.items() if name.lower() in names]
        found = (_whole(record.axes, meaning) for record in records for meaning in meanings)
        return next((size for size in found if size is not None), None)


def _whole(axes: Axes, meaning: str) -> int | None:
    atoms = [atom for axis in axes for atom in axis.atoms if isinstance(atom, Atom)]
    for atom in atoms:
        if atom.label == atom.name == meaning:
            return atom.size
    # A layer of one direction has hidden units and no atom that says so.
    return 1 if meaning == "direction" and any(atom.name in ("hidden", "projection") for atom in atoms) else None

"""What is in a model file: its state dicts, tensors and recurrent layers. Nothing of the file is executed."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ..errors import InputError
from .file_origin import FileOrigin
from .file_tensor import FileTensor, contiguous_stride
from .hyper_parameters import HyperParameters, find_hyper_parameters, with_hyper_parameters
from .infer import FoundLayer, find_layers
from .module_tree import PickledModule, find_modules
from .pickle_reader import EmbeddedSource, Pickled
from .pickled_layer import pickled_layers
from .refused_file import first_names, refused_kind, refused_objects
from .regular_file import shown
from .safetensors_file import read_header
from .sniff import FileKind, sniff
from .state_dicts import StateDict, find_state_dicts, state_dict_of
from .torch_legacy import read_torch_legacy
from .torch_zip import read_torch_zip

Content = Literal["state_dict", "module", "checkpoint", "program", "run", "other"]


@dataclass(frozen=True, slots=True, eq=False)
class FileListing:
    """What `lstmscope inspect` tells; `chosen` is the state dict that tensors and layers are those of.

    Where these are the parameters of a pickled module, `module` is that one. `hyper_parameters` are the plain values
    beside the weights, `classes` the source texts that an old file brings along.
    """

    kind: FileKind
    content: Content
    state_dicts: tuple[StateDict, ...]
    chosen: StateDict | None
    layers: tuple[FoundLayer, ...] = ()
    foreign_globals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    module: PickledModule | None = None
    hyper_parameters: HyperParameters = field(default_factory=dict)
    classes: tuple[EmbeddedSource, ...] = ()

    @property
    def needs_trust(self) -> bool:
        """Tell whether the model as a whole could only be had by executing code that the file names."""
        return self.module is not None and bool(self.foreign_globals)

    @property
    def tensors(self) -> tuple[FileTensor, ...]:
        """The tensors of the chosen state dict."""
        return self.chosen.tensors if self.chosen else ()

    @property
    def parameters(self) -> int:
        """The number of elements of all tensors of the chosen state dict."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def origin(self) -> FileOrigin | None:
        """How code finds the tensors by their names; None where loading them would execute the file's own code."""
        if self.chosen is None or self.module is not None:
            return None
        container = "safetensors" if self.kind in (FileKind.SAFETENSORS, FileKind.RUN) else "torch"
        return FileOrigin(container, self.chosen.path, self.chosen.prefix)

    def to_json(self) -> dict[str, Any]:
        """Give what `inspect --json` prints."""
        return {
            "kind": self.kind.value,
            "content": self.content,
            "state_dicts": [found.key for found in self.state_dicts],
            "members": [],
            "layers": [layer.to_json() for layer in self.layers],
            "tensors": [
                {"name": tensor.name, "shape": list(tensor.shape), "dtype": tensor.dtype} for tensor in self.tensors
            ],
            "strides": {
                tensor.name: list(tensor.stride)
                for tensor in self.tensors
                if tensor.stride != contiguous_stride(tensor.shape)
            },
            "origin": asdict(self.origin) if self.origin else None,
            "parameters": self.parameters,
            "needs_trust": self.needs_trust,
            "foreign_globals": list(self.foreign_globals),
            "warnings": list(self.warnings),
        } | self._extras()

    def _extras(self) -> dict[str, Any]:
        """Give what few files have, only where it is there."""
        extras = {
            "hyper_parameters": dict(self.hyper_parameters),
            "classes": [{"name": source.name, "file": source.file, "source": source.text} for source in self.classes],
        }
        return {name: value for name, value in extras.items() if value}


def list_file(path: Path, state_dict: str = "") -> FileListing:
    """Give what is in the file; `state_dict` is the key of the one to list, "" for the first.

    Raises FileError for a file that is damaged or of a kind that is not read, TrustError for one that could
    only be opened by executing what it brings along, InputError for an unknown key.
    """
    kind = sniff(path)
    match kind:
        case FileKind.TORCH_ZIP:
            return _list_pickled(path, kind, read_torch_zip(path), state_dict)
        case FileKind.TORCH_LEGACY:
            return _list_pickled(path, kind, read_torch_legacy(path), state_dict)
        case FileKind.SAFETENSORS:
            tensors = {tensor.name: tensor for tensor in read_header(path).tensors}
            found = (state_dict_of(tensors),)
            return _list_chosen(kind, found, _choose(path, found, state_dict))
        case FileKind.RUN:
            run = StateDict((), "", read_header(path).tensors)
            return FileListing(kind, "run", (run,), run)
        case _:
            raise refused_kind(path, kind)


def _list_pickled(path: Path, kind: FileKind, pickled: Pickled, key: str) -> FileListing:
    state_dicts, modules = find_state_dicts(pickled.root), find_modules(pickled.root)
    contained = [(module.state_dict, module) for module in modules]
    known = (*state_dicts, *(state_dict for state_dict, _ in contained))
    if not known and pickled.foreign_globals:
        raise refused_objects(path, pickled.foreign_globals)
    if not known:
        return FileListing(kind, "other", (), None, (), (), (f"{shown(path)} holds no state_dict.",))
    chosen = _choose(path, known, key)
    module = next((module for state_dict, module in contained if state_dict is chosen), None)
    if module is not None:
        return _list_module(kind, known, chosen, module, pickled)
    listing = _list_chosen(kind, known, chosen, pickled.foreign_globals)
    values = find_hyper_parameters(pickled.root)
    layers, told = with_hyper_parameters(listing.layers, values)
    return replace(listing, layers=layers, warnings=(*listing.warnings, *told), hyper_parameters=values)


def _list_module(
    kind: FileKind, known: tuple[StateDict, ...], chosen: StateDict, module: PickledModule, pickled: Pickled
) -> FileListing:
    layers, warnings = pickled_layers(module.modules)
    warnings += _further_warnings(chosen, layers, ())
    if pickled.foreign_globals:
        warnings += (
            "The model as a whole runs only with the code of its classes; the file names "
            f"{first_names(pickled.foreign_globals)}.",
        )
    return FileListing(
        kind, "module", known, chosen, layers, pickled.foreign_globals, warnings, module,
        find_hyper_parameters(pickled.root), pickled.sources,
    )  # fmt: skip


def _list_chosen(
    kind: FileKind, found: tuple[StateDict, ...], chosen: StateDict, foreign: tuple[str, ...] = ()
) -> FileListing:
    layers, warnings = find_layers(chosen.tensors)
    warnings += _further_warnings(chosen, layers, foreign)
    return FileListing(kind, "checkpoint" if chosen.path else "state_dict", found, chosen, layers, foreign, warnings)


def _choose(path: Path, found: tuple[StateDict, ...], key: str) -> StateDict:
    if not key:
        return found[0]
    for state_dict in found:
        if state_dict.key == key:
            return state_dict
    known = ", ".join(shown(state_dict.key) for state_dict in found)
    raise InputError(f"{shown(path)} has no state_dict {shown(key)}.", f"It has {known}.")


def _further_warnings(chosen: StateDict, layers: tuple[FoundLayer, ...], foreign: tuple[str, ...]) -> tuple[str, ...]:
    warnings = []
    if not layers:
        warnings.append("No recurrent layer was found among the tensors' names.")
    if chosen.unread:
        warnings.append(
            f"Tensors of a kind that is not read (sparse, quantized, ...) are left out: {first_names(chosen.unread)}."
        )
    if foreign:
        warnings.append(f"Objects beside the tensors are not rebuilt; the file names {first_names(foreign)} for them.")
    return tuple(warnings)

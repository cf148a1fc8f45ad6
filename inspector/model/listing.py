"""What is in a model file: its state dicts, tensors and recurrent layers. Nothing of the file is executed."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ..errors import FileError, InputError
from .archive import chosen_member, model_members, naming_member, not_an_archive, unpacked
from .file_origin import FileOrigin
from .file_tensor import FileTensor, contiguous_stride
from .hyper_parameters import HyperParameters, find_hyper_parameters, with_hyper_parameters
from .infer import FoundLayer, find_layers
from .keras_file import read_keras
from .module_tree import PickledModule, find_modules
from .object_tree import TREE_READERS
from .open_settings import open_settings
from .pickle_reader import EmbeddedSource, Pickled
from .pickled_layer import pickled_layers
from .program_checks import program_text
from .program_settings import with_program_settings
from .program_weights import read_program
from .refused_file import first_names, refused_kind, refused_objects
from .regular_file import shown
from .safetensors_file import read_header
from .sniff import FileKind, sniff
from .state_dicts import StateDict, find_state_dicts, state_dict_of
from .tied_tensors import tied_names

_CONTAINERS = {
    FileKind.TORCH_ZIP: "torch", FileKind.TORCH_LEGACY: "torch",
    FileKind.SAFETENSORS: "safetensors", FileKind.RUN: "safetensors",
}  # fmt: skip
Content = Literal["state_dict", "module", "checkpoint", "program", "run", "other"]


@dataclass(frozen=True, slots=True, eq=False)
class FileListing:
    """What `lstmscope inspect` tells; `chosen` is the state dict that tensors and layers are those of.

    Where these are the parameters of a pickled module, `module` is that one. `hyper_parameters` are the plain values
    beside the weights, `classes` the source texts that an old file brings along. Of an archive, `members` are the
    model files in it, of which `member` is the one that all the rest tells of.
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
    members: tuple[str, ...] = ()
    member: str = ""

    @property
    def needs_trust(self) -> bool:
        """Tell whether the model as a whole could only be had by executing code that the file names."""
        return self.content == "program" or (self.module is not None and bool(self.foreign_globals))

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
        """How code finds the tensors by their names; None where torch does not load them, or only by executing code."""
        container = _CONTAINERS.get(self.kind)
        if self.chosen is None or container is None or self.module is not None or self.content == "program":
            return None
        if not self.chosen.by_keys:
            return None
        return FileOrigin(container, self.chosen.path, self.chosen.prefix)

    def to_json(self) -> dict[str, Any]:
        """Give what `inspect --json` prints."""
        return {
            "kind": self.kind.value,
            "content": self.content,
            "state_dicts": [found.key for found in self.state_dicts],
            "members": list(self.members),
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
            "notes": list(open_settings(self.layers)),
            "prefix": self.chosen.prefix if self.chosen else "",
            "member": self.member,
            "tied": [list(names) for names in tied_names(self.tensors)],
            "hyper_parameters": dict(self.hyper_parameters),
            "classes": [{"name": source.name, "file": source.file, "source": source.text} for source in self.classes],
        }
        return {name: value for name, value in extras.items() if value}


def list_file(path: Path, state_dict: str = "", member: str = "") -> FileListing:
    """Give what is in the file; `state_dict` is the key of the one to list, `member` the file in an archive.

    "" is the first one of either.

    Raises FileError for a file that is damaged or of a kind that is not read, TrustError for one that could
    only be opened by executing what it brings along, InputError for an unknown key.
    """
    kind = sniff(path)
    if kind is FileKind.ARCHIVE:
        return _list_archive(path, state_dict, member)
    if member:
        raise not_an_archive(path, member)
    match kind:
        case _ if kind in TREE_READERS:
            return _list_pickled(path, kind, TREE_READERS[kind](path), state_dict)
        case FileKind.SAFETENSORS:
            tensors = {tensor.name: tensor for tensor in read_header(path).tensors}
            found = (state_dict_of(tensors),)
            return _list_chosen(kind, found, _choose(path, found, state_dict))
        case FileKind.RUN:
            run = StateDict((), "", read_header(path).tensors)
            return FileListing(kind, "run", (run,), run)
        case FileKind.KERAS:
            return _list_keras(path, state_dict)
        case FileKind.TORCHSCRIPT | FileKind.TORCH_EXPORT:
            return _list_program(path, kind, state_dict)
        case _:
            raise refused_kind(path, kind)


def _list_archive(path: Path, state_dict: str, member: str) -> FileListing:
    """List one of the model files in the archive."""
    members = model_members(path)
    chosen = chosen_member(path, members, member)
    file = unpacked(path, chosen)
    if (inner := sniff(file)) in (FileKind.ARCHIVE, FileKind.RUN):
        what = "an archive, too" if inner is FileKind.ARCHIVE else "a saved run"
        raise FileError(f"{shown(chosen)} in {shown(path)} is {what}.", "Unpack the archive and open that.")
    with naming_member(file, path, chosen) as named:
        listing = list_file(file, state_dict)
    warnings = tuple(map(named, listing.warnings))
    return replace(listing, kind=FileKind.ARCHIVE, warnings=warnings, members=members, member=chosen)


def _list_keras(path: Path, key: str) -> FileListing:
    """List the arrays as Keras names them, and the recurrent layers as torch's."""
    arrays, layers, warnings = read_keras(path)
    found = (StateDict((), "", arrays),)
    chosen = _choose(path, found, key)
    warnings += () if layers else ("No recurrent layer was found among the arrays.",)
    return FileListing(FileKind.KERAS, "state_dict", found, chosen, layers, (), warnings)


def _list_program(path: Path, kind: FileKind, key: str) -> FileListing:
    """List the weights of a program, which are data, and say what its code would do."""
    program = read_program(path, kind)
    found = (program.weights,)
    chosen = _choose(path, found, key)
    layers, warnings = find_layers(chosen.tensors, chosen.packed)
    layers = with_program_settings(layers, path, kind, program)
    nameless = ("Its weights are constants of its code, without names, and are not listed.",)
    warnings += _further_warnings(chosen, layers, ()) if chosen.tensors else nameless
    warnings += (program_text(path, kind),)
    return FileListing(kind, "program", found, chosen, layers, (), warnings)


def _list_pickled(path: Path, kind: FileKind, pickled: Pickled, key: str) -> FileListing:
    state_dicts, modules = find_state_dicts(pickled.root), find_modules(pickled.root)
    contained = [(module.state_dict, module) for module in modules]
    known = (*state_dicts, *(state_dict for state_dict, _ in contained))
    if not known and (pickled.foreign_globals or kind is FileKind.PICKLE):
        raise refused_objects(path, kind, pickled.foreign_globals)
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
    layers, warnings = find_layers(chosen.tensors, chosen.packed)
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

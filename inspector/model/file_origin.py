"""Where named tensors lie in a model file, for code that loads them again."""

from dataclasses import dataclass

MODULE = "module"
UNLOADED = "unloaded"
"""The container of files that torch does not load by itself without executing them: in parts, in an archive, ..."""


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """How tensors are found in their model file.

    `container` is "torch", "safetensors" or, where only executing the file's own code would load them, MODULE, or
    UNLOADED. `keys` lead from the file's object to the state dict. `prefix` stands before the names: before torch's
    parameter names where this tells of one layer, else before the names that are listed.
    """

    container: str
    keys: tuple[str, ...]
    prefix: str

"""A pickled module as a whole: of torch.nn's classes alone, or with the user's own classes from a source file."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from torch import nn

from ...errors import InputError, InspectorError
from ...model.listing import FileListing
from ..inputs.failed_call import refuse_lack_of_memory
from .construct import ConstructorError
from .definitions import Skipped
from .load_class import open_project
from .rebuild_module import NotRebuiltError, rebuilt, torch_classes
from .source_error import place_text
from .source_project import PRIVATE, SourceProject

_SHOWN = 5
_HOLDERS = {"argparse.Namespace": Namespace, "types.SimpleNamespace": SimpleNamespace}  # of settings, and no more


def load_torch_module(listing: FileListing) -> nn.Module | None:
    """Build the listed module of torch.nn's classes; None if it holds anything else, or states that torch refuses."""
    assert listing.module is not None, "the caller has seen that the file holds a module"
    if listing.needs_trust:
        return None
    try:
        return rebuilt(listing.module.stand_in, torch_classes().get)
    except (NotRebuiltError, AttributeError, KeyError, TypeError, ValueError, RuntimeError, IndexError):
        return None


def load_with_source(listing: FileListing, source: Path) -> tuple[nn.Module, Mapping[str, Skipped]]:
    """Build the listed module with the classes that the source file defines; say what of it was not executed.

    Raises InputError for a class that it does not define, ModelError and ConstructorError for mistakes in it.
    """
    if listing.module is None:
        raise InputError(
            f"{source.name} is of no use here: the file holds weights and no pickled module.",
            f"Run {source.name}:CLASS with --weights instead.",
        )
    project = open_project(source)
    known = torch_classes() | _HOLDERS

    def class_of(name: str) -> Any:
        return known.get(name) or _class_in(project, name)

    missing = [name for name in listing.foreign_globals if class_of(name) is None]
    try:
        return rebuilt(listing.module.stand_in, class_of), project.skipped
    except NotRebuiltError as error:
        listed = ", ".join(missing[:_SHOWN])
        raise InputError(
            f"The module cannot be built with {source.name}: {error.message}",
            f"{source.name} does not define {listed}." if missing else "Run one of its layers with --layer NAME.",
        ) from error
    except InspectorError:
        raise
    except BaseException as error:
        refuse_lack_of_memory(error, "its constructor")
        raise ConstructorError(place_text(error, project.files)) from error


def _class_in(project: SourceProject, name: str) -> Any:
    """Find the class or function of the user's own files that a name in the file ends with."""
    parts = name.split(".")
    for first in range(1, len(parts)):
        for module in (project.module, *project.modules):
            found = _inner(module, parts[first:])
            if found is not None:
                return found
    return None


def _inner(module: ModuleType, names: list[str]) -> Any:
    found: Any = module
    for name in names:
        found = vars(found).get(name) if isinstance(found, ModuleType | type) else None
    # what a file of theirs has imported from elsewhere is not theirs to lend
    return found if str(getattr(found, "__module__", "")).startswith(PRIVATE) else None

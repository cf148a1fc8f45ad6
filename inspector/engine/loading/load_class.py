"""A module of the user's own class: its definitions executed, its constructor called, its weights filled in."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from ...errors import FileError, InputError, InspectorError
from ...model.file_origin import FileOrigin
from ...model.listing import list_file
from ...model.source import ClassSource
from ..inputs.failed_call import refuse_lack_of_memory
from .construct import ConstructorError
from .constructor_arguments import bound_arguments, with_hyper_parameters
from .definitions import Skipped
from .load_weights import fill_module
from .source_error import place_text, source_error
from .source_project import PRIVATE, SourceProject


@dataclass(frozen=True, slots=True, eq=False)
class ClassModel:
    """The module, the source with the arguments that were used, and where its weights lie, if in a file.

    `skipped` says by name what of the source was not executed.
    """

    module: nn.Module
    source: ClassSource
    origin: FileOrigin | None
    skipped: Mapping[str, Skipped]


def load_class(source: ClassSource) -> ClassModel:
    """Build the module. Raises InputError and FieldError, ModelError for the file's own mistakes, ConstructorError."""
    project = open_project(Path(source.path))
    make = _class_named(source, project.module)
    listing = list_file(Path(source.weights), source.state_dict, source.member) if source.weights else None
    arguments = with_hyper_parameters(make, source.given, listing.hyper_parameters if listing else {})
    module = _constructed(make, arguments, project)
    origin = fill_module(module, listing) if listing else None
    return ClassModel(module, source.with_more(arguments), origin, project.skipped)


def open_project(path: Path) -> SourceProject:
    """Execute the definitions of a source file. Raises FileError, and ModelError for what goes wrong in them."""
    if path.suffix != ".py":
        raise FileError(f"{path.name} is no Python file.", "Name the .py file that defines the class.")
    project = SourceProject(path)
    try:
        assert project.module
    except InspectorError:
        raise
    except BaseException as error:
        refuse_lack_of_memory(error, f"the definitions of {path.name}")
        raise source_error(error, project.files, project.skipped) from error
    return project


def _class_named(source: ClassSource, module: ModuleType) -> type[nn.Module]:
    found: Any = module
    for name in source.class_name.split("."):
        found = getattr(found, name, None)
    if isinstance(found, type) and issubclass(found, nn.Module):
        return found
    names = ", ".join(name for name, value in vars(module).items() if _is_own_class(value)) or "none"
    what = "has no class" if found is None else "has something that is no nn.Module by the name of"
    raise InputError(f"{Path(source.path).name} {what} {source.class_name!r}.", f"Its modules are: {names}.")


def _is_own_class(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, nn.Module) and value.__module__.startswith(PRIVATE)


def _constructed(make: type[nn.Module], arguments: Mapping[str, Any], project: SourceProject) -> nn.Module:
    if inspect.isabstract(make):
        raise InputError(f"{make.__name__} is abstract: it leaves methods to be defined.", "Name a class below it.")
    try:
        bound = bound_arguments(make, arguments)
        return make(*bound.args, **bound.kwargs)
    except InspectorError:
        raise
    except BaseException as error:
        refuse_lack_of_memory(error, "its constructor")
        if isinstance(error, NameError | ImportError):
            told = source_error(error, project.files, project.skipped)
            raise ConstructorError(str(told)) from error
        raise ConstructorError(place_text(error, project.files)) from error

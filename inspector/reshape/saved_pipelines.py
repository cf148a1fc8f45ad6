"""Pipelines that a person has given names, to use them again on other tensors and runs."""

from dataclasses import dataclass

from ..errors import InputError
from .pipeline import ReshapePipeline

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SavedPipeline:
    """A pipeline and its name."""

    name: str
    pipeline: ReshapePipeline


@dataclass(frozen=True, slots=True)
class SavedPipelines:
    """The named pipelines in the order in which they were saved; each name is there once."""

    items: tuple[SavedPipeline, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(item.name for item in self.items)

    def named(self, name: str) -> ReshapePipeline:
        """Give the pipeline of this name. Raises InputError if there is none."""
        return self.items[self._place(name)].pipeline

    def saved(self, name: str, pipeline: ReshapePipeline) -> "SavedPipelines":
        """Give them with this one at the end, or in the place of the one of this name.

        Raises InputError for a name that cannot be one.
        """
        item = SavedPipeline(checked_name(name), pipeline)
        if item.name not in self.names:
            return SavedPipelines((*self.items, item))
        return self._with(self._place(item.name), (item,))

    def removed(self, name: str) -> "SavedPipelines":
        """Give them without the one of this name. Raises InputError if there is none."""
        return self._with(self._place(name), ())

    def renamed(self, name: str, new: str) -> "SavedPipelines":
        """Give them with another name for one.

        Raises InputError if there is no such pipeline, or if the new name cannot be one or belongs to another.
        """
        place, wanted = self._place(name), checked_name(new)
        if wanted in self.names and wanted != name:
            raise InputError(f"There is already a pipeline named {wanted!r}.", "Choose another name.")
        return self._with(place, (SavedPipeline(wanted, self.items[place].pipeline),))

    def _place(self, name: str) -> int:
        if name not in self.names:
            known = ", ".join(self.names)
            raise InputError(f"No pipeline is named {name!r}.", f"There are {known}." if known else "None is saved.")
        return self.names.index(name)

    def _with(self, place: int, items: tuple[SavedPipeline, ...]) -> "SavedPipelines":
        return SavedPipelines((*self.items[:place], *items, *self.items[place + 1 :]))


def checked_name(name: str) -> str:
    """Give the name without blanks around it. Raises InputError for one that is empty, too long or not one line."""
    wanted = name.strip()
    if not wanted:
        raise InputError("A pipeline needs a name.", "Write one.")
    if len(wanted) > LONGEST_NAME:
        raise InputError(f"The name has {len(wanted)} characters.", f"At most {LONGEST_NAME} are allowed.")
    if not wanted.isprintable():
        raise InputError("The name has characters that cannot be shown.", "Write it in one line of plain text.")
    return wanted

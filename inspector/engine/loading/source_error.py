"""What went wrong in the user's own source, in one sentence with file and line."""

import re
from collections.abc import Mapping
from dataclasses import replace
from traceback import walk_tb

from ...errors import ModelError
from ...run.run import StoppedAt
from ..inputs.failed_call import error_text
from .definitions import Skipped

_MISSING = re.compile(r"NameError: name '(\w+)' is not defined")


def source_error(error: BaseException, files: Mapping[str, str], skipped: Mapping[str, Skipped]) -> ModelError:
    """Give the error as one of ours; a name that is missing because its statement was not executed is explained."""
    hint = ""
    if isinstance(error, ModuleNotFoundError):
        hint = f"Install {error.name} beside LSTMScope, or put the file that it stands for into the model's folder."
    elif isinstance(error, NameError | ImportError) and str(error.name) in skipped:
        hint = f"{error.name} is missing, for {skipped[str(error.name)]}."
    return ModelError(place_text(error, files), hint)


def explained(stopped: StoppedAt | None, skipped: Mapping[str, Skipped]) -> StoppedAt | None:
    """Add to a forward's error why the name that it misses was not made."""
    found = _MISSING.match(stopped.error) if stopped else None
    if stopped is None or found is None or found[1] not in skipped:
        return stopped
    return replace(stopped, error=f"{stopped.error}: {skipped[found[1]]}.")


def place_text(error: BaseException, files: Mapping[str, str]) -> str:
    """Give file and line of the innermost frame in the user's files, then the error's class and words."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    places = [f"{files[file]} line {line}: " for file, line in frames if file in files]
    return f"{places[-1] if places else ''}{error_text(error).rstrip('.')}."

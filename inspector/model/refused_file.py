"""Files that are model files and are not listed: what each is, why not, and what to do instead."""

from collections.abc import Sequence
from pathlib import Path

from ..errors import FileError, TrustError
from .regular_file import shown
from .sniff import FileKind

_SHOWN_NAMES = 5
_SAVE_WEIGHTS = "Where it was made, save its weights with torch.save(model.state_dict(), PATH) and open that file."
_NOT_READ = {
    FileKind.UNKNOWN: "is no model file of a known kind",
}
_REMEDIES = {
    FileKind.UNKNOWN: "Save the model's state_dict with torch.save, or as safetensors.",
}
_OTHER_PROGRAMS = {
    "pandas": "a table of pandas",
    "sklearn": "a model of scikit-learn",
    "xgboost": "a model of XGBoost",
    "lightgbm": "a model of LightGBM",
    "joblib": "a file of joblib",
    "tensorflow": "an object of TensorFlow",
    "keras": "an object of Keras",
    "jax": "an object of JAX",
}
"""First words of the names in a pickle -> what it is."""


def refused_kind(path: Path, kind: FileKind) -> FileError:
    """Give the error for a file of a kind that is not listed."""
    return FileError(f"{shown(path)} {_NOT_READ[kind]}.", _REMEDIES[kind])


def refused_objects(path: Path, kind: FileKind, foreign_globals: Sequence[str]) -> FileError | TrustError:
    """Give the error for a file in which there is neither a state dict nor a module."""
    what = "a plain pickle" if kind is FileKind.PICKLE else "a torch file"
    if not foreign_globals:
        return FileError(f"{shown(path)} is {what} of plain Python values without a model.", _SAVE_WEIGHTS)
    other = next((words for name, words in _OTHER_PROGRAMS.items() if foreign_globals[0].startswith(f"{name}.")), "")
    if other:
        return FileError(f"{shown(path)} is {what} that holds {other}, and no weights of torch.", _SAVE_WEIGHTS)
    return TrustError(
        f"{shown(path)} is {what} of objects that are no module and no state_dict: opening it executes code that it "
        f"names ({first_names(foreign_globals)}).",
        _SAVE_WEIGHTS,
    )


def first_names(names: Sequence[str]) -> str:
    """Give the first few names for a sentence, and how many more there are."""
    rest = len(names) - _SHOWN_NAMES
    return ", ".join(shown(name) for name in names[:_SHOWN_NAMES]) + (f" and {rest} more" if rest > 0 else "")

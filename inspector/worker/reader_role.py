"""The reader's verbs: what is in a file. No torch here, so it answers at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..model.listing import list_file
from .serve import Report, Verb


def _inspect(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    return list_file(Path(args["path"]), args["state_dict"]).to_json()


VERBS: dict[str, Verb] = {"inspect": _inspect}

"""The file that keeps the named pipelines: JSON, each step as its code and whether it is taken."""

import json
import os
from pathlib import Path
from typing import Any

from ..errors import FileError, InputError, StepError
from .pipeline import PipelineStep, ReshapePipeline
from .reading.parse import parse_steps
from .saved_pipelines import SavedPipelines
from .steps import ReshapeStep

_VERSION = 1
_MOST_BYTES = 4 << 20
_KEPT = "The file is left as it is: mend it, or move it away to begin anew."


def pipelines_text(saved: SavedPipelines) -> str:
    """Give the JSON text that `pipelines_from_text` reads."""
    items = [{"name": item.name, "steps": [_step_json(step) for step in item.pipeline.steps]} for item in saved.items]
    return json.dumps({"version": _VERSION, "pipelines": items}, indent=1) + "\n"


def pipelines_from_text(text: str) -> SavedPipelines:
    """Read what `pipelines_text` wrote. Raises InputError that says which part is not as it should be."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("It is no JSON.") from None
    match data:
        case {"version": 1, "pipelines": list(items)}:
            saved = SavedPipelines()
            for item in items:
                saved = _with_item(saved, item)
            return saved
        case {"version": int(version)} if version != _VERSION:
            raise InputError(f"It is of version {version}, and this program reads version {_VERSION}.")
    raise InputError("It has no version and no list of pipelines.")


def read_pipelines(path: Path) -> SavedPipelines:
    """Read the file; one that is not there holds none.

    Raises FileError if it cannot be read or is damaged in any part; it is never changed here.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"It is larger than {_MOST_BYTES >> 20} MiB.")
        return pipelines_from_text(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return SavedPipelines()
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.", "Allow reading it.") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path} does not hold saved pipelines: it is no text.", _KEPT) from error
    except InputError as error:
        raise FileError(f"{path} does not hold saved pipelines that can be read. {error}", _KEPT) from error


def write_pipelines(path: Path, saved: SavedPipelines) -> None:
    """Write the file, and the folder if there is none: a reader sees the old file or the whole new one.

    Raises FileError if it cannot be written, and where a damaged file lies: that one stays.
    """
    read_pipelines(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(pipelines_text(saved), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}.", "Make room, or allow writing there.") from error
    finally:
        partial.unlink(missing_ok=True)


def _step_json(item: PipelineStep) -> dict[str, Any]:
    return {"code": item.step.code, "enabled": item.enabled}


def _with_item(saved: SavedPipelines, item: Any) -> SavedPipelines:
    match item:
        case {"name": str(name), "steps": list(steps)} if name not in saved.names:
            pipeline = ReshapePipeline(tuple(_step(step, name) for step in steps))
            return saved.saved(name, pipeline)
        case {"name": str(name), "steps": list()}:
            raise InputError(f"Two pipelines are named {name!r}.")
    raise InputError(f"Pipeline {len(saved.items)} has no name or no list of steps.")


def _step(data: Any, name: str) -> PipelineStep:
    match data:
        case {"code": str(code), "enabled": bool(enabled)}:
            return PipelineStep(_single(code, name), enabled)
    raise InputError(f"A step of {name!r} is not a code and whether it is taken.")


def _single(code: str, name: str) -> ReshapeStep:
    try:
        steps = parse_steps(code)
    except StepError as error:
        raise InputError(f"In {name!r}: {error.message}") from error
    if len(steps) != 1:
        raise InputError(f"In {name!r}: {code!r} is {len(steps)} steps instead of one.")
    return steps[0]

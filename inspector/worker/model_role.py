"""The model worker's verbs: whatever concerns the user's model happens here, and dies with this process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..engine.apply import apply_steps
from ..engine.captured import load_tensor
from ..engine.make_run import make_run
from ..engine.verify import compare, execute_script
from ..reshape.parse import parse_steps
from ..run.run_json import request_from_json
from .serve import Report, Verb


def _run(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    request = request_from_json(args["request"])
    make_run(request, Path(args["path"]), lambda stage, calls: report({"stage": stage, "calls": calls}))
    return {}


def _verify(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Execute a script from model to result and compare it with the steps on the tensor that is shown."""
    tensor = load_tensor(Path(args["file"]), args["name"], tuple(args["stride"]))
    return compare(execute_script(args["script"]), apply_steps(tensor, parse_steps(args["code"])))


VERBS: dict[str, Verb] = {"run": _run, "verify": _verify}

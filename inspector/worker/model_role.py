"""The model worker's verbs: whatever concerns the user's model happens here, and dies with this process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..engine.gates.verify_gates import verify_gates
from ..engine.infer_request import infer_request
from ..engine.make_run import make_run
from ..engine.predict import predict
from ..engine.reshaping.apply_stored import apply_stored
from ..engine.verify import compare, execute_script
from ..reshape.apply_request import request_from_json as apply_request_from_json
from ..run.inferred_input import inferred_to_json
from ..run.prediction import prediction_to_json
from ..run.run_json import request_from_json
from .serve import Report, Verb


def _run(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    request = request_from_json(args["request"])
    make_run(request, Path(args["path"]), lambda stage, calls: report({"stage": stage, "calls": calls}))
    return {}


def _verify(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Execute a script from model to result and compare it with the steps on the tensor that is shown."""
    return compare(execute_script(args["script"]), apply_stored(apply_request_from_json(args["request"])))


def _verify_gates(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Execute code that computes gates and compare them with a gates file."""
    return verify_gates(args["script"], Path(args["path"]))


def _predict(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Tell the shapes of the run that the request asks for; nothing is written or kept."""
    return prediction_to_json(predict(request_from_json(args["request"])))


def _infer(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Find input for each argument of the model, why it is that, and what else fits."""
    return {"inputs": [inferred_to_json(found) for found in infer_request(request_from_json(args["request"]))]}


VERBS: dict[str, Verb] = {
    "run": _run,
    "verify": _verify,
    "verify_gates": _verify_gates,
    "predict": _predict,
    "infer": _infer,
}

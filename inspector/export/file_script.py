"""The code that takes a tensor out of its model file and reshapes it."""

from ..model.file_origin import FileOrigin
from ..reshape.steps import ReshapeStep
from ..tensor.record import TensorRecord
from .script_model import load_code
from .torch_script import script_text


def file_script(path: str, origin: FileOrigin, record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the script for the steps on the tensor of the file that the record tells of.

    Raises StepError for a step that does not fit.
    """
    name = origin.prefix + record.key.name
    return script_text([f"tensor = {load_code(path, origin)}[{name!r}]"], record, "tensor", steps)

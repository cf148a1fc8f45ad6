"""The window's forms: a model made from a layer's arguments, or from a class of the user's own."""

from pathlib import Path

from inspector.model.class_signature import SourceClass
from inspector.model.config import RecurrentConfig
from inspector.model.source import FormSource
from inspector.run.request import RunRequest
from inspector.tensor.layer_axes import record_of
from inspector.tensor.predicted_layer import predicted_layer
from inspector.tensor.record import TensorRecord

from .class_form import ClassForm
from .model_form import ModelForm
from .workspace import Workspace


class MainForms:
    """Joins the workspace to the two forms."""

    def __init__(self, workspace: Workspace, form: ModelForm, class_form: ClassForm) -> None:
        self._workspace, self._form, self._class_form = workspace, form, class_form
        form.edited.connect(self._check)
        form.submitted.connect(self._open)
        workspace.opening.classes_found.connect(self._show_classes)
        class_form.submitted.connect(workspace.open_source)

    def _check(self, config: RecurrentConfig) -> None:
        self._form.show_shapes(_shapes_of(config))
        self._workspace.workers.tensor.check_layer(config, self._form.show_check, self._form.show_error)

    def _open(self, config: RecurrentConfig) -> None:
        self._workspace.open_source(FormSource(config))

    def _show_classes(self, path: Path, classes: tuple[SourceClass, ...]) -> None:
        self._class_form.show_classes(str(path), classes)


def _shapes_of(config: RecurrentConfig) -> tuple[TensorRecord, ...]:
    """Predict what the layer makes of its usual input, none where torch would refuse it."""
    prediction = predicted_layer(RunRequest(FormSource(config)))
    if prediction is None or not prediction.run.calls:
        return ()
    call = prediction.run.calls[0]
    records = (record_of(prediction.run, call.key(tensor.role)) for tensor in call.tensors)
    return tuple(record for record in records if record is not None)

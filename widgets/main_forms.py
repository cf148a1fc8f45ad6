"""The window's forms: a model made from a layer's arguments, or from a class of the user's own."""

from pathlib import Path

from inspector.model.class_signature import SourceClass
from inspector.model.config import RecurrentConfig
from inspector.model.source import FormSource

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
        self._workspace.workers.tensor.check_layer(config, self._form.show_check, self._form.show_error)

    def _open(self, config: RecurrentConfig) -> None:
        self._workspace.open_source(FormSource(config))

    def _show_classes(self, path: Path, classes: tuple[SourceClass, ...]) -> None:
        self._class_form.show_classes(str(path), classes)

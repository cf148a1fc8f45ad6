"""The window in which one recurrent layer is described."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from widgets.model_form import ModelForm


class ModelFormDialog(QDialog):
    """A window around a ModelForm; `open()` it. It closes when the form is submitted or given up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New layer")
        self.form = ModelForm()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self.form.submitted.connect(self.accept)
        self.form.cancelled.connect(self.reject)

    def open(self) -> None:
        """Show the window without waiting for it, and have its present arguments checked."""
        super().open()
        self.form.check()

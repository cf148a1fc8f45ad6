"""Rows of a label and an editor, the labels of all sections of the run panel equally wide."""

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

_WIDEST = "Memory limit"


def form_in(widget: QWidget) -> QFormLayout:
    """Give the widget a layout of rows."""
    form = QFormLayout(widget)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(8)
    form.setVerticalSpacing(4)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def add_row(form: QFormLayout, text: str, editor: QWidget) -> None:
    """Add the editor beside its label; no letter for Alt, which the window's menus need."""
    label = QLabel(text)
    label.setBuddy(editor)
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance(_WIDEST))
    editor.setAccessibleName(text)
    form.addRow(label, editor)

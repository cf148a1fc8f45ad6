"""The three ways to a model: a file, the form, a preset."""

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from inspector.model.preset import Preset
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.labels import plain_tip


class ModelOpeners(QWidget):
    """A row of buttons."""

    open_requested = Signal()
    form_requested = Signal()
    preset_requested = Signal(str)

    def __init__(self, presets: Iterable[Preset]) -> None:
        super().__init__()
        opener = IconButton(Icon.OPEN, "Open a model file", "Open a model file, or drop one on the window", "Open…")
        form = IconButton(
            Icon.FORM, "New layer from a form", "New from form: describe a layer by its arguments", "New layer…"
        )
        preset = IconButton(Icon.PRESET, "Open a preset", "Open a model from one of the articles", "Preset")
        preset.setMenu(self._menu(presets))
        preset.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (opener, form, preset):
            row.addWidget(button)
        row.addStretch(1)
        opener.clicked.connect(self.open_requested)
        form.clicked.connect(self.form_requested)

    def _menu(self, presets: Iterable[Preset]) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for article, group in groupby(presets, key=lambda preset: preset.article):
            menu.addSection(article)
            for preset in group:
                action = menu.addAction(preset.name)
                action.setToolTip(plain_tip(preset.claim))
                action.setData(preset.name)
        menu.triggered.connect(lambda action: self.preset_requested.emit(action.data()))
        return menu

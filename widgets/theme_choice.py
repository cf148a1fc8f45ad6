"""The person's choice of a theme, kept between sessions."""

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication

from .theme import Theme, apply_theme

_KEY = "theme"


class ThemeChoice(QObject):
    """Joins one checkable action for each theme to the application."""

    def __init__(self, settings: QSettings, actions: tuple[QAction, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        group = QActionGroup(self)
        for action in actions:
            action.setCheckable(True)
            action.setChecked(action.data() == kept_theme(settings).value)
            group.addAction(action)
        group.triggered.connect(lambda action: self._choose(Theme(action.data())))

    def _choose(self, theme: Theme) -> None:
        self._settings.setValue(_KEY, theme.value)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)


def kept_theme(settings: QSettings) -> Theme:
    """Give the theme chosen last, the system's where there is none."""
    stored = str(settings.value(_KEY, Theme.SYSTEM.value))
    return Theme(stored) if stored in set(Theme) else Theme.SYSTEM

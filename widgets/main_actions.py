"""The actions of the menus, by name."""

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from inspector.model.presets import PRESETS

from .icons import Icon, icon
from .theme import Theme


@dataclass(frozen=True, slots=True)
class MainActions:
    """Everything that the menus and the tool bar can do; what it means is joined by the main window."""

    open: QAction
    recent: QMenu
    form: QAction
    presets: tuple[QAction, ...]
    save_run: QAction
    quit: QAction
    undo: QAction
    redo: QAction
    copy_code: QAction
    save_code: QAction
    gates: QAction
    themes: tuple[QAction, ...]
    forget_consents: QAction
    about: QAction


def make_actions(window: QMainWindow) -> MainActions:
    """Make the actions, owned by the window, with their texts, keys and icons."""

    def action(text: str, symbol: Icon | None = None, *keys: QKeySequence.StandardKey | str) -> QAction:
        made = QAction(text, window)
        if symbol is not None:
            made.setIcon(icon(symbol, window))
            made.setProperty("symbol", symbol.value)  # to colour it again when the theme changes
        made.setShortcuts([QKeySequence(key) for key in keys])
        return made

    return MainActions(
        open=action("&Open…", Icon.OPEN, QKeySequence.StandardKey.Open),
        recent=QMenu("Open &Recent", window),
        form=action("New from &Form…", Icon.FORM, QKeySequence.StandardKey.New),
        presets=tuple(_checkless(window, preset.name) for preset in PRESETS),
        save_run=action("&Save Run As…", Icon.SAVE, QKeySequence.StandardKey.Save),
        quit=action("&Quit", None, "Ctrl+Q"),
        undo=action("&Undo Step", Icon.UNDO, QKeySequence.StandardKey.Undo),
        redo=action("&Redo Step", Icon.REDO, "Ctrl+Shift+Z", "Ctrl+Y"),
        copy_code=action("&Copy Code", Icon.COPY, "Ctrl+Shift+C"),
        save_code=action("Save C&ode As…", Icon.SAVE, "Ctrl+Shift+S"),
        gates=action("&Gates…", Icon.GATES, "Ctrl+G"),
        themes=tuple(_checkless(window, theme.value) for theme in Theme),
        forget_consents=action("&Forget Remembered Consents"),
        about=action("&About LSTMScope", Icon.HELP),
    )


def fill_menus(
    window: QMainWindow,
    actions: MainActions,
    run: tuple[QAction, ...],
    docks: tuple[QAction, ...],
) -> None:
    """Put the actions into the menu bar; those of running and of the docks belong to the panels."""
    bar = window.menuBar()
    file = bar.addMenu("&File")
    file.addActions([actions.open])
    file.addMenu(actions.recent)
    file.addAction(actions.form)
    file.addMenu("&Presets").addActions(actions.presets)
    file.addSeparator()
    file.addActions([actions.save_run])
    file.addSeparator()
    file.addAction(actions.quit)
    bar.addMenu("&Edit").addActions([actions.undo, actions.redo, actions.copy_code, actions.save_code])
    bar.addMenu("&Run").addActions(run)
    view = bar.addMenu("&View")
    view.addActions(docks)
    view.addAction(actions.gates)
    view.addMenu("&Theme").addActions(actions.themes)
    bar.addMenu("&Help").addActions([actions.forget_consents, actions.about])


def recolour(window: QMainWindow, actions: MainActions) -> None:
    """Give every icon the colour of the present theme."""
    edit = (actions.undo, actions.redo, actions.copy_code, actions.save_code)
    for made in (actions.open, actions.form, actions.save_run, *edit, actions.gates, actions.about):
        made.setIcon(icon(Icon(made.property("symbol")), window))


def _checkless(window: QMainWindow, text: str) -> QAction:
    made = QAction(text.capitalize() if text in {theme.value for theme in Theme} else text, window)
    made.setData(text)
    return made

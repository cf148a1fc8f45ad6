"""The window's way into a recurrent layer: where its gates can be asked for, and which call they are of."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from inspector.errors import InputError
from inspector.gates.gate_words import gate_words
from inspector.reshape.selection import Selection
from inspector.run.call_of import call_of
from inspector.run.run import Call, Run

from .gate_delivery import GateDelivery
from .gates_pages import GatesPages
from .gates_place import GatesCall, gates_call
from .gates_window import GatesWindow
from .gates_work import GatesWork
from .main_layout import MainPanels
from .workspace import Workspace

_TIP = "Look inside the recurrent layer: the gates and states of every time step (Ctrl+G)"
_NOT_HERE = "Choose a tensor of a recurrent layer's call to look inside the layer (Ctrl+G)"
_ANEW = "The model ran again: these are the gates of the new run."


class MainGates:
    """Joins an action, and the menu of the tensor tree, to the gates window, which follows the run on screen."""

    def __init__(self, workspace: Workspace, action: QAction, panels: MainPanels, parent: QWidget) -> None:
        self._workspace, self._action, self._parent = workspace, action, parent
        self._window: GatesWindow | None = None
        self._pages: GatesPages | None = None
        self._delivery: GateDelivery | None = None
        self._wanted: tuple[str, str] = "", ""  # module and label of the call that the window is about
        action.triggered.connect(self._open_selected)
        panels.tree.menu_requested.connect(self._show_menu)
        panels.source.add_button(_button(action))
        workspace.selection_changed.connect(self._offer)
        workspace.run_changed.connect(self._follow)
        self._offer()

    def _open_selected(self) -> None:
        selection = self._workspace.session.selection
        if selection is not None and (call := self._call_of(selection)) is not None:
            self._open(call)

    def _show_menu(self, selection: Selection, place: QPoint) -> None:
        """Offer what can be done with the call of a line in the tree."""
        call = self._call_of(selection)
        if call is None:
            return
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Gates of {_name(call)}", lambda: self._open(call))
        menu.popup(place)

    def _offer(self) -> None:
        selection = self._workspace.session.selection
        offered = selection is not None and self._call_of(selection) is not None
        self._action.setToolTip(_TIP if offered else _NOT_HERE)
        self._action.setEnabled(offered)

    def _call_of(self, selection: Selection) -> Call | None:
        run = self._workspace.session.run
        return call_of(run, selection.key) if run is not None else None

    def _open(self, call: Call) -> None:
        run = self._workspace.session.run
        assert run is not None, "only a call of a run is looked into"
        window, _ = self._made()
        window.show_remark("")
        self._show(gates_call(run, call))
        window.show()
        window.activateWindow()

    def _made(self) -> tuple[GatesWindow, GatesPages]:
        """Make the window when it is first wanted: its pictures take a while."""
        if self._window is None or self._pages is None:
            self._window = GatesWindow(self._parent)
            work = GatesWork(self._workspace.workers, self._window)
            self._pages = GatesPages(work, self._window)
            self._delivery = GateDelivery(work, self._pages, self._window, self._workspace.runs)
            self._window.head.label_chosen.connect(self._choose_label)
        return self._window, self._pages

    def _show(self, call: GatesCall) -> None:
        window, pages = self._made()
        window.show_title(call.title)
        self._wanted = call.module, call.call
        try:
            words = gate_words(call.config)
        except InputError as error:
            pages.forget()
            window.show_error(error)
        else:
            pages.show_call(call, words)

    def _choose_label(self, label: str) -> None:
        looked_at = self._pages.view.call if self._pages else None
        if looked_at is not None:
            call = next(each for each in looked_at.run.calls if each.label == looked_at.labels[0])
            self._show(gates_call(looked_at.run, call, label))

    def _follow(self) -> None:
        """Show the same call of a new run, or say that it is not there any more."""
        self._offer()
        if self._window is None or self._pages is None or not self._window.isVisible():
            return
        run = self._workspace.session.run
        if run is None:
            self._window.close()
            return
        module, label = self._wanted
        call = _find(run, module, label)
        if call is None:
            self._pages.forget()
            gone = InputError(
                f"The new run has no such call of {module or 'the layer'}.", "Choose another one in the tree."
            )
            self._window.show_error(gone)
        else:
            self._window.show_remark(_ANEW)
            self._show(gates_call(run, call, label))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAccessibleName("Gates of the call")
    return button


def _name(call: Call) -> str:
    return f"{call.module or call.config.kind.value}, call {call.label}"


def _find(run: Run, module: str, label: str) -> Call | None:
    """Give the first call that the label names."""
    first = label.partition("-")[0]
    own = (call for call in run.calls if module in (call.module, *call.aliases))
    return next((call for call in own if label == call.label or str(call.first) == first), None)

"""The Keras card of the layer whose tensor is selected."""

from inspector.run.call_of import call_of
from inspector.tensor.keras_card import keras_card

from .keras_card import KerasCardPanel
from .source_title import source_title
from .workspace import Workspace


class LayerCard:
    """Joins the workspace to the Keras panel."""

    def __init__(self, workspace: Workspace, panel: KerasCardPanel) -> None:
        self._workspace, self._panel = workspace, panel
        workspace.selection_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        session = self._workspace.session
        run, selection = session.run, session.selection
        call = call_of(run, selection.key) if run and selection else None
        card = keras_card(call) if call else None
        if call is None or card is None:
            self._panel.show_nothing()
        else:
            self._panel.show_card(f"{call.module or source_title(session.source)}, call {call.label}", card)

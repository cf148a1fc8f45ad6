"""The window's way from a wanted shape to steps."""

from inspector.reshape.consumers.consumer_kinds import CONSUMERS
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.selection import Selection
from inspector.reshape.wishes.wish_answer import Checked

from .labels import with_signs
from .main_layout import MainPanels
from .wish_items import ProposalRow
from .workspace import Workspace


class MainWishes:
    """Joins the workspace to the panel in which a shape is wished for."""

    def __init__(self, workspace: Workspace, panels: MainPanels) -> None:
        self._workspace, self._panels, self._panel = workspace, panels, panels.wish
        self._found: tuple[Checked, ...] = ()
        self._panel.show_consumers(tuple((kind.name, kind.description) for kind in CONSUMERS))
        self._panel.wish_entered.connect(self._ask)
        self._panel.applied.connect(self._apply)
        workspace.selection_changed.connect(self._show_source)
        self._show_source()

    def _show_source(self) -> None:
        self._found = ()
        self._workspace.workers.tensor.forget_wish()  # it was about another tensor
        if self._workspace.session.selected is None:
            self._panel.show_empty("Choose a tensor to find the steps that bring it into another shape.")
        else:
            self._panel.show_proposals(self._source_text(), ())

    def _ask(self, text: str) -> None:
        reshape, tensor = self._workspace.session.reshape, self._workspace.workers.tensor
        if reshape is None:
            return
        self._panel.show_busy()
        tensor.answer_wish(reshape.record, reshape.beside, text, self._show, self._panel.show_error)

    def _show(self, found: tuple[Checked, ...]) -> None:
        self._found = found
        self._panel.show_proposals(self._source_text(), tuple(map(self._row, found)))

    def _row(self, checked: Checked) -> ProposalRow:
        proposal, check, selection = checked.proposal, checked.check, self._workspace.session.selection
        where = proposal.key.role if selection and proposal.key != selection.key else ""
        text, error, remarks = (check.text, check.error, check.remarks) if check else ("", "", ())
        return ProposalRow(with_signs(proposal.meaning), proposal.text, proposal.axes, where, text, error, remarks)

    def _apply(self, number: int) -> None:
        """Put the steps in the place of those that the tensor has; where they are for another one, look at that."""
        proposal, session = self._found[number].proposal, self._workspace.session
        if session.selection is None or proposal.key != session.selection.key:
            self._workspace.change(session.with_selection(Selection(proposal.key)))
        self._workspace.edit(pipeline_of(proposal.steps))
        self._panels.show_preview()
        self._panels.preview.take_focus()

    def _source_text(self) -> str:
        selection, selected = self._workspace.session.selection, self._workspace.session.selected
        assert selection is not None, "only asked where a tensor is chosen"
        assert selected is not None, "only asked where a tensor is chosen"
        return f"From {selection.key.role}{selection.part} {with_signs(selected.shape_text)}"

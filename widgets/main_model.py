"""The window's model stage: what is opened, and which layer of it."""

from dataclasses import replace
from functools import partial

from PySide6.QtGui import QAction

from inspector.errors import InputError
from inspector.model.presets import find_preset
from inspector.model.source import FileSource, PresetSource
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key

from .model_panel import ModelPanel
from .workspace import Workspace


class MainModel:
    """Joins the workspace to the model panel and to the menu of presets."""

    def __init__(self, workspace: Workspace, panel: ModelPanel, presets: tuple[QAction, ...]) -> None:
        self._workspace, self._panel = workspace, panel
        for preset in presets:
            preset.triggered.connect(partial(self._open_preset, preset.data()))
        panel.preset_requested.connect(self._open_preset)
        panel.published_chosen.connect(self._open_form_of_preset)
        panel.article_steps_requested.connect(self._take_article_steps)
        panel.layer_chosen.connect(self._run_layer)
        panel.state_dict_chosen.connect(self._choose_state_dict)
        panel.member_chosen.connect(self._choose_member)
        workspace.source_changed.connect(self._show_source)
        workspace.request_changed.connect(self._show_layer)
        workspace.opening.reading.connect(panel.show_reading)
        workspace.opening.failed.connect(panel.show_error)
        workspace.files.figures_failed.connect(panel.show_error)
        self._show_source()

    def _show_source(self) -> None:
        session = self._workspace.session
        self._panel.show_source(session.source, session.summary)

    def _show_layer(self) -> None:
        request = self._workspace.session.request
        self._panel.show_layer(request.layer if request else None)

    def _open_preset(self, name: str, _checked: bool = False) -> None:
        self._workspace.open_source(PresetSource(name))

    def _open_form_of_preset(self, as_published: bool) -> None:
        source = self._workspace.session.source
        if isinstance(source, PresetSource):
            self._workspace.open_source(replace(source, as_published=as_published))

    def _choose_state_dict(self, key: str) -> None:
        source = self._workspace.session.source
        if isinstance(source, FileSource):
            self._workspace.opening.open_file(replace(source, state_dict=key))

    def _choose_member(self, name: str) -> None:
        source = self._workspace.session.source
        if isinstance(source, FileSource):
            self._workspace.opening.open_file(FileSource(source.path, member=name))

    def _run_layer(self, name: str) -> None:
        """Run one layer alone, on input that fits it; a run that goes on is given up."""
        workspace, request, summary = self._workspace, self._workspace.session.request, self._workspace.session.summary
        if summary and summary.is_program:
            self._panel.show_layer(None)
            self._panel.show_remark("A program runs as a whole: its layers cannot be run alone.")
            return
        if request is not None and request.layer != name:
            workspace.runs.forget()
            workspace.change(workspace.session.with_request(replace(request, layer=name, inputs=(), lengths=None)))
            workspace.run()

    def _take_article_steps(self) -> None:
        workspace, session = self._workspace, self._workspace.session
        source = session.source
        if not isinstance(source, PresetSource) or session.run is None:
            return
        form = find_preset(source.name).form(source.as_published)
        if session.run.find(parse_key(form.tensor)) is None:
            missing = InputError(f"{form.tensor} was not captured: the forward stopped before.", "Open the right form.")
            self._panel.show_error(missing)
            return
        workspace.change(session.with_selection(Selection(parse_key(form.tensor))))
        workspace.edit(pipeline_of(parse_steps(form.steps)))

"""The window: makes the panels and the menus, and joins signals; nothing else."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from inspector.errors import InputError
from inspector.export.code_dialect import CodeDialect
from inspector.findings.examine import examine
from inspector.findings.examine_steps import examine_steps
from inspector.model.presets import find_preset
from inspector.model.source import FileSource, FormSource, PresetSource
from inspector.reshape.parse import parse_steps
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from inspector.tensor.what_if import call_axes, call_of

from .about import show_about
from .class_form import ClassForm
from .code_delivery import CodeDelivery
from .file_dialogs import ask_file_to_open, ask_file_to_save
from .layer_card import LayerCard
from .main_actions import MainActions, fill_menus, make_actions, recolour
from .main_layout import MainPanels, lay_out, restore_layout, save_layout
from .model_form_dialog import ModelFormDialog
from .recent_files import recent_files, remember_file
from .tensor_pictures import TensorPictures
from .theme_choice import ThemeChoice
from .workers import RunLimits
from .workspace import Workspace

_FILES = "Models and runs (*.pt *.pth *.th *.ckpt *.bin *.safetensors *.py);;All files (*)"
_RUNS = "Saved runs (*.safetensors)"
_GIGABYTE = 1e9


class MainWindow(QMainWindow):
    """One workspace on screen."""

    def __init__(self, workspace: Workspace, settings: QSettings) -> None:
        super().__init__()
        self.workspace = workspace
        workspace.setParent(self)  # so that it tells nothing to panels that are gone
        self._settings = settings
        self.panels = MainPanels()
        self.form = ModelFormDialog(self)
        self.class_form = ClassForm(self)
        self._pictures = TensorPictures(workspace, self.panels.source, self.panels.preview)
        self._card = LayerCard(workspace, self.panels.keras)
        self.delivery = CodeDelivery(workspace.reshaping, self)
        self._actions: MainActions = make_actions(self)
        self._theme = ThemeChoice(settings, self._actions.themes, self)
        docks = lay_out(self, self.panels)
        run = (self.panels.run.run_action, self.panels.run.cancel_action)
        fill_menus(self, self._actions, run, docks)
        self.setAcceptDrops(True)
        self._join_actions()
        self._join_model()
        self._join_run()
        self._join_tensors()
        self._join_reshape()
        restore_layout(self, settings)
        self.panels.tree.take_focus()
        self._show_source()
        self._show_history()

    def open_path(self, path: Path) -> None:
        """Open a model file or a saved run."""
        self.workspace.open_path(path.resolve())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Keep the layout; the workers are stopped by who made the workspace."""
        save_layout(self, self._settings)
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Colour the icons of the menus again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            recolour(self, self._actions)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take one local file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped."""
        self.open_path(Path(event.mimeData().urls()[0].toLocalFile()))

    def _join_actions(self) -> None:
        actions, workspace = self._actions, self.workspace
        actions.open.triggered.connect(self._choose_file)
        actions.form.triggered.connect(self.form.open)
        actions.save_run.triggered.connect(self._choose_run_place)
        actions.quit.triggered.connect(self.close)
        actions.about.triggered.connect(lambda: show_about(self, workspace.workers.containment))
        actions.recent.aboutToShow.connect(self._fill_recent)
        for preset in actions.presets:
            preset.triggered.connect(partial(self._open_preset, preset.data()))
        actions.undo.triggered.connect(workspace.undo)
        actions.redo.triggered.connect(workspace.redo)
        actions.copy_code.triggered.connect(lambda: self.delivery.copy(workspace.runs.limits))
        actions.save_code.triggered.connect(self._choose_code_place)

    def _join_model(self) -> None:
        panel, workspace, form = self.panels.model, self.workspace, self.form.form
        panel.open_requested.connect(self._choose_file)
        panel.form_requested.connect(self.form.open)
        panel.preset_requested.connect(self._open_preset)
        panel.published_chosen.connect(self._open_form_of_preset)
        panel.article_steps_requested.connect(self._take_article_steps)
        panel.layer_chosen.connect(workspace.run_layer)
        panel.state_dict_chosen.connect(self._choose_state_dict)
        workspace.source_changed.connect(self._show_source)
        workspace.reading.connect(panel.show_reading)
        workspace.opened.connect(lambda path: remember_file(self._settings, path))
        workspace.open_failed.connect(panel.show_error)
        form.edited.connect(lambda config: workspace.workers.check_layer(config, form.show_check, form.show_error))
        workspace.classes_found.connect(lambda path, classes: self.class_form.show_classes(str(path), classes))
        self.class_form.submitted.connect(workspace.open_source)
        form.submitted.connect(lambda config: workspace.open_source(FormSource(config)))

    def _join_run(self) -> None:
        panel, workspace, runs = self.panels.run, self.workspace, self.workspace.runs
        panel.request_changed.connect(lambda request: workspace.change(workspace.session.with_request(request)))
        panel.run_requested.connect(workspace.run)
        panel.cancel_requested.connect(runs.cancel)
        panel.limits_changed.connect(self._set_limits)
        panel.show_limits((runs.limits.memory_bytes or 0) / _GIGABYTE, runs.limits.seconds)
        workspace.workers.devices(panel.show_devices, panel.show_error)
        workspace.request_changed.connect(self._show_request)
        workspace.run_changed.connect(self._show_run)
        workspace.saved.connect(lambda path: panel.show_saved(path.name))
        workspace.save_failed.connect(panel.show_aside)
        runs.running_changed.connect(panel.show_running)
        runs.progressed.connect(panel.show_progress)
        runs.failed.connect(panel.show_error)
        runs.statistics_failed.connect(panel.show_aside)

    def _join_tensors(self) -> None:
        tree, workspace = self.panels.tree, self.workspace
        tree.selected.connect(self._select)
        workspace.selection_changed.connect(lambda: tree.show_selection(workspace.session.selection))
        workspace.selection_changed.connect(self._show_what_if)
        workspace.tree_changed.connect(self._show_tree)
        workspace.runs.figures.changed.connect(self._show_figures)
        workspace.files.figures.changed.connect(self._show_figures)
        workspace.files.figures_failed.connect(self.panels.model.show_error)
        self.panels.source.slice_changed.connect(
            lambda spec: workspace.change(replace(workspace.session, slice_spec=spec))
        )
        self.panels.preview.slice_changed.connect(
            lambda spec: workspace.change(replace(workspace.session, preview_spec=spec))
        )

    def _join_reshape(self) -> None:
        panel, export, workspace = self.panels.reshape, self.panels.export, self.workspace
        panel.pipeline_changed.connect(workspace.edit)
        panel.undo_requested.connect(workspace.undo)
        panel.redo_requested.connect(workspace.redo)
        workspace.pipeline_changed.connect(self._show_steps)
        workspace.reshaping.traced.connect(self._show_steps)
        workspace.reshaping.traced.connect(self._show_code)
        workspace.reshaping.failed.connect(panel.show_error)
        workspace.reshaping.failed.connect(self._show_code)
        workspace.history_changed.connect(self._show_history)
        export.dialect_chosen.connect(self._choose_dialect)
        export.copy_requested.connect(self._actions.copy_code.trigger)
        export.save_requested.connect(self._actions.save_code.trigger)
        self.delivery.verifying.connect(export.show_verifying)
        self.delivery.verifying.connect(self.panels.show_code)
        self.delivery.delivered.connect(export.show_verified)
        self.delivery.handed_unexecuted.connect(export.show_unexecuted)
        self.delivery.refused.connect(export.show_error)
        self.delivery.told_late.connect(export.show_late)
        export.cancel_requested.connect(workspace.runs.stop)

    def _show_source(self) -> None:
        session = self.workspace.session
        self.panels.model.show_source(session.source, session.summary)
        self.setWindowTitle(f"{self.workspace.title} – LSTMScope" if self.workspace.title else "LSTMScope")

    def _show_request(self) -> None:
        request = self.workspace.session.request
        self.panels.run.show_request(request)
        self.panels.model.show_layer(request.layer if request else None)

    def _show_tree(self) -> None:
        workspace, tree = self.workspace, self.panels.tree
        tree.show_outline(workspace.tree(), workspace.session.selection)
        tree.show_statistics(workspace.files.figures.found)  # those of a new run are still to be counted

    def _show_figures(self) -> None:
        workspace = self.workspace
        self.panels.tree.show_statistics(workspace.files.figures.found | workspace.runs.figures.found)

    def _show_run(self) -> None:
        session = self.workspace.session
        self._actions.save_run.setEnabled(session.run is not None)
        self.panels.run.show_last_run(str(session.run.path) if session.run else "")
        if session.run is not None:
            self.panels.run.show_done(session.run, examine(session.run))

    def _show_what_if(self) -> None:
        session = self.workspace.session
        call = call_of(session.run, session.selection.key) if session.run and session.selection else None
        if session.run is None or call is None:
            self.panels.what_if.show_nothing()
        else:
            title = f"{call.module or call.config.kind}, call {call.label}"
            self.panels.what_if.show_call(title, call.config, call_axes(session.run, call))

    def _show_steps(self) -> None:
        session, reshaping = self.workspace.session, self.workspace.reshaping
        selected = session.selected
        if selected is None:
            self.panels.reshape.show_empty("Choose a tensor to reshape it.")
        else:
            self.panels.reshape.show_pipeline(selected.axes, session.pipeline, reshaping.outcomes)
            found = examine_steps(selected, session.pipeline.active)
            self.panels.reshape.show_findings(tuple(finding for of_step in found for finding in of_step))

    def _show_code(self) -> None:
        script = self.workspace.reshaping.script()
        self.panels.export.show_code(script)
        self._actions.copy_code.setEnabled(bool(script))
        self._actions.save_code.setEnabled(bool(script))

    def _choose_dialect(self, dialect: CodeDialect) -> None:
        self.workspace.reshaping.dialect = dialect
        self._show_code()

    def _show_history(self) -> None:
        history = self.workspace.history
        self.panels.reshape.show_undo(bool(history.past), bool(history.future))
        self._actions.undo.setEnabled(bool(history.past))
        self._actions.redo.setEnabled(bool(history.future))

    def _open_preset(self, name: str, _checked: bool = False) -> None:
        self.workspace.open_source(PresetSource(name))

    def _open_form_of_preset(self, as_published: bool) -> None:
        source = self.workspace.session.source
        if isinstance(source, PresetSource):
            self.workspace.open_source(replace(source, as_published=as_published))

    def _take_article_steps(self) -> None:
        source, session = self.workspace.session.source, self.workspace.session
        if not isinstance(source, PresetSource) or session.run is None:
            return
        form = find_preset(source.name).form(source.as_published)
        if session.run.find(parse_key(form.tensor)) is None:
            missing = InputError(f"{form.tensor} was not captured: the forward stopped before.", "Open the right form.")
            self.panels.model.show_error(missing)
            return
        self._select(Selection(parse_key(form.tensor)))
        self.workspace.edit(pipeline_of(parse_steps(form.steps)))

    def _select(self, selection: Selection) -> None:
        self.workspace.change(self.workspace.session.with_selection(selection))

    def _choose_state_dict(self, key: str) -> None:
        source = self.workspace.session.source
        if isinstance(source, FileSource):
            self.workspace.open_path(Path(source.path), key)

    def _set_limits(self, gigabytes: float, seconds: float) -> None:
        memory = int(gigabytes * _GIGABYTE) if gigabytes else None
        self.workspace.runs.limits = RunLimits(memory, seconds)

    def _choose_file(self) -> None:
        ask_file_to_open(self, "Open a model or a saved run", _FILES, self.open_path)

    def _choose_run_place(self) -> None:
        ask_file_to_save(self, "Save the run", "run.safetensors", _RUNS, self.workspace.save_run)

    def _choose_code_place(self) -> None:
        limits = self.workspace.runs.limits
        ask_file_to_save(
            self, "Save the code", "reshape.py", "Python (*.py)", lambda path: self.delivery.save(path, limits)
        )

    def _fill_recent(self) -> None:
        self._actions.recent.clear()
        for path in recent_files(self._settings):
            action = QAction(str(path).replace("&", "&&"), self._actions.recent)
            action.triggered.connect(lambda _=False, chosen=path: self.open_path(chosen))
            self._actions.recent.addAction(action)
        if self._actions.recent.isEmpty():
            self._actions.recent.addAction("Nothing was opened yet").setEnabled(False)

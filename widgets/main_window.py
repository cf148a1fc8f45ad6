"""The window: makes the panels and the menus, and takes files that are dropped on it; the stages join the signals."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from .about import show_about
from .class_form import ClassForm
from .code_delivery import CodeDelivery
from .file_dialogs import ask_file_to_open, ask_file_to_save
from .layer_card import LayerCard
from .main_actions import MainActions, fill_menus, make_actions, recolour
from .main_code import MainCode
from .main_comparison import MainComparison
from .main_consent import MainConsent
from .main_distribution import MainDistribution
from .main_forms import MainForms
from .main_gates import MainGates
from .main_layout import MainPanels, lay_out, restore_layout, save_layout
from .main_model import MainModel
from .main_prediction import MainPrediction
from .main_reshape import MainReshape
from .main_run import MainRun
from .main_tensors import MainTensors
from .main_timeline import MainTimeline
from .main_wishes import MainWishes
from .model_form_dialog import ModelFormDialog
from .picture_links import PictureLinks
from .pipeline_store import PipelineStore
from .recent_files import fill_recent, remember_file
from .source_title import source_title
from .tensor_pictures import TensorPictures
from .theme_choice import ThemeChoice
from .workspace import Workspace

_FILES = "Models and runs (*.pt *.pth *.th *.ckpt *.bin *.safetensors *.py);;All files (*)"
_RUNS = "Saved runs (*.safetensors)"


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
        self.delivery = CodeDelivery(workspace.reshaping, self)
        self._actions: MainActions = make_actions(self)
        self._pipelines = PipelineStore(Path(settings.fileName()).with_name("pipelines.json"), self)
        self._theme = ThemeChoice(settings, self._actions.themes, self)
        docks = lay_out(self, self.panels)
        run = (self.panels.run.run_action, self.panels.run.cancel_action)
        fill_menus(self, self._actions, run, docks)
        self.setAcceptDrops(True)
        self._join_actions()
        self._join_files()
        self._stages = self._made_stages()
        restore_layout(self, settings)
        self.panels.tree.take_focus()
        self._show_title()

    def open_path(self, path: Path) -> None:
        """Open a model file or a saved run."""
        self.workspace.opening.open_path(path.resolve())

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

    def _made_stages(self) -> tuple[object, ...]:
        """Make what joins the workspace to the panels; they live as long as the window."""
        workspace, panels, actions = self.workspace, self.panels, self._actions
        pictures = TensorPictures(workspace, panels.source, panels.preview)
        return (
            PictureLinks(workspace, pictures, panels.source, panels.preview),
            LayerCard(workspace, panels.keras),
            MainModel(workspace, panels.model, actions.presets),
            MainConsent(workspace, panels.model, actions.forget_consents, self._settings, self),
            MainForms(workspace, self.form.form, self.class_form),
            MainRun(workspace, panels.run, actions.save_run),
            MainTensors(workspace, panels),
            MainDistribution(workspace, panels),
            MainPrediction(workspace, panels),
            MainReshape(workspace, panels.reshape, actions, self._pipelines),
            MainComparison(workspace, panels.reshape, self),
            MainTimeline(workspace, panels.timeline),
            MainGates(workspace, actions.gates, panels, self),
            MainWishes(workspace, panels),
            MainCode(workspace, self.delivery, panels, actions),
        )

    def _join_actions(self) -> None:
        actions, workspace = self._actions, self.workspace
        actions.open.triggered.connect(self._choose_file)
        actions.form.triggered.connect(self.form.open)
        actions.save_run.triggered.connect(self._choose_run_place)
        actions.quit.triggered.connect(self.close)
        actions.about.triggered.connect(lambda: show_about(self, workspace.workers.model.containment))
        actions.recent.aboutToShow.connect(lambda: fill_recent(actions.recent, self._settings, self.open_path))
        actions.copy_code.triggered.connect(lambda: self._deliver(lambda: self.delivery.copy(workspace.runs.limits)))
        actions.save_code.triggered.connect(self._choose_code_place)

    def _join_files(self) -> None:
        self.panels.model.open_requested.connect(self._choose_file)
        self.panels.model.form_requested.connect(self.form.open)
        self.workspace.opening.opened.connect(lambda path: remember_file(self._settings, path))
        self.workspace.source_changed.connect(self._show_title)

    def _show_title(self) -> None:
        title = source_title(self.workspace.session.source)
        self.setWindowTitle(f"{title} – LSTMScope" if title else "LSTMScope")

    def _choose_file(self) -> None:
        ask_file_to_open(self, "Open a model or a saved run", _FILES, self.open_path)

    def _choose_run_place(self) -> None:
        ask_file_to_save(self, "Save the run", "run.safetensors", _RUNS, self._save_run)

    def _save_run(self, path: Path) -> None:
        if self.workspace.session.run is not None:
            self.workspace.runs.save(self.workspace.session.run, path)

    def _choose_code_place(self) -> None:
        limits = self.workspace.runs.limits
        ask_file_to_save(
            self,
            "Save the code",
            "reshape.py",
            "Python (*.py)",
            lambda path: self._deliver(lambda: self.delivery.save(path, limits)),
        )

    def _deliver(self, deliver: Callable[[], None]) -> None:
        """Hand the code out, which executes it, once that is consented to."""
        workspace = self.workspace
        workspace.consent.before_code(workspace.session.run, workspace.reshaping.script(), deliver)

"""The panel that tells what is opened, and from which another model is opened."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.model.presets import PRESETS
from inspector.model.source import ModelSource, PresetSource
from inspector.model.summary import FileSummary
from widgets.labels import elided, plain_tip, quiet
from widgets.model_article import ModelArticle
from widgets.model_choices import ModelChoices
from widgets.model_hyper_parameters import ModelHyperParameters
from widgets.model_layers import ModelLayers
from widgets.model_openers import ModelOpeners
from widgets.model_words import content_words, count_words, layers_of, note_lines, place_of, preset_of
from widgets.notice import Notice, Tone
from widgets.source_title import source_title
from widgets.theme import bold, tabular
from widgets.upright_area import UprightArea

_EMPTY = "Open a model file or drop one on the window, describe a layer in the form, or choose a preset."


class ModelPanel(QWidget):
    """Shows where the model comes from and what is in it; everything else is asked for by signals."""

    open_requested = Signal()
    form_requested = Signal()
    preset_requested = Signal(str)
    layer_chosen = Signal(str)
    state_dict_chosen = Signal(str)
    member_chosen = Signal(str)
    published_chosen = Signal(bool)
    article_steps_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._openers = ModelOpeners(PRESETS)
        self._notice = Notice()
        self._title = elided("Model")
        self._title.setFont(bold(self.font()))
        self._content = quiet()
        self._content.setAccessibleName("Kind and content")
        self._counts = quiet()
        self._counts.setAccessibleName("Size")
        self._counts.setFont(tabular(self.font()))
        self._choices = ModelChoices()
        self._article = ModelArticle()
        self._layers = ModelLayers()
        self._hyper_parameters = ModelHyperParameters()
        self._warnings = Notice(most_lines=None)
        self._notes = Notice(most_lines=None)
        self._lay_out()
        self._connect()
        self.show_source(None, None)

    def show_source(self, source: ModelSource | None, summary: FileSummary | None) -> None:
        """Show what is opened; `summary` is None for what is not a file, and for a saved run."""
        self._notice.clear()
        self._title.setText(source_title(source))
        self._title.setToolTip(plain_tip(place_of(source)))
        self._title.setVisible(source is not None)
        self._content.setText(content_words(summary) if summary else "")
        self._content.setVisible(bool(self._content.text()))
        self._counts.setText(count_words(summary) if summary else "")
        self._counts.setVisible(summary is not None)
        self._empty.setVisible(source is None)
        preset = preset_of(source)
        self._article.setVisible(preset is not None)
        if preset is not None and isinstance(source, PresetSource):
            self._article.show_preset(preset, source.as_published)
        self._layers.show_layers(layers_of(source, summary))
        self._hyper_parameters.show_values(summary.hyper_parameters if summary else ())
        self._warnings.show_text(Tone.WARNING, "\n".join(summary.warnings) if summary else "")
        self._notes.show_text(Tone.REMARK, "\n".join(note_lines(summary)) if summary else "")
        self._choices.show_source(source, summary)

    def show_layer(self, name: str | None) -> None:
        """Mark the layer that runs alone; None marks none, the whole model runs."""
        self._layers.show_chosen(name)

    def show_reading(self, name: str) -> None:
        """Show that a file is being read, "" for none; what is open stays until that is done."""
        self._notice.show_text(Tone.REMARK, f"Reading {name}…" if name else "")

    def show_remark(self, text: str) -> None:
        """Say something of what is open, until something else is opened."""
        self._notice.show_text(Tone.REMARK, text)

    def show_error(self, error: InspectorError) -> None:
        """Show why nothing was opened, beside the buttons; what was open stays."""
        self._notice.show_error(error)

    def _connect(self) -> None:
        self._openers.open_requested.connect(self.open_requested)
        self._openers.form_requested.connect(self.form_requested)
        self._openers.preset_requested.connect(self.preset_requested)
        self._choices.state_dict_chosen.connect(self.state_dict_chosen)
        self._choices.member_chosen.connect(self.member_chosen)
        self._layers.chosen.connect(self.layer_chosen)
        self._article.published_chosen.connect(self.published_chosen)
        self._article.steps_requested.connect(self.article_steps_requested)

    def _lay_out(self) -> None:
        self._empty = quiet(_EMPTY)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._title, self._content, self._counts, self._choices, self._warnings, self._article):
            column.addWidget(widget)
        column.addWidget(self._layers)
        column.addWidget(self._notes)
        column.addWidget(self._hyper_parameters)
        column.addWidget(self._empty)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._openers)
        layout.addWidget(self._notice)
        layout.addWidget(UprightArea(content), 1)

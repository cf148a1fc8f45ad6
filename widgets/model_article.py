"""What the article of a built-in model says, what is true, and the model as published."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from inspector.model.preset import Preset
from widgets.labels import heading
from widgets.wrapped_text import WrappedText


class ModelArticle(QWidget):
    """The question, the claim, the truth and why; a switch for the faults, a button for the article's reshape."""

    published_chosen = Signal(bool)
    steps_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._published = QCheckBox("As published, with its faults")
        self._published.setToolTip("Run the model as the article has it, and see what is wrong with it")
        self._steps = QPushButton("Take the article's reshape")
        self._texts = {title: WrappedText(title) for title in ("Question", "Claim", "Truth", "Why")}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(2)
        layout.addWidget(self._published)
        layout.addWidget(self._steps)
        for title, text in self._texts.items():
            layout.addWidget(heading(title, text))
            layout.addWidget(text)
        self._published.toggled.connect(self.published_chosen)
        self._steps.clicked.connect(self.steps_requested)

    def show_preset(self, preset: Preset, as_published: bool) -> None:
        """Show what is said of the preset, and which of its forms is open."""
        words = (preset.article, preset.claim, preset.truth, preset.why)
        for text, word in zip(self._texts.values(), words, strict=True):
            text.show_text(word)
        form = preset.form(as_published)
        with QSignalBlocker(self._published):
            self._published.setChecked(as_published)
        self._published.setVisible(preset.published is not None)
        rules = f" ({', '.join(preset.faults)})" if preset.faults else ""
        self._published.setText(f"As published, with its faults{rules}")
        self._steps.setVisible(bool(form.steps))
        self._steps.setToolTip(f"{form.tensor} {form.steps}")

"""What stands below a heatmap: its note, the element that is read, the choice of a scale, the selected part."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.tensor.slice_spec import Window

from .heat_caption import HeatCaption
from .heat_place import Cell
from .heat_slice import HeatSlice, Scaling
from .heat_text import counted_texts, note_text, read_out
from .scale_words import scale_text
from .selected_part import SelectedPart
from .theme import colours

_PROMPT = "Point at a cell, or use the arrow keys, to read its value."


class HeatFoot(QWidget):
    """Shows what is to be said of a slice; `scale_chosen` carries another colour scale.

    What colours by origin mean is left out unless it `explains_colours`.
    """

    scale_chosen = Signal(object)  # ScaleChoice

    def __init__(self, explains_colours: bool) -> None:
        super().__init__()
        self._explains_colours = explains_colours
        self._shades = colours(self.palette())
        self._shown: HeatSlice | None = None
        self._caption, self._selected = HeatCaption(), SelectedPart()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._caption)
        layout.addWidget(self._selected)
        self._caption.scale.chosen.connect(self.scale_chosen)

    def show_slice(self, shown: HeatSlice | None, scaling: Scaling | None) -> None:
        """Say what is particular about a slice; offer scales where one is given and they give the colours."""
        self._shown = shown
        self._describe()
        offered = shown is not None and shown.origins is None and scaling is not None
        self._caption.scale.setVisible(offered)
        if offered and shown is not None and scaling is not None:
            text = scale_text(scaling.choice, scaling.whole)
            self._caption.scale.show_scale(scaling.choice, text, shown.levels)

    def show_cell(self, cell: Cell | None) -> None:
        """Read a cell, or say how to."""
        shown = self._shown
        prompt = _PROMPT if shown else ""
        self._caption.show_reading(read_out(shown, cell) if shown and cell else prompt)

    def show_link(self, text: str | None) -> None:
        """Say where that stands elsewhere; "" keeps the line's room, None gives it back."""
        self._caption.show_link(text)

    def show_selection(self, window: Window | None) -> None:
        """Show the figures of these rows and columns, None for nothing."""
        self._selected.show_part(self._shown.part if self._shown else None, window)

    @property
    def height_of_words(self) -> int:
        """The height in pixels that the lines of the caption need at the present width."""
        return self._caption.height_of_words

    def give_words_height(self, height: int) -> None:
        """Keep that height for those lines, which is no less than they need."""
        self._caption.setContentsMargins(0, 0, 0, height - self.height_of_words)

    def copy(self) -> bool:
        """Copy the selected values; tell whether there were any."""
        return self._selected.copy()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._shades = colours(self.palette())
            self._describe()

    def _describe(self) -> None:
        """Say all at once: a sentence that is shown and hidden again would lay out the window twice, with a jump."""
        shown = self._shown
        counted = counted_texts(shown, self._shades) if shown else ()
        noted = shown if shown is None or self._explains_colours else replace(shown, origins=None)
        self._caption.show_note(counted, note_text(noted) if noted else "", self._shades.muted)

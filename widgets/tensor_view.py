"""One tensor: what it is, which part of it is seen, and the picture."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from superqt import QElidingLabel

from inspector.tensor.axis import Axes
from inspector.tensor.slice import Slice

from .colour_by import ColourBy
from .heat_origins import Origins
from .heat_outline import Mask
from .heat_slice import Scaling
from .icons import Icon, icon
from .labels import plain_tip
from .message_label import message_label
from .sentences import Sentences
from .tensor_distribution import TensorDistribution
from .tensor_heatmap import TensorHeatmap
from .tensor_looks import TensorLooks
from .tensor_slicer import TensorSlicer
from .theme import bold
from .view_switch import TensorLook, ViewSwitch

_EMPTY = "Choose a tensor to see its values here."
_LEAST_PICTURE = 176  # pixels: with it the window fits on a screen of 1024 x 600


class TensorView(QWidget):
    """Shows a tensor's title, explanation and values; tells the slice and the element that the person asks for.

    `window_changed` carries the part of the slice that the picture wants more finely, as it is zoomed into.

    `hovered` carries the element pointed at, `chosen` one that was clicked or on which Enter was pressed.
    """

    slice_changed = Signal(object)  # SliceSpec
    window_changed = Signal(object)  # Window
    hovered = Signal(object)  # tuple[int, ...] | None
    chosen = Signal(object)  # tuple[int, ...]
    colouring_chosen = Signal(str)
    scale_chosen = Signal(object)  # ScaleChoice

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QElidingLabel()
        self._fold = QToolButton()
        self._colour_by = ColourBy()
        self._sentences = Sentences()
        self._slicer, self._slicing = TensorSlicer(), QWidget()
        self._heatmap = TensorHeatmap()
        self._heatmap.setMinimumHeight(_LEAST_PICTURE)  # the picture is why this widget is here: the words give way
        self._looks, self._switch = TensorLooks(self._heatmap), ViewSwitch(self)
        self._message = message_label(_EMPTY)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._message)
        self._pages.addWidget(self._tensor_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._slicer.changed.connect(self.slice_changed)
        self._switch.chosen.connect(self._turn_to)
        self._looks.hovered.connect(self.hovered)
        self._looks.chosen.connect(self.chosen)
        self._heatmap.hovered.connect(self.hovered)
        self._heatmap.window_changed.connect(self.window_changed)
        self._heatmap.chosen.connect(self.chosen)
        self._heatmap.scale_chosen.connect(self.scale_chosen)
        self._colour_by.chosen.connect(self.colouring_chosen)
        self._fold.clicked.connect(lambda: self._unfold(self._sentences.isHidden()))
        self._unfold(True)

    @property
    def room(self) -> tuple[int, int]:
        """How many rows and columns the picture has pixels for: more need not be read."""
        return self._heatmap.room

    @property
    def distribution(self) -> TensorDistribution:
        """The view of how the values are distributed, which asks for what it shows."""
        return self._looks.distribution

    def show_tensor(
        self,
        title: str,
        sentences: tuple[str, ...],
        axes: Axes,
        part: Slice | None,
        origins: Origins | None = None,
        scaling: Scaling | None = None,
    ) -> None:
        """Show a tensor with these axes, coloured by its values or by the origins of the slice's elements.

        Without a slice, while it is being read, the former picture goes. Cells that were linked are so no more.
        """
        self._title.setText(title)
        self._title.setToolTip(plain_tip(title))
        self._title.setAccessibleName(title)
        self._sentences.show_sentences(sentences)
        self._fold.setEnabled(bool(sentences))
        if part is not None:  # not hidden and shown in every frame: that would lay out the window
            self._slicer.show_slice(axes, part.resolved)
        else:
            self._slicer.hide()
        self._heatmap.show_slice(part, axes, origins, scaling)
        self._looks.show_slice(part, axes)
        self._pages.setCurrentIndex(1)

    def show_part(
        self, axes: Axes, part: Slice, origins: Origins | None = None, scaling: Scaling | None = None
    ) -> None:
        """Show the slice on screen, or another part of it, more finely."""
        self._heatmap.show_slice(part, axes, origins, scaling)

    def show_linked(self, cells: Mask | None) -> None:
        """Mark the cells, (rows, columns) of the slice shown, that belong to what is pointed at elsewhere, or none."""
        self._heatmap.show_linked(cells)

    def show_link_text(self, text: str | None) -> None:
        """Say where that stands: `from output: batch 3`. "" keeps the line's room, None gives it back."""
        self._heatmap.show_link_text(text)

    def show_colourings(self, choices: tuple[str, ...], current: str) -> None:
        """Offer what the picture may be coloured by; one choice is none."""
        self._colour_by.show_choices(choices, current)

    def add_button(self, button: QToolButton) -> None:
        """Put a button at the end of the head, where the keyboard comes to it, too."""
        self._head.addWidget(button)
        self.setTabOrder(self._switch.last, button)

    def take_focus(self) -> None:
        """Let the keyboard read the values."""
        self._looks.take_focus()

    def show_message(self, text: str) -> None:
        """Show a sentence instead: nothing is chosen, or why it cannot be shown."""
        self._message.setText(text)
        self._pages.setCurrentIndex(0)
        self._heatmap.show_slice(None, ())
        self._looks.show_slice(None, ())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Colour the icon again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._unfold(not self._sentences.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the sentences take what they need at the new width, but no more than a fifth of the height."""
        super().resizeEvent(event)
        self._sentences.give_height(self.height() // 5)

    def _tensor_page(self) -> QWidget:
        page = QWidget()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setElideMode(Qt.TextElideMode.ElideMiddle)
        self._title.setFont(bold(self.font()))
        self._fold.setAutoRaise(True)
        self._fold.setAccessibleName("Explanation")
        self._fold.setToolTip("Show or hide what the sizes of this tensor mean")
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._fold)
        head.addWidget(self._title, 1)
        head.addWidget(self._colour_by)
        head.addWidget(self._switch)
        self._head = head
        slicing = QVBoxLayout(self._slicing)
        slicing.setContentsMargins(0, 0, 0, 0)
        slicing.addWidget(self._slicer)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._sentences)
        layout.addWidget(self._slicing)
        layout.addWidget(self._looks, 1)
        return page

    def _turn_to(self, look: TensorLook) -> None:
        self._looks.turn_to(look)
        self._slicing.setVisible(look is not TensorLook.DISTRIBUTION)  # which is of the whole tensor
        self._colour_by.setEnabled(look is TensorLook.HEATMAP)

    def _unfold(self, shown: bool) -> None:
        self._sentences.setVisible(shown)
        self._fold.setIcon(icon(Icon.LESS if shown else Icon.MORE, self))
        self._fold.setAccessibleDescription("shown" if shown else "hidden")

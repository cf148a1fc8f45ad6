"""One side of a comparison: the code, what is to be said of it, and its picture."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from .code_font import code_font
from .comparison import Side
from .labels import elided, heading, plain_tip
from .notice import Notice, Tone
from .tensor_heatmap import TensorHeatmap

_MOST_LINES = 4  # of a sentence; what is more scrolls, for the picture tells it too
_LEAST_PICTURE = 160  # pixels, with the lines under it


class ComparedPicture(TensorHeatmap):
    """A heatmap whose colours end where those of its neighbour do, however many lines stand under each."""

    def __init__(self, name: str) -> None:
        super().__init__(explains_colours=False)  # the box above both pictures says it once
        self.setAccessibleName(name)
        self.setMinimumHeight(_LEAST_PICTURE)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.show_link_text("")  # the line keeps its room, so that nothing jumps

    @property
    def height_of_words(self) -> int:
        """The height in pixels that the lines under the picture need at the present width."""
        return self._foot.height_of_words

    def give_words_height(self, height: int) -> None:
        """Keep that height for the lines, which is no less than they need."""
        self._foot.give_words_height(height)


class ComparedSide(QWidget):
    """Shows one side. It is the line with the code; what belongs under it are `parts`, for the rows of a grid."""

    hovered = Signal(object)  # tuple[int, ...] | None

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word
        self._code = elided(word, Qt.TextElideMode.ElideRight)
        self._code.setFont(code_font())
        self.picture = ComparedPicture(f"Values, {word.lower()}")
        self._notice, self._count = Notice(_MOST_LINES), _wrapping_line()
        self._notice.setContentsMargins(0, 0, 0, 4)  # the title of the picture's axis follows
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading(word))
        layout.addWidget(self._code, 1)
        for part in (self, self._notice):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, part.sizePolicy().verticalPolicy())
        self.picture.hovered.connect(self.hovered)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What is seen of this side, from top to bottom."""
        return self, self._notice, self.picture, self._count

    def show_side(self, side: Side, tone: Tone) -> None:
        """Show code, sentence, picture and count. Cells that were linked are so no more."""
        self._code.setText(side.title)
        self._code.setAccessibleName(f"{self._word}: {side.title}")
        self._code.setToolTip(plain_tip(side.title))
        self._notice.show_text(tone, side.sentence)
        self._count.setText(side.count)
        self.picture.show_slice(side.part, side.axes, side.origins)
        self.picture.show_link_text("")


def _wrapping_line() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label

"""What Python imports and compiles at its first use, done before somebody waits for it."""

from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from .background import Background, Report

_LATER = 200  # milliseconds: the window has been painted, and shows its first tensor
# numpy's median imports the first; the others are for code in colours
_MODULES = ("numpy.ma", "pygments.lexers.python", "pygments.styles.xcode", "pygments.styles.monokai")
_CODE = 'import torch\nx = torch.zeros(2, 3)[:, -1]  # "a"\nprint(f"{x.shape}", \'b\')\n'


class WarmUp(QObject):
    """Does it once, in the background, soon after it was made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        QTimer.singleShot(_LATER, self, self._begin)

    def _begin(self) -> None:
        self._background.submit("warm up", prepare, lambda _: None, lambda _: None)


def prepare(_: Report) -> None:
    """Import the modules, and have the patterns of the code's grammar compiled by colouring a little of it."""
    for name in _MODULES:
        import_module(name)
    lexer = import_module("pygments.lexers.python").PythonLexer()
    list(lexer.get_tokens(_CODE))

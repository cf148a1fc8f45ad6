"""A process that shows one window, says on stdout when that has been painted, and closes it.

`python -m benchmarks.first_paint KIND FOLDER`: KIND is `ours`, `bare` or `torch`, settings are kept in FOLDER.
"""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # every import costs time that is measured here
    from PySide6.QtWidgets import QMainWindow


def show_ours(folder: str) -> int:
    """Start the program as a person does, without a file: the built-in run is shown."""
    from PySide6.QtCore import QSettings

    import main

    gc.disable()  # as main does before it loads the window, which is loaded here to be watched
    from widgets.main_window import MainWindow

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
    tell_first_paint(MainWindow)
    return main.main([])


def show_bare() -> int:
    """Show a window with nothing in it: less cannot be done with this toolkit."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    class BareWindow(QMainWindow):
        pass

    tell_first_paint(BareWindow)
    app = QApplication([])
    window = BareWindow()
    window.resize(1000, 800)
    window.show()
    return app.exec()


def tell_first_paint(window_class: "type[QMainWindow]") -> None:
    """Have windows of the class print a line and close, once their first painting is over.

    The window's own paint event comes before those of what lies in it, so the line waits for the event loop's next
    turn: everything visible is painted then.
    """
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QMainWindow

    told = False

    def paint(window: Any, event: QPaintEvent) -> None:
        nonlocal told
        QMainWindow.paintEvent(window, event)
        if not told:
            told = True
            QTimer.singleShot(0, lambda: tell(window))

    def tell(window: Any) -> None:
        print("painted", flush=True)
        window.close()

    window_class.paintEvent = paint  # type: ignore[method-assign]


if __name__ == "__main__":
    kind, settings = sys.argv[1], str(Path(sys.argv[2]))
    if kind == "torch":
        import torch  # noqa: F401  # what a program does that has its window and its models in one process
    raise SystemExit(show_ours(settings) if kind == "ours" else show_bare())

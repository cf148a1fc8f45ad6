"""Closing the program tidily when it is asked to end from outside."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication


class PoliteEnd(QObject):
    """Quits on Ctrl-C in the terminal, `timeout` and a closing terminal, so that folders and processes go.

    Qt waits outside Python, where no handler is called: a byte in a socket brings it back.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._waking, self._woken = socket.socketpair()
        for end in (self._waking, self._woken):
            end.setblocking(False)
        notifier = QSocketNotifier(self._waking.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._wake)
        signal.set_wakeup_fd(self._woken.fileno())
        for number in (getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores one
                signal.signal(number, self._quit)

    def _wake(self) -> None:
        self._waking.recv(1)

    def _quit(self, *_: object) -> None:
        self._app.quit()

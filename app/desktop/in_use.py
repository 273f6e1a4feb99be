"""Whether somebody's hand is on the window: mouse or keys, and two seconds after."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow

IDLE_MILLISECONDS = 2000
_BY_HAND = frozenset({
    QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel, QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.NativeGesture,
})  # fmt: skip


class InUse(QObject):
    """Listens to what the system brings a window, before its widgets have it.

    Signals:
        changed: The window is in use from now on, or no longer.

    Args:
        window: What is listened to.
        parent: Lives as long as this.
    """

    changed = Signal(bool)

    def __init__(self, window: QWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._rest = QTimer(self, singleShot=True, interval=IDLE_MILLISECONDS)
        self._rest.timeout.connect(lambda: self.changed.emit(False))
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _BY_HAND:
            begins = not self._rest.isActive()
            self._rest.start()
            if begins:
                self.changed.emit(True)
        return False

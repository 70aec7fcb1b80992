"""The icon in the system's tray: how things stand, a short menu, and where notices come from."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QIcon, QPainter, QPen
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.words import say, translate

_SIDES = (16, 22, 24, 32, 48, 64)
_NOTICE = 10_000  # ms that a notice is asked to stay


class TrayState(Enum):
    """What the icon shows."""

    IDLE = "idle"
    SENDING = "sending"
    TROUBLE = "trouble"


class Tray(Protocol):
    """What `Presence` needs of one."""

    @property
    def opened(self) -> SignalInstance:
        """Somebody wants the window."""

    @property
    def paused(self) -> SignalInstance:
        """Somebody wants everything to pause, or to go on."""

    @property
    def left(self) -> SignalInstance:
        """Somebody wants to quit."""

    @property
    def notice_clicked(self) -> SignalInstance:
        """A notice was clicked."""

    def show_state(self, state: TrayState, word: str, *, paused: bool) -> None:
        """Another icon and other words."""

    def tell(self, title: str, text: str, *, trouble: bool = False) -> None:
        """A notice of the system's."""


def has_tray() -> bool:
    """Whether this desktop shows such icons."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class SystemTray(QObject):
    """The real one."""

    opened = Signal()
    paused = Signal()
    left = Signal()
    notice_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state, self._word, self._is_paused = TrayState.IDLE, "", False
        self._icon = QSystemTrayIcon(self)
        self.menu = QMenu(parent)
        self._standing = self.menu.addAction("")
        self._standing.setEnabled(False)
        self._open = self.menu.addAction("", self.opened.emit)
        self._pause = self.menu.addAction("", self.paused.emit)
        self.menu.addSeparator()
        self._quit = self.menu.addAction("", self.left.emit)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self.notice_clicked.emit)
        say(self, self._speak)
        theme.paint(self, self._draw)
        self._icon.show()

    def _activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why is not QSystemTrayIcon.ActivationReason.Context:
            self.opened.emit()

    def show_state(self, state: TrayState, word: str, *, paused: bool) -> None:
        """Another icon and other words."""
        self._state, self._word, self._is_paused = state, word, paused
        self._speak()
        self._draw()

    def _speak(self) -> None:
        self._standing.setText(self._word)
        self._open.setText(translate("Presence", "Open fbi_uploader"))
        resume = translate("Presence", "Let all go on")
        pause = translate("Presence", "Pause all")
        self._pause.setText(resume if self._is_paused else pause)
        self._quit.setText(translate("Presence", "Quit…"))
        self._icon.setToolTip(f"fbi_uploader · {self._word}")

    def _draw(self) -> None:
        self._icon.setIcon(tray_icon(self._state))

    def tell(self, title: str, text: str, *, trouble: bool = False) -> None:
        """A notice of the system's."""
        kind = QSystemTrayIcon.MessageIcon
        self._icon.showMessage(title, text, kind.Warning if trouble else kind.Information, _NOTICE)


_DOTS = {TrayState.SENDING: "accent", TrayState.TROUBLE: "err"}


def tray_icon(state: TrayState) -> QIcon:
    """The program's own, with a dot at its corner while it sends or needs somebody."""
    token = _DOTS.get(state)
    if token is None:
        return icons.app_icon()
    made = QIcon()
    for side in _SIDES:
        drawn = icons.app_icon().pixmap(side, side)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = side * 0.46
        painter.setPen(QPen(theme.color("surface"), max(1.0, side / 16)))
        painter.setBrush(theme.color(token))
        painter.drawEllipse(QRectF(side - dot - 1, side - dot - 1, dot, dot))
        if state is TrayState.TROUBLE:  # not by its colour alone
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("surface"))
            width = max(1.0, dot / 5)
            middle = side - dot / 2 - 1
            painter.drawRect(QRectF(middle - width / 2, side - dot * 0.85 - 1, width, dot * 0.4))
            painter.drawRect(QRectF(middle - width / 2, side - dot * 0.35 - 1, width, width))
        painter.end()
        made.addPixmap(drawn)
    return made

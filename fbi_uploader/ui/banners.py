"""What is said above every page: the engine restarts, hangs or cannot start; a small failure."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fbi_uploader.errors import Code
from fbi_uploader.messages import Message, message
from fbi_uploader.ui.bridge import State
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Trouble
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import box, column
from fbi_uploader.ui.widgets.marks import Banner, Said, Tone
from fbi_uploader.ui.words import language, translate

_SILENT = {State.STARTING, State.RUNNING, State.STOPPED}


class EngineBanner(QWidget):
    """Hidden while all is well."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._engine = session.engine
        self._failure: Message | None = None
        self._restart = button(
            Kind.PLAIN,
            lambda: translate("Window", "Start again"),
            self._engine.restart,
            icon="refresh",
        )
        self._close = button(
            Kind.ICON, lambda: translate("Window", "Close"), self._forget, icon="close"
        )
        self.banner = Banner(Tone.WARN, "alert-triangle", self._said, self._restart, self._close)
        inner = column(self.banner)
        inner.setContentsMargins(20, 12, 20, 0)
        self.setLayout(inner)
        self._engine.state_changed.connect(self._show)
        self._show()

    def tell_failure(self, told: Message) -> None:
        """Say it until it is closed, or something weightier is to be said."""
        self._failure = told
        self._show()

    def _forget(self) -> None:
        self._failure = None
        self._show()

    def _show(self) -> None:
        state = self._engine.state
        quiet = state in _SILENT
        self.setVisible(not quiet or self._failure is not None)
        self._restart.setVisible(state in {State.HUNG, State.REFUSED})
        self._close.setVisible(quiet)
        self.banner.tell(self._said())

    def _said(self) -> Said:
        state = self._engine.state
        if state is State.FINISHING:
            return Said(
                translate("Window", "The previous window is still finishing"),
                translate("Window", "It ends its files in flight; this takes up to 30 seconds."),
            )
        if state is State.RESTARTING:
            return Said(
                translate("Window", "The transfer engine stopped and is starting again"),
                translate("Window", "Nothing is lost: it goes on where it stood."),
            )
        if state is State.HUNG:
            return Said(
                translate("Window", "The transfer engine does not answer"),
                translate("Window", "It may be waiting for a disk or the network. You can wait."),
            )
        if state is State.REFUSED:
            told = message(self._engine.trouble or _UNKNOWN, language())
            return Said(told.happened, f"{told.does} {told.you_can} {told.ask}".strip())
        if self._failure is not None:
            told = self._failure
            return Said(told.happened, f"{told.does} {told.you_can} {told.ask}".strip())
        return Said("", "")


_UNKNOWN = Trouble(code=Code.ENGINE_STOPPED)


def banner_room(*banners: QWidget) -> QWidget:
    """Where banners stand, above the pages; no room is taken while they are hidden."""
    return box(column(*banners, gap=0))

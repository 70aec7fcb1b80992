"""Stays while something is sent: in the tray, awake, asking before it quits; gone otherwise."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QSessionManager
from PySide6.QtWidgets import QApplication

from fbi_uploader.ui.models.standing import Standing
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.system.awake import Awake, make_awake
from fbi_uploader.ui.system.notices import Notice, Notices
from fbi_uploader.ui.system.tray import SystemTray, Tray, TrayState, has_tray
from fbi_uploader.ui.transfers.counting import Standings
from fbi_uploader.ui.widgets.buttons import Kind
from fbi_uploader.ui.widgets.dialog import Dialog, nothing
from fbi_uploader.ui.window import Window
from fbi_uploader.ui.words import say, translate


class Presence(QObject):
    """Made after the first paint. `tray` and `awake` are this system's, unless a test says."""

    def __init__(
        self,
        app: QApplication,
        session: Session,
        window: Window,
        tray: Tray | None = None,
        awake: Awake | None = None,
    ) -> None:
        super().__init__(window)
        self._app, self._session, self._window = app, session, window
        self._tray = tray or (SystemTray(window) if has_tray() else None)
        self._awake = awake or make_awake(int(window.winId()))
        self._place = "transfers"
        self.standings = Standings(session)
        self.standings.changed.connect(self._stand)
        self._notices = Notices(session)
        self._notices.told.connect(self.tell)
        session.settings_changed.connect(self._show_state)
        app.commitDataRequest.connect(self._asked_to_end, Qt.ConnectionType.DirectConnection)
        app.aboutToQuit.connect(self._awake.release)
        window.may_close = self._may_close
        self._connect_tray()
        self._quit = QAction(window)
        self._quit.setShortcut(QKeySequence.StandardKey.Quit)
        self._quit.triggered.connect(self.quit)
        window.addAction(self._quit)
        say(self, self._show_state)

    def _connect_tray(self) -> None:
        if self._tray is not None:
            self._tray.opened.connect(self._window.come_to_front)
            self._tray.paused.connect(self._pause_or_go_on)
            self._tray.left.connect(self.quit)
            self._tray.notice_clicked.connect(self._open_place)

    # -- how things stand

    @property
    def sending(self) -> bool:
        """Whether something goes on with nobody there."""
        return self.standings.now.moving > 0

    def _stand(self, now: Standing) -> None:
        # Only while needed: a window that is closed ends the program otherwise.
        self._app.setQuitOnLastWindowClosed(now.moving == 0)
        if now.moving:
            self._awake.hold(self._reason())
        else:
            self._awake.release()
        self._show_state()

    def _reason(self) -> str:
        return translate("Presence", "Microscope data are being sent")

    def _show_state(self) -> None:
        if self._tray is None:
            return
        now, paused = self.standings.now, self._session.settings.all_paused
        self._tray.show_state(_state_of(now), _word_of(now, paused=paused), paused=paused)

    def _pause_or_go_on(self) -> None:
        self._session.choose(all_paused=not self._session.settings.all_paused)

    # -- closing, quitting

    def _may_close(self) -> bool:
        """Asked by the window: true ends the program."""
        if not self.sending:
            return True
        if self._tray is None:
            QTimer.singleShot(0, self._window.showMinimized)  # after it was hidden
            return False
        if not self._session.settings.tray_told:
            self._tray.tell(
                translate("Presence", "The sending goes on here"),
                translate("Presence", "A click on this icon brings the window back."),
            )
            self._session.choose(tray_told=True)
        return False

    def quit(self) -> None:
        """End the program; asks while something is sent."""
        if not self.sending:
            self._app.quit()
            return
        self._window.come_to_front()
        self.question = _quit_question(self._window, self._app)
        self.question.open()

    def _asked_to_end(self, manager: QSessionManager) -> None:
        """Log-off or shutdown: held, with the reason, while something is sent."""
        self._window.deposit.save_now()
        if not self.sending:
            return
        if manager.allowsInteraction():
            manager.cancel()
            manager.release()
        if self._tray is not None:
            sentence = translate("Presence", "Lock the session instead, and leave this PC on.")
            self._tray.tell(self._reason(), sentence, trouble=True)

    # -- notices

    def tell(self, notice: Notice) -> None:
        """Show one, unless the person looks at the very thing."""
        window = self._window
        if window.isActiveWindow() and window.place == notice.place:
            return
        self._place = notice.place
        if self._tray is not None:
            self._tray.tell(notice.title, notice.text, trouble=notice.trouble)
        else:
            self._app.alert(window)

    def _open_place(self) -> None:
        self._window.come_to_front()
        self._window.show_place(self._place)


def _state_of(now: Standing) -> TrayState:
    if now.stuck:
        return TrayState.TROUBLE
    return TrayState.SENDING if now.moving else TrayState.IDLE


def _word_of(now: Standing, *, paused: bool) -> str:
    parts = []
    if paused:
        parts.append(translate("Presence", "All paused"))
    elif now.moving:
        parts.append(translate("Presence", "%n submission(s) being sent", None, now.moving))
    if now.stuck:
        parts.append(translate("Presence", "%n submission(s) need you", None, now.stuck))
    return " · ".join(parts) or translate("Presence", "Nothing is being sent")


def _quit_question(window: Window, app: QApplication) -> Dialog:
    made = Dialog(
        window,
        lambda: translate("Presence", "Quit while data are being sent?"),
        lambda: translate(
            "Presence",
            "The files in flight are finished first. The rest goes on at the next start, where it "
            "stood; nothing is lost.",
        ),
    )
    stop = made.choice(
        Kind.DANGER,
        lambda: translate("Presence", "Stop after the files in flight"),
        app.quit,
    )
    stay = made.choice(Kind.PRIMARY, lambda: translate("Presence", "Stay"), nothing)
    made.set_choices(stop, stay)
    stay.setFocus()
    return made

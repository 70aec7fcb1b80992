"""How a test went: each step with its time, and what can be done about the one that failed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fbi_uploader.messages import message
from fbi_uploader.nodes.model import Node
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.settings.boxes import ToneBox
from fbi_uploader.ui.settings.checks import Check, Outcome, Step
from fbi_uploader.ui.settings.facility import Incident
from fbi_uploader.ui.settings.stepwords import done_words, failed_words, step_name, took
from fbi_uploader.ui.trouble import Trouble
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import Scroll, box, column, row
from fbi_uploader.ui.widgets.marks import Sign, Tone, Working
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import clock, language, say, translate

_ROOMY = 440


class Results(QWidget):
    """Of the endpoint in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._node: Node | None = None
        self._kind = self._user = ""
        self._check: Check | None = None
        self._narrow = False
        self._at = label(Role.CAPTION, tone="second")
        title = label(Role.CARD, lambda: translate("Settings", "Result of the test"))
        self._steps = QWidget()
        self._list = QVBoxLayout(self._steps)
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(12)
        whole = column(row(title, None, self._at), Scroll(self._steps), gap=14)
        whole.setContentsMargins(20, 14, 14, 14)
        self.setLayout(whole)
        say(self, self._show)

    def tell(self, node: Node, kind: str, user: str, check: Check | None) -> None:
        """Show another, or the same with more steps."""
        self._node, self._kind, self._user, self._check = node, kind, user, check
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is little room, buttons stand one below the other."""
        super().resizeEvent(event)
        narrow = self.width() < _ROOMY
        if narrow != self._narrow:
            self._narrow = narrow
            self._show()

    def _show(self) -> None:
        _clear(self._list)
        check = self._check
        at = check.at if check is not None else None
        self._at.setText(translate("Settings", "Today, %1").replace("%1", clock(at)) if at else "")
        if check is None:
            self._list.addWidget(_hint())
        else:
            for step in check.steps:
                self._add_step(step)
            self._add_rest(check)
        self._list.addStretch(1)

    def _add_step(self, step: Step) -> None:
        if step.name == "not from here":
            text = translate("Settings", "Not reached from this network: to be tried elsewhere")
            self._list.addWidget(_line(Sign("minus", "text2"), text, tone="second"))
        elif step.error is not None:
            text = failed_words(step.name)
            self._list.addWidget(
                _line(Sign("cross-circle", "err"), text, took(step.seconds), "err")
            )
            self._list.addWidget(self._trouble(step.error, step.name))
        elif step.tried:
            self._list.addWidget(
                _line(Sign("check-circle", "ok"), done_words(step), took(step.seconds))
            )

    def _add_rest(self, check: Check) -> None:
        if check.error is not None:
            self._list.addWidget(self._trouble(check.error, ""))
        if check.outcome is Outcome.RUNNING:
            self._list.addWidget(_line(Working(), translate("Settings", "Testing…"), tone="second"))
        elif check.outcome is not Outcome.ELSEWHERE:
            left = ", ".join(step_name(name) for name in self._left(check))
            if left:
                text = translate("Settings", "Not tried: %1").replace("%1", left)
                self._list.addWidget(_line(Sign("minus", "text2"), text, tone="second"))

    def _left(self, check: Check) -> tuple[str, ...]:
        names = check.untried(self._kind)
        reached = check.failed_step in {"name", "port", "certificate"}
        tls = not reached or self._kind == "quay"
        return names if tls else tuple(name for name in names if name != "certificate")

    def _trouble(self, trouble: Trouble, step: str) -> QWidget:
        told = message(trouble, language())
        words = label(wrap=True)
        words.setText(f"{told.happened}. {told.you_can}")
        ask = label(tone="second", wrap=True)
        ask.setText(told.ask)
        if not told.ask:
            ask.hide()
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        write = button(
            Kind.PLAIN,
            lambda: translate("Settings", "Write to the facility"),
            lambda: self._write(trouble, step),
            icon="mail",
        )
        if self._node is None or self._node.contact.email is None:
            write.hide()
        copy = button(
            Kind.TEXT,
            lambda: translate("Settings", "Copy the detail"),
            lambda: self._copy(trouble, step),
        )
        buttons = column(write, copy) if self._narrow else column(row(write, copy, None))
        made = ToneBox(Tone.ERR, column(words, ask, 4, buttons, gap=4))
        indented = box(row(0 if self._narrow else 32, made, gap=0))
        indented.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return indented

    def incident(self, trouble: Trouble, step: str) -> Incident | None:
        """What a letter or a copy says."""
        if self._node is None:
            return None
        return Incident(self._node, self._kind, self._user, step, trouble)

    def _write(self, trouble: Trouble, step: str) -> None:
        incident = self.incident(trouble, step)
        if incident is not None:
            QDesktopServices.openUrl(incident.letter())

    def _copy(self, trouble: Trouble, step: str) -> None:
        incident = self.incident(trouble, step)
        if incident is not None:
            QGuiApplication.clipboard().setText(f"{incident.title}\n{incident.detail}")


def _hint() -> QWidget:
    text = translate(
        "Settings",
        "The test logs on, writes a small file, reads it back and removes it. Nothing else is"
        " touched.",
    )
    made = label(tone="second", wrap=True)
    made.setText(text)
    return made


def _line(sign: QWidget, text: str, time: str = "", tone: str = "") -> QWidget:
    words = label(Role.STRONG if tone == "err" else Role.BODY, tone=tone, wrap=True)
    words.setText(text)
    words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    spent = label(tone="second")
    spent.setText(time)
    return box(row(sign, words, spent, gap=12))


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()

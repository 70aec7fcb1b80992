"""How fast and when files are sent."""

from __future__ import annotations

from datetime import time

from PySide6.QtWidgets import QWidget

from fbi_uploader.nodes.model import Node
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.endpoints import node_name
from fbi_uploader.ui.widgets.buttons import HEIGHT
from fbi_uploader.ui.widgets.fields import NumberField, TimeField, ToggleField
from fbi_uploader.ui.widgets.frames import Scroll, box, card, column, row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import rate, say, translate

_MEGA = 1_000_000
_SPAN = (0.1, 10_000.0)
_USUAL_CAP = 20 * _MEGA
_USUAL_QUIET = ("08:00", "18:00")
WIDEST = 720


class RateTab(QWidget):
    """Every change is kept at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.capped = ToggleField(
            lambda: translate("Settings", "Limit the rate"),
            help_words=lambda: translate(
                "Settings", "All deposits together are sent no faster than this."
            ),
        )
        self.cap = NumberField(
            lambda: translate("Settings", "Highest rate"),
            _SPAN,
            label(speak=lambda: translate("Settings", "MB/s"), tone="second"),
            decimals=1,
        )
        self.cap.setMaximumWidth(220)
        self.quiet = ToggleField(
            lambda: translate("Settings", "Quiet hours"),
            help_words=lambda: translate(
                "Settings",
                "Between these hours, every day, nothing is sent; deposits wait and go on by"
                " themselves.",
            ),
        )
        self.begin = TimeField(lambda: translate("Settings", "From"))
        self.end = TimeField(lambda: translate("Settings", "To"))
        self._overnight = label(tone="second")
        self._connections = label(tone="second", wrap=True)
        self._lay_out()
        self.capped.edited.connect(self._keep_cap)
        self.cap.edited.connect(self._keep_cap)
        for one in (self.quiet.edited, self.begin.edited, self.end.edited):
            one.connect(self._keep_hours)
        session.settings_changed.connect(self._show)
        session.node_changed.connect(self._speak)
        self._show()
        say(self, self._speak)

    def _lay_out(self) -> None:
        self._overnight.setFixedHeight(HEIGHT)  # beside the fields, not beside their labels
        hours = row(self.begin, self.end, column(None, self._overnight), None, gap=16)
        links = label(Role.BUTTON, lambda: translate("Settings", "Connections"))
        cards = (
            card(column(self.capped, self.cap, gap=10), margin=16),
            card(column(self.quiet, hours, gap=10), margin=16),
            card(column(links, self._connections, gap=4), margin=16),
        )
        for one in cards:
            one.setMaximumWidth(WIDEST)
        whole = column(*cards, None, gap=16)
        whole.setContentsMargins(0, 0, 4, 0)
        self.setLayout(column(Scroll(box(whole))))

    def enter(self) -> None:
        """It came into sight."""
        self._show()

    def _show(self) -> None:
        settings = self._session.settings
        cap = settings.bandwidth
        self.capped.put(cap is not None)
        if not self.cap.line.hasFocus():
            self.cap.put((cap or _USUAL_CAP) / _MEGA)
        self.cap.setVisible(cap is not None)
        begin, end = (
            (settings.quiet_from, settings.quiet_to)
            if settings.quiet_from and settings.quiet_to
            else _USUAL_QUIET
        )
        on = bool(settings.quiet_from and settings.quiet_to)
        self.quiet.put(on)
        self.begin.put(time.fromisoformat(begin))
        self.end.put(time.fromisoformat(end))
        for part in (self.begin, self.end, self._overnight):
            part.setVisible(on)
        self._speak()

    def _keep_cap(self) -> None:
        if not self.capped.value():
            self.cap.tell_wrong(None)
            self._session.choose(bandwidth=None)
            return
        wanted = self.cap.value()
        self.cap.tell_wrong(None if wanted is not None else _number_words)
        if wanted is not None:
            self._session.choose(bandwidth=round(wanted * _MEGA))

    def _keep_hours(self) -> None:
        if not self.quiet.value():
            self._session.choose(quiet_from="", quiet_to="")
            return
        begin, end = self.begin.value(), self.end.value()
        same = begin == end
        self.end.tell_wrong(_same_words if same else None)
        if not same:
            self._session.choose(quiet_from=f"{begin:%H:%M}", quiet_to=f"{end:%H:%M}")

    def _speak(self) -> None:
        over = self.begin.value() > self.end.value()
        self._overnight.setText(translate("Settings", "the next day") if over else "")
        self._connections.setText(_connection_words(self._session.node))


def _connection_words(node: Node) -> str:
    text = translate(
        "Settings", "%1 takes up to %n connection(s) at a time.", None, node.limits.connections
    ).replace("%1", node_name(node))
    if node.limits.bandwidth is not None:
        capped = translate("Settings", "It asks for no more than %1.")
        text = f"{text} {capped.replace('%1', rate(node.limits.bandwidth))}"
    return f"{text} {translate('Settings', 'This stands in the node’s file.')}"


def _number_words() -> str:
    return translate("Settings", "Write a number between 0.1 and 10,000.")


def _same_words() -> str:
    return translate("Settings", "The hours need a beginning and another end.")

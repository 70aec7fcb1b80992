"""The cap on the rate and the quiet hours, in a menu of the header and two small dialogs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QMenu, QSpinBox, QTimeEdit, QWidget

from fbi_uploader.ui.look import icons
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.buttons import Button, Kind
from fbi_uploader.ui.widgets.dialog import Dialog, nothing
from fbi_uploader.ui.widgets.frames import row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import rate, say, translate

MEGA = 1_000_000
CAPS = (10 * MEGA, 50 * MEGA, 100 * MEGA)
"""Bytes/s that the menu offers."""
_USUAL = ("08:00", "19:00")


class LimitsButton(Button):
    """Says the cap in force; its menu changes it."""

    def __init__(self, session: Session) -> None:
        super().__init__(Kind.PLAIN, "gauge")
        self._session = session
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.setMenu(menu)
        say(self, self._speak)
        session.settings_changed.connect(self._speak)

    def _speak(self) -> None:
        chosen = self._session.settings
        cap = translate("Transfers", "Rate without limit")
        if chosen.bandwidth is not None:
            cap = translate("Transfers", "At most %1").replace("%1", rate(chosen.bandwidth))
        self.setText(cap)
        self.setToolTip(self._quiet_word())
        self.setAccessibleDescription(self._quiet_word())
        self.updateGeometry()

    def _quiet_word(self) -> str:
        chosen = self._session.settings
        if not (chosen.quiet_from and chosen.quiet_to):
            return translate("Transfers", "Quiet hours: none")
        told = translate("Transfers", "Quiet hours: %1 to %2")
        return told.replace("%1", chosen.quiet_from).replace("%2", chosen.quiet_to)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        now = self._session.settings.bandwidth
        for cap in (None, *CAPS):
            word = translate("Transfers", "No limit") if cap is None else rate(cap)
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(cap == now)
            action.triggered.connect(lambda _on, wanted=cap: self._choose(wanted))
        other = menu.addAction(translate("Transfers", "Other…"), self.ask_cap)
        other.setCheckable(True)
        other.setChecked(now is not None and now not in CAPS)
        menu.addSeparator()
        quiet = menu.addAction(f"{self._quiet_word()}…", self.ask_quiet)
        quiet.setIcon(icons.icon("moon"))

    def _choose(self, cap: int | None) -> None:
        self._session.choose(bandwidth=cap)

    def ask_cap(self) -> CapDialog:
        """Any other number."""
        made = CapDialog(self, self._session)
        made.open()
        return made

    def ask_quiet(self) -> QuietDialog:
        """From when to when nothing is sent."""
        made = QuietDialog(self, self._session)
        made.open()
        return made


class CapDialog(Dialog):
    """A number of MB/s."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(
            parent.window(),
            lambda: translate("Transfers", "Limit the rate"),
            lambda: translate("Transfers", "For all submissions of this PC together."),
        )
        self._session = session
        self.number = QSpinBox()
        self.number.setRange(1, 10_000)
        self.number.setMinimumWidth(140)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setValue((session.settings.bandwidth or CAPS[0]) // MEGA)
        say(self.number, self._speak)
        self.add(row(self.number, None))
        self.keep = self.choice(
            Kind.PRIMARY, lambda: translate("Transfers", "Limit"), self._keep, "gauge"
        )
        self.set_choices(
            self.choice(Kind.PLAIN, lambda: translate("Transfers", "Back"), nothing), self.keep
        )
        self.number.setFocus()

    def _speak(self) -> None:
        self.number.setAccessibleName(translate("Transfers", "Highest rate"))
        self.number.setSuffix(f"\u00a0{translate('Transfers', 'MB/s')}")

    def _keep(self) -> None:
        self._session.choose(bandwidth=self.number.value() * MEGA)


class QuietDialog(Dialog):
    """From when to when, of the local day; over midnight where the end is before the beginning."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(
            parent.window(),
            lambda: translate("Transfers", "Quiet hours"),
            lambda: translate(
                "Transfers", "Between these times nothing is sent; afterwards it goes on by itself."
            ),
        )
        self._session = session
        chosen = session.settings
        self.begin = self._time(chosen.quiet_from or _USUAL[0])
        self.end = self._time(chosen.quiet_to or _USUAL[1])
        say(self.begin, lambda: self.begin.setAccessibleName(translate("Transfers", "From")))
        say(self.end, lambda: self.end.setAccessibleName(translate("Transfers", "To")))
        words = (
            label(speak=lambda: translate("Transfers", "From")),
            label(speak=lambda: translate("Transfers", "To")),
        )
        self.add(row(words[0], self.begin, 8, words[1], self.end, None))
        self.none = self.choice(
            Kind.PLAIN, lambda: translate("Transfers", "No quiet hours"), self._never
        )
        self.keep = self.choice(
            Kind.PRIMARY, lambda: translate("Transfers", "Keep these"), self._keep, "check"
        )
        back = self.choice(Kind.PLAIN, lambda: translate("Transfers", "Back"), nothing)
        self.set_choices(back, self.none, self.keep)
        self.begin.setFocus()

    def _time(self, text: str) -> QTimeEdit:
        made = QTimeEdit(QTime.fromString(text, "HH:mm"))
        made.setDisplayFormat("HH:mm")
        made.setMinimumWidth(96)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made

    def _never(self) -> None:
        self._session.choose(quiet_from="", quiet_to="")

    def _keep(self) -> None:
        begin, end = (one.time().toString("HH:mm") for one in (self.begin, self.end))
        self._session.choose(quiet_from=begin, quiet_to=end)

"""What stands in the way, grouped by cause, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication, QKeyEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fbi_uploader.ui.models.trying import Tried
from fbi_uploader.ui.models.underway import NAMED, Cause, Hindrance
from fbi_uploader.ui.transfers.speaking import (
    hindrance_ask,
    hindrance_said,
    tone_of,
    tried_said,
    without_said,
)
from fbi_uploader.ui.transfers.traffic import Traffic
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import row
from fbi_uploader.ui.widgets.marks import Banner, Said, Tone
from fbi_uploader.ui.words import translate

See = Callable[[Hindrance], None]


class WithRow(Banner):
    """A banner with a row of controls below its words."""

    def __init__(
        self, tone: Tone, icon: str, speak: Callable[[], Said], below: list[QWidget], *main: QWidget
    ) -> None:
        super().__init__(tone, icon, speak, *main)
        words = self.sentence.parentWidget()
        inner = words.layout() if words is not None else None
        if isinstance(inner, QVBoxLayout) and below:
            line = row(*below, None, gap=8)
            line.setContentsMargins(-8 * isinstance(below[0], Button), 4, 0, 0)
            inner.addLayout(line)


class Question(WithRow):
    """Asks once, in place: what happens, what stays, and the way back (Esc)."""

    def __init__(
        self, speak: Callable[[], Said], yes: Callable[[], str], act: Callable[[], None]
    ) -> None:
        self.no = button(Kind.PLAIN, lambda: translate("Transfers", "Leave it"), self.close_it)
        self.yes = button(Kind.DANGER, yes, lambda: self._do(act))
        super().__init__(Tone.WARN, "alert-triangle", speak, [], self.no, self.yes)

    def ask(self) -> None:
        """Come into sight, with the keyboard on the answer that changes nothing."""
        self.show()
        self.no.setFocus(Qt.FocusReason.TabFocusReason)

    def close_it(self) -> None:
        """Nothing is done."""
        self.hide()

    def _do(self, act: Callable[[], None]) -> None:
        self.hide()
        act()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc is no."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
        else:
            super().keyPressEvent(event)


class HindranceBanner(WithRow):
    """One cause in one submission. `renew` when it holds up others, or more, or fewer."""

    def __init__(self, one: Hindrance, submission: str, traffic: Traffic, see: See) -> None:
        self._one, self._id, self._traffic, self._see = one, submission, traffic, see
        self.question = Question(
            lambda: without_said(self._one),
            lambda: translate("Transfers", "Send without"),
            lambda: traffic.resume(self._id, without=self._one.sources),
        )
        self.question.hide()
        self.files = button(
            Kind.TEXT,
            lambda: translate("Transfers", "See the files"),
            lambda: self._see(self._one),
        )
        self.without = button(
            Kind.TEXT, lambda: translate("Transfers", "Send without them…"), self._ask_without
        )
        below: list[QWidget] = [self.files, self.without, copy_button(lambda: self._one)]
        tone = tone_of(one)
        icon = "cross-circle" if tone is Tone.ERR else _icon(one)
        super().__init__(tone, icon, lambda: hindrance_said(self._one), below, *self._main())
        self.renew(one)

    def renew(self, one: Hindrance) -> None:
        """The same cause, as it is now."""
        self._one = one
        self.tell(hindrance_said(one))
        self.setToolTip(hindrance_ask(one))
        self.setAccessibleDescription(hindrance_ask(one))
        self.files.setVisible(one.files > 0)
        # Beyond so many, to leave them out would be to leave out most.
        self.without.setVisible(0 < len(one.sources) < NAMED)

    def _ask_without(self) -> None:
        self.question.tell(without_said(self._one))
        self.question.ask()

    def _main(self) -> list[QWidget]:
        if self._one.cause is Cause.CHANGED:
            return [
                button(
                    Kind.PLAIN,
                    lambda: translate("Transfers", "Send as they are now"),
                    lambda: self._traffic.resume(self._id, changed=True),
                    icon="upload",
                )
            ]
        if self._one.cause is Cause.WRITING:
            return []
        return [
            button(
                Kind.PLAIN,
                lambda: translate("Transfers", "Try again"),
                lambda: self._traffic.resume(self._id),
                icon="refresh",
            )
        ]


class TriedBanner(WithRow):
    """What is tried again by itself, or at once where somebody has just mended it."""

    def __init__(self, one: Tried, submission: str, traffic: Traffic) -> None:
        self._one = one
        again = button(
            Kind.PLAIN,
            lambda: translate("Transfers", "Try again"),
            lambda: traffic.try_now(submission),
            icon="refresh",
        )
        super().__init__(
            Tone.WARN,
            "alert-triangle",
            lambda: tried_said(self._one),
            [copy_button(lambda: self._one)],
            again,
        )

    def renew(self, one: Tried) -> None:
        """The time until the next try."""
        self._one = one
        self.tell(tried_said(one))


def _icon(one: Hindrance) -> str:
    return "writing" if one.cause is Cause.WRITING else "alert-triangle"


def copy_button(told: Callable[[], Hindrance | Tried]) -> Button:
    """Puts the code and its facts on the clipboard, for whoever is called."""

    def copy() -> None:
        one = told()
        facts = "\n".join(f"{name}: {fact}" for name, fact in one.facts.items())
        QGuiApplication.clipboard().setText(f"{one.code.value}\n{facts}")

    return button(Kind.TEXT, lambda: translate("Transfers", "Copy the details"), copy)

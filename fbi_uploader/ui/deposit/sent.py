"""Sent: the sentence that is true for this account, and what is left to do."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import Qt

from fbi_uploader.ui.deposit.checking.planned import Planned
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.step import DepositStep
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import card, column, row
from fbi_uploader.ui.widgets.marks import Banner, Said, Sign, Tone
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, size, translate


@dataclass(frozen=True, slots=True)
class Sent:
    """What went. `waits`: some of it is still being written; `left`: filesets in no assay."""

    planned: Planned
    waits: bool
    left: int = 0


def may_leave_sentence(*, shared: bool, platform: str = sys.platform) -> str:
    """Whether the person can go: true for this account and system, or not said (DESIGN 10)."""
    if shared:
        return translate("Sent", "You can leave: this PC finishes by itself. Leave it switched on.")
    if platform == "win32":
        return translate(
            "Sent", "You can leave: lock the session (Windows + L), but do not log off."
        )
    return translate("Sent", "You can leave: lock the screen, but do not log off.")


class SentStep(DepositStep):
    """The last page."""

    def __init__(self, deposit: Deposit) -> None:
        super().__init__(deposit)
        self._sent: Sent | None = None
        self.title = label(Role.FIGURE, wrap=True)
        self.sentence = label(wrap=True, tone="second")
        self.stay = label(Role.STRONG, wrap=True)
        for part in (self.title, self.sentence, self.stay):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        see = button(
            Kind.PLAIN,
            lambda: translate("Sent", "See the transfer"),
            deposit.transfers_wanted.emit,
            icon="transfers",
        )
        self.left = Banner(Tone.ACCENT, "files", lambda: Said("", ""))
        self.left.hide()
        words = column(
            None,
            row(None, Sign("check-circle", "ok", 48), None),
            8,
            self.title,
            self.sentence,
            12,
            self.stay,
            16,
            row(None, see, None),
            16,
            row(None, self.left, None),
            None,
            gap=8,
        )
        ground = card(words, margin=32)
        whole = column(ground)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        say(self, self._show)

    def tell(self, sent: Sent) -> None:
        """Say what went just now."""
        self._sent = sent
        self._show()

    def _show(self) -> None:
        sent = self._sent
        if sent is None:
            return
        planned = sent.planned
        self.title.setText(translate("Sent", "%n file(s) on the way", None, planned.files))
        where = translate("Sent", "%1 in %2").replace("%1", size(planned.bytes))
        assays = translate("Sent", "%n assay(s)", None, len(planned.assays))
        lines = [where.replace("%2", assays)]
        if sent.waits:
            lines.append(
                translate("Sent", "Files still being written go as soon as they are complete.")
            )
        self.sentence.setText("\n".join(lines))
        self.stay.setText(may_leave_sentence(shared=self._is_shared()))
        self.left.setVisible(sent.left > 0)
        self.left.tell(
            Said(
                translate("Sent", "%n fileset(s) were not in an assay", None, sent.left),
                translate("Sent", "They wait in a draft of their own."),
            )
        )

    def _is_shared(self) -> bool:
        """Several persons on one account: it stays open when one of them leaves."""
        from fbi_uploader.nodes.persons import shared_account  # noqa: PLC0415 - when first sent

        app = self.deposit.session.app
        return shared_account(app.policy, app.persons.persons())

    def note(self) -> tuple[str, str]:
        """Where it can be followed."""
        return translate("Sent", "Sent"), translate("Sent", "Transfers shows how far it is")

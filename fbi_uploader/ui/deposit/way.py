"""The five steps of a deposit by their numbers and words, and who leads through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from fbi_uploader.ui.words import translate

if TYPE_CHECKING:
    from fbi_uploader.ui.deposit.controller import Deposit
    from fbi_uploader.ui.session import Session
    from fbi_uploader.ui.widgets.buttons import Button

DROP, ORGANISE, DESCRIBE, CHECK, SENT = range(5)


def step_word(index: int) -> str:
    """What a step is called, as a verb."""
    return (
        translate("Deposit", "Drop"),
        translate("Deposit", "Organise"),
        translate("Deposit", "Describe"),
        translate("Deposit", "Check"),
        translate("Deposit", "Send"),
    )[index]


class Leads(Protocol):
    """The page, as the list of drafts sees it."""

    session: Session
    deposit: Deposit
    drafts: Button

    def go(self, index: int) -> None:
        """Bring a step into sight."""

    def begin(self) -> None:
        """Start an empty deposit."""

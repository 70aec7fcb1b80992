"""What every step of a deposit is: a widget with words for the footer and a way on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fbi_uploader.ui.deposit.controller import Deposit


class DepositStep(QWidget):
    """One step. `changed` when the footer has to be asked again; `go_to` names another step."""

    changed = Signal()
    go_to = Signal(int)

    def __init__(self, deposit: Deposit) -> None:
        super().__init__()
        self.deposit = deposit

    def note(self) -> tuple[str, str]:
        """What the footer says: a strong part, and the rest."""
        return "", ""

    def may_go_on(self) -> bool:
        """Whether the next step can be reached."""
        return True

    def enter(self) -> None:
        """It came into sight."""

    def leave(self) -> None:
        """It went out of sight."""

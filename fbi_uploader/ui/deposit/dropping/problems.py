"""What is wrong in what was dropped: one banner, and on request every problem in words."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fbi_uploader.drafting.remarks import Remarks
from fbi_uploader.errors import Problem, Severity
from fbi_uploader.messages import message
from fbi_uploader.ui.deposit.dropping.fold import RemarkList
from fbi_uploader.ui.models.remarks import wrong
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import card, column
from fbi_uploader.ui.widgets.marks import Banner, Said, Tone
from fbi_uploader.ui.words import language, number, say, translate

_LOOKED_AT = 5000


class Problems(QWidget):
    """Hidden while there is nothing to say. `toggled` when the list was folded or unfolded."""

    toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._remarks = Remarks()
        self.more = button(
            Kind.PLAIN, lambda: translate("Drop", "Show"), self._toggle, icon="chevron-down"
        )
        self.banner = Banner(Tone.WARN, "alert-triangle", self._said, self.more)
        self.list = RemarkList(lambda: translate("Drop", "Problems of what was dropped"))
        inner = column(self.list)
        self.room = card(inner)
        inner.setContentsMargins(1, 8, 1, 8)  # the card's corners
        self.room.hide()
        self.setLayout(column(self.banner, self.room))
        self.hide()
        say(self, self._speak)

    @property
    def unfolded(self) -> bool:
        """Whether every problem is listed."""
        return self.room.isVisibleTo(self)

    def tell(self, remarks: Remarks) -> None:
        """Show what is wrong now."""
        self._remarks = remarks
        self.setVisible(bool(remarks.problem_count))
        several = remarks.problem_count > 1
        self.more.setVisible(several)
        if not several and self.unfolded:
            self._toggle()
        self.banner.tell(self._said())
        self._fill()

    def _speak(self) -> None:
        shown = self.unfolded
        self.more.setText(translate("Drop", "Hide") if shown else translate("Drop", "Show"))
        self.more.set_icon("chevron-up" if shown else "chevron-down")
        self._fill()

    def _toggle(self) -> None:
        self.room.setVisible(not self.unfolded)
        self._speak()
        self.toggled.emit()

    def _fill(self) -> None:
        if self.unfolded:
            self.list.remarks.show(map(wrong, _weighty_first(self._remarks)))

    def _said(self) -> Said:
        count = self._remarks.problem_count
        first = next(iter(_weighty_first(self._remarks)), None)
        if first is None:
            return Said("", "")
        told = message(first, language())
        if count == 1:
            return Said(told.happened, " ".join(filter(None, (told.does, told.you_can, told.ask))))
        title = translate("Drop", "%n problem(s) in what was dropped", None, count)
        return Said(title.replace(str(count), number(count), 1), f"{told.happened}…")


def _weighty_first(remarks: Remarks) -> list[Problem]:
    known = list(islice(remarks.problems(), _LOOKED_AT))
    return sorted(known, key=lambda one: one.severity is not Severity.BLOCKING)

"""The guided way: where am I, five steps, always back, saved at every keystroke."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from fbi_uploader.ui.deposit.target import DropTarget
from fbi_uploader.ui.deposit.way import CHECK, DROP, ORGANISE, SENT, step_word
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.widgets.page import Note, Page
from fbi_uploader.ui.widgets.stepper import Stepper
from fbi_uploader.ui.words import clock, say, translate

if TYPE_CHECKING:
    from fbi_uploader.ui.deposit.controller import Deposit
    from fbi_uploader.ui.deposit.making import Steps
    from fbi_uploader.ui.deposit.sent import Sent


class DepositPage(Page):
    """Before `load` only the target to drop on is there, which is all that a first paint needs."""

    place_wanted = Signal(str)
    deposit: Deposit

    def __init__(self, session: Session) -> None:
        self.stepper = Stepper([partial(step_word, at) for at in range(SENT + 1)])
        self.drafts = button(
            Kind.PLAIN, lambda: translate("Deposit", "Drafts"), self._offer_drafts, icon="files"
        )
        super().__init__(lambda: translate("Deposit", "New deposit"), 8, self.stepper, self.drafts)
        self.header.stretch(self.stepper)
        self.session = session
        self.stack = QStackedWidget()
        self.steps: Steps | None = None
        self.note = Note()
        self.back = Button(Kind.PLAIN, "chevron-left")
        self.next = Button(Kind.PRIMARY, "arrow-right", trailing=True)
        self.set_footer(self.note, None, self.back, self.next)
        self.target = DropTarget()
        self.target.dropped.connect(self._dropped_early)
        self._early: list[str] = []
        self.inner.addWidget(self.stack)
        self.stack.addWidget(self.target)
        self.back.clicked.connect(lambda: self.go(self.index - 1))
        self.next.clicked.connect(self._go_on)
        say(self, self.refresh)

    def load(self) -> None:
        """Build the steps; go on with the last draft of this person."""
        from fbi_uploader.ui.deposit.controller import STEPS, Deposit  # noqa: PLC0415
        from fbi_uploader.ui.deposit.making import make_steps  # noqa: PLC0415 - after the paint

        self.deposit = Deposit(self.session)
        self.steps = make_steps(self.deposit)
        for step in self.steps:
            self.stack.addWidget(step)
            step.changed.connect(self.refresh)
            step.go_to.connect(self.go)
        self.stack.removeWidget(self.target)
        follow_layout(self)
        self.deposit.opened.connect(self.refresh)
        self.deposit.sheet_changed.connect(self.refresh)
        self.deposit.shelf_changed.connect(lambda _changes: self.refresh())
        self.deposit.saved.connect(self._tell_saved)
        self.deposit.failed.connect(self.session.failed.emit)
        self.deposit.settings_wanted.connect(lambda: self.place_wanted.emit("settings"))
        self.deposit.transfers_wanted.connect(lambda: self.place_wanted.emit("transfers"))
        self.stepper.chosen.connect(self.go)
        self.deposit.open_newest()
        self.go(STEPS.index(self.deposit.sheet.step))
        if self._early:
            self.deposit.drop(self._early)

    def _dropped_early(self, paths: list[str]) -> None:
        self._early += paths

    # -- where am I

    @property
    def index(self) -> int:
        """The step in sight."""
        return max(DROP, self.stack.currentIndex()) if self.steps is not None else DROP

    def go(self, index: int) -> None:
        """Bring a step into sight, unless one before it does not let the person on."""
        from fbi_uploader.ui.deposit.controller import STEPS  # noqa: PLC0415 - loaded by now

        if self.steps is None:
            return
        index = max(DROP, min(index, self._may_reach()))
        here, there = self.steps[self.index], self.steps[index]
        if here is not there:
            here.leave()
        self.stack.setCurrentWidget(there)
        if index < SENT:
            self.deposit.at_step(STEPS[index])
        there.enter()
        self.refresh()
        self._focus(there)

    def _focus(self, step: QWidget) -> None:
        """Where a step has nothing to type or choose, the keyboard is at the way on."""
        if not any(one.hasFocus() for one in step.findChildren(QWidget)):
            (self.next if self.next.isEnabled() else self.back).setFocus()

    def _may_reach(self) -> int:
        steps = self.steps or ()
        return next((at for at, step in enumerate(steps) if not step.may_go_on()), SENT)

    def _go_on(self) -> None:
        if self.index == SENT:
            self.begin()
        elif self.index == CHECK:
            self.send()
        else:
            self.go(self.index + 1)

    def send(self) -> None:
        """One button: what was checked goes, and the last step says what comes now."""
        if self.steps is not None:
            self.steps.check.send(self._show_sent)

    def _show_sent(self, told: Sent) -> None:
        if self.steps is not None:
            self.steps.sent.tell(told)
            self.stack.setCurrentWidget(self.steps.sent)
            self.refresh()
            self.next.setFocus()

    def begin(self) -> None:
        """Start an empty deposit."""
        self.deposit.begin()
        self.go(DROP)

    # -- words

    def refresh(self) -> None:
        """Ask the step in sight what the footer says, and where one can go."""
        if self.steps is None:
            self.stepper.show_at(DROP, DROP)
            self.back.hide()
            self.next.setEnabled(False)
            self.next.setText(step_word(ORGANISE))
            return
        index, step = self.index, self.steps[self.index]
        reachable = min(self._may_reach(), CHECK)
        self.stepper.show_at(index, index if index == SENT else max(index, reachable))
        self.note.tell(*step.note())
        self.back.setVisible(DROP < index < SENT)
        self.back.setText(step_word(max(DROP, index - 1)))
        self._enable_next(step.may_go_on())
        self._name_next(index, self.steps)
        self._tell_saved()

    def _enable_next(self, enabled: bool) -> None:  # noqa: FBT001 - as Qt's
        """Who waited at the way back for a check to end stands at the way on then."""
        waited = enabled and not self.next.isEnabled() and self.back.hasFocus()
        self.next.setEnabled(enabled)
        if waited and self.index == CHECK:
            self.next.setFocus()

    def _name_next(self, index: int, steps: Steps) -> None:
        if index == SENT:
            self.next.set_icon("plus")
            self.next.setText(translate("Deposit", "New deposit"))
        elif index == CHECK:
            self.next.set_icon("upload")
            self.next.setText(steps.check.send_word())
        else:
            self.next.set_icon("arrow-right")
            self.next.setText(step_word(index + 1))
        self.next.updateGeometry()

    def _tell_saved(self) -> None:
        sheet = self.deposit.sheet
        empty = not sheet.drops and not sheet.studies
        at = clock(sheet.saved_at)
        told = translate("Deposit", "Draft kept at %1").replace("%1", at)
        self.set_caption("" if empty or self.index == SENT else told)

    def _offer_drafts(self) -> None:
        if self.steps is not None:
            from fbi_uploader.ui.deposit.drafts import offer_drafts  # noqa: PLC0415 - when asked

            offer_drafts(self)

    def save_now(self) -> None:
        """Before the window goes."""
        if self.steps is not None:
            self.deposit.save_now()

    def enter(self) -> None:
        """It came into sight."""
        if self.steps is not None:
            self.steps[self.index].enter()
            self.refresh()

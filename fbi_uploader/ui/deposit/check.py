"""Check: the plan in plain words; nothing is sent while a blocking problem stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from fbi_uploader.drafting import organising
from fbi_uploader.drafting.composing import composing_problems
from fbi_uploader.drafting.model import UNASSIGNED, Worksheet
from fbi_uploader.errors import Code, Severity
from fbi_uploader.ui.background import read
from fbi_uploader.ui.deposit.checking.figures import Figures
from fbi_uploader.ui.deposit.checking.mending import Act, Item, Mend, items
from fbi_uploader.ui.deposit.checking.outlook import Outlook
from fbi_uploader.ui.deposit.checking.pace import last_rate
from fbi_uploader.ui.deposit.checking.planned import Planned, planned_of
from fbi_uploader.ui.deposit.checking.problems import ProblemList
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.sent import Sent
from fbi_uploader.ui.deposit.step import DepositStep
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.trouble import Answer, Trouble
from fbi_uploader.ui.widgets.frames import Scroll, card, card_bar, column, line, row
from fbi_uploader.ui.widgets.marks import Pill, Tone, Working
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import duration, language, number, rate, say, size, translate

_ORGANISE, _DESCRIBE, _SOON = 1, 2, 400


class CheckStep(DepositStep):
    """Asks the engine for a plan each time the worksheet is another one."""

    def __init__(self, deposit: Deposit) -> None:
        super().__init__(deposit)
        self.planned: Planned | None = None
        self.refused: Trouble | None = None
        self._of: Worksheet | None = None
        self._turn = 0
        self._rate: float | None = None
        self._items: list[Item] = []
        self._sending = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._plan)
        self._lay_out()
        deposit.sheet_changed.connect(self._outdated)
        deposit.opened.connect(self._forget)
        say(self, self._show)

    def _lay_out(self) -> None:
        self.figures = Figures()
        self.to_mend, self.to_know = Pill(Tone.ERR), Pill(Tone.WARN)
        self.problems = ProblemList()
        self.problems.wanted.connect(self.mend)
        self._all_well = _AllWell()
        self._rest = QStackedWidget()
        self._rest.addWidget(Scroll(self.problems))
        self._rest.addWidget(self._all_well)
        self._rest.addWidget(_Waiting())
        title = label(Role.CARD, lambda: translate("Check", "To see before sending"))
        bar = card_bar(title, None, self.to_mend, self.to_know)
        left = card(column(bar, line(), self._rest, gap=0))
        self.outlook = Outlook()
        both = row(left, self.outlook, gap=16)
        both.setStretch(0, 29)
        both.setStretch(1, 20)
        whole = column(self.figures, both, gap=16)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    # -- asking

    def enter(self) -> None:
        """Ask for a plan, unless the one that is there still holds."""
        if self._of is not self.deposit.sheet:
            self._plan()
        session = self.deposit.session
        app, node = session.app, self.deposit.sheet.node
        read(self, lambda: last_rate(app, node), self._know_rate)

    def _know_rate(self, found: float | None) -> None:
        self._rate = found
        self._show()

    def _outdated(self) -> None:
        # Saved again, or another page: that is no other content.
        if self._of is not None and _content(self._of) != _content(self.deposit.sheet):
            self.planned = None
            if self.isVisible():
                self._soon.start()
                self._show()

    def _forget(self) -> None:
        self.planned, self.refused, self._of = None, None, None
        self._turn += 1

    def _plan(self) -> None:
        deposit = self.deposit
        self._turn += 1
        self.planned, self.refused = None, None
        self._of = deposit.sheet
        local = [
            Trouble(one.code, one.facts, one.where, one.severity)
            for one in composing_problems(deposit.sheet, deposit.shelf)
        ]
        if any(one.severity is Severity.BLOCKING for one in local):
            self._items = items(local, deposit.sheet, deposit.shelf)
        else:
            deposit.save_now()  # the engine reads it from the disk
            turn = self._turn
            deposit.session.engine.ask(
                "plan", lambda answer: self._answered(turn, answer, local), draft=deposit.sheet.id
            )
            self._items = []
        self._show()

    def _answered(self, turn: int, answer: Answer, local: list[Trouble]) -> None:
        if turn != self._turn:
            return  # of a worksheet that is another one by now
        if answer.error is not None:
            if answer.error.code is Code.CANCELLED:
                return
            self.refused = answer.error
            found = [answer.error, *local]
        else:
            self.planned = planned_of(answer)
            found = [*self.planned.problems, *self._waiting(self.planned), *local]
        self._items = items(found, self.deposit.sheet, self.deposit.shelf)
        self._show()

    def _waiting(self, planned: Planned) -> list[Trouble]:
        """Files that are still being written: they are waited for, or set aside."""
        if not any(one.waiting for one in planned.assays):
            return []
        return [
            Trouble(Code.STILL_WRITTEN, {}, one.head, Severity.WARNING)
            for one in self.deposit.shelf.rows()
            if one.state == "writing" and self.deposit.place_of(one.head) not in {UNASSIGNED, "-"}
        ]

    # -- mending

    def mend(self, mend: Mend) -> None:
        """Do what a button offers."""
        deposit = self.deposit
        heads = deposit.shelf.heads
        if mend.act in {Act.RENAME, Act.CALL}:
            deposit.apply(lambda sheet: organising.rename(sheet, mend.part, mend.name))
        elif mend.act is Act.REPAIR:
            deposit.apply(lambda sheet: organising.repair_names(sheet, wanted=True))
        elif mend.act is Act.REMOVE:
            deposit.apply(lambda sheet: organising.remove(sheet, mend.heads, heads()))
        elif mend.act is Act.SET_ASIDE:
            deposit.apply(lambda sheet: organising.assign(sheet, mend.heads, UNASSIGNED, heads()))
        elif mend.act is Act.AGAIN:
            self._plan()
        elif mend.act is Act.SETTINGS:
            deposit.settings_wanted.emit()
        else:
            deposit.show_part.emit(mend.part)
            self.go_to.emit(_ORGANISE if mend.act is Act.ORGANISE else _DESCRIBE)

    # -- sending

    def send(self, done: Callable[[Sent], None]) -> None:
        """Send what was planned and shown."""
        planned = self.planned
        if planned is None or planned.blocking or self._sending:
            return
        self._sending = True
        told = Sent(planned, self._waiting(planned) != [])

        def answered(answer: Answer) -> None:
            self._sending = False
            if answer.error is None:
                done(replace(told, left=self.deposit.sent()))
            else:
                self.refused = answer.error
                self._items = items([answer.error], self.deposit.sheet, self.deposit.shelf)
                self.planned = None
                self._show()
            self.changed.emit()

        self.deposit.session.engine.ask(
            "send", answered, draft=self.deposit.sheet.id, submission=planned.submission
        )
        self.changed.emit()

    def send_word(self) -> str:
        """What the button says."""
        if self.planned is None:
            return translate("Check", "Send")
        return translate("Check", "Send %1").replace("%1", size(self.planned.bytes))

    # -- showing

    def may_go_on(self) -> bool:
        """Only with a plan that nothing blocks, and of what the worksheet says now."""
        return self.planned is not None and not self.planned.blocking and not self._sending

    def note(self) -> tuple[str, str]:
        """How many problems are to be mended."""
        blocking = sum(item.blocking for item in self._items)
        if blocking:
            return (
                translate("Check", "%n problem(s) to solve", None, blocking),
                translate("Check", "before it can be sent"),
            )
        if self.planned is None:
            return translate("Check", "Checking…"), ""
        return translate("Check", "Ready to send"), translate("Check", "· nothing blocks")

    def _show(self) -> None:
        self._show_figures()
        mend = sum(item.blocking for item in self._items)
        know = sum(item.trouble.severity is Severity.WARNING for item in self._items)
        self.to_mend.setVisible(mend > 0)
        self.to_mend.set(translate("Check", "%n to solve", None, mend))
        self.to_know.setVisible(know > 0)
        self.to_know.set(translate("Check", "%n to know", None, know))
        fields = any("field" in item.trouble.facts for item in self._items)
        labels = self._labels() if fields else {}  # template files are read for it
        shown = [_with_label(item, labels) for item in self._items]
        self.problems.tell(shown, self.planned.more if self.planned else 0)
        waits = self.planned is None and not self._items
        self._rest.setCurrentIndex(2 if waits else 0 if self._items else 1)
        if self.planned is not None:
            node = self.deposit.session.app.node(self.planned.node)
            imports = node.ingest.provenance is not None or node.quay is not None
            self.outlook.tell(
                self.planned, self.deposit.sheet, sandbox=node.sandbox, imports=imports
            )
        self.changed.emit()

    def _labels(self) -> dict[str, str]:
        """The fields of the templates that this deposit's assays chose, by their ids."""
        templates = self.deposit.session.app.templates_at(self.deposit.sheet.node).templates()
        chosen = {assay.template for _, assay in self.deposit.sheet.assays()}
        return {
            one.id: one.label.fr if language() == "fr" else one.label.en
            for stored in templates
            if stored.template.id in chosen
            for one in stored.template.field
        }

    def _show_figures(self) -> None:
        planned, dash = self.planned, "–"
        node = self.deposit.session.node
        name = node.names.fr if language() == "fr" else node.names.en
        self.figures.node.tell(name, _way_word(planned.route if planned else "", node.sandbox))
        if planned is None:
            for one in (self.figures.amount, self.figures.files, self.figures.time):
                one.tell(dash, "")
            return
        assays = translate("Check", "in %n assay(s)", None, len(planned.assays))
        self.figures.amount.tell(size(planned.bytes), assays)
        files = translate("Check", "file(s) to send", None, planned.files)
        self.figures.files.tell(number(planned.files), files)
        if self._rate:
            took = duration(planned.bytes / self._rate)
            about = translate("Check", "About %1").replace("%1", took)
            seen = translate("Check", "at %1, the rate last seen").replace("%1", rate(self._rate))
            self.figures.time.tell(about, seen)
        else:
            self.figures.time.tell(dash, translate("Check", "no rate seen yet"))


def _with_label(item: Item, labels: Mapping[str, str]) -> Item:
    """A field is called by its label, not by its id."""
    called = labels.get(str(item.trouble.facts.get("field")))
    if called is None:
        return item
    facts = {**item.trouble.facts, "field": called}
    return replace(item, trouble=replace(item.trouble, facts=facts))


def _content(sheet: Worksheet) -> Worksheet:
    return sheet.model_copy(update={"saved_at": sheet.created_at, "step": "check"})


def _way_word(route: str, sandbox: bool) -> str:  # noqa: FBT001 - a fact
    if sandbox:
        return translate("Check", "stays on this PC")
    return {
        "smb": translate("Check", "by the facility's share"),
        "irods": translate("Check", "straight into iRODS"),
        "folder": translate("Check", "by a mounted folder"),
    }.get(route, translate("Check", "the node"))


class _AllWell(QWidget):
    """Nothing to see: that is said."""

    def __init__(self) -> None:
        super().__init__()
        sign = Pill(Tone.OK, "check")
        say(sign, lambda: sign.set(translate("Check", "Nothing stands in the way")))
        words = label(
            tone="second",
            speak=lambda: translate("Check", "Names, places, metadata and room on the node fit."),
            wrap=True,
        )
        inner = column(row(sign, None), words, None, gap=8)
        inner.setContentsMargins(20, 18, 16, 16)
        self.setLayout(inner)


class _Waiting(QWidget):
    """The plan is being made."""

    def __init__(self) -> None:
        super().__init__()
        words = label(
            tone="second",
            speak=lambda: translate("Check", "Looking at the files, and asking the node…"),
        )
        inner = column(row(Working(), words, None, gap=12), None)
        inner.setContentsMargins(20, 18, 16, 16)
        self.setLayout(inner)

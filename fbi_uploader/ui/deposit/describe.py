"""Describe: what is said of the investigation, its studies and each assay."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.isa.model import Metadata
from fbi_uploader.ui import background
from fbi_uploader.ui.deposit.arranging.menus import new_menu
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describing import acts
from fbi_uploader.ui.deposit.describing.chooser import TemplateChooser
from fbi_uploader.ui.deposit.describing.deeds import Deeds
from fbi_uploader.ui.deposit.describing.entries import EntryModel
from fbi_uploader.ui.deposit.describing.entrylist import EntryList
from fbi_uploader.ui.deposit.describing.form import Form
from fbi_uploader.ui.deposit.describing.knowledge import Knowledge
from fbi_uploader.ui.deposit.describing.notice import Notice
from fbi_uploader.ui.deposit.describing.reading import Reader
from fbi_uploader.ui.deposit.describing.standing import Standing, Standings
from fbi_uploader.ui.deposit.step import DepositStep
from fbi_uploader.ui.look import icons
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import card, card_bar, column, line, row
from fbi_uploader.ui.widgets.marks import Banner, Said, Tone
from fbi_uploader.ui.widgets.text import Elided, label
from fbi_uploader.ui.words import say, translate

_LIST, _NARROW_LIST = 248, 228
_WIDE = 960
"""Pixels of the step below which the list is narrow and buttons keep their icons alone."""


class DescribeStep(DepositStep):
    """What can be described at the left, the form of the chosen one at the right."""

    def __init__(self, deposit: Deposit) -> None:
        super().__init__(deposit)
        self.knowledge = Knowledge(deposit.session, deposit.failed.emit)
        self.reader = Reader(deposit, self.knowledge.fitting)
        self.standings = Standings(self.knowledge)
        self.notice = Notice()
        self.deeds = Deeds(deposit, self.knowledge, self.reader, self.notice)
        self.model = EntryModel(self.standing)
        self.list = EntryList(self.model)
        self.chooser = TemplateChooser(self.knowledge)
        self.form = Form(deposit, self.knowledge, self.reader, self.standings)
        self._entered = False
        self._wanted: str | None = None
        """The part that another page asked for, to be shown on entering."""
        self._draft = deposit.sheet.id
        self._seen: set[tuple[str, str]] = set()
        """Assays and templates for which this PC's usual values were proposed."""
        self._make_buttons()
        self._lay_out()
        self._connect()
        say(self, self._say_again)
        self._read_ahead()

    def _read_ahead(self) -> None:
        """Templates and terms take a while to read: not when somebody comes here."""
        app, node = self.deposit.session.app, self.deposit.sheet.node
        background.read(self, lambda: (app.templates_at(node), app.vocabularies_at(node)), _nothing)

    # -- laying out

    def _make_buttons(self) -> None:
        self.last = button(
            Kind.TEXT,
            lambda: translate("Describe", "As last time"),
            lambda: self.deeds.as_last_time(self.form.part),
            icon="history",
        )
        self.all = button(
            Kind.TEXT,
            lambda: translate("Describe", "Apply to all assays"),
            lambda: self.deeds.apply_to_all(self.form.part),
            icon="copy",
        )
        self.more = button(
            Kind.ICON, lambda: translate("Describe", "More"), self.offer_more, icon="more"
        )
        self.invite = Banner(Tone.ACCENT, "info", _invitation)

    def _lay_out(self) -> None:
        self.count = label(Role.CARD)
        self.left = card(column(card_bar(self.count), line(), self.list, self.chooser, gap=0))
        self.title = Elided(Role.CARD)
        bar = card_bar(self.title, self.last, self.all, self.more)
        invited = QWidget()
        inner = QVBoxLayout(invited)
        inner.setContentsMargins(16, 16, 16, 0)
        inner.addWidget(self.invite)
        self._invited = invited
        right = card(column(bar, line(), self.notice, invited, self.form, gap=0))
        self.form.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        both = row(self.left, right, gap=16)
        both.setStretch(1, 1)
        self.setLayout(both)

    def _connect(self) -> None:
        deposit = self.deposit
        deposit.opened.connect(self._opened)
        deposit.sheet_changed.connect(self._follow)
        deposit.show_part.connect(self.show_part)
        deposit.session.nodes_changed.connect(self._forget)
        self.list.chosen.connect(self._show)
        self.chooser.chosen.connect(self._choose_template)
        self.chooser.for_all.connect(self._template_for_all)
        self.reader.came.connect(self._read_came)
        for keys, act in (
            ("Ctrl+Z", deposit.undo),
            ("Ctrl+Shift+Z", deposit.redo),
            ("Ctrl+Y", deposit.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # -- in sight or not

    def enter(self) -> None:
        """Read what the node has; begin with the first assay that is not described."""
        self._entered = True
        self._know()
        self._follow()
        wanted, self._wanted = self._wanted, None
        part = self.form.part or self._first() if wanted is None else wanted
        self.list.show_part(part)
        self._show(part)
        self.list.setFocus()

    def leave(self) -> None:
        """Nothing more is read in files."""
        self._entered = False
        self.reader.rest()
        self.notice.shut()

    def _first(self) -> str:
        assays = [one.id for _, one in self.deposit.sheet.assays()]
        open_ones = (one for one in assays if not self.standing(one).complete)
        return next(open_ones, assays[0] if assays else "")

    def _know(self) -> None:
        if self.knowledge.node != self.deposit.sheet.node:
            self.knowledge.choose(self.deposit.sheet.node)
            self.reader.reads = self.knowledge.reads()
            self.standings.forget()
            self.form.forget()
            self.chooser.refresh()

    def _forget(self) -> None:
        """Node files changed: their templates may have as well."""
        self.knowledge.node = ""
        if self._entered:
            self._know()
            self._follow()

    def _opened(self) -> None:
        if self.deposit.sheet.id == self._draft:
            return  # it is only being scanned again
        self._draft = self.deposit.sheet.id
        self.standings.forget()
        self._seen.clear()
        self.form.part = ""
        self._follow()
        if self._entered:
            self.show_part(self._first())

    # -- following the worksheet

    def _follow(self) -> None:
        if not self._entered:
            return
        self._know()
        if self._amend():
            return  # it comes back here
        sheet = self.deposit.sheet
        self.model.show(sheet)
        if self.form.part and not (sheet.assay(self.form.part) or sheet.study(self.form.part)):
            self.form.part = ""
        if self.form.isVisibleTo(self):
            self.form.refresh()
        self.list.show_part(self.form.part)
        self._speak()
        self.changed.emit()

    def _amend(self) -> bool:
        """The node's template and this PC's values for assays that are new here."""
        before = self.deposit.sheet
        self.deposit.amend(self._amended)
        return self.deposit.sheet is not before

    def _amended(self, sheet: Worksheet) -> Worksheet:
        usual = self.knowledge.usual_template()
        if usual:
            sheet = acts.choose_template(sheet, acts.without_template(sheet), usual)
        for _, assay in sheet.assays():
            key = (assay.id, assay.template or "")
            begun = bool(acts.typed(assay.metadata))
            if assay.template and key not in self._seen and not begun:
                sheet = self.deeds.propose(sheet, assay)
            if self.reader.is_known(*key):
                self._seen.add(key)
        return sheet

    def _read_came(self, assay: str) -> None:
        self._follow()
        if assay == self.form.part:
            self.form.read_came()

    def standing(self, part: str) -> Standing:
        """How far the description of a part is."""
        return self.standings.of(self.deposit.sheet, part, self._read_of(part))

    def _read_of(self, part: str) -> Metadata:
        assay = self.deposit.sheet.assay(part)
        return self.reader.of(part, assay.template).values if assay else {}

    # -- the part in sight

    def show_part(self, part: str) -> None:
        """Choose a study or an assay by its id, "" the investigation."""
        if self._entered:
            self.list.show_part(part)
        self._show(part)

    def _show(self, part: str) -> None:
        if not self._entered:
            self._wanted = part
            return
        self.notice.shut()
        self.form.show_part(part)
        self.reader.begin(part)
        self._speak()

    def _choose_template(self, template: str) -> None:
        part = self.form.part
        self.notice.shut()
        self.deposit.apply(lambda sheet: acts.choose_template(sheet, [part], template))
        self.form.show_part(part)
        self.reader.begin(part)

    def _template_for_all(self, template: str) -> None:
        every = [one.id for _, one in self.deposit.sheet.assays()]
        self.deposit.apply(lambda sheet: acts.choose_template(sheet, every, template))
        self.reader.begin(self.form.part)

    def offer_more(self) -> None:
        """What is needed now and then."""
        history, part = self.deposit.history, self.form.part
        menu = new_menu(self)
        undo = menu.addAction(icons.icon("undo"), translate("Describe", "Undo"), self.deposit.undo)
        redo = menu.addAction(icons.icon("redo"), translate("Describe", "Redo"), self.deposit.redo)
        menu.addSeparator()
        usual = menu.addAction(
            icons.icon("save"),
            translate("Describe", "Save as this PC’s usual values…"),
            lambda: self.deeds.offer_usual(self, part),
        )
        assay = self.deposit.sheet.assay(part)
        undo.setEnabled(history.can_undo)
        redo.setEnabled(history.can_redo)
        usual.setEnabled(assay is not None and bool(assay.template))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    # -- words

    def _speak(self) -> None:
        sheet = self.deposit.sheet
        assay = sheet.assay(self.form.part)
        assays = sum(1 for _ in sheet.assays())
        self.count.setText(translate("Describe", "%n assay(s)", None, assays))
        row_ = self.model.row_of(self.form.part)
        self.title.set_text(self.model.name(row_) if row_ >= 0 else "")
        described = assay is not None and bool(assay.template)
        self.last.setVisible(described)
        self.all.setVisible(described and assays > 1)
        self.chooser.setVisible(assay is not None)
        self._invited.setVisible(assay is not None and not described)
        if assay is not None:
            self.chooser.show_template(assay.template or "", several=assays > 1)
        self._fit()

    def _say_again(self) -> None:
        self._speak()
        if self._entered and self.form.panel is not None:
            self.form.refresh()

    def note(self) -> tuple[str, str]:
        """How many assays are complete."""
        found = [self.standing(one.id) for _, one in self.deposit.sheet.assays()]
        done = sum(one.complete for one in found)
        told = translate("Describe", "%n assay(s) complete", None, done)
        strong = translate("Describe", "%1 of %2").replace("%1", told)
        rest = translate("Describe", "· you can go on and come back")
        return strong.replace("%2", str(len(found))), rest if done < len(found) else ""

    def may_go_on(self) -> bool:
        """Always: what is missing is said again before anything is sent."""
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The form has the room that there is."""
        super().resizeEvent(event)
        self.left.setFixedWidth(_LIST if self.width() >= _WIDE else _NARROW_LIST)
        self._fit()

    def _fit(self) -> None:
        """Words of buttons give way before the name does."""
        words = {
            self.last: translate("Describe", "As last time"),
            self.all: translate("Describe", "Apply to all assays"),
        }
        wide = self.width() >= _WIDE
        for made, word in words.items():
            _with_word(made, word, shown=wide)


def _nothing(_read: object) -> None:
    """What was read is kept by the program."""


def _with_word(made: Button, word: str, *, shown: bool) -> None:
    made.setText(word if shown else "")
    made.setAccessibleName(word)
    made.setToolTip("" if shown else word)
    made.updateGeometry()


def _invitation() -> Said:
    return Said(
        translate("Describe", "Choose a description template"),
        translate("Describe", "It says which fields this kind of experiment needs."),
    )

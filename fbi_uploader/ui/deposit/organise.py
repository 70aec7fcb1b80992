"""Organise: filesets are put into assays of an investigation's studies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout

from fbi_uploader.drafting import organising
from fbi_uploader.drafting.model import UNASSIGNED, Worksheet
from fbi_uploader.drafting.placing import sums_by_place
from fbi_uploader.drafting.suggesting import Suggestion, suggest
from fbi_uploader.ui.background import read
from fbi_uploader.ui.deposit.arranging.acts import INVESTIGATION, Acts, words
from fbi_uploader.ui.deposit.arranging.known import KnownNames, Place
from fbi_uploader.ui.deposit.arranging.menus import add_places, new_menu
from fbi_uploader.ui.deposit.arranging.naming import NameEditor, Naming
from fbi_uploader.ui.deposit.arranging.suggested import SuggestionCard
from fbi_uploader.ui.deposit.arranging.tree import IsaTree
from fbi_uploader.ui.deposit.arranging.waiting import WaitingList, WaitingModel
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.step import DepositStep
from fbi_uploader.ui.look import icons
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.models.isatree import ROOT, IsaTreeModel, Node
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import at_top, box, card, card_bar, column, line, row
from fbi_uploader.ui.widgets.marks import Pill, Sign, Tone
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

_SOON = 200  # ms
_NARROW = 960  # px below which buttons keep their icons alone


class OrganiseStep(DepositStep):
    """The tree at the left, what waits for a place at the right."""

    def __init__(self, deposit: Deposit) -> None:
        super().__init__(deposit)
        self.acts = Acts(deposit)
        self.known = KnownNames(deposit)
        self.model = IsaTreeModel(deposit)
        self.tree = IsaTree(self.model)
        self.waiting_model = WaitingModel(deposit)
        self.waiting = WaitingList(deposit, self.waiting_model)
        self.suggested = SuggestionCard()
        self._placed = self._all = 0
        self._suggestion = Suggestion()
        self._make_buttons()
        self._lay_out()
        self.editor = NameEditor(self.tree.viewport())
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._count)
        self._connect()
        self._shortcuts()
        say(self, self._count)

    # -- laying out

    def _make_buttons(self) -> None:
        self.undo = button(
            Kind.ICON, lambda: translate("Organise", "Undo"), self.deposit.undo, icon="undo"
        )
        self.redo = button(
            Kind.ICON, lambda: translate("Organise", "Redo"), self.deposit.redo, icon="redo"
        )
        self.rename = button(
            Kind.TEXT, lambda: translate("Organise", "Rename"), self.begin_naming, icon="pen"
        )
        self.merge = button(
            Kind.TEXT, lambda: translate("Organise", "Merge"), self.merge_chosen, icon="merge"
        )
        self.new = Button(Kind.TEXT, "plus")
        say(self.new, lambda: self.new.setText(translate("Organise", "New")))
        menu = QMenu(self.new)
        assay, study = QAction(menu), QAction(menu)
        say(assay, lambda: assay.setText(translate("Organise", "New assay")))
        say(study, lambda: study.setText(translate("Organise", "New study")))
        for action, keys, act in (
            (assay, "Ctrl+N", self.add_assay),
            (study, "Ctrl+Shift+N", self.add_study),
        ):
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(act)
            menu.addAction(action)
        self.new.setMenu(menu)
        self.place = button(
            Kind.TEXT, lambda: translate("Organise", "Put into…"), self.offer_places
        )

    def _lay_out(self) -> None:
        self._bar_title = label(Role.CARD, lambda: translate("Organise", "Tree"))
        edge = line(vertical=True)
        edge.setFixedHeight(24)
        bar = card_bar(
            self._bar_title, 4, self.undo, self.redo, edge, self.rename, self.merge, self.new, None
        )
        inner = QVBoxLayout()
        inner.setContentsMargins(8, 8, 8, 8)
        inner.addWidget(self.tree)
        left = card(column(bar, line(), box(inner), gap=0))
        self.count = Pill(Tone.WARN)
        title = label(Role.CARD, lambda: translate("Organise", "To be placed"))
        hint = label(
            Role.CAPTION,
            lambda: translate(
                "Organise", "Drag a fileset onto an assay, or choose it and “Put into…” (Ctrl+M)."
            ),
            tone="second",
            wrap=True,
        )
        foot = row(at_top(Sign("info", "text2", 18)), hint, gap=10)
        foot.setContentsMargins(16, 12, 16, 14)
        self._done = label(
            speak=lambda: translate("Organise", "Everything has its place."), tone="second"
        )
        self._done.setContentsMargins(16, 16, 16, 0)
        top = card_bar(title, 4, self.count, None, self.place)
        right_column = column(top, line(), self.suggested, self._done, self.waiting, gap=0)
        right_column.setStretch(4, 1)
        right_column.addLayout(foot)
        right = card(right_column)
        both = row(left, right, gap=16)
        both.setStretch(0, 61)
        both.setStretch(1, 37)
        self.setLayout(both)

    def _connect(self) -> None:
        deposit = self.deposit
        deposit.sheet_changed.connect(self._soon.start)
        deposit.shelf_changed.connect(lambda _changes: self._soon.start())
        deposit.opened.connect(self._count)
        deposit.show_part.connect(self.tree.show_part)
        self.known.came.connect(self._mark_existing)
        self.model.dropped.connect(self._dropped)
        self.tree.naming_wanted.connect(self.begin_naming)
        self.tree.deletion_wanted.connect(self.delete_chosen)
        self.tree.menu_wanted.connect(self._offer_menu)
        self.tree.chosen.connect(self._enable)
        self.waiting.chosen.connect(self._enable)
        self.waiting.placing_wanted.connect(self.offer_places)
        self.waiting.menu_wanted.connect(self._offer_places_at)
        self.editor.named.connect(self._named)
        self.editor.closed.connect(self.tree.setFocus)
        self.suggested.accepted.connect(lambda: self.acts.accept(self._suggestion))

    def _shortcuts(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "Ctrl+Z": self.deposit.undo,
            "Ctrl+Shift+Z": self.deposit.redo,
            "Ctrl+Y": self.deposit.redo,
            "Ctrl+M": self.offer_places,
        }
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # -- acts

    def add_assay(self) -> None:
        """A new assay near the current row, to be named at once."""
        if not self.deposit.sheet.studies:
            self.acts.new_study()
        self._name_new(self.acts.new_assay(self.tree.current().part))

    def add_study(self) -> None:
        """A new study, to be named at once."""
        self._name_new(self.acts.new_study())

    def _name_new(self, part: str) -> None:
        self.tree.show_part(part)
        self.begin_naming()

    def begin_naming(self) -> None:
        """Name the part of the current row."""
        node = self.tree.current()
        if node.level == "F" and node.parent is not None:
            self.tree.show_part(node.part)
            node = node.parent
        rect: QRect = self.tree.row_rect().adjusted(36, 0, -8, 0)
        self.editor.begin(
            Naming(
                node.part,
                self.model.name(node),
                investigation=node.level == ROOT,
                beside=self.model.names_beside(node),
                known=self.known.names(self._place_of(node)),
            ),
            rect,
        )

    def _place_of(self, node: Node) -> Place:
        """Where on the node a part's neighbours are looked for."""
        sheet = self.deposit.sheet
        if node.level == ROOT:
            return ()
        if node.level == "S":
            return (sheet.investigation.name,)
        study = sheet.study_of(node.part)
        return (sheet.investigation.name, study.name if study else "")

    def _named(self, part: str, name: str) -> None:
        self.acts.rename(part, name)
        self.tree.show_part(part)

    def merge_chosen(self) -> None:
        """The first of the chosen assays (or studies) takes the others in."""
        parts = self._mergeable()
        if len(parts) > 1:
            self.acts.merge(parts[0], parts[1:])
            self.tree.show_part(parts[0])

    def _mergeable(self) -> list[str]:
        nodes = [one for one in self.tree.chosen_nodes() if one.level in {"S", "A"}]
        levels = {one.level for one in nodes}
        return [one.part for one in nodes] if len(levels) == 1 else []

    def delete_chosen(self) -> None:
        """Filesets wait for a place again; of the parts the chosen ones go. It can be undone."""
        nodes = self.tree.chosen_nodes()
        filesets = [int(one.key) for one in nodes if one.level == "F"]
        if filesets:
            self.acts.take_out(filesets)
        for part in [one.part for one in nodes if one.level in {"S", "A"}]:
            if self.deposit.sheet.study(part) or self.deposit.sheet.assay(part):
                self.acts.delete(part)

    def _chosen_filesets(self) -> list[int]:
        inside = [int(one.key) for one in self.tree.chosen_nodes() if one.level == "F"]
        return self.waiting.chosen_numbers() or inside

    def offer_places(self) -> None:
        """Where the chosen filesets may go, below the button."""
        self._offer_places_at(self.place.mapToGlobal(QPoint(0, self.place.height())))

    def _offer_places_at(self, at: QPoint) -> None:
        numbers = self._chosen_filesets()
        if not numbers and self.waiting_model.rowCount():
            self.waiting.selectAll()
            numbers = self.waiting.chosen_numbers()
        if numbers:
            menu = new_menu(self)
            add_places(menu, self.deposit.sheet, partial(self._put, numbers))
            menu.popup(at)

    def _put(self, numbers: list[int], near: str) -> None:
        self.waiting.clearSelection()
        self.tree.show_part(self.acts.put(numbers, near))

    def _dropped(self, node: Node, what: object) -> None:
        if isinstance(what, list):
            self._put(what, node.part)
        elif isinstance(what, str) and what != node.part:
            self.acts.move_assay(what, node.part)
            self.tree.show_part(what)

    def _offer_menu(self, at: QPoint) -> None:
        menu = new_menu(self)
        node = self.tree.current()
        if node.level == "F":
            numbers = self._chosen_filesets()
            inner = menu.addMenu(icons.icon("arrow-right"), translate("Organise", "Put into…"))
            add_places(inner, self.deposit.sheet, partial(self._put, numbers))
            take = partial(self.acts.take_out, numbers)
            menu.addAction(
                icons.icon("minus"), translate("Organise", "Take out of the assay"), take
            )
        else:
            menu.addAction(icons.icon("pen"), translate("Organise", "Rename"), self.begin_naming)
            menu.addAction(icons.icon("plus"), translate("Organise", "New assay"), self.add_assay)
            menu.addAction(icons.icon("plus"), translate("Organise", "New study"), self.add_study)
            merge = menu.addAction(
                icons.icon("merge"), translate("Organise", "Merge"), self.merge_chosen
            )
            merge.setEnabled(len(self._mergeable()) > 1)
            if node.level != ROOT:
                menu.addAction(
                    icons.icon("trash"), translate("Organise", "Delete"), self.delete_chosen
                )
        menu.popup(at)

    # -- showing

    def enter(self) -> None:
        """Names on the node are asked for; an unnamed investigation is named first."""
        self.known.forget()  # others send to the node too
        self._count()
        self.tree.setFocus()
        if not self.tree.currentIndex().isValid():
            self.tree.show_part(INVESTIGATION)
        if not self.deposit.sheet.investigation.name and self.deposit.sheet.studies:
            self.tree.show_part(INVESTIGATION)
            QTimer.singleShot(0, self, self.begin_naming)

    def leave(self) -> None:
        """What is being typed is kept."""
        self.editor.finish()

    def _mark_existing(self) -> None:
        self.model.know_existing(self.known.existing(self.deposit.sheet))

    def _count(self) -> None:
        sheet, shelf = self.deposit.sheet, self.deposit.shelf
        sums = sums_by_place(sheet, shelf)
        waiting = sums[UNASSIGNED].filesets
        self._placed = sum(sums[assay.id].filesets for _, assay in sheet.assays())
        self._all = self._placed + waiting
        self.count.setVisible(waiting > 0)
        self.count.set(str(waiting))
        self._done.setVisible(not waiting and self._placed > 0)
        self._suggest(waiting > 0)
        self.drawn_trouble()
        self._enable()
        self._mark_existing()
        self.changed.emit()

    def _suggest(self, wanted: bool) -> None:  # noqa: FBT001 - a fact
        """Look at folders and names in another thread: there may be 100,000 of them."""
        if not wanted or not self.isVisible():
            self._offer(self.deposit.sheet, Suggestion())
            return
        sheet, heads, said = self.deposit.sheet, list(self.deposit.shelf.heads()), words()
        read(self, lambda: suggest(sheet, heads, said), partial(self._offer, sheet))

    def _offer(self, sheet: Worksheet, suggestion: Suggestion) -> None:
        if sheet.placements == self.deposit.sheet.placements:  # else another one is on its way
            self._suggestion = suggestion
            self.suggested.tell(suggestion)

    def drawn_trouble(self) -> None:
        """Mark the parts whose names the node will not take."""
        sheet = self.deposit.sheet
        wrong: set[str] = set()
        root = sheet.investigation.name
        if root and organising.problems_of_name(root, investigation=True):
            wrong.add(INVESTIGATION)
        names = {one.id: one.name for one in sheet.studies}
        names |= {one.id: one.name for _, one in sheet.assays()}
        for part, name in names.items():
            beside = self.model.names_beside(self.model.node(self.model.index_of(part)))
            if organising.problems_of_name(name, taken=beside):
                wrong.add(part)
        self.tree.drawn.troubled = wrong
        self.tree.viewport().update()

    def _enable(self) -> None:
        history = self.deposit.history
        self.undo.setEnabled(history.can_undo)
        self.redo.setEnabled(history.can_redo)
        self.merge.setEnabled(len(self._mergeable()) > 1)
        self.place.setEnabled(bool(self._all))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """In a narrow window the card's title gives way first."""
        super().resizeEvent(event)
        self._bar_title.setVisible(self.width() >= _NARROW)

    def note(self) -> tuple[str, str]:
        """How many have their place."""
        told = translate("Organise", "%n fileset(s) placed", None, self._placed)
        strong = translate("Organise", "%1 of %2").replace("%1", told).replace("%2", str(self._all))
        waiting = self._all - self._placed
        rest = translate("Organise", "· the others will wait in a draft")
        return strong, rest if waiting and self._placed else ""

    def may_go_on(self) -> bool:
        """With something placed."""
        return self._placed > 0

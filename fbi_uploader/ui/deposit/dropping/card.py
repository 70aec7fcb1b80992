"""The card of filesets: sums and acts in its head, the table, and what was left aside below."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout

from fbi_uploader.drafting.model import REMOVED
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.dropping import sayings
from fbi_uploader.ui.deposit.dropping.acts import Acts, WhyNot
from fbi_uploader.ui.deposit.dropping.fold import Fold
from fbi_uploader.ui.deposit.dropping.menu import Entry, keys_of, menu_of, show_in_folder
from fbi_uploader.ui.deposit.dropping.searching import Searching
from fbi_uploader.ui.deposit.dropping.table import FilesetTable
from fbi_uploader.ui.deposit.dropping.tally import Tally
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.models.filesets import FilesetModel
from fbi_uploader.ui.models.remarks import RemarkModel, left_out
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import box, card_bar, column, line, row
from fbi_uploader.ui.widgets.marks import Working
from fbi_uploader.ui.widgets.text import Elided, label
from fbi_uploader.ui.words import say, translate

_CORNERS = 9  # px that what has square corners stays off the card's round ones
_SUMMED = 10_000  # rows whose sizes are added up while they are being selected
_NAMED = 3  # files left aside that are named while the list is folded


class FilesetCard(QFrame):
    """Shows a deposit; `tell` brings the sums."""

    def __init__(self, deposit: Deposit) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._deposit = deposit
        self._tally = Tally()
        self._shows_removed = False
        self.model = FilesetModel(deposit)
        self.acts = Acts(deposit, self.model)
        self.table = FilesetTable(self.model)
        self._make_head()
        self._make_foot()
        self._lay_out()
        self.table.chosen.connect(self.tell_chosen)
        self.table.menu_wanted.connect(self._open_menu)
        say(self, self.speak)

    # -- parts

    def _make_head(self) -> None:
        self.count = label(Role.CARD)
        self.sums = Elided(tint="text2")
        self.working = Working()
        self.split = button(
            Kind.TEXT, lambda: translate("Drop", "Split"), self.split_chosen, icon="split"
        )
        self.join = button(
            Kind.TEXT, lambda: translate("Drop", "Join"), self.join_chosen, icon="join"
        )
        self.remove = button(
            Kind.TEXT, lambda: translate("Drop", "Remove"), self.remove_chosen, icon="trash"
        )
        acts = row(self.split, self.join, self.remove, gap=8)
        self.head = card_bar(self.working, self.count, 4, self.sums, 8, acts)
        self.progress = Searching()

    def _make_foot(self) -> None:
        self.nothing = label(
            tone="second",
            speak=lambda: translate("Drop", "There is nothing to send in what was dropped."),
            wrap=True,
        )
        self.nothing.setContentsMargins(16, 16, 16, 16)
        self.removed_word = label(tone="second")
        self.show_removed = Button(Kind.TEXT, "eye")
        self.show_removed.clicked.connect(lambda _checked: self._toggle_removed())
        words = row(self.removed_word, self.show_removed, None, gap=8)
        words.setContentsMargins(16, 2, 8, 2)
        self.removed = box(column(line(), words, gap=0))
        self.left = Fold(lambda: translate("Drop", "Files left aside"), self._fill_left)

    def _lay_out(self) -> None:
        whole = self._whole = QVBoxLayout(self)
        whole.setSpacing(0)
        for part in (self.head, self.progress, self.table, self.nothing, self.removed, self.left):
            whole.addWidget(part)

    def set_most(self, height: int) -> None:
        """What is unfolded leaves a row of the table in a card of this height."""
        parts = (self.table, self.removed, self.left.row)
        taken = sum(one.minimumSizeHint().height() for one in parts if not one.isHidden())
        self.left.list.set_most(height - self.head.height() - taken - _CORNERS)

    # -- words

    def tell(self, told: Tally) -> None:
        """Other sums."""
        self._tally = told
        self.speak()

    def speak(self) -> None:
        """Say all of it."""
        told, scanning = self._tally, self._deposit.scanning
        self.working.setVisible(scanning)
        self.progress.set_searching(searching=scanning)
        words = sayings.scanning_text if scanning else sayings.filesets_text
        self.count.setText(words(told.filesets))
        rows = self.model.rowCount()
        self.table.setVisible(bool(rows) or scanning)
        self.nothing.setVisible(not rows and not scanning and not told.removed)
        self.table.set_turning(turning=bool(told.writing))
        self._tell_removed()
        self._tell_left()
        foot = bool(told.removed or self._deposit.shelf.remarks.left_out_count)
        self._whole.setContentsMargins(1, 1, 1, 1 if foot else _CORNERS)
        self.tell_chosen()
        self.updateGeometry()

    def tell_chosen(self) -> None:
        """What is chosen, what can be done with it, and why not."""
        rows = self.table.chosen_rows()
        whys = {
            self.split: self.acts.why_not_split(rows),
            self.join: self.acts.why_not_join(rows),
            self.remove: self.acts.why_not_remove(rows),
        }
        for act, why in whys.items():
            act.setEnabled(why is None)
            act.setToolTip(sayings.why_not_text(why))
            act.setAccessibleDescription(sayings.why_not_text(why))
        self.sums.set_text(self._said_of(rows, whys[self.split]))

    def _said_of(self, rows: list[int], why_not_split: WhyNot | None) -> str:
        if not rows:
            return sayings.sums_text(self._tally)
        told = sayings.chosen_text(len(rows), self._bytes_of(rows))
        if why_not_split is WhyNot.TOGETHER:
            return f"{told} · {sayings.why_not_text(why_not_split)}"
        return told

    def _bytes_of(self, rows: list[int]) -> int | None:
        if len(rows) == self._tally.filesets and not self._shows_removed:
            return self._tally.bytes
        return self.model.bytes_of(rows) if len(rows) <= _SUMMED else None

    def _tell_removed(self) -> None:
        count = self._tally.removed
        self.removed.setVisible(bool(count))
        self.removed_word.setText(sayings.removed_text(count))
        shown = self._shows_removed
        self.show_removed.set_icon("eye-off" if shown else "eye")
        self.show_removed.setText(translate("Drop", "Hide") if shown else translate("Drop", "Show"))
        self.show_removed.updateGeometry()
        if not count and shown:
            self._toggle_removed()

    def _tell_left(self) -> None:
        remarks = self._deposit.shelf.remarks
        count = remarks.left_out_count
        self.left.setVisible(bool(count))
        named = [left_out(*one).title for one in islice(remarks.left_out(), _NAMED)]
        more = "…" if count > _NAMED else ""
        self.left.row.tell(sayings.left_text(count), ", ".join(named) + more)
        self.left.refill()

    def _fill_left(self, remarks: RemarkModel) -> None:
        remarks.show(left_out(*one) for one in self._deposit.shelf.remarks.left_out())

    def _toggle_removed(self) -> None:
        self._shows_removed = not self._shows_removed
        every = self._shows_removed
        self.model.accept((lambda _place: True) if every else (lambda place: place != REMOVED))
        self.speak()

    # -- acts

    def remove_chosen(self) -> None:
        """Do not send what is chosen."""
        rows = self.table.chosen_rows()
        if self.acts.why_not_remove(rows) is None:
            self.acts.remove(rows)

    def split_chosen(self) -> None:
        """Take apart what is chosen."""
        rows = self.table.chosen_rows()
        if self.acts.why_not_split(rows) is None:
            self.acts.split(rows)

    def join_chosen(self) -> None:
        """Make one fileset of what is chosen, and choose that."""
        rows = self.table.chosen_rows()
        if self.acts.why_not_join(rows) is not None:
            return
        head = self.model.head(rows[0])
        self.acts.join(rows)
        joined = self.model.row_of(head)
        if joined is not None:
            self.table.choose(joined)

    def restore_chosen(self) -> None:
        """Send after all what is chosen and was removed."""
        self.acts.restore(self.table.chosen_rows())

    def show_chosen(self) -> None:
        """Show what is chosen in the file manager."""
        rows = self.table.chosen_rows()
        if rows:
            show_in_folder(self, self.model.heads(rows))

    def menu(self) -> QMenu:
        """Of what is chosen."""
        rows, acts = self.table.chosen_rows(), self.acts
        back = Entry("undo", translate("Drop", "Put back"), self.restore_chosen)
        remove = Entry(
            "trash",
            translate("Drop", "Remove"),
            self.remove_chosen,
            acts.why_not_remove(rows),
            keys_of("Del"),
        )
        split = Entry(
            "split",
            translate("Drop", "Split"),
            self.split_chosen,
            acts.why_not_split(rows),
            keys_of("Ctrl+Shift+J"),
        )
        join = Entry(
            "join",
            translate("Drop", "Join"),
            self.join_chosen,
            acts.why_not_join(rows),
            keys_of("Ctrl+J"),
        )
        show = Entry("folder", translate("Drop", "Show in its folder"), self.show_chosen)
        first = (back,) if acts.may_restore(rows) else ()
        return menu_of(self, (*first, remove, split, join, None, show))

    def _open_menu(self, at: QPoint) -> None:
        if self.table.chosen_rows():
            self.menu().popup(at)

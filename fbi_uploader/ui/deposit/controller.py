"""The deposit being prepared: its worksheet, its filesets, and what the images say of themselves.

Every edit goes through `apply`, is a step of undo, and is saved. The engine writes the filesets it
finds into a log, which is read here by a timer, a little at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from fbi_uploader.drafting import dropping, store
from fbi_uploader.drafting.history import History
from fbi_uploader.drafting.leftover import remainder
from fbi_uploader.drafting.model import UNASSIGNED, Step, Worksheet, new_worksheet
from fbi_uploader.drafting.placing import place_of, sums_by_place
from fbi_uploader.drafting.rows import Changes
from fbi_uploader.drafting.shelf import MOST_LINES, Shelf, ShelfReader
from fbi_uploader.errors import InputError
from fbi_uploader.ui.deposit.again import Again, to_scan_again
from fbi_uploader.ui.deposit.saving import Saver
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Answer, Json

_AT_ONCE, _SCANNING, _WATCHING = 10, 50, 500  # ms between looks at the log
STEPS: tuple[Step, ...] = ("drop", "organise", "describe", "check")


@dataclass(frozen=True, slots=True)
class Look:
    """What the image file of a fileset says. `thumbnail` a PNG on this disk; `code` why not."""

    images: int
    format: str
    summary: str
    thumbnail: str
    code: str


class Deposit(QObject):
    """One draft at a time is open. What pages show, they read from `sheet` and `shelf`."""

    opened = Signal()
    """Another draft: everything has to be read anew."""
    sheet_changed = Signal()
    shelf_changed = Signal(object)
    """`drafting.rows.Changes`."""
    looked = Signal(str)
    """More is known of this head (`looks`)."""
    saved = Signal()
    show_part = Signal(str)
    """A study or an assay (its id, "" the investigation) that a page is to select."""
    settings_wanted = Signal()
    transfers_wanted = Signal()
    failed = Signal(object)
    """An UploaderError, or a Trouble, to be said."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.shelf = Shelf()
        self.looks: dict[str, Look] = {}
        self.history = History(self._empty())
        self._asked: set[str] = set()
        self._reader: ShelfReader | None = None
        self._expecting = False
        """Whether a scan was asked for that has not said anything yet."""
        self._saver = Saver(session.home.drafts)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(self.failed.emit)
        self._timer = QTimer(self)
        self._timer.setInterval(_WATCHING)
        self._timer.timeout.connect(self._read)
        session.engine.greeted.connect(self._greet)
        session.engine.told.connect(self._told)
        session.person_changed.connect(self._another_person)
        session.node_changed.connect(self._another_node)

    @property
    def sheet(self) -> Worksheet:
        """As it stands now."""
        return self.history.now

    def _empty(self) -> Worksheet:
        session = self.session
        return new_worksheet(session.person.name, session.node.id, datetime.now(UTC))

    # -- drafts

    def begin(self) -> None:
        """Start an empty one; the one before waits among the drafts, unless nothing is in it."""
        self._put(self._empty())

    def open(self, id_: str) -> None:
        """Go on with one that waits. Raises InputError."""
        self._put(store.load(self.session.home.drafts, id_))

    def open_newest(self) -> None:
        """Go on with what this person did last, or begin."""
        waiting = store.waiting(self.session.home.drafts, self.session.person.name)
        for one in waiting:
            try:
                self.open(one.id)
            except InputError as error:  # a damaged one is said, and does not hide the others
                self.failed.emit(error)
            else:
                return
        self.begin()

    def remove(self, id_: str) -> None:
        """Throw a draft away. The files it names are never touched. Raises InputError."""
        here = id_ == self.sheet.id
        if here:
            self._saver.forget()
            self.session.engine.ask("close", draft=id_)
        store.remove(self.session.home.drafts, id_)
        if here:
            self._put(self._empty())

    def save_now(self) -> None:
        """Before the program ends."""
        try:
            self._saver.save_now()
        except InputError as error:
            self.failed.emit(error)

    def _put(self, sheet: Worksheet) -> None:
        self.save_now()
        self.history = History(sheet)
        self.shelf = Shelf()
        self.looks.clear()
        self._asked.clear()
        self._reader = None
        self.opened.emit()
        self.sheet_changed.emit()
        if sheet.drops:
            self._scan()

    def _another_person(self) -> None:
        if self.sheet.person != self.session.person.name:
            self.open_newest()

    def _another_node(self) -> None:
        node = self.session.node.id
        if self.sheet.node != node:
            self.apply(lambda sheet: sheet.model_copy(update={"node": node}))

    # -- edits

    def apply(self, edit: Callable[[Worksheet], Worksheet], typing: str = "") -> None:
        """Do an edit: one step of undo; those with the same `typing` in a row are one."""
        before = self.sheet
        self.history.do(edit(before), typing)
        self._changed(before)

    def undo(self) -> None:
        """Back by one."""
        before = self.sheet
        self.history.undo()
        self._changed(before)

    def redo(self) -> None:
        """Forth by one."""
        before = self.sheet
        self.history.redo()
        self._changed(before)

    def at_step(self, step: Step) -> None:
        """Remember where the person is; no step of undo."""
        if step != self.sheet.step:
            self.history.replace(self.sheet.model_copy(update={"step": step}))
            self._saver.save(self.sheet, self.shelf.sums)

    def amend(self, edit: Callable[[Worksheet], Worksheet]) -> None:
        """Do what nobody would undo: saved as every edit is, but no step of undo."""
        before = self.sheet
        self.history.replace(edit(before))
        self._changed(before)

    def _changed(self, before: Worksheet) -> None:
        if self.sheet is before:
            return
        self._saver.save(self.sheet, self.shelf.sums)
        self.sheet_changed.emit()
        self._scan_again(to_scan_again(before, self.sheet))

    def _scan_again(self, again: Again) -> None:
        if again.whole:
            self.rescan()
        elif again.roots and self._reader is None:
            self._scan()
        elif again.roots:
            self.save_now()  # the engine reads it
            roots = list(again.roots)
            self.session.engine.ask("drop", self._answered, draft=self.sheet.id, paths=roots)
            self._expecting = True
            self._timer.setInterval(_SCANNING)

    def _saved(self, sheet: Worksheet) -> None:
        if sheet.id == self.sheet.id:
            self.history.replace(self.sheet.model_copy(update={"saved_at": sheet.saved_at}))
            self.saved.emit()

    # -- filesets

    def drop(self, paths: Sequence[str]) -> None:
        """Take files and folders in. They are read where they lie, and never changed."""
        self.apply(lambda sheet: dropping.drop(sheet, paths))

    def rescan(self) -> None:
        """Read everything that was dropped anew."""
        self.shelf = Shelf()
        self._reader = None
        self.opened.emit()
        self._scan()

    def place_of(self, head: str) -> str:
        """The assay that a fileset is in, or UNASSIGNED, or REMOVED."""
        return place_of(head, self.sheet.placements)

    def sent(self) -> int:
        """What was planned is the engine's now; the filesets that are in no assay stay a draft.

        Returns how many those are. The draft that was sent is gone.
        """
        sheet, shelf = self.sheet, self.shelf
        left = sums_by_place(sheet, shelf)[UNASSIGNED].filesets
        rest = remainder(sheet, datetime.now(UTC)) if left else None
        self._saver.forget()
        self.session.engine.ask("close", draft=sheet.id)
        try:
            if rest is not None:
                store.save(self.session.home.drafts, rest)
            store.remove(self.session.home.drafts, sheet.id)
        except InputError as error:
            self.failed.emit(error)
        self._put(self._empty())
        return left

    @property
    def scanning(self) -> bool:
        """Whether filesets are still being found."""
        return bool(self.shelf.scanning) or (bool(self.sheet.drops) and self._reader is None)

    def _scan(self) -> None:
        self._saver.save(self.sheet, self.shelf.sums)
        self.save_now()
        self.session.engine.ask("open", self._opened, draft=self.sheet.id)

    def _greet(self) -> None:
        # Another engine: its watch has to be begun again, with a log of its own.
        if self._reader is not None:
            self.rescan()

    def _opened(self, answer: Answer) -> None:
        log = answer.text("shelf")
        if not answer.ok or Path(log).parent.name != self.sheet.id:
            self._answered(answer)
            return
        self._reader = ShelfReader(Path(log))
        self._expecting = True
        self._timer.start(_SCANNING)

    def _answered(self, answer: Answer) -> None:
        if answer.error is not None:
            self.failed.emit(answer.error)

    def _read(self) -> None:
        if self._reader is None:
            self._timer.stop()
            return
        try:
            lines = self._reader.read()
        except InputError as error:
            self.failed.emit(error)
            lines = []
        if lines:
            self._expecting = False
            changes: Changes = self.shelf.take(lines)
            self._forget_looks(changes)
            self.shelf_changed.emit(changes)
        more = len(lines) == MOST_LINES
        soon = bool(lines) or self._expecting or bool(self.shelf.scanning)
        busy = _SCANNING if soon else _WATCHING
        self._timer.setInterval(_AT_ONCE if more else busy)

    def _forget_looks(self, changes: Changes) -> None:
        """A file that changed is to be looked at again; what was seen stays until then."""
        if self._asked:
            for part in (*changes.changed, *changes.returned):
                self._asked.difference_update(map(self.shelf.head, part))

    # -- what images say

    def want_looks(self, heads: Iterable[str]) -> None:
        """Ask for images and thumbnails of these, the last ones first; once each."""
        wanted = [head for head in heads if head not in self._asked]
        if wanted:
            self._asked.update(wanted)
            self.session.engine.ask("look", draft=self.sheet.id, heads=wanted)

    def _told(self, event: Json) -> None:
        if event.get("event") != "Looked" or event.get("draft") != self.sheet.id:
            return
        head, images = str(event.get("head")), event.get("images")
        self.looks[head] = Look(
            images if isinstance(images, int) else 0,
            str(event.get("format") or ""),
            str(event.get("summary") or ""),
            str(event.get("thumbnail") or ""),
            str(event.get("code") or ""),
        )
        self.looked.emit(head)

"""The open draft: its drops are scanned into the shelf's log, and watched until it is closed.

File system events are missed, and die silently on network drives (watchdog#391, #1065): what is
being written is looked at again every 2 s, folders that changed are scanned again after 10 s, and
everything once a minute.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from fbi_uploader.clock import Clock
from fbi_uploader.desk.gathering import Gathered, gathered
from fbi_uploader.desk.remarking import Remarks
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.drafting.shelflog import ShelfWriter
from fbi_uploader.errors import Cancelled, RetryError
from fbi_uploader.intake.entries import Listing, System
from fbi_uploader.intake.model import FoundFile
from fbi_uploader.intake.regroup import regroup
from fbi_uploader.intake.rules import single_format
from fbi_uploader.intake.scan import is_unicode, scan
from fbi_uploader.intake.settle import QUIET, Looked, Settle, Sighting, Watched, judge
from fbi_uploader.intake.writers import Writers, open_for_writing

_TICK = 2.0  # seconds between looks at what is being written
_RESCAN = 10.0  # seconds until what may have changed is scanned again
_ALWAYS = 60.0  # seconds until everything is
_FIRST = 0.05  # seconds until the first rows are written
_FLUSH = 0.1
_SHARE = 4.0  # looks at who writes take at most 1 part in 5 of the scan
_FILES = 4000  # looked at together at the most
_PIECE = 50  # files of a scan between two looks at the clock
_APART = 0.02  # seconds that two lines of a growing set are apart, for each path in them: 3 KB/s
_SHORT = 100  # paths of a line that may come as often as it likes
_HUGE, _FIRST_ROWS = 10_000, 200
"""Files of a folder that takes long to sort, and how many are shown before it is."""

Quiet = Callable[[], timedelta]
_Look = tuple[Gathered, FoundFile, Sighting | None]


@dataclass(slots=True)
class _Group:
    """Roots dropped from one folder: scanned together, as if they were that folder's listing."""

    roots: list[str]
    folders: dict[str, int] = field(default_factory=dict)
    sets: dict[str, Gathered] = field(default_factory=dict)
    due: bool = True
    scanned: float = 0.0
    always: float = 0.0
    remarks: int = 0

    def changed(self) -> bool:
        """Whether one of its folders is not what it was, or something is being written."""
        if any(one.waiting for one in self.sets.values()):
            return True
        return any(_time_of(path) != time for path, time in self.folders.items())


def _time_of(path: str) -> int:
    """When what is listed in a folder last changed, in ns; 0 where nobody can tell."""
    with suppress(OSError):
        return os.stat(path).st_mtime_ns
    return 0


class Watch:
    """One open draft. `run` is a thread's; `drop` and `close` are anybody's.

    `quiet` and `split` are asked at every scan: the person may choose another node, with another
    quiet time, or take a fileset apart (`intake.regroup`) and drop it once more.
    """

    def __init__(
        self,
        writer: ShelfWriter,
        quiet: Quiet,
        clock: Clock,
        split: Callable[[], Collection[str]] = tuple,
        system: System | None = None,
        writers: Writers = open_for_writing,
    ) -> None:
        self._writer = writer
        self._ask_quiet = quiet
        self._quiet = QUIET
        self._split = split
        self._clock = clock
        self._writers = writers
        self._shown: dict[str, None] = {}
        self._owed: dict[str, Gathered] = {}
        inner = system or System()
        self._system = replace(inner, listing=self._listing(inner.listing))
        self._groups: dict[str, _Group] = {}
        self._scanning: _Group | None = None
        self._changed = threading.Condition()
        self._closed = False

    def drop(self, paths: Iterable[str]) -> None:
        """Scan these as well. One that lies in another is part of that."""
        with self._changed:
            for path in map(os.path.abspath, paths):
                group = self._groups.setdefault(os.path.dirname(path), _Group([]))
                if path not in group.roots:
                    group.roots.append(path)
                group.due = True
            self._changed.notify_all()

    def close(self) -> None:
        """End the watch; a thread that hangs on a dead drive is left to itself."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def holds(self, path: str) -> bool:
        """Whether a path is one of the roots, or lies below one."""
        whole = os.path.abspath(path)
        with self._changed:
            roots = [root for group in self._groups.values() for root in group.roots]
        return whole == path and any(
            path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots
        )

    def rows(self, stopped: Callable[[], bool]) -> Iterator[ShelfRow]:
        """Every fileset, once each root has been scanned. Raises Cancelled."""
        with self._changed:
            while self._scanning is not None or any(one.due for one in self._groups.values()):
                if self._closed or stopped():
                    raise Cancelled
                self._changed.wait(_FLUSH)
            sets = [one for group in self._groups.values() for one in list(group.sets.values())]
        return (one.row() for one in sets)

    def run(self) -> None:
        """Scan and watch until closed. Raises InputError DENIED when the log cannot be written."""
        with self._writer, suppress(Cancelled):
            while True:
                self.step()
                self._wait()

    def step(self) -> None:
        """Scan what has to be scanned, and look again at what is being written."""
        for group in self._due():
            self._scan(group)
        self._tick()
        self._writer.flush()

    # -- when

    def _due(self) -> Iterator[_Group]:
        while True:
            now = self._clock.monotonic()
            with self._changed:
                groups = list(self._groups.values())
            group = next((one for one in groups if one.due or self._is_old(one, now)), None)
            if group is None:
                return
            yield group

    def _is_old(self, group: _Group, now: float) -> bool:
        if now - group.always >= _ALWAYS:
            return True
        if now - group.scanned < _RESCAN:
            return False
        group.scanned = now
        return group.changed()

    def _wait(self) -> None:
        with self._changed:
            if not self._closed and not any(one.due for one in self._groups.values()):
                self._changed.wait(_TICK)
        self._check()

    def _check(self) -> None:
        if self._closed:
            raise Cancelled

    # -- scanning

    def _listing(self, inner: Callable[[str], Listing]) -> Callable[[str], Listing]:
        def listing(path: str) -> Listing:
            self._check()
            if self._scanning is not None:
                self._scanning.folders[path] = _time_of(path)  # before: what comes after is new
            listed = inner(path)
            if len(listed.files) >= _HUGE and self._scanning and not self._scanning.sets:
                self._show(path, listed.files[:_FIRST_ROWS])
            return listed

        return listing

    def _show(self, folder: str, names: Sequence[str]) -> None:
        """Rows before it is known what belongs together: sorting so many names takes a second."""
        for name in filter(is_unicode, names):
            path = os.path.join(folder, name)
            with suppress(OSError):
                size = os.stat(path).st_size
                word = single_format(name)
                self._writer.put(ShelfRow(path, name, word, 1, size, "writing"))
                self._shown[path] = None
        self._writer.flush()

    def _scan(self, group: _Group) -> None:
        with self._changed:
            asked, group.due = group.due, False
            roots = tuple(group.roots)
            self._scanning = group
        self._quiet = self._ask_quiet()
        group.folders = {}
        remarks = Remarks(self._writer, roots, None if asked else group.remarks)
        seen = _Batch(self, group)
        for one, file in gathered(self._files(roots, remarks)):
            seen.add(one, file)
        seen.finish()
        for head in (group.sets.keys() | self._shown.keys()) - seen.heads:
            group.sets.pop(head, None)
            self._owed.pop(head, None)
            self._writer.gone(head)
        self._shown = {}
        remarks.end()
        group.remarks = remarks.digest
        group.scanned = group.always = self._clock.monotonic()
        with self._changed:
            self._scanning = None
            self._changed.notify_all()

    def _files(self, roots: Sequence[str], remarks: Remarks) -> Iterator[FoundFile]:
        for found in regroup(scan(roots, self._system), (), self._split()):
            self._check()
            if isinstance(found, FoundFile):
                yield found
            else:
                remarks.take(found)

    # -- looking

    def look(self, batch: Sequence[_Look]) -> None:
        """Keep which files, as the scan has just seen them, still have to be waited for."""
        stamps = {file.path: file.stamp for _, file, _ in batch}
        written = self._writers(stamps)
        now, quiet = self._clock.now(), self._quiet
        for one, file, before in batch:
            open_now = None if written is None else file.path in written
            verdict = judge(before, file.stamp, now, quiet, written=open_now)
            if not verdict.settled:
                one.saw(file.path, file.stamp, Sighting(file.stamp, verdict.since))

    def tell(self, some: Iterable[Gathered]) -> None:
        """Write what is new or says something else now; a long line not too often."""
        now = self.now()
        for one in some:
            row = one.row()
            if one.told == row:
                continue
            apart = _APART * max(0, len(row.paths) - _SHORT)
            if one.told and one.told.state == row.state and now - one.told_at < apart:
                self._owed[one.head] = one
                continue
            one.told, one.told_at = row, now
            self._owed.pop(one.head, None)
            self._writer.put(row)

    def flush(self) -> None:
        """Let what was told be read."""
        self._writer.flush()

    def now(self) -> float:
        """Seconds, monotonic."""
        return self._clock.monotonic()

    def _tick(self) -> None:
        """Look again at what is being written."""
        with self._changed:
            groups = list(self._groups.values())
        for group in groups:
            writing = [one for one in group.sets.values() if one.waiting]
            for one in writing:
                self._check()
                self._look_again(group, one)
        self.tell(list(self._owed.values()))

    def _look_again(self, group: _Group, one: Gathered) -> None:
        settle = Settle(self._quiet, self._clock, self._writers)
        known = list((one.waiting or {}).items())
        for start in range(0, len(known), _FILES):
            part = [Watched(*each) for each in known[start : start + _FILES]]
            for watched, looked in zip(part, settle.look(part), strict=True):
                group.due |= not _take(one, watched, looked)
        if not group.due:
            self.tell([one])


def _take(one: Gathered, watched: Watched, looked: Looked) -> bool:
    """Keep what was seen; False when it has vanished, say: then the next scan tells."""
    if looked.sighting is None:
        if not isinstance(looked.error, RetryError):
            one.settled(looked.path)
            return False
    elif looked.verdict.settled:
        one.settled(looked.path)
    elif watched.before is not None:
        one.saw(looked.path, watched.before.state, looked.sighting)
    return True


class _Batch:
    """Files of a scan that are looked at together, and sets that are whole since."""

    def __init__(self, watch: Watch, group: _Group) -> None:
        self.heads: set[str] = set()
        self._watch = watch
        self._group = group
        self._open: Gathered | None = None
        self._whole: list[Gathered] = []
        self._files: list[FoundFile] = []  # of the open set
        self._looks: list[_Look] = []
        self._count = 0
        self._told = watch.now()
        self._every = _FIRST

    def add(self, one: Gathered, file: FoundFile) -> None:
        """Take a file of a set; the set before it is whole when this is another."""
        if one is not self._open:
            self._close()
            self._open = one
        self._files.append(file)
        self._count += 1
        if self._count % _PIECE == 0 and self._is_time():
            self._tell()

    def _is_time(self) -> bool:
        return len(self._looks) >= _FILES or self._watch.now() - self._told >= self._every

    def finish(self) -> None:
        """Nothing more comes."""
        self._close()
        self._tell()

    def _close(self) -> None:
        """Look at the files of a set, unless all of it is as it was."""
        one, self._open = self._open, None
        files, self._files = self._files, []
        if one is None:
            return
        self.heads.add(one.head)
        known = self._group.sets.get(one.head)
        if known is not None and known.stamp == one.stamp:
            return
        if known is not None:
            one.told, one.told_at = known.told, known.told_at
        self._group.sets[one.head] = one
        for file in files:
            before = known.seen(file.path) if known is not None else None
            self._looks.append((one, file, before))
        self._whole.append(one)

    def _tell(self) -> None:
        began = self._watch.now()
        for start in range(0, len(self._looks), _FILES):
            self._watch.look(self._looks[start : start + _FILES])
        took = self._watch.now() - began
        self._watch.tell(self._whole)
        self._watch.flush()
        self._looks, self._whole = [], []
        self._told, self._every = self._watch.now(), max(_FLUSH, _SHARE * took)

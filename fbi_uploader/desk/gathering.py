"""Filesets as they come out of a scan, one after the other, without holding the scan.

The same sets as `intake.fileset.group` makes: the files of one follow each other.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fbi_uploader.drafting.rows import ShelfRow, State
from fbi_uploader.intake.model import FoundFile, Stamp
from fbi_uploader.intake.settle import Sighting

Waiting = dict[str, Sighting]
_NOTHING: Waiting = {}


@dataclass(slots=True)
class Gathered:
    """A fileset as a scan found it.

    `head`     absolute path; `bytes` of all its `files`
    `stamp`    differs once a file of it came, went or changed
    `sources`  what has all its files at or below it: what lies beside the head, folders whole
    `waiting`  files that do not stand still yet, as they were last seen
    `told`     the row that was written last, `told_at` when, in monotonic seconds
    """

    head: str
    name: str
    format: str
    files: int = 0
    bytes: int = 0
    stamp: int = 0
    sources: dict[str, None] | None = None
    waiting: Waiting | None = None
    told: ShelfRow | None = None
    told_at: float = 0.0

    def add(self, file: FoundFile) -> None:
        """Take a file in."""
        self.files += 1
        self.bytes += file.stamp.size
        self.stamp = hash((self.stamp, file.path, file.stamp))
        source = self._source(file.path)
        if self.sources is not None or source != self.head:  # most sets are one file
            self.sources = self.sources or ({self.head: None} if self.files > 1 else {})
            self.sources[source] = None

    def saw(self, path: str, before: Stamp, now: Sighting) -> None:
        """A file is still not ready; it may have grown."""
        self.bytes += now.state.size - before.size
        self.waiting = self.waiting or {}
        self.waiting[path] = now

    def settled(self, path: str) -> None:
        """A file stands still, or is gone."""
        if self.waiting is not None:
            del self.waiting[path]
            self.waiting = self.waiting or None

    def seen(self, path: str) -> Sighting | None:
        """How a file that is not ready was last seen."""
        return (self.waiting or _NOTHING).get(path)

    def row(self) -> ShelfRow:
        """What is told of it."""
        paths = tuple(self.sources or ())
        state: State = "writing" if self.waiting else "ready"
        return ShelfRow(self.head, self.name, self.format, self.files, self.bytes, state, paths)

    def _source(self, path: str) -> str:
        if path == self.head or path.startswith(self.head + os.sep):
            return self.head
        folder = os.path.dirname(self.head)
        above = folder if folder.endswith(os.sep) else folder + os.sep
        if not path.startswith(above):
            return path
        return above + path[len(above) :].split(os.sep, 1)[0]


def gathered(files: Iterable[FoundFile]) -> Iterator[tuple[Gathered, FoundFile]]:
    """Each file with the set that it is in, and was added to."""
    now: Gathered | None = None
    base = fileset = ""
    for file in files:
        above = file.path[: -len(file.relative)]
        same = file.fileset == fileset and above == base
        if now is None or not same or now.format != file.format:
            base, fileset = above, file.fileset
            name = fileset.rpartition("/")[2]
            now = Gathered(base + fileset.replace("/", os.sep), name, file.format)
        now.add(file)
        yield now, file

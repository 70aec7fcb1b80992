"""The evidence of a submission row by row: filesets or files, a million of them, never all at once.

A `Span` is a row's place in the journal, three numbers; what a row says is read when it is seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, Protocol

from fbi_uploader.monitor.timeline import Counted
from fbi_uploader.report import ReportedFile
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal

CHUNK = 20_000
"""Files that one step looks through."""


class Span(NamedTuple):
    """The files of a row: of one assay, from the first to the last id, both included."""

    assay: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A fileset or a file. `sha256` of one file; None for several, or while it is not known.

    `source` and `target` of the first file, `bytes` of all.
    """

    name: str
    format: str
    files: int
    bytes: int
    sha256: str | None
    source: str
    target: str
    proofs: tuple[Counted, ...]

    def proof(self, *kinds: str) -> Counted | None:
        """The first of these kinds that there is."""
        return next((one for kind in kinds for one in self.proofs if one.kind == kind), None)


class Proofs(Protocol):
    """Where rows come from. Both are called in a thread."""

    def spans(self, after: Span | None, *, each: bool) -> list[Span]:
        """The next ones; [] at the end. `each`: every file for itself, else filesets."""

    def rows(self, spans: Sequence[Span]) -> list[ProofRow]:
        """What these say."""


@dataclass(frozen=True, slots=True)
class JournalProofs:
    """Of a submission in the journal, opened anew for every step."""

    journal: Callable[[], Journal]
    submission: str

    def spans(self, after: Span | None, *, each: bool) -> list[Span]:
        """Raises InputError as the journal does."""
        journal = self.journal()
        try:
            for assay in records.assays(journal, self.submission):
                if after is not None and assay.id != after.assay:
                    continue
                found = _spans(journal, assay.id, after.last if after else -1, each=each)
                if found:
                    return found
                after = None  # this one is at its end: the next from its first file
            return []
        finally:
            journal.close()

    def rows(self, spans: Sequence[Span]) -> list[ProofRow]:
        """Raises InputError as the journal does."""
        journal = self.journal()
        try:
            return [_row(journal, span) for span in spans]
        finally:
            journal.close()

    def counted(self) -> dict[str, Counted]:
        """How many files of the whole submission have each kind of evidence."""
        journal = self.journal()
        try:
            rows = journal.some(
                "SELECT e.kind, count(DISTINCT e.file) AS n, max(e.at) AS at FROM assays a "
                "JOIN files f ON f.assay = a.id JOIN evidence e ON e.file = f.id "
                "WHERE a.submission = ? GROUP BY e.kind",
                (self.submission,),
            )
        finally:
            journal.close()
        return {row["kind"]: _counted(row) for row in rows}


def _spans(journal: Journal, assay: int, after: int, *, each: bool) -> list[Span]:
    rows = journal.some(
        "SELECT id, fileset FROM files WHERE assay = ? AND id > ? ORDER BY id LIMIT ?",
        (assay, after, CHUNK),
    )
    if each:
        return [Span(assay, row["id"], row["id"]) for row in rows]
    found = []
    for _, group in groupby(rows, lambda row: row["fileset"]):
        ids = [row["id"] for row in group]
        found.append(Span(assay, ids[0], ids[-1]))
    return _completed(journal, found, rows) if len(rows) == CHUNK else found


def _completed(journal: Journal, found: list[Span], rows: Sequence[sqlite3.Row]) -> list[Span]:
    """The last set may go on in the next chunk: it ends before the first file of another one."""
    last = found[-1]
    beyond = journal.one(
        "SELECT min(id) AS id FROM files WHERE assay = ? AND id > ? AND fileset <> ?",
        (last.assay, last.last, rows[-1]["fileset"]),
    )
    limit = beyond["id"] if beyond and beyond["id"] is not None else 1 << 62
    end = journal.one(
        "SELECT max(id) AS id FROM files WHERE assay = ? AND id < ?", (last.assay, limit)
    )
    return [*found[:-1], last._replace(last=end["id"] if end else last.last)]


def _row(journal: Journal, span: Span) -> ProofRow:
    row = journal.one(
        "SELECT count(*) AS n, sum(size) AS bytes, min(fileset) AS fileset, min(format) AS format, "
        "min(sha256) AS sha256, min(source) AS source, min(target) AS target, "
        "min(original) AS original FROM files WHERE assay = ? AND id BETWEEN ? AND ?",
        span,
    )
    if row is None or not row["n"]:
        return ProofRow("", "", 0, 0, None, "", "", ())  # its file was planned anew meanwhile
    proofs = journal.some(
        "SELECT kind, count(DISTINCT file) AS n, max(at) AS at FROM evidence WHERE file IN "
        "(SELECT id FROM files WHERE assay = ? AND id BETWEEN ? AND ?) GROUP BY kind",
        span,
    )
    alone = span.first == span.last
    name = row["original"] or row["target"] if alone else row["fileset"]
    return ProofRow(
        name=_last(name),
        format=row["format"],
        files=row["n"],
        bytes=row["bytes"],
        sha256=row["sha256"] if row["n"] == 1 else None,
        source=row["source"],
        target=row["target"],
        proofs=tuple(_counted(one) for one in proofs),
    )


def _counted(row: sqlite3.Row) -> Counted:
    return Counted(row["kind"], row["n"], datetime.fromisoformat(row["at"]))


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


class FileProofs:
    """Of files that are in memory: those of a submission file."""

    def __init__(self, files: Sequence[ReportedFile]) -> None:
        self._files = files

    def spans(self, after: Span | None, *, each: bool) -> list[Span]:
        """As those of the journal; `first` and `last` are places in the sequence."""
        start = after.last + 1 if after is not None else 0
        if start >= len(self._files):
            return []
        if each:
            end = min(start + CHUNK, len(self._files))
            return [Span(0, at, at) for at in range(start, end)]
        return list(self._sets(start))

    def _sets(self, start: int) -> Iterator[Span]:
        places = range(start, len(self._files))
        for _, group in groupby(places, lambda at: self._files[at].fileset):
            members = list(group)
            yield Span(0, members[0], members[-1])
            if members[-1] - start >= CHUNK:
                return

    def rows(self, spans: Sequence[Span]) -> list[ProofRow]:
        """Each with all its files looked at."""
        return [self._row(span) for span in spans]

    def _row(self, span: Span) -> ProofRow:
        files = self._files[span.first : span.last + 1]
        first = files[0]
        alone = len(files) == 1
        return ProofRow(
            name=_last((first.original or first.target) if alone else first.fileset),
            format=first.format,
            files=len(files),
            bytes=sum(one.size for one in files),
            sha256=first.sha256 if alone else None,
            source=first.source,
            target=first.target,
            proofs=tuple(counted(files).values()),
        )


def counted(files: Iterable[ReportedFile]) -> dict[str, Counted]:
    """How many of these files have each kind of evidence."""
    found: dict[str, Counted] = {}
    for file in files:
        for kind, proofs in groupby(sorted(file.evidence, key=_kind), _kind):
            at = max(one.at for one in proofs)
            known = found.get(kind)
            found[kind] = Counted(
                kind, known.files + 1 if known else 1, max(known.at, at) if known else at
            )
    return found


def _kind(proof: object) -> str:
    return str(getattr(proof, "kind", ""))

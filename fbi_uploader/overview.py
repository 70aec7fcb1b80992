"""All submissions of a person in brief, from the journal, and how they are searched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fbi_uploader.errors import Code, Problem
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import Reason, SubmissionRow
from fbi_uploader.transfer.stages import Stage

_MORE_NAMES = 2000  # characters of names and tags that are searched, of one submission


@dataclass(frozen=True, slots=True)
class Summary:
    """A submission in brief. `words`: what a search looks through, casefolded; `bytes` in bytes.

    `assays`: how many; `assay`: the first one's name.
    """

    id: str
    node: str
    route: str
    person: str
    stage: str
    why: Problem | None
    created_at: datetime
    investigation: str
    assay: str
    assays: int
    files: int
    bytes: int
    words: str

    @property
    def played(self) -> bool:
        """Whether a sandbox played its last stage."""
        return self.why is not None and self.why.code is Code.PLAYED

    def holds(self, text: str) -> bool:
        """Whether every word of a search is in its names, tags or id."""
        return all(word in self.words for word in text.casefold().split())


def summaries(journal: Journal, person: str) -> list[Summary]:
    """Every submission of a person that was sent, newest first."""
    rows = [one for one in records.submissions(journal) if one.person == person]
    rows = [one for one in rows if one.stage is not Stage.DRAFT]
    assays = _assays(journal)
    return [_summary(one, assays.get(one.id, ())) for one in reversed(rows)]


@dataclass(frozen=True, slots=True)
class _Assay:
    study: str
    name: str
    files: int
    bytes: int


def _assays(journal: Journal) -> Mapping[str, Sequence[_Assay]]:
    found: dict[str, list[_Assay]] = {}
    rows = journal.some(
        "SELECT submission, study, name, files, bytes FROM assays ORDER BY submission, place"
    )
    for row in rows:
        one = _Assay(row["study"], row["name"], row["files"], row["bytes"])
        found.setdefault(row["submission"], []).append(one)
    return found


def _summary(row: SubmissionRow, assays: Sequence[_Assay]) -> Summary:
    frozen = json.loads(row.frozen).get("investigation", {})
    names = [row.id, *_names(frozen), *(word for one in assays for word in (one.study, one.name))]
    return Summary(
        id=row.id,
        node=row.node,
        route=row.route,
        person=row.person,
        stage=row.stage,
        why=problem(row.reason, row.id),
        created_at=row.created_at,
        investigation=str(frozen.get("name", "")),
        assay=assays[0].name if assays else "",
        assays=len(assays),
        files=sum(one.files for one in assays),
        bytes=sum(one.bytes for one in assays),
        words="\n".join(dict.fromkeys(names)).casefold()[:_MORE_NAMES],
    )


def _names(investigation: Mapping[str, object]) -> Iterable[str]:
    """Names, titles and tags of all three levels, whatever a journal of another time holds."""
    for key in ("name", "title"):
        yield str(investigation.get(key, ""))
    tags = investigation.get("tags", ())
    yield from (str(one) for one in tags) if isinstance(tags, list) else ()
    for below in ("studies", "assays"):
        parts = investigation.get(below, ())
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict):
                yield from _names(part)


def problem(reason: Reason | None, where: str) -> Problem | None:
    """A journal's reason, as messages are made from."""
    return Problem(reason.code, where, facts=reason.facts) if reason is not None else None


def holding(journal: Journal, person: str, text: str) -> frozenset[str]:
    """Submissions of a person with a file of that name, or a part of it.

    The whole of a large journal is read: call it in a thread.
    """
    like = f"%{_escaped(text)}%"
    rows = journal.some(
        "SELECT DISTINCT a.submission FROM files f JOIN assays a ON a.id = f.assay "
        "JOIN submissions s ON s.id = a.submission WHERE s.person = ? "
        "AND (f.target LIKE ? ESCAPE '\\' OR f.original LIKE ? ESCAPE '\\')",
        (person, like, like),
    )
    return frozenset(row["submission"] for row in rows)


def _escaped(text: str) -> str:
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text


def left_out(journal: Journal, submission: str) -> list[Problem]:
    """What was left out of a submission, each with the draft that keeps it."""
    found = (problem(row.reason, submission) for row in records.history(journal, submission))
    return [one for one in found if one is not None and one.code is Code.LEFT_OUT]


# -- the originals


def folders(journal: Journal, submission: str) -> dict[str, int]:
    """The folders that its originals lie in, each with how many of them."""
    found: dict[str, int] = {}
    for assay in records.assays(journal, submission):
        for row in journal.stream(
            "SELECT id, source FROM files WHERE assay = ? AND id > ? ORDER BY id LIMIT ?",
            (assay.id,),
        ):
            folder = os.path.dirname(row["source"])
            found[folder] = found.get(folder, 0) + 1
    return found


def originals(journal: Journal, submission: str, folder: str) -> list[str]:
    """The originals that lie in this folder itself, of those that are still there."""
    below = folder if folder.endswith(os.sep) else folder + os.sep
    rows = journal.some(
        "SELECT DISTINCT f.source FROM files f JOIN assays a ON a.id = f.assay "
        "WHERE a.submission = ? AND f.source >= ? AND f.source < ? ORDER BY f.source",
        (submission, below, below[:-1] + chr(ord(os.sep) + 1)),
    )
    found = (row["source"] for row in rows)
    return [one for one in found if os.path.dirname(one) == folder and os.path.lexists(one)]

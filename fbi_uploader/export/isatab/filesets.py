"""The files of the assays, as both formats name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from fbi_uploader.export.isatab import text
from fbi_uploader.export.isatab.content import (
    FILE_COMMENTS,
    AssayContent,
    Comment,
    DataFile,
)
from fbi_uploader.report import Report, ReportedFile


def data_files(report: Report, assays: Sequence[AssayContent]) -> Iterator[tuple[int, DataFile]]:
    """Every file with its assay's place in `assays`, streamed once.

    A report has them assay by assay. Memory for the names of one assay's filesets only.
    """
    place, runs, unique = -1, dict[str, str](), text.Unique()
    for file in report.files():
        name = _below(report.landing, file.target)
        if place < 0 or not _is_of(assays[place], name):
            place, runs, unique = _next(assays, place, name), {}, text.Unique()
        if file.fileset not in runs:
            runs[file.fileset] = unique(text.line(file.fileset) or "fileset")
        comments = (*_comments(file), *assays[place].data_comments)
        yield place, DataFile(text.line(name), runs[file.fileset], comments)


def _next(assays: Sequence[AssayContent], place: int, name: str) -> int:
    """Mostly the one behind it."""
    places = chain(range(place + 1, len(assays)), range(place + 1))
    return next(one for one in places if _is_of(assays[one], name))


def _is_of(assay: AssayContent, name: str) -> bool:
    return name.startswith(f"{assay.folder}/")


def _below(landing: str, target: str) -> str:
    return target.removeprefix(f"{landing}/") if landing else target


def _comments(file: ReportedFile) -> Iterator[Comment]:
    values = (
        file.sha256 or "",
        file.sha1 or "",
        str(file.size),
        text.line(file.format),
        text.line(file.original or ""),
    )
    for name, value in zip(FILE_COMMENTS, values, strict=True):
        if value:
            yield Comment(name, value)

"""The files of one assay, as both formats name them."""

from __future__ import annotations

from collections.abc import Iterator

from fbi_uploader.export.isatab import text
from fbi_uploader.export.isatab.content import (
    FILE_COMMENTS,
    AssayContent,
    Comment,
    DataFile,
)
from fbi_uploader.report import Report, ReportedFile

def data_files(report: Report, assay: AssayContent) -> Iterator[DataFile]:
    """Every file of the assay, streamed; memory for the names of filesets only."""
    runs: dict[str, str] = {}
    unique = text.Unique()
    for file in _files(report, assay.folder):
        if file.fileset not in runs:
            runs[file.fileset] = unique(text.line(file.fileset) or "fileset")
        name = text.line(_below(report.landing, file.target))
        yield DataFile(name, runs[file.fileset], (*_comments(file), *assay.data_comments))


def _files(report: Report, folder: str) -> Iterator[ReportedFile]:
    """Files come assay by assay: what follows is not looked at."""
    start = f"{report.landing}/{folder}/" if report.landing else f"{folder}/"
    begun = False
    for file in report.files():
        if file.target.startswith(start):
            begun = True
            yield file
        elif begun:
            return


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

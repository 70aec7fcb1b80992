"""The two exporters: pure, streamed, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from fbi_uploader.export.context import Context, Exported
from fbi_uploader.export.isatab.collect import collect
from fbi_uploader.export.isatab.content import AssayContent, StudyContent
from fbi_uploader.export.isatab.filesets import data_files
from fbi_uploader.export.isatab.investigation import NAME, investigation_file
from fbi_uploader.export.isatab.isajson import investigation_json
from fbi_uploader.export.isatab.sheets import assay_rows, pieces, study_rows
from fbi_uploader.report import Report

FOLDER = "isatab"
JSON_NAME = "isa.json"


def tables(report: Report, context: Context) -> Iterator[Exported]:
    """`isatab/i_investigation.txt`, and a file for each study and each assay."""
    content = collect(report, context)
    yield Exported(f"{FOLDER}/{NAME}", partial(investigation_file, content))
    for study in content.studies:
        yield Exported(f"{FOLDER}/{study.file_name}", partial(_study, study))
        for assay in study.assays:
            yield Exported(f"{FOLDER}/{assay.file_name}", partial(_assay, report, assay))


def document(report: Report, context: Context) -> Iterator[Exported]:
    """`isa.json`, with everything in it."""
    content = collect(report, context)
    files = partial(data_files, report)
    yield Exported(JSON_NAME, partial(investigation_json, content, files))


def _study(study: StudyContent) -> Iterator[bytes]:
    return pieces(study_rows(study))


def _assay(report: Report, assay: AssayContent) -> Iterator[bytes]:
    return pieces(assay_rows(assay, data_files(report, assay)))

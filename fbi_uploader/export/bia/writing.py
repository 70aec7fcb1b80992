"""The documents of a submission to the BioImage Archive, a folder for each study."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from fbi_uploader.export.bia import study as studies
from fbi_uploader.export.bia.files import components, file_list
from fbi_uploader.export.bia.pagetab import Submission, as_json, as_tsv
from fbi_uploader.export.context import Context, Exported
from fbi_uploader.report import Report


def submission(report: Report, context: Context) -> Iterator[Exported]:
    """`bia/<study>/submission.json` (to hand in), the same as TSV, and a file list an assay."""
    investigation = report.draft.investigation
    for study, parts in components(report):
        folder = f"bia/{study.name}"
        told = studies.submission(investigation, study, parts, context)
        yield Exported(f"{folder}/submission.json", _once(as_json, told))
        yield Exported(f"{folder}/submission.tsv", _once(as_tsv, told))
        for part in parts:
            listed = partial(file_list, report, part.folder)
            yield Exported(f"{folder}/{part.file_list}", listed)


def _once(write: Callable[[Submission], bytes], told: Submission) -> Callable[[], Iterator[bytes]]:
    return lambda: iter((write(told),))

"""verdict and receipt: whether the originals may go, and the proof as a page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from fbi_uploader import reporting
from fbi_uploader.app import App
from fbi_uploader.desk.answering import Fields, fitting, problem_json
from fbi_uploader.desk.requests import OfSubmission, Receipt
from fbi_uploader.errors import Code, InputError, NodeError
from fbi_uploader.export.receipt_page import receipt_html
from fbi_uploader.paths import denied, make_private_folder
from fbi_uploader.report import Safety
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.stages import Stage


def verdict(app: App, asked: OfSubmission) -> Fields:
    """Look at every original again. On a connection of its own, so that nobody waits for it."""
    with closing(app.journal(read_only=True)) as journal:
        found = _safety(app, journal, _row(journal, asked.submission))
    strangers = fitting(found.not_in_receipt)
    return {
        "submission": asked.submission,
        "safe": found.safe,
        "reasons": fitting(map(problem_json, found.reasons), 1 << 18),
        "unsafe": found.unsafe,
        "gone": found.gone,
        "not_in_receipt": strangers,
        "strangers": found.strangers,
    }


def receipt(app: App, asked: Receipt) -> Fields:
    """Write the page anew. Raises InputError SUBMISSION_UNKNOWN, DENIED."""
    make_private_folder(app.home.receipts)
    path = app.home.receipts / f"{asked.submission}-{asked.language}.html"
    with closing(app.journal(read_only=True)) as journal:
        row = _row(journal, asked.submission)
        report = reporting.report(journal, row)
        _write(path, receipt_html(report, _safety(app, journal, row), asked.language))
    return {"path": str(path)}


def _row(journal: Journal, submission: str) -> SubmissionRow:
    row = records.submission(journal, submission)
    if row.stage is Stage.DRAFT:
        raise InputError(Code.SUBMISSION_UNKNOWN, id=submission)
    return row


def _safety(app: App, journal: Journal, row: SubmissionRow) -> Safety:
    try:
        route = app.route_of(row)
    except NodeError as error:  # its file is gone, say: what is known is shown without a verdict
        return reporting.unjudged(journal, row, error)
    return reporting.safety(journal, row, route)


def _write(path: Path, pieces: Iterable[str]) -> None:
    """Streamed, and whole or not at all: a receipt of a million files is some 300 MB."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(pieces)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise denied(path, error) from error

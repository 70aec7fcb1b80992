"""Turns journal rows into reports, and names the exporters that write the published record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields, replace

from fbi_uploader.errors import Problem, Severity, UploaderError
from fbi_uploader.export import record
from fbi_uploader.export.context import Context, Exported
from fbi_uploader.export.formats import FORMATS, Format, export
from fbi_uploader.report import (
    Proof,
    Reached,
    Report,
    ReportedAssay,
    ReportedFile,
    Safety,
)
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import AssayRow, EvidenceRow, FileRow, SubmissionRow
from fbi_uploader.transfer.planning.planner import frozen_draft
from fbi_uploader.transfer.publishing.recording import Document, Exporter, HandOver
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.verdict import verdict


def report(journal: Journal, submission: SubmissionRow) -> Report:
    """All that the journal says of a submission; files are streamed when asked for."""
    assays = records.assays(journal, submission.id)
    names = {row.id: row.folder for row in assays}
    stages = tuple(
        Reached(row.stage, row.at, names.get(row.assay) if row.assay else None)
        for row in records.history(journal, submission.id)
    )

    def files() -> Iterator[ReportedFile]:
        for assay in assays:
            for file, evidence in records.proved_files(journal, assay.id):
                yield _file(submission, assay, file, evidence)

    return Report(
        submission=submission.id,
        node=submission.node,
        route=submission.route,
        person=submission.person,
        manager=submission.manager,
        landing=submission.landing,
        stage=submission.stage,
        why=_why(submission),
        created_at=submission.created_at,
        draft=frozen_draft(submission),
        assays=tuple(_assay(row) for row in assays),
        stages=stages,
        files=files,
    )


def _why(row: SubmissionRow) -> Problem | None:
    if row.reason is None:
        return None
    return Problem(row.reason.code, row.id, Severity.NOTE, row.reason.facts)


def _assay(row: AssayRow) -> ReportedAssay:
    return ReportedAssay(row.study, row.name, row.folder, row.stage, row.files, row.bytes)


def _file(
    submission: SubmissionRow, assay: AssayRow, file: FileRow, evidence: Sequence[EvidenceRow]
) -> ReportedFile:
    landing = f"{submission.landing}/" if submission.landing else ""
    return ReportedFile(
        source=file.source,
        target=f"{landing}{assay.folder}/{file.target}",
        size=file.stamp.size,
        mtime_ns=file.stamp.mtime_ns,
        sha256=file.sha256,
        sha1=file.sha1,
        original=file.original,
        fileset=file.fileset,
        format=file.format,
        evidence=tuple(Proof(one.kind, one.at) for one in evidence),
    )


def _unproved(journal: Journal, submission: SubmissionRow) -> Iterator[ReportedFile]:
    for assay in records.assays(journal, submission.id):
        for file in records.files(journal, assay.id):
            yield _file(submission, assay, file, ())


def safety(journal: Journal, submission: SubmissionRow, route: Route) -> Safety:
    """The verdict, as receipts show it."""
    found = verdict(journal, submission, route)
    return Safety(**{one.name: getattr(found, one.name) for one in fields(Safety)})


def unjudged(journal: Journal, submission: SubmissionRow, error: UploaderError) -> Safety:
    """Not safe, because nobody can say what the proof would have to be (the node's file is gone).

    The journal's evidence is in the receipt all the same.
    """
    files = sum(row.files for row in records.assays(journal, submission.id))
    reason = Problem(error.code, submission.node, facts=error.facts)
    return Safety(
        safe=False, reasons=(reason,), unsafe=files, gone=0, not_in_receipt=(), strangers=0
    )


ContextOf = Callable[[SubmissionRow], Context]


WantedBy = Callable[[SubmissionRow], Collection[Format]]


def exporters(
    journal: Journal,
    context_of: ContextOf | None = None,
    wanted: WantedBy = lambda _: FORMATS,
) -> tuple[Exporter, ...]:
    """What is written to `_submissions/<id>/`: the record itself, then each hand-over.

    Without `context_of` no hand-overs. Only for what is `wanted` a context is made: it reads
    every template.
    """

    def always(submission: SubmissionRow) -> Iterator[Document]:
        known = report(journal, submission)
        yield Document("submission.json", lambda: record.submission_json(known))
        plain = without_evidence(journal, submission)
        yield Document("checksums.sha256", lambda: record.checksums(plain))

    if context_of is None:
        return (always,)
    return (always, *(_hand_over(journal, context_of, wanted, one) for one in FORMATS))


def _hand_over(
    journal: Journal, context_of: ContextOf, wanted: WantedBy, format_: Format
) -> HandOver:
    def make(submission: SubmissionRow) -> Iterator[Document]:
        if format_ not in wanted(submission):
            return
        context = context_of(submission)
        for one in exported(journal, submission, context, format_):
            yield Document(one.name, one.pieces)

    return HandOver(format_, make)


def exported(
    journal: Journal, submission: SubmissionRow, context: Context, format_: Format
) -> Iterator[Exported]:
    """One hand-over of a submission; each file is read before the next is asked for.

    Raises what the exporter does, whatever it is (`formats.explained`).
    """
    return export(format_, without_evidence(journal, submission), context)


def without_evidence(journal: Journal, submission: SubmissionRow) -> Report:
    """The report without the evidence of files, which would be read and parsed for nothing."""
    return replace(report(journal, submission), files=lambda: _unproved(journal, submission))
